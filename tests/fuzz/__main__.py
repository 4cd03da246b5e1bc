"""Looks for what breaks the program, and for documents of which it says something wrong.

    python -m tests.fuzz inputs --count 300000      mutated inputs, through every command and output
    python -m tests.fuzz imports --count 200000     damaged files of other tools, through imports
    python -m tests.fuzz documents --count 100000   random documents, against the oracles

Ends with 1 if anything was found. Everything is a function of --seed: what is found in input 17 of
seed 3 is found again by `inputs --seed 3 --only 17`, which also says what the input is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.fuzz import imports, inputs
from tests.fuzz.documents import compared, properties
from tests.fuzz.trial import Trial, tried
from tests.fuzz.workers import GIVEN_UP_S, ORACLES_S, Numbered, Results, run_trials

MOST_EXAMPLES = 5
CASES = {"inputs": inputs.case, "imports": imports.case}
"""What makes the cases of a kind."""


def main() -> int:
    """Runs what is asked for; the exit code."""
    options = parsed()
    folders = tuple(options.seeds)
    numbers = (
        range(options.count) if options.only is None else range(options.only, options.only + 1)
    )
    trial: Numbered
    given_up_s = GIVEN_UP_S
    if options.what in CASES:
        case = CASES[options.what]
        case(options.seed, 0, folders)  # reads what is damaged once, for all processes

        def trial(number: int, folder: Path) -> Trial:
            return tried(case(options.seed, number, folders), folder)
    else:
        properties()
        given_up_s = ORACLES_S

        def trial(number: int, folder: Path) -> Trial:  # noqa: ARG001
            return compared(options.seed, number)

    if options.only is not None:
        show(options, folders)
    begun = time.monotonic()
    say = said_of(len(numbers), begun)
    results = run_trials(trial, numbers, options.jobs, say, given_up_s)
    report(results, options)
    return 1 if results.wrong else 0


def parsed() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(
        "python -m tests.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=(*CASES, "documents"))
    parser.add_argument("--count", type=int, default=10_000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="what they are a function of")
    parser.add_argument("--only", type=int, metavar="N", help="the one of this number alone")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    parser.add_argument(
        "--seeds", type=Path, action="append", default=[], metavar="DIR",
        help="damage what stands in this folder too (imports: in folders named for formats)",
    )  # fmt: skip
    parser.add_argument("--keep", type=Path, metavar="FILE", help="with --only: write the input")
    return parser.parse_args()


def show(options: argparse.Namespace, folders: tuple[Path, ...]) -> None:
    """The one trial that is asked for."""
    if options.what == "documents":
        named = list(properties())
        print(named[options.only % len(named)])
        return
    found = CASES[options.what](options.seed, options.only, folders)
    print(found)
    if options.keep is not None:
        options.keep.write_bytes(found.data)


def said_of(count: int, begun: float) -> Callable[[Results], None]:
    """Says on stderr how far it is."""

    def say(results: Results) -> None:
        done, spent = results.outcomes.total(), time.monotonic() - begun
        print(f"{done:,} of {count:,} in {spent:.0f} s", file=sys.stderr, flush=True)

    return say


def report(results: Results, options: argparse.Namespace) -> None:
    """What was found, and then how many there were."""
    for what, numbers in sorted(results.wrong.items()):
        few = ", ".join(str(number) for number in sorted(numbers)[:MOST_EXAMPLES])
        print(f"{what}\n    {len(numbers):,} times: {few}")
    outcomes = ", ".join(f"{name}: {count:,}" for name, count in sorted(results.outcomes.items()))
    total = results.outcomes.total()
    print(f"{total:,} {options.what} of seed {options.seed} ({outcomes})")
    print(f"{len(results.wrong)} kinds of difference or error")


if __name__ == "__main__":
    sys.exit(main())
