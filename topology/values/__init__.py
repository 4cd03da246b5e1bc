"""How do people write a duration, a share, a range, a name?

Text to numbers and back, exactly and without a document: durations in seconds, shares as fractions,
ranges that count as one value, what is more by rounding alone, ids as the portable names of other
formats, binomials, which are large, how many of a number fail, dates and what day it is, how sure
something is, and whether time is up. For everybody above.
"""

__all__ = [
    "binomials",
    "dates",
    "deadlines",
    "degrees",
    "failing_members",
    "identifiers",
    "indented_json",
    "plain_numbers",
    "ranged",
    "rounding",
    "steps",
    "units",
]
