"""The seal of an installation: an Ed25519 signature over a content hash, with the public key beside it.

A seal proves that the holder of the key issued exactly this content. Whose key it is, only a fingerprint learnt by
another way can tell; without one, a forger's own key would do. Hence `trusted_fingerprint`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from golive.engines.evidence.chain import Problem

ALGORITHM = "ed25519"
_FIELDS = {"algorithm", "public_key", "fingerprint", "signature"}


def new_private_key() -> bytes:
    """A new key, 32 bytes: the caller keeps it outside the database and its backups."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """sha256 (hex) of the raw public key."""
    return hashlib.sha256(public_key).hexdigest()


def key_fingerprint(private_key: bytes) -> str:
    """The fingerprint that belongs to a private key, for an installation to publish."""
    return fingerprint(Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw())


def seal(content_hash: str, private_key: bytes) -> dict[str, str]:
    """Sign a content hash (hex text)."""
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    public = key.public_key().public_bytes_raw()
    return {
        "algorithm": ALGORITHM,
        "public_key": public.hex(),
        "fingerprint": fingerprint(public),
        "signature": key.sign(content_hash.encode("ascii")).hex(),
    }


def verify_seal(content_hash: str, given: object, trusted_fingerprint: str | None = None) -> list[Problem]:
    """What is wrong with a seal: seal_missing, seal_malformed, fingerprint_differs, signature_invalid,
    key_not_trusted."""
    if given is None:
        return [Problem("seal_missing", "seal")]
    if not isinstance(given, Mapping) or set(given) != _FIELDS or given["algorithm"] != ALGORITHM:
        return [Problem("seal_malformed", "seal")]
    try:
        public = bytes.fromhex(str(given["public_key"]))
        key = Ed25519PublicKey.from_public_bytes(public)
        signature = bytes.fromhex(str(given["signature"]))
    except ValueError:
        return [Problem("seal_malformed", "seal")]
    problems = []
    if given["fingerprint"] != fingerprint(public):
        problems.append(Problem("fingerprint_differs", "seal/fingerprint"))
    try:
        key.verify(signature, content_hash.encode("ascii"))
    except InvalidSignature:
        problems.append(Problem("signature_invalid", "seal/signature"))
    if trusted_fingerprint is not None and fingerprint(public) != _bare(trusted_fingerprint):
        problems.append(Problem("key_not_trusted", "seal/fingerprint", {"fingerprint": fingerprint(public)}))
    return problems


def _bare(text: str) -> str:
    """People copy fingerprints with colons, blanks and capitals."""
    return "".join(text.split()).replace(":", "").lower()
