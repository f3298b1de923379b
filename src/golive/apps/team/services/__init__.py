from golive.apps.team.services.appraisals import (
    correct_appraisal,
    object_to_appraisal,
    open_appraisal,
    recognise,
    write_manager_words,
    write_own_words,
)
from golive.apps.team.services.learning import edit_goal, note_learning, set_goal, withdraw_goal
from golive.apps.team.services.letters import acknowledge_letter, issue_letter, issue_letters
from golive.apps.team.services.positions import (
    add_position,
    choose_candidate,
    decline_candidate,
    edit_position,
    propose_candidate,
    withdraw_position,
)

__all__ = [
    "acknowledge_letter",
    "add_position",
    "choose_candidate",
    "correct_appraisal",
    "decline_candidate",
    "edit_goal",
    "edit_position",
    "issue_letter",
    "issue_letters",
    "note_learning",
    "object_to_appraisal",
    "open_appraisal",
    "propose_candidate",
    "recognise",
    "set_goal",
    "withdraw_goal",
    "withdraw_position",
    "write_manager_words",
    "write_own_words",
]
