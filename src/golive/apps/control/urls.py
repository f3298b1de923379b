from golive.apps.control.registers import ISSUES, RISKS

app_name = "control"
urlpatterns = [*RISKS.urls(), *ISSUES.urls()]
