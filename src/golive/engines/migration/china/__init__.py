"""China's own: administrative divisions in addresses, traditional characters among simplified ones.

`divisions.csv` is made of modood/Administrative-divisions-of-China (WTFPL): codes of GB/T 2260 with their names.
"""

from golive.engines.migration.china.regions import Region, split_address
from golive.engines.migration.china.script import has_traditional

__all__ = ["Region", "has_traditional", "split_address"]
