"""Messages to people outside the product: mail by SMTP, and the group robots of DingTalk, WeCom and Feishu.

Own thin clients on the standard library (docs/adr/0002-dependencies.md says why). They never raise for what the other
side does: each sending ends in one `Answer`, which also says whether it may be tried again.
"""

from golive.connectors.notify.address import Address, AddressError, parse
from golive.connectors.notify.answer import Answer
from golive.connectors.notify.mail import Enclosure, Letter, MailServer
from golive.connectors.notify.robots import LIMITS, Message, Robot

__all__ = [
    "LIMITS",
    "Address",
    "AddressError",
    "Answer",
    "Enclosure",
    "Letter",
    "MailServer",
    "Message",
    "Robot",
    "parse",
]
