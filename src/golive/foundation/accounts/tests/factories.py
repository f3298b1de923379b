"""The cast of the tests: one person for each party, and strangers who must see nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from golive.foundation import clock
from golive.foundation.accounts.models import Department, Membership, Organisation, Party, Project, User

_number = count(1)


def person(name: str = "", organisation: Organisation | None = None, **fields: Any) -> User:
    n = next(_number)
    user = User(
        username=f"{name or 'person'}{n}", display_name=name or f"人员 {n}", organisation=organisation, **fields
    )
    user.set_password("correct horse battery")
    user.save()
    return user


def organisation(kind: str = Organisation.Kind.CLIENT) -> Organisation:
    return Organisation.objects.create(name=f"公司 {next(_number)}", kind=kind)


def project(client: Organisation | None = None, **fields: Any) -> Project:
    n = next(_number)
    values = {
        "code": f"p{n}",
        "name": f"项目 {n}",
        "client": client or organisation(),
        "method": "standard",
        "start_date": date(2026, 3, 2),
        "go_live_date": date(2027, 1, 4),
        "state": Project.State.RUNNING,
        "created_at": clock.now(),
    }
    return Project.objects.create(**{**values, **fields})


def place(
    project: Project, user: User, party: Party, department: Department | None = None, title: str = ""
) -> Membership:
    return Membership.objects.create(
        project=project, person=user, party=party, department=department, role_title=title or str(party.label)
    )


@dataclass
class Cast:
    """`cast.sponsor`, `cast.pm`, `cast.business` (a key user of `cast.sales`), `cast.it`, `cast.vendor`, `cast.consultant`,
    `cast.team`, `cast.user`, `cast.qa`, `cast.care`; `cast.stranger` is project manager of `cast.other_project`."""

    project: Project
    other_project: Project
    sales: Department
    stores: Department
    stranger: User
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_cast() -> Cast:
    client, vendor = organisation(), organisation(Organisation.Kind.VENDOR)
    consultancy, elsewhere = organisation(Organisation.Kind.CONSULTANCY), organisation()
    sales = Department.objects.create(organisation=client, name="销售部")
    stores = Department.objects.create(organisation=client, name="仓储部")
    made = project(client)
    other = project(elsewhere)
    stranger = person("stranger", elsewhere)
    place(other, stranger, Party.PM)
    cast = Cast(made, other, sales, stores, stranger)
    homes = {Party.VENDOR: vendor, Party.CONSULTANT: consultancy}
    for party in Party:
        user = person(party.name.lower(), homes.get(party, client))
        place(made, user, party, sales if party in (Party.BUSINESS, Party.USER) else None)
        cast.people[party.name.lower()] = user
    return cast
