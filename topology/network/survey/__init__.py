"""What do all of some failures do to the traffic, told in little room?

The causes that are asked for, alone or in pairs (`choosing`), are gone through one after another;
of each a row of numbers is kept (`rows`), of each place its worst case, and the state of the
network never (`survey`). `remarks` says what such an answer takes for granted.
"""

__all__ = ["remarks", "rows", "survey"]
