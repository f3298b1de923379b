from golive.apps.requirements import services
from golive.apps.requirements.models import Process, Requirement


def process(cast, **values):
    data = {"name": "销售订单", "department": cast.sales}
    return services.add_process(cast.pm, cast.project, **{**data, **values})


def requirement(cast, **values):
    """A draft of the sales department, in the first process there is."""
    own = Process.objects.filter(project=cast.project).first() or process(cast)
    data = {
        "process": own,
        "title": "按客户信用额度控制发货",
        "text": "客户欠款超过信用额度时，系统提示并停止发货。",
        "acceptance": "超额客户的发货单不能审核。",
    }
    actor = values.pop("author", cast.consultant)
    return services.add_requirement(actor, cast.project, **{**data, **values})


def in_review(cast, **values):
    row = requirement(cast, **values)
    return services.submit(row.author, row)


def signed(cast, **values):
    return services.sign(cast.business, in_review(cast, **values))


def state(row):
    from golive.apps.requirements.states import with_states

    return with_states(Requirement.objects.filter(pk=row.pk)).get()
