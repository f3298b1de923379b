from golive.foundation.registers.tests.sample.registers import PEBBLES

app_name = "sample"
urlpatterns = PEBBLES.urls()
