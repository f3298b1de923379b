"""Notices: what a person should know, in his inbox, in his language. Other channels hook into `sending.CHANNELS`."""
