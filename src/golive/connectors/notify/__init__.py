"""Messages to people outside the product: mail, DingTalk, WeCom, Feishu.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
