"""What became of a message, why, and what to do, as English sentences for pages and messages."""

from __future__ import annotations


def N_(text: str) -> str:
    """Marks a sentence for the catalogue of translations."""
    return text


SENTENCES = {
    "delivered": N_("Delivered."),
    # robots: refused
    "robot_token": N_(
        "The robot's address is not valid any more (%(said)s). The message is kept. Copy the address from the group's settings again and enter it."
    ),
    "robot_gone": N_(
        "The robot or its group is gone (%(said)s). The message is kept. Add a robot to the group again, or stop this one."
    ),
    "robot_sign": N_(
        "The robot refused the signature (%(said)s). The message is kept. Enter the signing secret of its security settings again; the server's clock must be right."
    ),
    "robot_keyword": N_(
        "The robot takes only messages with its keyword (%(said)s). The message is kept. Enter one of its keywords."
    ),
    "robot_ip": N_(
        "The robot takes no messages from this server (%(said)s). The message is kept. Add the server's outward address in its security settings."
    ),
    "robot_content": N_(
        "The robot refused the text (%(said)s). The message is kept. Read it on its page in GoLive instead."
    ),
    "robot_refused": N_("The robot refused the message (%(said)s). The message is kept. Correct the robot's settings."),
    "redirected": N_(
        "%(host)s sent us to another address, which is never followed. The message is kept. Ask IT what stands between this server and the internet."
    ),
    "certificate": N_(
        "The certificate of %(host)s is not trusted (%(said)s). Nothing was sent, the message is kept. Ask IT what stands between this server and it."
    ),
    # robots and mail: later
    "busy": N_("%(host)s takes no more messages for the moment (%(said)s). The message is kept and tried again."),
    "unreachable": N_("%(host)s cannot be reached (%(said)s). The message is kept and tried again."),
    # robots and mail: nobody knows
    "no_answer": N_(
        "%(host)s did not answer (%(said)s). Nobody knows whether the message arrived, so it is not repeated. Look there, then send it again if it is missing."
    ),
    "not_understood": N_(
        "%(host)s answered what is no answer (%(said)s). Nobody knows whether the message arrived, so it is not repeated. Look there, then send it again if it is missing."
    ),
    # mail: refused
    "mail_login": N_(
        "The mail server refused the sign-in (%(said)s). The mail is kept. The administrator has to enter name and password again; many providers want a password made for programs."
    ),
    "mail_security": N_(
        "The mail server does not speak that way on this port (%(said)s). The mail is kept. Choose SSL for port 465, STARTTLS for port 587."
    ),
    "mail_server": N_(
        "The mail server does not want to talk to this server (%(said)s). The mail is kept. Ask whoever runs the mail server."
    ),
    "mail_sender": N_(
        "The mail server refuses the sender's address (%(said)s). The mail is kept. Enter the address that belongs to the account."
    ),
    "mail_recipient": N_(
        "The mail server refuses the recipient %(to)s (%(said)s). The mail is kept. Correct the address of this person."
    ),
    "mail_content": N_(
        "The mail server refuses the mail (%(said)s). The mail is kept. Read what it is about in GoLive instead."
    ),
}

ADDRESSES = {
    "address_not_https": N_(
        "The robot's address must begin with https://. Copy the whole address from the group's settings."
    ),
    "address_host": N_(
        "%(host)s is no address of a robot of DingTalk, WeCom or Feishu. For safety nothing is sent anywhere else."
    ),
    "address_other_kind": N_("This is the address of a robot of another program (%(host)s). Choose the right kind."),
    "address_incomplete": N_("The robot's address is not complete. Copy the whole address from the group's settings."),
}
