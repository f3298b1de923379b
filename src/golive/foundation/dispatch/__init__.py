"""What leaves the product: mails to people, messages into groups by robots.

Everything that goes out is a row (`Dispatch`) before it is sent, and the row says how it ended. Apps declare in their
`outgoing.py` what may go out (`registry`), and call `outbox`; a job sends.
"""
