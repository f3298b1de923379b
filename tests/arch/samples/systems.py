from golive.apps.systems.tests import factories
from tests.arch.samples import sample


@sample("systems:environment", "systems:install", "systems:start", "systems:stop", "systems:check", "systems:back_up")
@sample("systems:performance", "systems:tune", "systems:close_pace")
def environment(cast):
    return {"pk": factories.installed(cast).pk}


@sample("systems:drill")
def backup(cast):
    return {"pk": factories.backup(cast).pk}
