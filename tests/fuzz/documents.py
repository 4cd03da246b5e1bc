"""Random valid documents against the oracles: every property that the tests have of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from inspect import signature
from random import Random
from typing import Any

import tests.conftest  # noqa: F401 - the profiles that the modules of properties ask for
from tests.fuzz.trial import Trial

MODULES = (
    *("findings.test_spof", "findings.test_not_judged", "findings.test_objectives"),
    *("findings.test_over_ranges", "findings.test_ranking", "structure.test_oracles"),
    *("reliability.test_availability", "cutsets.test_hitting_sets", "cutsets.test_work"),
    *("cutsets.test_many_members", "cutsets.test_synthesis", "loads.test_blockers"),
    *("loads.test_cascade_properties", "loads.test_cascade_by_steps", "loads.test_contingencies"),
    *("loads.test_splits", "document.test_options_applied", "findings.test_sweep"),
)
OF_SOMETHING_ELSE = (
    *("test_hitting_sets_of_any_paths", "test_choices_are_summed_in_closed_form"),
    *("test_both_ways_to_a_tail_agree", "test_ways_to_choose"),
    *("test_the_part_between_two_holds_all_simple_paths",),
    "test_sets_of_failures_are_those_of_members_told_apart",
)
"""Properties in these modules that are not of documents."""
MOST_DRAWN = 8 * 1024
"""Bytes of randomness for one document and for what is asked of it."""

Property = Callable[[bytes], object]
"""Draws from the bytes; None where they are no document, and an error where it does not hold."""


@cache
def properties() -> dict[str, Property]:
    """Every property of random documents, by its name."""
    found: dict[str, Property] = {}
    for name in MODULES:
        module = importlib.import_module(f"tests.{name}")
        for what, test in sorted(vars(module).items()):
            of_here = getattr(test, "__module__", None) == module.__name__
            if of_here and is_alone(test) and what not in OF_SOMETHING_ELSE:
                found[f"{name}.{what}"] = test.hypothesis.fuzz_one_input
    return found


def is_alone(test: Any) -> bool:
    """Whether it is a property in which pytest has nothing to fill in."""
    return hasattr(test, "hypothesis") and not signature(test).parameters


def compared(seed: int, number: int) -> Trial:
    """Document `number` of a seed, held against the property whose turn it is."""
    named = list(properties().items())
    name, holds = named[number % len(named)]
    rng = Random(f"{seed}/{number}")
    try:
        while holds(rng.randbytes(MOST_DRAWN)) is None:
            pass
    except Exception as error:
        return Trial("different", (f"{name}: {type(error).__name__}",))
    return Trial("alike")
