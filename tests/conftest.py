"""Profiles of the property tests, and what several test modules share.

`ci` draws the same examples on every run, so that a change is to blame for a new failure. `fuzz`
draws many others: `make fuzz`, or `pytest --hypothesis-profile=fuzz`. `quick` draws few, for
whoever waits for an answer. No test has a time limit,
and none fails because the machine is slow.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=100,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "fuzz",
    derandomize=False,
    deadline=None,
    max_examples=5_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=10)
settings.load_profile("ci")
