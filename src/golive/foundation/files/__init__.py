"""Files: uploads and generated documents, kept by hash, served only to those who may see the record they belong to.

An app registers who sees its records: `guards.register_guard("requirements.requirement", may_see)`.
"""
