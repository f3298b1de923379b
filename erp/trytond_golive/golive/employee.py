# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
from trytond.model import fields
from trytond.pool import PoolMeta


class Employee(metaclass=PoolMeta):
    __name__ = "company.employee"

    department = fields.Char("Department", help="Tryton has no departments; loads are added up by this one.")
