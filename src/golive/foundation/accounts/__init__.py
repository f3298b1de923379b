"""Accounts: people, the organisations they work for, and their place in each project.

Permissions derive from membership (project × person × party × department) and from nothing else.
"""
