"""The audit trail to look at: its page, its export, its check every night.

Apart from `audit`, which every write stands on and which therefore knows no pages; its addresses are called `audit:…`.
"""
