"""What can go wrong with a backup."""


class Damaged(Exception):
    """The archive is not what was written, or the key is not the one it was written with."""


class Impossible(Exception):
    """It was not even begun: what is missing or in the way, and what to do."""
