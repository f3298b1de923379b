"""Plans as Excel workbooks: one that is pleasant to read and edit, and what project managers keep in their own."""

from golive.engines.schedule.sheet.cells import CellProblem, SheetError
from golive.engines.schedule.sheet.read import read_xlsx
from golive.engines.schedule.sheet.write import write_xlsx

__all__ = ["CellProblem", "SheetError", "read_xlsx", "write_xlsx"]
