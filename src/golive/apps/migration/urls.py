from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.migration.views import cycles, objects, worklist

app_name = "migration"
urlpatterns = [
    path("objects/", objects.objects, name="objects"),
    path("objects/set-up/", require_POST(objects.set_up_objects), name="set_up_objects"),
    path("objects/<int:pk>/", objects.data_object, name="object"),
    path("objects/<int:pk>/edit/", objects.edit_object, name="edit_object"),
    path("objects/<int:pk>/profile/", require_POST(objects.profile), name="profile"),
    path("objects/<int:pk>/rules/", objects.save_rules, name="save_rules"),
    path("objects/<int:pk>/mapping/", objects.map_object, name="map_object"),
    path("objects/<int:pk>/worklist/", worklist.worklist, name="worklist"),
    path("objects/<int:pk>/check/", require_POST(worklist.check), name="check"),
    path("objects/<int:pk>/clean/", require_POST(worklist.apply_standard_cleaning), name="apply_standard_cleaning"),
    path("objects/<int:pk>/suggestions/", require_POST(worklist.apply_suggestions), name="apply_suggestions"),
    path("objects/<int:pk>/correct/", require_POST(worklist.correct), name="correct"),
    path("objects/<int:pk>/correct-cell/", require_POST(worklist.correct_cell), name="correct_cell"),
    path("findings/<int:pk>/accept/", require_POST(worklist.accept_finding), name="accept_finding"),
    path("objects/<int:pk>/corrections/", worklist.corrections, name="corrections"),
    path("corrections/<int:pk>/undo/", require_POST(worklist.undo_correction), name="undo_correction"),
    path("objects/<int:pk>/duplicates/", worklist.duplicates, name="duplicates"),
    path("objects/<int:pk>/duplicates/decide/", require_POST(worklist.decide_duplicates), name="decide_duplicates"),
    path("objects/<int:pk>/exclude/", require_POST(worklist.exclude), name="exclude"),
    path("exclusions/<int:pk>/include/", require_POST(worklist.include), name="include"),
    path("sources/", objects.sources, name="sources"),
    path("sources/add/", require_POST(objects.add_source), name="add_source"),
    path("sources/<int:pk>/encoding/", require_POST(objects.confirm_encoding), name="confirm_encoding"),
    path("sources/<int:pk>/extract/", require_POST(objects.take_extract), name="take_extract"),
    path("counts/", objects.counts, name="counts"),
    path("counts/<int:pk>/sign/", require_POST(objects.sign_stock_count), name="sign_stock_count"),
    path("cycles/open/", cycles.open_cycle, name="open_cycle"),
    path("cycles/<int:pk>/", cycles.cycle, name="cycle"),
    path("cycles/<int:pk>/simulate/", require_POST(cycles.simulate), name="simulate"),
    path("cycles/<int:pk>/load/", require_POST(cycles.start_load), name="start_load"),
    path("cycles/<int:pk>/reconcile/", require_POST(cycles.reconcile), name="reconcile"),
    path("cycles/<int:pk>/undo/", require_POST(cycles.undo_load), name="undo_load"),
    path("cycles/<int:pk>/certify/", require_POST(cycles.issue_certificate), name="issue_certificate"),
    path("statements/<int:pk>/", cycles.statement, name="statement"),
    path("statements/<int:pk>/sign/", require_POST(cycles.sign_reconciliation), name="sign_reconciliation"),
]
