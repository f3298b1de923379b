"""The checks that every register gets for free. In an app's tests/test_shape.py:

    class TestRisks(RegisterChecks):
        register = RISKS
        allowed, forbidden = "pm", "vendor"  # names in the cast; forbidden may not create, edit or import

        def make(self, cast, n):  # the n-th record of cast.project, which `allowed` may see and edit
            return factories.risk(cast.project, title=f"风险 {n}")

        def values(self, cast):  # the create form, filled in
            return {"title": "停电", "owner": cast.it.pk}

        change = {"title": "停电两次"}  # laid over the edit form

A check that has no sense for a register (no create, no key, …) skips and says so.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests import factories
from golive.foundation.audit.services import entries_for, entries_of
from golive.foundation.registers.definition import Definition
from golive.foundation.registers.lists import Listing
from golive.foundation.use_cases import may

MOST_QUERIES = 5  # of a list itself; session, person, project and menu come with every page
MOST_OF_A_PAGE = 25


@pytest.mark.django_db
class RegisterChecks:
    register: Definition
    allowed = "pm"
    forbidden: str | None = None
    change: dict[str, Any] = {}

    def make(self, cast: Any, n: int) -> Any:
        raise NotImplementedError

    def values(self, cast: Any) -> dict[str, Any]:
        return {}

    # --- opening -------------------------------------------------------------------------------------
    @pytest.fixture
    def page(self, client: Any, cast: Any) -> Any:
        """page(person, name, pk=None, data=None) opens or posts a page of the register."""

        def open_page(person: Any, name: str, pk: Any = None, data: Any = None, query: str = "") -> Any:
            if client.session.get("_auth_user_id") != str(person.pk):
                client.force_login(person)
            url = self.register.url(name, cast.project, pk) + query
            return client.get(url) if data is None else client.post(url, data)

        return open_page

    def _verb(self, which: str) -> str:
        use_case = getattr(self.register, which)
        if not use_case:
            pytest.skip(f"{self.register.full_name} declares no {which}")
        return str(use_case.split(".", 1)[1])

    def _person(self, cast: Any) -> Any:
        return getattr(cast, self.allowed)

    def test_list_and_detail_open(self, cast: Any, page: Any) -> None:
        record = self.make(cast, 1)
        answer = page(self._person(cast), "")
        assert answer.status_code == 200
        assert self.register.address(record) in answer.content.decode() or not any(
            c.link for c in self.register.columns
        )
        assert page(self._person(cast), "detail", record.pk).status_code == 200
        assert page(self._person(cast), "", query="?sort=nonsense&page=x&after=y&col=z").status_code == 200

    def test_empty_list_says_so(self, cast: Any, page: Any) -> None:
        other = factories.project(cast.project.client)
        factories.place(other, self._person(cast), Party(self._party(cast)))
        cast.project = other
        answer = page(self._person(cast), "")
        assert answer.status_code == 200 and 'class="empty"' in answer.content.decode()

    def _party(self, cast: Any) -> str:
        return str(self._person(cast).memberships.get(project=cast.project).party)

    @pytest.mark.slow
    def test_every_sort_and_filter_opens(self, cast: Any, page: Any) -> None:
        self.make(cast, 1)
        for column in self.register.columns:
            if column.sort:
                assert page(self._person(cast), "", query=f"?sort=-{column.name}").status_code == 200, column.name
        for each in self.register.filters:
            for name, field in each.fields(self.register, self._person(cast), cast.project).items():
                options = [code for code, _label in getattr(field, "choices", []) if code] or ["2026-11-22", "on", "x"]
                answer = page(self._person(cast), "", query=f"?{name}={options[0]}")
                assert answer.status_code == 200, name

    def test_stranger_finds_nothing(self, cast: Any, page: Any) -> None:
        record = self.make(cast, 1)
        for name, pk in (("", None), ("detail", record.pk), ("export", None)):
            assert page(cast.stranger, name, pk).status_code == 404, name

    def test_record_of_another_project_is_not_found(self, cast: Any, page: Any) -> None:
        """Whoever works in both projects finds each record only in its own."""
        record, person = self.make(cast, 1), self._person(cast)
        party = Party(self._party(cast))
        cast.project = factories.project(cast.project.client)
        factories.place(cast.project, person, party)
        assert page(person, "detail", record.pk).status_code == 404
        assert self.register.address(record) not in page(person, "").content.decode()

    # --- writing -------------------------------------------------------------------------------------
    def test_create(self, cast: Any, page: Any) -> None:
        verb = self._verb("create")
        assert page(self._person(cast), verb).status_code == 200
        before = entries_of(cast.project).filter(action=self.register.create).count()
        answer = page(self._person(cast), verb, data=self.values(cast))
        assert answer.status_code == 302, _errors(answer)
        assert entries_of(cast.project).filter(action=self.register.create).count() == before + 1

    def test_edit(self, cast: Any, page: Any) -> None:
        verb = self._verb("edit")
        record = self.make(cast, 1)
        form = page(self._person(cast), verb, record.pk).context["form"]
        answer = page(self._person(cast), verb, record.pk, data=filled(form) | self.change)
        assert answer.status_code == 302, _errors(answer)
        assert entries_for(record).filter(action=self.register.edit).count() == 1
        record = type(record).objects.get(pk=record.pk)
        for name, value in self.change.items():
            assert str(getattr(getattr(record, name), "pk", getattr(record, name))) == str(value), name

    def test_forbidden_person_is_refused(self, cast: Any, page: Any) -> None:
        if not self.forbidden:
            pytest.skip("everybody may")
        person, record = getattr(cast, self.forbidden), self.make(cast, 1)
        for which, pk in (("create", None), ("edit", record.pk)):
            if getattr(self.register, which):
                verb = self._verb(which)
                # 404 where he may not even see the record
                assert page(person, verb, pk).status_code in (403, 404), verb
                assert page(person, verb, pk, data=self.values(cast)).status_code in (403, 404), verb
        tried = entries_of(cast.project).filter(action__in=[self.register.create, self.register.edit], actor=person)
        assert not tried.exists()  # `make` may have left entries of others

    def test_comment(self, cast: Any, page: Any) -> None:
        if not self.register.comments:
            pytest.skip("no comments here")
        record = self.make(cast, 1)
        assert page(self._person(cast), "comment", record.pk, data={"text": "已核对 <b>"}).status_code == 302
        assert "已核对 &lt;b&gt;" in page(self._person(cast), "detail", record.pk).content.decode()

    def test_buttons_follow_permission(self, cast: Any, page: Any) -> None:
        record = self.make(cast, 1)
        answer = page(self._person(cast), "detail", record.pk)
        for action in self.register.actions:
            url = self.register.url(action.verb, cast.project, record.pk)
            offered = action.when(record) and may(action.use_case, self._person(cast), record)
            assert (f'"{url}"' in answer.content.decode()) == offered, action.use_case

    # --- Excel ---------------------------------------------------------------------------------------
    def test_export_holds_the_rows(self, cast: Any, page: Any) -> None:
        for n in range(3):
            self.make(cast, n)
        lines = sheet(page(self._person(cast), "export").content)
        assert [str(c.label) for c in self.register.columns if c.shown] == lines[0]
        assert len(lines) == 1 + self.register.rows(self._person(cast), cast.project).count()

    def test_own_export_imports_as_unchanged(self, cast: Any, page: Any) -> None:
        if not (self.register.key and self.register.create):
            pytest.skip("no import here")
        for n in range(3):
            self.make(cast, n)
        everything = "?" + "&".join(f"col={c.name}" for c in self.register.columns)
        file = io.BytesIO(page(self._person(cast), "export", query=everything).content)
        file.name = "list.xlsx"
        answer = page(self._person(cast), "import", data={"file": file})
        assert answer.status_code == 302, _errors(answer)
        plan = page(self._person(cast), "import", query="?" + answer.url.split("?")[1]).context["plan"]
        assert not plan.faults, plan.faults
        differ = [(r.key, [str(label) for label in r.changed]) for r in plan.rows if r.state != "unchanged"]
        assert not differ and plan.counts["unchanged"] >= 3

    # --- costs and words -----------------------------------------------------------------------------
    @pytest.mark.slow
    def test_queries_do_not_grow_with_rows(self, cast: Any, page: Any) -> None:
        person = self._person(cast)
        self.make(cast, 1)
        page(person, "")
        with CaptureQueriesContext(connection) as one:
            page(person, "")
        for n in range(2, 51):
            self.make(cast, n)
        with CaptureQueriesContext(connection) as fifty:
            page(person, "")
        seen = "\n".join(q["sql"][:200] for q in fifty.captured_queries)
        assert len(fifty) == len(one), seen
        assert len(fifty) <= MOST_OF_A_PAGE, seen

    def test_list_itself_is_cheap(self, cast: Any, page: Any) -> None:
        for n in range(3):
            self.make(cast, n)
        listing = page(self._person(cast), "").context["listing"]
        with CaptureQueriesContext(connection) as own:
            again = Listing(self.register, listing.request, cast.project)
            str(again.form), again.table(), again.pager(), again.head()
        seen = "\n".join(q["sql"][:200] for q in own.captured_queries)
        assert len(own) < MOST_QUERIES, seen  # and one more for the saved views

    def test_every_word_has_chinese(self) -> None:
        register = self.register
        words = [register.label, register.one, *[c.label for c in [*register.columns, *register.facts]]]
        words += [f.title(register) for f in register.filters] + [a.title for a in register.actions]
        words += [register.empty] if register.empty else []
        with translation.override("zh-hans"):
            lost = [str(w) for w in words if not re.search(r"[\u4e00-\u9fff]", str(w))]
        assert not lost, f"no Chinese for {lost}: tools/translations.py add"


def filled(form: Any) -> dict[str, Any]:
    """What a browser would send if the person changed nothing."""
    return {name: v for name in form.fields if (v := form[name].value()) is not None and v is not False}


def sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def _errors(answer: Any) -> Any:
    return (answer.context or {}).get("form").errors if answer.context and "form" in answer.context else answer
