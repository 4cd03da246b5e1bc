"""The gate by mutation: no redundancy, no acceptance and no cause is taken out unnoticed.

From a document that holds one redundancy is taken at a time: an alternative of `any`, `first_of` or
`at_least`, a link, a member of a `count`. Then a clause holds no longer, or there is no such
document. Where that is not so the redundancy is superfluous for what is asked, and the reason is
given here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import prints, run
from tests.support.oracles import Doc
from tests.support.repository import INCIDENTS, ROOT
from tests.support.shipped import shipped
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.findings.gate.profiles import profile_objectives
from topology.findings.objectives.judged import Judged
from topology.sources.reader import plain_file

Steps = tuple[str | int, ...]
TODAY = "2026-06-01"
SHIPPED = sorted([*INCIDENTS, *ROOT.glob("tests/incidents/*.json")])


# -- what is taken out ----------------------------------------------------------------------------


def without_one(document: Doc, among: set[str]) -> Iterator[tuple[str, Doc]]:
    """Each document with one redundancy less of some components, and what was taken."""
    for number, component in enumerate(document["components"]):
        if component["id"] not in among:
            continue
        if "connects" in component:
            mutated = deepcopy(document)
            del mutated["components"][number]
            yield component["id"], mutated
        if component.get("count", 1) > 1:
            mutated = deepcopy(document)
            mutated["components"][number]["count"] -= 1
            yield f"a member of {component['id']}", mutated
        for path in groups(component.get("needs", []), ()):
            for entry, taken in enumerate(at(component["needs"], path)):
                mutated = deepcopy(document)
                del at(mutated["components"][number]["needs"], path)[entry]
                yield f"{taken} of {component['id']}", mutated


def groups(value: Any, path: Steps) -> Iterator[Steps]:
    """The ways to all lists of alternatives, of which one may be taken."""
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from groups(inner, (*path, number))
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("any", "first_of", "of") and "all" not in value and len(inner) > 1:
                yield (*path, key)
            yield from groups(inner, (*path, key))


def at(value: Any, path: Steps) -> Any:
    for step in path:
        value = value[step]
    return value


def hung_on(document: Doc) -> set[str]:
    """All that targets cannot do without, as they say; links between any of it among that."""
    components = {one["id"]: one for one in document["components"]}
    found: set[str] = set()
    left = [name for one in document["objectives"] for name in named(one["of"])]
    while left:
        if (name := left.pop()) in components and name not in found:
            found.add(name)
            left += named(components[name].get("needs", []))
    links = {name for name, one in components.items() if found & {*one.get("connects", ())}}
    return found | links


def named(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict) and value.get("hard") is False:
        return []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [name for one in inner for name in named(one)]


def not_held(document: Doc) -> set[int] | None:
    """The positions of the objectives that do not hold; None where there is no such document."""
    try:
        topology = Topology.from_dict(document)
    except DocumentError:
        return None
    verdicts = Judged.of(topology, today=TODAY).verdicts
    return {one.number for one in verdicts if not all(clause.holds for clause in one.clauses)}


def superfluous(document: Doc) -> list[str]:
    """What is taken from a document that holds without any clause being the worse for it."""
    assert not_held(document) == set()
    taken = list(without_one(document, hung_on(document)))
    return [what for what, mutated in taken if not_held(mutated) == set()]


# -- documents that hold --------------------------------------------------------------------------


def asked(document: Doc) -> Doc:
    """What is asked of it as shipped, and each ready-made set that it holds."""
    for name in ("no-spof", "n-1", "start-up"):
        document["objectives"] += profile_objectives(name, document)
    return document


def test_visa_has_nothing_to_spare() -> None:
    document = asked(shipped(ROOT / "models" / "visa.json"))
    # What happens to a line that is not there is no scenario; its redundancy is what counts.
    del document["scenarios"]
    assert len(list(without_one(document, hung_on(document)))) == 4 + 4
    assert superfluous(document) == []


def test_each_set_that_visa_holds_has_nothing_to_spare_by_itself() -> None:
    document = shipped(ROOT / "models" / "visa.json")
    del document["components"][0]["needs"][0]["any"][3]
    for name in ("no-spof", "n-1"):
        document["objectives"] = profile_objectives(name, document)
        assert not_held(document) == {0}


def test_what_a_new_user_is_given_has_nothing_to_spare(tmp_path: Path) -> None:
    prints("init", tmp_path / "shop")
    document: Any = plain_file(tmp_path / "shop" / "topology.yaml").value
    asks: Any = plain_file(tmp_path / "shop" / "objectives.yaml").value
    assert superfluous({**document, **asks}) == []


KEEPING = (
    *("aws-internal-network-2021", "aws-s3-2017", "cloudflare-2023", "google-europe-west9-2023"),
    *("rogers-2022", "visa"),
)
"""The shipped documents of which an objective holds."""
SUPERFLUOUS = {
    # Of 300 sites 200 have to be up, and nothing takes more than one of them.
    "cloudflare-2023": ["a member of edge-sites"],
    # Emergency calls roam: what is redundant below one network spares a switch, not the calls.
    "rogers-2022": [
        *("a member of ran", "core-1 of core", "core-2 of core", "core-3 of core"),
    ],
}
"""What the objectives do without that a shipped document keeps, of those that it keeps."""


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_shipped_documents_keep_is_kept_by_all_its_redundancies(path: Path) -> None:
    """Of each the objectives that hold; most hold none, as they tell of what went wrong."""
    document = shipped(path)
    failed = not_held(document) or set()
    kept = [one for number, one in enumerate(document["objectives"]) if number not in failed]
    assert bool(kept) == (path.stem in KEEPING)
    document["objectives"] = kept
    document.pop("scenarios", None)
    assert superfluous(document) == SUPERFLUOUS.get(path.stem, [])


def several(**facts: Any) -> Doc:
    """Each form of redundancy once, as much of it as one failure takes and no more."""
    return {
        "components": [
            {"id": "pay", "needs": ["web", "store", "vote", "pool", {"reach": "bank"}]},
            {"id": "web", "fails": False, "needs": [{"any": ["web-a", "web-b"]}]},
            {
                "id": "store",
                "fails": False,
                "needs": [{"first_of": ["db-a", "db-b"], "switchover": {"detect": "1 min"}}],
            },
            {
                "id": "vote",
                "fails": False,
                "needs": [{"at_least": 2, "of": ["v-a", "v-b", "v-c"]}],
            },
            {"id": "pool", "count": 3, "quorum": 2, "needs": []},
            {"id": "bank", "fails": False, "needs": []},
            *({"id": f"line-{end}", "connects": ["pay", "bank"]} for end in "ab"),
            *({"id": f"{stem}-{end}", "needs": []} for stem in ("web", "db", "v") for end in "abc"),
        ],
        "objectives": [{"of": "pay", "survives": 1, "rto": "5 min"} | facts],
    }


@pytest.mark.parametrize("facts", [{}, {"classes": ["structural"]}, {"level": 0.5}])
def test_each_form_of_redundancy_is_missed(facts: Doc) -> None:
    document = several(**facts)
    assert len(list(without_one(document, hung_on(document)))) == 2 + 2 + 3 + 1 + 2
    assert superfluous(document) == []


def test_what_two_failures_do_not_take_is_superfluous_for_one() -> None:
    document = several()
    document["components"][1]["needs"][0]["any"].append("web-c")
    assert superfluous(document) == [f"web-{end} of web" for end in "abc"]
    document["objectives"].append({"of": "web", "survives": 2})
    assert superfluous(document) == []


# -- what is accepted -----------------------------------------------------------------------------

DB = {"id": "db", "needs": []}
BORNE: dict[str, tuple[Doc, str, Doc]] = {
    # a document, the cause that takes pay down, and what it is mended to
    "component": (
        {"components": [{"id": "pay", "needs": ["db"]}, DB]},
        "db",
        {
            "components": [
                {"id": "pay", "needs": [{"any": ["db", "db-2"]}]},
                DB,
                DB | {"id": "db-2"},
            ]
        },
    ),
    "member": (
        {"components": [{"id": "pay", "needs": ["db"]}, DB | {"count": 2, "quorum": 2}]},
        "db",
        {"components": [{"id": "pay", "needs": ["db"]}, DB | {"count": 3, "quorum": 2}]},
    ),
    "link": (
        {
            "components": [
                {"id": "pay", "needs": [{"reach": "bank"}]},
                {"id": "bank", "fails": False, "needs": []},
                {"id": "line", "connects": ["pay", "bank"]},
            ]
        },
        "line",
        {
            "components": [
                {"id": "pay", "needs": [{"reach": "bank"}]},
                {"id": "bank", "fails": False, "needs": []},
                {"id": "line", "connects": ["pay", "bank"]},
                {"id": "line-2", "connects": ["pay", "bank"]},
            ]
        },
    ),
    "shared risk": (
        {
            "components": [{"id": "pay", "needs": [{"any": ["a", "b"]}]}, {"id": "a"}, {"id": "b"}],
            "shared_risks": [{"id": "flood", "hits": ["a", "b"]}],
        },
        "flood",
        {
            "components": [{"id": "pay", "needs": [{"any": ["a", "b"]}]}, {"id": "a"}, {"id": "b"}],
            "shared_risks": [{"id": "flood", "hits": ["a"]}],
        },
    ),
}


def gate(folder: Path, document: Doc, asks: Doc) -> tuple[int, list[tuple[str, str]]]:
    """The exit code, and the rule and the cause of what the check fails for."""
    for name, plain in (("t.json", {"name": "t", **document}), ("o.json", asks)):
        (folder / name).write_text(json.dumps(plain), encoding="utf-8")
    words = ["t.json", "--objectives", "o.json", "--today", TODAY, "--format", "json"]
    done = run("check", *words, cwd=folder)
    (said,) = json.loads(done.stdout)["documents"]
    return done.returncode, [(f["rule"], f["cause"]) for f in said["findings"] if f["fails"]]


@pytest.mark.parametrize("name", BORNE)
@pytest.mark.parametrize("of", ["pay", "all", None])
def test_what_is_accepted_is_needed_as_long_as_it_is_there(
    name: str, of: str | None, tmp_path: Path
) -> None:
    """Accepted in the objective, for its target, or for all."""
    document, cause, mended = BORNE[name]
    entry = {"id": cause, "reason": "too dear", "until": "2026-12-31"}
    objective: Doc = {"of": "pay", "survives": 1}
    silent = {"objectives": [objective]}
    borne: Doc = {**silent, "accepted": [{"of": of, **entry}]}
    if of is None:
        borne = {"objectives": [{**objective, "accepted": [entry]}]}
    assert gate(tmp_path, document, borne) == (0, [])
    assert gate(tmp_path, document, silent) == (1, [("single-point-of-failure", cause)])
    assert gate(tmp_path, mended, borne) == (1, [("acceptance-not-needed", cause)])
    assert gate(tmp_path, mended, silent) == (0, [])


@pytest.mark.parametrize("name", BORNE)
def test_what_is_accepted_of_what_is_gone_is_of_nothing(name: str, tmp_path: Path) -> None:
    _, cause, _ = BORNE[name]
    document = {"components": [{"id": "pay", "kind": "service", "needs": []}]}
    entry = {"of": "all", "id": cause, "reason": "too dear", "until": "2026-12-31"}
    asks = {"objectives": [{"of": "pay", "survives": 1}], "accepted": [entry]}
    assert gate(tmp_path, document, asks) == (1, [("acceptance-of-nothing", cause)])


def test_what_is_accepted_in_a_document_is_in_it() -> None:
    entry = {"of": "all", "id": "db", "reason": "too dear", "until": "2026-12-31"}
    document = {"components": [{"id": "pay", "needs": []}], "accepted": [entry]}
    assert not_held({**document, "objectives": [{"of": "pay", "survives": 1}]}) is None
