"""What has a cascade come to: amounts, times below level, and what they waited for?

Sums of rates that are constant between events (`accounts`), levels told as they change
(`service_levels`) with what is to blame (`blame`), points of the series, and the outcome of each
component when asked for; how much of each capacity was used (`uses`). They read the state of the
other parts and change none.
"""

__all__ = ["accounts", "blame", "outcomes", "series", "service_levels", "standards", "uses"]
