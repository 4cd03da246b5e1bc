"""A short text that repeats what is wrong with it: the first problems, and that there are more."""

from __future__ import annotations

import pytest

from topology.document.diagnosis import MAX_PROBLEMS
from topology.document.document import Topology
from topology.errors import DocumentError

NAMES = [f"unknown-{i}" for i in range(700)]
LIST = f"[{', '.join(NAMES)}]"
KEYS = f"{{{', '.join(f'{name}: 1' for name in NAMES)}}}"
TEXTS = f"{{{', '.join(f'{name}: why' for name in NAMES)}}}"
FINE = "components: [{id: a}]\n"


def repeated(head: str, flood: str, item: str, times: int = 700) -> str:
    """Many items around one value, which is written once."""
    first, *others = (item.replace("ID", f"b{i}") for i in range(times))
    lines = [first.replace("*flood", f"&flood {flood}"), *others]
    return head + "".join(f"  - {line}\n" for line in lines)


FLOODS = {
    "needs": repeated("components:\n", LIST, "{id: ID, needs: *flood}"),
    "needs of a wrong type": repeated("components:\n", str([5] * 700), "{id: ID, needs: *flood}"),
    "tags": repeated("components:\n", str([5] * 700), "{id: ID, tags: *flood}"),
    "overload": repeated("components:\n", KEYS, "{id: ID, overload: *flood}"),
    "reasons": repeated("components:\n", TEXTS, "{id: ID, assumed: *flood}"),
    "reasons of a wrong type": repeated("components:\n", KEYS, "{id: ID, assumed: *flood}"),
    "items": repeated("components:\n", KEYS, "*flood"),
    "hits": repeated(f"{FINE}shared_risks:\n", LIST, "{id: ID, hits: *flood}"),
    "events": repeated(f"{FINE}scenarios:\n", LIST, "{id: ID, events: [{at: 1 s, fail: *flood}]}"),
    "accepted": repeated(f"{FINE}objectives:\n", str([5] * 700), "{of: a, accepted: *flood}"),
    "options": repeated(f"{FINE}options:\n", KEYS, "{id: ID, cost: 1, change: {a: *flood}}", 100),
    "options that spare": repeated(
        f"{FINE}shared_risks: [{{id: r, hits: [a]}}]\noptions:\n",
        LIST,
        "{id: ID, spare: {r: *flood}}",
    ),
    "what options exclude": repeated(f"{FINE}options:\n", LIST, "{id: ID, excludes: *flood}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_the_first_problems_of_a_flood_are_told(flood: str) -> None:
    assert len(flood) < 100_000
    with pytest.raises(DocumentError) as caught:
        Topology.loads(flood)
    first, *lines = caught.value.lines()
    assert first == f"has more than {MAX_PROBLEMS:,} problems, of which these are the first"
    assert len(lines) == MAX_PROBLEMS
    assert all(line.partition("[")[2].startswith(("0]", "1]")) for line in lines[:700])


def test_a_flood_in_one_item_is_told_as_one() -> None:
    inner = repeated("x:\n", LIST, "{any: *flood}").replace(
        "x:\n", "components:\n  - id: a\n    needs:\n"
    )
    with pytest.raises(DocumentError) as caught:
        Topology.loads(inner.replace("  - {any", "    - {any"))
    assert caught.value.lines()[0].startswith("has more than ")
    assert len(caught.value.lines()) <= MAX_PROBLEMS + 1


def test_as_many_as_are_told_are_told_in_full() -> None:
    parts = [{"id": f"a{i}", "needs": [f"b{i}"]} for i in range(MAX_PROBLEMS)]
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict({"components": parts})
    assert len(caught.value.lines()) == MAX_PROBLEMS
    assert "has more than" not in caught.value.lines()[0]
