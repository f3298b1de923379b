"""The administrator's pages: organisations, departments, people, their accounts and passwords.

Apart from `accounts`, which every page stands on and which therefore knows no pages; its addresses are called `accounts:…`.
"""
