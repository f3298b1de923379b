# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""An exception of Tryton becomes a code, a sentence in the session's language, and the fields it speaks of."""

import re

from trytond import backend
from trytond.exceptions import TrytonException, UserError
from trytond.pool import Pool
from trytond.rpc import RPCReturnException
from trytond.transaction import TransactionError

CODES = {
    "RequiredValidationError": "required",
    "DomainValidationError": "not_allowed",
    "SelectionValidationError": "not_a_choice",
    "SizeValidationError": "too_long",
    "DigitsValidationError": "too_many_digits",
    "ForbiddenCharValidationError": "forbidden_character",
    "TimeFormatValidationError": "time_format",
    "SQLConstraintError": "constraint",
    "ForeignKeyError": "depended_on",
    "AccessError": "not_permitted",
    "AccessButtonError": "not_permitted",
}
# Errors whose text does not name the field.
FIELDS = {"InvalidIdentifierCode": ["identifiers.code"]}
# These mean "try the transaction again": the dispatcher does, so nobody may swallow them.
PASS_ON = (TransactionError, backend.DatabaseOperationalError, backend.DatabaseTimeoutError, RPCReturnException)


class Unresolved(UserError):
    "A reference in a row finds no record, or more than one."

    def __init__(self, code, field, message):
        super().__init__(message)
        self.reference_code = code
        self.field = field


class Refusal(RPCReturnException):
    "Rolls the transaction back and answers in place of the result."

    def __init__(self, fault):
        super().__init__(fault["text"])
        self.fault = fault

    def result(self):
        return {"refused": self.fault}


def fault(exception, model):
    "Return {code, text, fields} for an exception that rows of the model raised."
    if isinstance(exception, Unresolved):
        return {"code": exception.reference_code, "text": exception.message, "fields": [exception.field]}
    name = type(exception).__name__
    if isinstance(exception, TrytonException):
        text = getattr(exception, "message", None) or str(exception)
        if description := getattr(exception, "description", ""):
            text += "\n" + description
        code = CODES.get(name) or _snake(name)
        if code == "user_error":
            code = "refused"
    elif isinstance(exception, backend.DatabaseIntegrityError):
        code, text = "constraint", str(exception)
    else:
        code, text = "bad_value", f"{name}: {exception}"
    return {"code": code, "text": text, "fields": FIELDS.get(name) or _named_fields(text, model)}


def _snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.removesuffix("Error")).lower()


def _named_fields(text, model):
    """Fields whose label stands in quotation marks in the text; children as "addresses.street"."""
    pool = Pool()
    quoted = set(re.findall('["“”「](.+?)["“”」]', text))
    found = []

    def look(Model, prefix):
        for name, field in Model._fields.items():
            if Model.__names__(name)["field"] in quoted:
                found.append(prefix + name)
            elif not prefix and field._type == "one2many":
                Child = pool.get(field.model_name)
                if Child.__names__()["model"] in quoted:
                    look(Child, name + ".")

    if quoted:
        look(pool.get(model), "")
    return found
