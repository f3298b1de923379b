from golive.foundation.accounts.models.organisations import Department, Organisation
from golive.foundation.accounts.models.people import User
from golive.foundation.accounts.models.projects import INSIDE, Membership, Party, Project

__all__ = ["INSIDE", "Department", "Membership", "Organisation", "Party", "Project", "User"]
