"""Case `number` of a seed: what is read, and the command that reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.beside import traffic_file
from tests.fuzz.mutations import ODD_TEXTS, as_json, mutated_bytes, mutated_tree, places, value_at
from tests.loads.test_cascade_properties import systems
from tests.support.examples import EVERYTHING, TWO_FIBRES, hostile
from tests.support.repository import ROOT
from tests.support.strategies import documents
from tests.support.strategies_options import with_options
from tests.support.strategies_traffic import networks
from topology.cli.configuration.keys import FORMATS as GATE_FORMATS
from topology.document.json_schema import json_schema
from topology.document.schema.marks import NAMES
from topology.findings.gate.profiles import PROFILES

MOST_BYTES = 50_000
"""More than that may take its time."""
INPUT, BESIDE, OUTPUT = "INPUT", "BESIDE", "OUTPUT"
"""Stand in the words of a command for the files."""


@dataclass(frozen=True)
class Case:
    """What is read, as a file with this ending, and the words of the command."""

    data: bytes
    ending: str
    words: tuple[str, ...]
    beside: tuple[bytes, str] = (b"", "")
    """A second file, and how its name ends."""

    def __str__(self) -> str:
        words = (f"FILE{self.ending}" if word == INPUT else word for word in self.words)
        return f"topology {' '.join(words)} ({len(self.data):,} bytes)"


def case(seed: int, number: int, folders: tuple[Path, ...] = ()) -> Case:
    """The same for the same seed, number and folders, on any machine."""
    rng = Random(f"{seed}/{number}")
    trees, texts = seeds(folders)
    tree, (data, ending) = None, rng.choice(texts)
    if rng.random() < 0.65:
        with suppress(RecursionError):  # wrapped in itself again and again
            tree = rng.choice(trees)
            if rng.random() < 0.9:
                tree = mutated_tree(rng, tree, known_names())
            data, ending = written(rng, tree)
    if tree is None:
        data = mutated_bytes(rng, data, rng.choice(texts)[0])
    if rng.random() < 0.03:
        ending = rng.choice((".json", ".yaml", ".xml", ".txt", ""))
    said = tuple(words(rng, tree, ending))
    beside = traffic_file(rng, nodes_of(tree)) if BESIDE in said else (b"", "")
    return Case(data[:MOST_BYTES], ending, said, beside)


def written(rng: Random, tree: Any) -> tuple[bytes, str]:
    """The tree as a file, and how its name ends."""
    if rng.random() < 0.15:
        text = yaml.safe_dump(tree, sort_keys=False, allow_unicode=rng.random() < 0.5)
        return text.encode("utf-8", "surrogatepass"), rng.choice((".yaml", ".yml"))
    return as_json(rng, tree), ".json"


# -- what is damaged ------------------------------------------------------------------------------


@cache
def known_names() -> tuple[str, ...]:
    """Every key of a document that has a meaning."""
    keys = {str(place[-1]) for place in places(json_schema()) if "properties" in place[-2:-1]}
    return tuple(sorted(keys | set(NAMES.values())))


@cache
def seeds(folders: tuple[Path, ...]) -> tuple[list[Any], list[tuple[bytes, str]]]:
    """Trees of plain values, and texts with the endings of their names.

    The models, fault trees and examples of the tests, random documents; and what stands in folders.
    """
    files = [*sorted((ROOT / "models").glob("*.json"))]
    files += sorted((ROOT / "tests/support/trees").iterdir())
    files += [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    texts = [(file.read_bytes(), file.suffix) for file in files]
    texts = [(text, ending) for text, ending in texts if len(text) <= MOST_BYTES]
    trees = [TWO_FIBRES, hostile(), *drawn(), yaml.safe_load(EVERYTHING), germany()]
    for text, ending in texts:
        trees += trees_in(text, ending)
    texts += [(json.dumps(tree, indent=1, default=str).encode(), ".json") for tree in trees]
    texts += [(yaml.safe_dump(tree).encode(), ".yaml") for tree in trees[2:40]]
    return trees, texts


def trees_in(text: bytes, ending: str) -> Iterator[Any]:
    """What the text says if it is JSON or YAML."""
    try:
        if ending == ".json":
            yield json.loads(text)
        elif ending in (".yaml", ".yml"):
            yield from yaml.safe_load_all(text)
    except (ValueError, yaml.YAMLError):
        return


def germany() -> Any:
    """A network with a part of its traffic, which is too large as a whole."""
    found = json.loads((ROOT / "models/germany50.json").read_bytes())
    return found | {"traffic": found["traffic"][:60]}


def drawn() -> list[Any]:
    """Some random documents, the same each time."""
    found: list[Any] = []
    choosable = documents(size=5).flatmap(with_options)
    for strategy in (documents(size=7), systems(), networks(), choosable):

        @settings(
            max_examples=60, derandomize=True, database=None, deadline=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(strategy)
        def keep(doc: Any) -> None:
            found.append(doc)

        keep()
    return found


# -- what reads it --------------------------------------------------------------------------------

FORMATS = {
    "export": ("dot", "graphml", "open-psa", "aralia", "xml"),
    "import": ("open-psa", "aralia", "open-psa", "aralia", "svg"),
}
FORMS = ("text", "json", "csv")
REPORTS = (".html", ".md", ".svg", ".json", ".csv")
RECORDS = (".html", ".md")


def words(rng: Random, tree: Any, ending: str) -> Iterator[str]:
    """A command with its options; ids are mostly those of the document."""
    command = rng.choice(IMPORTING if ending in (".xml", ".txt") else COMMANDS)
    yield command
    if command in FORMATS:
        yield rng.choice(FORMATS[command])
    yield INPUT if rng.random() < 0.97 else "-"
    if command == "blast":
        yield from (some_id(rng, tree) for _ in range(rng.choice((1, 1, 2))))
    if command == "network" and not has_traffic(tree):
        yield from ("--traffic", BESIDE)
    for option in OPTIONS[command]:
        if rng.random() < 0.2:
            yield from spelled(rng, option, tree)
    if command == "tip":
        yield from ("--for", some_id(rng, tree), "--longest", rng.choice(("1 s", "10 s")))
    yield from BOUNDED.get(command, ())
    if command in WRITTEN:
        yield from ("-o", OUTPUT + rng.choice(WRITTEN[command]))
    if command == "export" and rng.random() < 0.5:
        yield from ("-o", OUTPUT)
    if command == "tip" and rng.random() < 0.3:
        yield from ("-o", OUTPUT + rng.choice(REPORTS))


COMMANDS = (
    *("validate", "spof", "spof", "spof", "blast", "cuts", "cuts", "availability", "availability"),
    *("cascade", "cascade", "report", "export", "view", "import", "check", "check", "baseline"),
    *("network", "network", "network"),
    *("concentration", "concentration", "evidence", "tip", "tip", "sample"),
    *("survive", "survive"),
)
WRITTEN = {"report": REPORTS, "view": (".html",), "evidence": RECORDS}
"""The forms of what writes nothing but files."""
IMPORTING = ("import", "import", "import", "cuts", "availability", "spof", "validate")
BOUNDED = {"sample": ("--n", "128", "--time-limit", "1 s")}
"""What keeps a command short that would not be."""
CUT_OFF, GROUPED = "--fail-on=cut-off", "--by=WORD"
"""`--by` takes other words here than there."""
OPTIONS: dict[str, tuple[str, ...]] = {
    "validate": (),
    "spof": (
        *("--for", "-f", "--limit", "--worst", "--pairs", "--time-limit", "--fail-on-spof"),
        *("--fail-on", "--by", "--today", "--names"),
    ),
    "blast": ("--all-members", "-f", "--limit", "--names"),
    "cuts": (
        "--for",
        "--order",
        "--pairs",
        "--limit",
        "--default",
        "--time-limit",
        "-f",
        "--names",
    ),
    "availability": ("--for", "--default", "--time-limit", "--limit", "-f", "--names"),
    "cascade": ("--scenario", "--fail", "--until", "-f", "--series", "--limit", "--names"),
    "concentration": (GROUPED, GROUPED, "--for", "-f", "-f", "--limit", "--names"),
    "sample": ("--for", "-f", "-f", "--limit", "--names"),
    "evidence": ("--for", "--date", "--author", "--approver", "--time-limit"),
    "tip": ("--of", "--of", "--surge", "--until", "-f", "--names", "--time-limit"),
    "survive": (
        *("--for", "--failures", "--share", "--among", "--risks", "--bystanders", "--weight"),
        *("--limit", "--time-limit", "-f", "--names"),
    ),
    "report": ("--for", "--default", "--time-limit", "--today"),
    "export": ("--for", "--default"),
    "view": ("--for",),
    "import": (),
    "check": (
        *("--profile", "--format", "--allow-unknown", "--today", "--default", "--time-limit"),
        "--profile",
    ),
    "baseline": ("--profile", "--today", "--default", "--time-limit"),
    "network": (
        *("--traffic", "--traffic", "--cause", "--cause", "--pairs", "--headroom", "--grow"),
        *("--for", "-f", "-f", "--limit", "--time-limit", "--fail-above", CUT_OFF),
        "--names",
    ),
}
TAKEN: dict[str, tuple[str, ...]] = {
    "-f": FORMS,
    "--limit": ("1", "3", "1000000000000"),
    "--worst": ("1", "5"),
    "--order": ("1", "2", "3", "100000"),
    "--time-limit": ("1 s", "0 s", "10 ms", "1 h"),
    "--until": ("1 h", "0 s", "30 d", "1e9 y"),
    "--fail-on": ("spof", "late"),
    "--traffic": (BESIDE, BESIDE, BESIDE, INPUT, "-"),
    "--failures": ("0", "1", "3", "1000000"),
    "--share": ("0", "0.3", "100 %", "1"),
    "--among": ("component", "service", "site", "fibre"),
    "--bystanders": ("0", "14", "1000000"),
    "--weight": ("c0=1", "a=0.5", "pay=2"),
    "--cause": ("link", "node", "component", "risk", "mode", "fibre", "site"),
    "--headroom": ("0.8", "1", "1e-300", "1e300"),
    "--grow": ("1.3", "1", "1e-300", "1e300", "1e9"),
    "--fail-above": ("0.5", "1.0", "1e300"),
    "--by": ("cause", "target"),
    "--profile": tuple(PROFILES),
    "--format": GATE_FORMATS,
    "--today": ("2026-01-01",),
    "--date": ("2026-01-01",),
    GROUPED: ("provider", "location", "kind", "tag", "owner", "x-team", "x-provider"),
    "--default": ("*=99.9 %", "fibre=mtbf 2 y, mttr 6 h", "*=0 %", "*=100 %"),
}
"""What these options take; the others take an id."""
REFUSED = ("", "x", "-1", "0", "x=", "=", "2026-02-30", "xml", "1e999", "5 parsecs", "*=per_year 3")
FLAGS = (
    *(CUT_OFF, "--allow-unknown", "--pairs", "--fail-on-spof", "--all-members", "--series"),
    *("--names", "--risks", "--surge"),
)


def spelled(rng: Random, option: str, tree: Any) -> Iterator[str]:
    """The option with a value, mostly one that it takes."""
    if option in FLAGS:
        yield option
    elif option in TAKEN:
        yield from (
            option.partition("=")[0],
            rng.choice(TAKEN[option] if rng.random() < 0.95 else REFUSED),
        )
    else:
        yield from (option, some_id(rng, tree))


def some_id(rng: Random, tree: Any) -> str:
    """An id of the document, mostly; never what an argument cannot hold."""
    ids = ids_of(tree)
    chosen = rng.choice(ids) if ids and rng.random() < 0.95 else rng.choice(ODD_TEXTS)
    plain = chosen.replace("\0", "").encode("utf-8", "ignore").decode()
    return plain if plain and not plain.startswith("-") else "c0"


def ids_of(tree: Any) -> list[str]:
    """What stands in it as an id."""
    ids = [value_at(tree, place) for place in places(tree) if place[-1] == "id"]
    return [name for name in ids if isinstance(name, str)]


def has_traffic(tree: Any) -> bool:
    """Whether it says what goes from where to where."""
    return isinstance(tree, dict) and bool(tree.get("traffic"))


def nodes_of(tree: Any) -> list[str]:
    """The ends of its links; all ids where there are none."""
    ends = [value_at(tree, place) for place in places(tree) if "connects" in place[-2:-1]]
    return sorted({name for name in ends if isinstance(name, str)}) or ids_of(tree)
