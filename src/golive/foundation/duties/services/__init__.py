"""What people may do about duties. Nobody ticks one off."""

from golive.foundation.duties.services.responsibility import assign, switch_off, switch_on
from golive.foundation.duties.services.waiving import waive

__all__ = ["assign", "switch_off", "switch_on", "waive"]
