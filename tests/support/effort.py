"""Profiles of the property tests, and how many examples one has that needs more or fewer.

Other processes import tests, too, and know no `conftest`.
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

FEW = settings.get_profile("quick").max_examples


def examples(number: int) -> int:
    """This many in every profile but `quick`, which has few of all."""
    return min(number, FEW) if settings.default.max_examples == FEW else number
