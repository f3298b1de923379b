from tests.arch.samples import sample


@sample("web:mine_part")
def part(cast):
    return {"part": "list"}


@sample("api:act")
def act(cast):
    return {"name": "projects.set_special_day"}
