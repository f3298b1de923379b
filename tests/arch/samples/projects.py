from golive.apps.projects import services
from tests.arch.samples import sample


@sample("projects:end_membership")
def membership(cast):
    return {"pk": cast.project.memberships.get(person=cast.qa).pk}


@sample("projects:move_phase")
def phase(cast):
    if not cast.project.phases.exists():
        services.lay_out_phases(cast.pm, cast.project)
    return {"pk": cast.project.phases.get(key="requirements").pk}
