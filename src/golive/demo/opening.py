"""The first weeks: the firm, its people, the project, its objectives."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from golive.apps.governance import services as governance
from golive.apps.projects import services as projects
from golive.demo.calendar import Story
from golive.demo.cast import CLIENT, CONSULTANCY, DEPARTMENTS, ORGANISATIONS, PASSWORD, PEOPLE, VENDOR
from golive.foundation import clock
from golive.foundation.accounts import services as accounts
from golive.foundation.accounts.models import Organisation, Project, User
from golive.foundation.accounts.queries import system_actor

CODE = "huadong-erp"
KINDS = {
    CLIENT: Organisation.Kind.CLIENT,
    VENDOR: Organisation.Kind.VENDOR,
    CONSULTANCY: Organisation.Kind.CONSULTANCY,
}

# title, indicator, unit, baseline, target, months after go-live, how it is measured, owner
OBJECTIVES = (
    (
        "提高交付及时率",
        "按期交付订单占比",
        "%",
        "62",
        "90",
        12,
        "ERP 销售发货单：实际发货日 ≤ 承诺日的占比",
        "zhang.min",
    ),
    ("缩短采购周期", "采购申请到下单的工作日", "天", "7.1", "3", 6, "ERP 采购申请与采购订单时间戳", "liu.yang"),
    ("提高库存准确率", "盘点相符的库存行占比", "%", "94", "99.5", 6, "季度盘点账实相符率", "zhao.gang"),
    ("缩短月结时间", "月末结账天数", "天", "11", "4", 9, "财务结账完成日", "zhou.min"),
    ("扩大市场份额", "区域离心泵市场份额增长", "%", "0", "20", 36, "行业协会年度统计", "wang.zong"),
)

FORMULAS = {"提高库存准确率": "100 * matched / counted"}


class People(dict[str, User]):
    """Everybody by sign-in name."""


def open_project(story: Story) -> tuple[Project, People]:
    with clock.at(story.at(1, "09:00")):
        people = _people()
        chen = people["chen.li"]
        project = accounts.create_project(
            chen,
            chen.organisation,
            code=CODE,
            name="华东精工 ERP 一期",
            method="standard",
            start_date=story.start,
            go_live_date=story.go_live,
        )
        _places(project, people)
        projects.lay_out_phases(chen, project)
    _objectives(story, project, people)
    return project, people


def _people() -> People:
    system = system_actor()
    organisations, departments, people = {}, {}, People()
    for key, (name, short) in ORGANISATIONS.items():
        organisations[key] = accounts.add_organisation(system, None, name=name, short_name=short, kind=KINDS[key])
    for name in DEPARTMENTS:
        departments[name] = accounts.add_department(system, organisations[CLIENT], name=name)
    for p in PEOPLE:
        people[p.username] = accounts.add_person(
            system,
            organisations[p.organisation],
            username=p.username,
            display_name=p.name,
            password=PASSWORD,
            department=departments.get(p.department),
        )
    return people


def _places(project: Project, people: People) -> None:
    """The project manager names everybody; his own place gets its title too."""
    chen = people["chen.li"]
    for p in PEOPLE:
        person = people[p.username]
        for party, title, availability in p.places:
            accounts.name_member(
                chen,
                project,
                person=person,
                party=party.value,
                role_title=title,
                # The project manager's place was made with the project, for no department.
                department=None if person == chen else person.department,
                availability=availability,
            )


def _objectives(story: Story, project: Project, people: People) -> None:
    made = []
    with clock.at(story.at(3, "14:00")):
        for title, indicator, unit, baseline, target, months, measured, owner in OBJECTIVES:
            made.append(
                governance.add_objective(
                    people["chen.li"],
                    project,
                    title=title,
                    indicator=indicator,
                    unit=unit,
                    baseline=Decimal(baseline),
                    target=Decimal(target),
                    due_on=story.go_live + timedelta(days=round(months * 30.4)),
                    measured_by=measured,
                    formula=FORMULAS.get(title, ""),
                    owner=people[owner],
                )
            )
    with clock.at(story.at(6, "16:30")):
        for objective in made:
            governance.approve_objective(people["wang.zong"], objective, comment="同意，按此考核。")
