"""Filters: by time, activity, resource, attribute, variant, duration, endpoint, path; put together, kept as JSON.

with filtered(log, [EndpointFilter(ends=("pay",)), PathFilter("ask", "pay", high_us=DAY)]) as part:
    process_map(part)
"""

from golive.engines.mining.filters.apply import as_steps, filtered, paired
from golive.engines.mining.filters.kinds import (
    ActivityFilter,
    AttributeFilter,
    CaseFilter,
    DurationFilter,
    EndpointFilter,
    Filter,
    PathFilter,
    ResourceFilter,
    TimeFilter,
    VariantFilter,
    filters_as_json,
    filters_from_json,
)

__all__ = [
    "ActivityFilter",
    "AttributeFilter",
    "CaseFilter",
    "DurationFilter",
    "EndpointFilter",
    "Filter",
    "PathFilter",
    "ResourceFilter",
    "TimeFilter",
    "VariantFilter",
    "as_steps",
    "filtered",
    "filters_as_json",
    "filters_from_json",
    "paired",
]
