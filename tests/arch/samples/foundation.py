from django.core.files.uploadedfile import SimpleUploadedFile

from golive.foundation import clock
from golive.foundation.audit.services import subject_key
from golive.foundation.duties import evaluate
from golive.foundation.duties.models import Assignment, Cover, Holder, Obligation, Signal
from golive.foundation.files import storage
from golive.foundation.jobs.models import Job
from golive.foundation.notify.sending import send
from golive.foundation.registers.models import SavedView, Upload
from tests.arch.samples import sample


@sample("jobs:job", "jobs:row", "jobs:log", "jobs:cancel", "jobs:retry")
def job(cast):
    made = Job.objects.create(
        project=cast.project, kind="t.sample", actor=cast.business, queued_at=clock.now(), state=Job.State.DONE
    )
    return {"pk": made.pk}


@sample("notify:read")
def message(cast):
    return {"pk": send(cast.business, kind="t.sample", text="x", project=cast.project).pk}


@sample("duties:duty", "duties:assign", "duties:tailor", "duties:reset")
def duty(cast):
    return {"duty": "B2"}


@sample("duties:ask_switch_off", "duties:switch_on", "duties:give_letter")
def assignment(cast):
    evaluate.fresh(cast.project)
    return {"pk": Assignment.objects.filter(project=cast.project, duty_id="B2").first().pk}


@sample("duties:take_letter")
def letter(cast):
    evaluate.fresh(cast.project)
    row = Assignment.objects.filter(project=cast.project, duty_id="B2").first()
    return {"pk": Holder.objects.create(assignment=row, person=cast.team, letter="R", since=clock.now()).pk}


@sample("duties:end_cover")
def cover(cast):
    today = clock.today(cast.project.timezone)
    who = {"person": cast.business, "stand_in": cast.user, "by": cast.business}
    return {"pk": Cover.objects.create(project=cast.project, **who, first_day=today, last_day=today, at=clock.now()).pk}


@sample("duties:answer_signal")
def signal(cast):
    text = {"msgid": "x", "params": {}}
    return {
        "pk": Signal.objects.create(
            project=cast.project, kind="gap", key="x", text=text, party="B", seen_at=clock.now()
        ).pk
    }


@sample("duties:waive")
def obligation(cast):
    evaluate.fresh(cast.project)
    return {"pk": Obligation.objects.filter(project=cast.project).first().pk}


@sample("files:attach")
def attach(cast):
    from golive.apps.control.tests import factories

    return {"subject": subject_key(factories.issue(cast))}


@sample("files:file", "files:remove")
def file(cast):
    from golive.apps.control.tests import factories

    upload = SimpleUploadedFile("a.txt", b"text")
    return {"pk": storage.take_upload(cast.project, cast.business, upload, factories.issue(cast)).pk}


@sample("registers:drop_view")
def view(cast):
    values = {"register": "control.issues", "name": "x", "query": "q=1"}
    return {"pk": SavedView.objects.create(project=cast.project, person=cast.business, **values).pk}


@sample("registers:save_view")
def register(cast):
    return {"register": "control.issues"}


@sample("registers:import_rows")
def upload(cast):
    values = {"register": "control.risks", "file_name": "a.xlsx", "content": b"", "at": clock.now()}
    return {"pk": Upload.objects.create(project=cast.project, person=cast.business, **values).pk}


@sample("accounts:add_department")
def organisation(cast):
    return {"pk": cast.project.client.pk}


@sample("accounts:disable_person", "accounts:enable_person", "accounts:reset_password")
def account(cast):
    return {"pk": cast.business.pk}


@sample("duties:obligation", "duties:obligation-comment")
def one_obligation(cast):
    return obligation(cast)


@sample("duties:duty-comment")
def one_duty(cast):
    evaluate.fresh(cast.project)
    return duty(cast)


@sample("duties:acknowledge_matrix")
def issued_matrix(cast):
    from golive.foundation.duties import services

    return {"pk": services.issue_matrix(cast.pm, cast.project).pk}
