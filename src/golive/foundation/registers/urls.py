from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import path

from golive.foundation.pages import acts, reads
from golive.foundation.registers import views, writes
from golive.foundation.registers.definition import Definition

app_name = "registers"
urlpatterns = [
    path("p/<slug:project>/registers/import_rows/<int:pk>/", writes.import_rows, name="import_rows"),
    path("p/<slug:project>/registers/save_view/<str:register>/", writes.save_view, name="save_view"),
    path("p/<slug:project>/registers/drop_view/<int:pk>/", writes.drop_view, name="drop_view"),
]


def urls_of(register: Definition) -> list[Any]:
    """The pages of one register, for the urls.py of its app."""
    name, full = register.name, register.full_name

    def page(view: Any, guard: Any, *first: Any) -> Any:
        bound = partial(view, register, *first)
        bound.__name__ = view.__name__  # type: ignore[attr-defined]
        return guard(bound)

    show = reads(full, permission=register.permission)
    found = [
        path(f"{name}/", page(views.show_list, show), name=name),
        path(f"{name}/export/", page(views.show_export, show), name=f"{name}-export"),
        path(f"{name}/<int:pk>/", page(views.show_detail, show), name=f"{name}-detail"),
    ]
    if register.comments:
        guard = acts("registers.comment")
        found.append(path(f"{name}/<int:pk>/comment/", page(writes.comment, guard), name=f"{name}-comment"))
    if register.create:
        found.append(_verb(f"{name}/", register.create, page(writes.create, acts(register.create))))
    if register.create and register.key:
        guard = acts("registers.upload")
        found.append(path(f"{name}/import/", page(writes.upload, guard), name=f"{name}-import"))
    if register.edit:
        found.append(_verb(f"{name}/<int:pk>/", register.edit, page(writes.edit, acts(register.edit))))
    for action in register.actions:
        view = page(lambda r, a, *args, **kw: writes.act(r, a, *args, **kw), acts(action.use_case), action)
        found.append(_verb(f"{name}/<int:pk>/", action.use_case, view))
    return found


def _verb(prefix: str, use_case: str, view: Any) -> Any:
    verb = use_case.split(".", 1)[1]
    return path(f"{prefix}{verb}/", view, name=verb)
