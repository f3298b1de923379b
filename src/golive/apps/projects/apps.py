from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "golive.apps.projects"
    label = "projects"

    def ready(self) -> None:
        from golive.apps.projects import engine_io, queries
        from golive.foundation.duties import registry

        registry.register_phases(queries.phase_spans)
        registry.register_calendar(engine_io.calendar)
        registry.register_method(queries.chosen_duties, queries.method_name)
