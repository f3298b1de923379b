from golive.apps.systems import services
from golive.apps.systems.models import Backup
from golive.foundation import clock


def environment(cast, **values):
    data = {"name": "测试环境", "kind": "test", "company": "华东精工有限公司"}
    return services.add_environment(cast.it, cast.project, **{**data, **values})


def installed(cast, **values):
    made = environment(cast, **values)
    return services.record_installed(cast.it, made, version="8.0", address="127.0.0.1:8069")


def backup(cast):
    """A row as `back_up` leaves it, without the ERP whose copy it would be."""
    made = installed(cast, name="生产环境", kind="production")
    return Backup.objects.create(
        project=cast.project,
        environment=made,
        folder=f"backups/erp-{made.pk}",
        taken_at=clock.now(),
        by=cast.it,
        size=1000,
        rows=7,
        sha256="a" * 64,
    )
