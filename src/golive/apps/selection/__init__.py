"""Selection and contracts: which product and vendor, by what, how surely; what was agreed, and when it is paid.

Serves IT's duty I1 (assessment of every short-listed product), the sponsor's S3 (the choice is a decision that acts).
Bids, rates and scores are never shown to a vendor: every read starts in queries.py from who may see it and when.
"""
