from golive.apps.systems import services


def environment(cast, **values):
    data = {"name": "测试环境", "kind": "test", "company": "华东精工有限公司"}
    return services.add_environment(cast.it, cast.project, **{**data, **values})


def installed(cast, **values):
    made = environment(cast, **values)
    return services.record_installed(cast.it, made, version="8.0", address="127.0.0.1:8069")
