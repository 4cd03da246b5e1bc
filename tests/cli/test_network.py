"""`topology network`: text, JSON, CSV, its options, and one line for everything that is wrong.

The document is a square with a diagonal, small enough to be reckoned by hand: of 17 Gbit/s a sends
6 to c over the diagonal, 5 to b, 2 to d, and b 4 to c; every link carries 10 each way.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.command import ESCAPE, fails, prints, run
from tests.support.repository import ROOT

SCHEMA = json.loads((ROOT / "docs" / "network.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

SQUARE: dict[str, Any] = {
    "name": "Square",
    "load_unit": "Gbit/s",
    "routing": {"duplex": "full"},
    "components": [
        *({"id": site, "kind": "site"} for site in "abcd"),
        *(
            {"id": a + b, "kind": "fibre", "connects": [a, b], "capacity": 10}
            for a, b in ("ab", "bc", "cd", "da", "ac")
        ),
    ],
    "shared_risks": [{"id": "duct-1", "kind": "duct", "hits": ["ac", "da"]}],
    "traffic": [
        {"from": "a", "to": "c", "demand": 6},
        {"from": "a", "to": "b", "demand": 5},
        {"from": "b", "to": "c", "demand": 4},
        {"from": "a", "to": "d", "demand": 2},
    ],
}

TEXT = """\
worst of all links after any single failure
  130 %  ab (a → b) after duct-1
           duct-1 strikes → 2 links are gone: ac, da → ab (a → b) carries 130 %:
           6 Gbit/s of it diverted from ac, 2 Gbit/s from da
           2 overloaded
  110 %  ac (a → c) after ab
           ab fails → ac (a → c) carries 110 %: 5 Gbit/s of it diverted from ab
  110 %  ab (a → b) after ac
           ac fails → ab (a → b) carries 110 %: 6 Gbit/s of it diverted from ac
  100 %  ac (a → c) after bc
  … and 6 failures more (--limit N shows more, --format json all)

worst of each link, and with nothing failed
  130 %     50 %  ab (a → b) after duct-1
  120 %     40 %  bc (b → c) after duct-1
  110 %     60 %  ac (a → c) after ab
   50 %      0 %  bc (c → b) after ab
  … and 3 places more (--limit N shows more, --format json all)

growth of all traffic until a link is full
  with nothing failed         to 1.667 times what it is: ac (a → c)
  after any single failure    to 0.7692 times what it is: ab (a → b) after
                              duct-1

Of 10 failures 3 overload a link (over 100 %) and none cuts off demand; at worst
a link carries 130 %. With nothing failed at most 60 %: ac (a → c).
next: topology network square.json --for ab
"""

FOR = """\
bc (b → c), capacity 10 Gbit/s
   40 %  4 Gbit/s with nothing failed
  120 %  12 Gbit/s after duct-1
  100 %  10 Gbit/s after ac

bc (c → b), capacity 10 Gbit/s
    0 %  0 Gbit/s with nothing failed
   50 %  5 Gbit/s after ab

over bc (b → c) after duct-1: 12 Gbit/s of 3 pairs
  duct-1 strikes → 2 links are gone: ac, da → 6 Gbit/s of it diverted from ac, 2
  Gbit/s from da
  6 Gbit/s  a → c, nothing before
  4 Gbit/s  b → c
  2 Gbit/s  a → d, nothing before
"""


def changed(**fields: Any) -> dict[str, Any]:
    return {**SQUARE, **fields}


def with_part(name: str, **fields: Any) -> dict[str, Any]:
    """The square with fields of one component changed."""
    parts = [{**part, **fields} if part["id"] == name else part for part in SQUARE["components"]]
    return changed(components=parts)


def written(folder: Path, doc: dict[str, Any]) -> Path:
    path = folder / "square.json"
    path.write_text(json.dumps(doc), encoding="utf-8")
    return path


@pytest.fixture
def square(tmp_path: Path) -> Path:
    return written(tmp_path, SQUARE)


def as_json(*arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(prints("network", *arguments, "--format", "json"))
    VALIDATOR.validate(found)
    return found


def rows(*arguments: str | Path) -> list[str]:
    return prints("network", *arguments, "--format", "csv").splitlines()


# -- for people -----------------------------------------------------------------------------------


def test_the_worst_links_are_told_first_with_their_causes_and_why(square: Path) -> None:
    said = prints("network", square.name, "--limit", "4", cwd=square.parent, COLUMNS="80")
    assert said == TEXT


def test_one_link_is_told_with_the_traffic_that_takes_it(square: Path) -> None:
    said = prints("network", square, "--for", "bc", COLUMNS="80")
    assert said.startswith(FOR)
    assert said.endswith(f"next: topology network {square} --pairs\n")


def test_what_is_not_listed_of_one_link_is_counted(square: Path) -> None:
    said = prints("network", square, "--for", "bc", "--limit", "1")
    assert "after duct-1\n  … 1 cause more load it (--limit N, --format json all)\n" in said
    assert "a → c, nothing before\n  … and 2 pairs more (--limit N, --format json all)\n" in said


def test_what_a_link_carries_anyhow_is_told_where_no_failure_adds_to_it(square: Path) -> None:
    said = prints("network", square, "--for", "ab", "--cause", "mode")
    assert "no failure that was judged makes it carry more\n" in said
    assert "over ab (a → b) with nothing failed: 5 Gbit/s of 1 pair\n  5 Gbit/s  a → b\n" in said


def test_pairs_are_told_that_do_what_neither_does_alone(square: Path) -> None:
    said = prints("network", square, "--pairs", "--cause", "link", COLUMNS="80")
    assert said.startswith("pairs that overload or cut off what neither of the two does alone\n")
    assert "  130 %  da (a → d) after ab and ac\n           ab and ac fail → da (a → d)" in said
    # a is left with none of its links to b, which has bc: 6 + 5 of its 17 have no way
    assert "after ab and bc\n           cut off: 9 of 17 Gbit/s (52.9 %)" in said
    assert "Of 10 pairs (link) " in said
    assert "after any pair of failures (link)  to 0.7692 times what it is" in said
    assert "after duct-1" not in said
    # what ac overloads alone is overloaded after ac and bc too, which is nothing new of it
    listed = prints("network", square, "--pairs", "--limit", "99").partition("\n\n")[0]
    assert "ac and duct-1" not in listed
    assert listed.count(" after ") == 14


def test_what_is_cut_off_has_its_share_of_the_total(tmp_path: Path) -> None:
    path = written(tmp_path, changed(shared_risks=[{"id": "mast", "hits": ["ab", "bc"]}]))
    said = prints("network", path, "--cause", "risk")
    assert "most cut off, both ends of it working\n 52.9 %  9 of 17 Gbit/s after mast\n" in said
    assert "1 cuts off demand; at worst a link carries 60 % and 9 of 17 Gbit/s (52.9 %)" in said


def test_half_duplex_counts_both_directions_together(tmp_path: Path) -> None:
    traffic = [*SQUARE["traffic"], {"from": "c", "to": "a", "demand": 3}]
    path = written(tmp_path, changed(routing={}, traffic=traffic))
    said = prints("network", path, "--cause", "site")
    assert "With nothing failed at most 90 %: ac (a ↔ c)." in said


def test_a_node_with_a_capacity_is_a_place_of_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, with_part("b", capacity=4))
    found = as_json(path, "--cause", "duct", "--for", "b")
    worst = {"link": "b", "from": None, "to": None, "utilisation": 2.0}
    assert found["failures"][0]["worst"] == worst
    (carried,) = found["carried"]
    # what b itself gets is none of what passes it
    assert [flow["amount"] for flow in carried["flows"]["pairs"]] == [6.0, 2.0]
    assert "b after duct-1" in prints("network", path)


def test_a_capacity_of_which_nothing_is_left_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, with_part("ac", capacity=0))
    found = as_json(path)
    assert found["intact"]["worst"] == {
        "link": "ac", "from": "a", "to": "c", "utilisation": None, "why": "no capacity left",
    }  # fmt: skip
    assert found["growth"] == {"intact": 0.0, "any_single": 0.0}
    said = prints("network", path, "--limit", "1")
    assert "    ∞ %  ac (a → c) after b, no more than with nothing failed\n" in said
    assert "With nothing failed at most ∞ %: ac (a → c)" in said
    assert rows(path)[1] == ",,ac,a,c,inf,1,0.0,0.0"


def test_a_link_that_is_out_of_capacity_may_be_needed_after_a_failure(tmp_path: Path) -> None:
    said = prints("network", written(tmp_path, with_part("cd", capacity=0)), "--cause", "link")
    reason = "da fails → cd (c → d) carries traffic and has no capacity left: 2 Gbit/s of it"
    assert f"    ∞ %  cd (c → d) after da\n           {reason} diverted from da\n" in said
    assert "at worst a link carries traffic with no capacity left." in said


def test_a_mode_leaves_a_part_of_a_capacity(tmp_path: Path) -> None:
    path = written(tmp_path, with_part("ac", modes=[{"id": "dim", "leaves": 0.5}]))
    said = prints("network", path, "--cause", "mode")
    assert "ac:dim sets in → ac has half of its capacity left → ac (a → c) carries" in said
    assert "carries 120 %\n" in said


def test_without_capacities_nothing_is_full(tmp_path: Path) -> None:
    parts = [{k: v for k, v in p.items() if k != "capacity"} for p in SQUARE["components"]]
    path = written(tmp_path, changed(components=parts))
    found = as_json(path, "--for", "ab")
    assert found["growth"] == {"intact": None, "any_single": None}
    assert found["intact"]["worst"] is None
    assert {link["intact"] for link in found["links"]} == {None}
    assert [link["load"] for link in found["links"][:2]] == [5.0, 0.0]
    assert found["carried"][0]["cases"][0]["amount"] == 13.0
    said = prints("network", path)
    assert "note: 5 of 5 links have no capacity and can carry any traffic" in said
    assert "by any factor, as nothing with a capacity carries any" in said


def test_colour_is_for_terminals_and_who_wants_it(square: Path) -> None:
    assert ESCAPE in prints("network", square, terminal=True)
    assert ESCAPE not in prints("network", square, terminal=True, NO_COLOR="1")
    assert ESCAPE not in prints("network", square)


# -- for machines ---------------------------------------------------------------------------------


def test_json_has_all_that_was_promised(square: Path) -> None:
    found = as_json(square)
    assert found["format"] == 1
    assert (found["load_unit"], found["demand"]) == ("Gbit/s", 17.0)
    assert found["judged"] == {"causes": "single", "kinds": None, "number": 10, "not_judged": 0}
    assert found["intact"] == {
        "worst": {"link": "ac", "from": "a", "to": "c", "utilisation": 0.6},
        "overloaded": 0,
        "cut_off": 0.0,
        "gone": 0.0,
    }
    assert found["failures"][0] == {
        "causes": ["duct-1"],
        "kinds": ["risk"],
        "worst": {"link": "ab", "from": "a", "to": "b", "utilisation": 1.3},
        "overloaded": 2,
        "cut_off": 0.0,
        "gone": 0.0,
    }
    assert [failure["causes"][0] for failure in found["failures"]] == [
        *("duct-1", "ab", "ac", "bc", "da", "b", "d", "cd", "c", "a")
    ]
    assert found["failures"][-1]["gone"] == 13.0
    assert found["links"][4] == {
        "link": "bc",
        "from": "b",
        "to": "c",
        "capacity": 10.0,
        "load": 4.0,
        "intact": 0.4,
        "worst": 1.2,
        "cause": "duct-1",
    }
    assert found["growth"] == pytest.approx({"intact": 10 / 6, "any_single": 10 / 13})
    assert found["notes"] == []


def test_pairs_in_json_tell_what_is_new_of_each(square: Path) -> None:
    found = as_json(square, "--pairs", "--cause", "link", "--cause", "duct")
    assert found["judged"]["number"] == len(found["failures"]) == 15
    assert found["growth"]["any_pair"] == pytest.approx(10 / 13)
    by_cause = {tuple(failure["causes"]): failure for failure in found["failures"]}
    assert by_cause["ab", "bc"]["new"] == {"overloaded": 0, "cut_off": 9.0}
    assert by_cause["ab", "ac"]["new"] == {"overloaded": 2, "cut_off": 0.0}
    # what duct-1 overloads alone is not new beside it
    assert by_cause["ac", "duct-1"]["new"] == {"overloaded": 0, "cut_off": 0.0}
    cause = next(link["cause"] for link in found["links"] if link["link"] == "da" and link["worst"])
    assert cause == ["ab", "ac"]


def test_flows_of_a_link_in_json_tell_where_they_went_before(square: Path) -> None:
    found = as_json(square, "--for", "bc")
    assert [(place["from"], place["to"]) for place in found["carried"]] == [("b", "c"), ("c", "b")]
    assert found["carried"][0]["flows"] == {
        "causes": ["duct-1"],
        "pairs": [
            {"from": "a", "to": "c", "amount": 6.0, "before": 0.0},
            {"from": "b", "to": "c", "amount": 4.0, "before": 4.0},
            {"from": "a", "to": "d", "amount": 2.0, "before": 0.0},
        ],
        "diverted": [{"lost": "ac", "amount": 6.0}, {"lost": "da", "amount": 2.0}],
    }


def test_csv_has_a_row_for_each_failure(square: Path) -> None:
    found = rows(square)
    assert found[0] == "cause,and_cause,link,from,to,utilisation,overloaded,cut_off,gone"
    assert found[1:4] == [
        ",,ac,a,c,0.6,0,0.0,0.0",
        "duct-1,,ab,a,b,1.3,2,0.0,0.0",
        "ab,,ac,a,c,1.1,1,0.0,0.0",
    ]
    assert len(found) == 12
    assert rows(square, "--pairs")[2].startswith("ab,ac,da,a,d,1.3,2,")


def test_csv_of_one_link_has_its_flows(square: Path) -> None:
    assert rows(square, "--for", "bc")[:2] == [
        "link,link_from,link_to,cause,and_cause,from,to,amount,before",
        "bc,b,c,duct-1,,a,c,6.0,0.0",
    ]


def test_the_published_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("form", ["text", "json", "csv"])
@pytest.mark.parametrize("more", [(), ("--pairs",), ("--for", "bc")], ids=" ".join)
def test_the_order_of_the_document_means_nothing(
    square: Path, form: str, more: tuple[str, ...]
) -> None:
    first = prints("network", square, "--format", form, *more)
    mixed = random.Random(7)
    doc = {key: list(v) if isinstance(v, list) else v for key, v in SQUARE.items()}
    for key in ("components", "traffic"):
        mixed.shuffle(doc[key])
    written(square.parent, doc)
    assert prints("network", square, "--format", form, *more) == first


def test_no_id_is_a_formula_or_moves_a_cursor(tmp_path: Path) -> None:
    text = json.dumps(SQUARE).replace('"duct-1"', '"=cmd|x"').replace('"ab"', '"-ab"')
    path = tmp_path / "square.json"
    path.write_text(text.replace("Gbit/s", "G\\u001b[31m"), encoding="utf-8")
    assert rows(path)[2].startswith("'=cmd|x,,'-ab,a,b,1.3")
    for form in ("text", "json", "csv"):
        assert ESCAPE not in prints("network", path, "--format", form)
    following = prints("network", path).splitlines()[-1]
    assert following == f"next: topology network {path} --for -ab"
    assert prints("network", path, "--for", "-ab").startswith("-ab (a → b)")


# -- what is asked --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "causes"),
    [
        (["link"], {"ab", "bc", "cd", "da", "ac"}),
        (["fibre"], {"ab", "bc", "cd", "da", "ac"}),
        (["node"], set("abcd")),
        (["risk"], {"duct-1"}),
        (["duct", "site"], {"duct-1", *"abcd"}),
        (["mode"], {"ac:dim"}),
        (["component"], set()),
    ],
    ids=lambda value: " ".join(sorted(value)) or "none",
)
def test_causes_are_of_the_kinds_asked_for(
    square: Path, kinds: list[str], causes: set[str]
) -> None:
    written(square.parent, with_part("ac", modes=[{"id": "dim", "leaves": 0.9}]))
    found = as_json(square, *(word for kind in kinds for word in ("--cause", kind)))
    assert {failure["causes"][0] for failure in found["failures"]} == causes
    assert found["judged"]["kinds"] == kinds
    nothing = "no cause that was asked for takes anything of the network down"
    assert (nothing in found["notes"]) == (not causes)


def test_headroom_is_what_counts_as_overloaded(square: Path) -> None:
    found = as_json(square, "--headroom", "0.55")
    assert found == as_json(square, "--headroom", "55 %") == as_json(square, "--headroom", "55%")
    assert (found["limit"], found["intact"]["overloaded"]) == (0.55, 1)
    assert found["growth"]["intact"] == pytest.approx(0.55 / 0.6)
    said = prints("network", square, "--headroom", "0.55")
    assert "overload a link (over 55 %)" in said
    assert "growth of all traffic until a link is used by 55 %" in said
    assert said.endswith(" --headroom 0.55 --for ab\n")


def test_what_is_full_to_the_last_is_not_overloaded(square: Path) -> None:
    by_cause = {f["causes"][0]: f for f in as_json(square, "--cause", "link")["failures"]}
    assert (by_cause["bc"]["worst"]["utilisation"], by_cause["bc"]["overloaded"]) == (1.0, 0)


def test_all_traffic_grows(square: Path) -> None:
    found = as_json(square, "--grow", "2")
    assert (found["times"], found["demand"]) == (2.0, 34.0)
    assert found["intact"]["worst"]["utilisation"] == 1.2
    assert found["growth"]["any_single"] == pytest.approx(10 / 26)


def test_traffic_of_files_comes_in_the_place_of_the_documents(square: Path) -> None:
    table = square.with_name("traffic.csv")
    table.write_text("from,to,demand\na,c,3\n", encoding="utf-8")
    more = square.with_name("more.json")
    more.write_text('{"traffic": [{"from": "b", "to": "c", "demand": 2}]}', encoding="utf-8")
    found = as_json(square, "--traffic", table, "--traffic", more)
    assert (found["demand"], found["intact"]["worst"]["utilisation"]) == (5.0, 0.3)
    said = prints("network", square, "--traffic", table)
    assert said.endswith(f"next: topology network {square} --traffic {table} --for ab\n")


def test_traffic_of_a_file_is_wanted_of_nodes_that_there_are(square: Path) -> None:
    table = square.with_name("traffic.csv")
    table.write_text("from,to,demand\na,x,3\n", encoding="utf-8")
    (said,) = fails("network", square, "--traffic", table)
    assert "traffic.csv" in said
    assert '"x"' in said
    assert fails("network", "-", "--traffic", "-") == [
        "error: only one of the files can be standard input"
    ]


def test_notes_say_what_is_taken_for_granted(tmp_path: Path) -> None:
    doc = with_part("ab", assumed={"capacity": "usual"})
    doc["routing"] = {"assumed": "as usual"}
    doc["traffic"] = [
        *({**entry, "assumed": "gravity"} for entry in SQUARE["traffic"][:2]),
        {**SQUARE["traffic"][2], "guessed": "by name", "assumed": "so"},
        {**SQUARE["traffic"][3], "demand": {"low": 1, "value": 2, "high": 3}},
    ]
    doc["components"] += [{"id": "s", "demand": 1, "needs": [{"reach": "a"}]}]
    doc["components"] += [{"id": "spare", "connects": ["a", "b"]}]
    doc["shared_risks"] = [
        {"id": "rush", "raises": {"s": 2}},
        {"id": "duct", "hits": ["ab"], "guessed": "by name"},
        {"id": "hut", "hits": ["ab"], "assumed": {"hits": "one door"}},
    ]
    assert as_json(written(tmp_path, doc))["notes"] == [
        "1 of 4 entries of traffic is guessed",
        "2 of 4 entries of traffic are assumed",
        "1 of 5 capacities is assumed",
        "1 of 2 shared risks is guessed",
        "1 of 2 shared risks is assumed",
        "how traffic is routed is assumed",
        "1 value that is a range is taken as given, not looked along",
        "1 of 6 links has no capacity and can carry any traffic",
        "utilisation is that of traffic alone: what `reach` entries send is not in it",
        "surges do not raise traffic and are not judged: rush",
    ]


def test_what_is_never_up_is_said(tmp_path: Path) -> None:
    doc = with_part("ac", needs=["amplifier"])
    doc["components"].append({"id": "amplifier", "needs": [{"reach": "island"}]})
    doc["components"].append({"id": "island"})
    notes = as_json(written(tmp_path, doc))["notes"]
    assert notes == ["ac is never up: nothing takes a way over it"]


def test_progress_is_said_of_causes_and_pairs(square: Path) -> None:
    steps = run("network", square, "--pairs").steps
    assert steps == (
        f"reading {square}",
        "routing traffic with nothing failed",
        "routing traffic after failure 1 of 10",
        "routing traffic after pair 1 of 45",
        "writing",
    )


# -- how it ends ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-above", "1"], 1),
        (["--fail-above", "1.3"], 0),
        (["--fail-above", "1.29"], 1),
        (["--fail-above", "1", "--cause", "node"], 0),
        (["--fail-on", "cut-off"], 0),
        (["--fail-on", "cut-off", "--pairs"], 1),
        (["--fail-above", "0.5", "--cause", "mode"], 1),
        (["--fail-above", "2", "--time-limit", "0 s"], 1),
        (["--time-limit", "0 s"], 0),
    ],
    ids=str,
)
def test_the_exit_code_is_that_of_a_finding_if_asked(
    square: Path, options: list[str], code: int
) -> None:
    assert run("network", square, *options).returncode == code


def test_what_was_not_judged_is_said(square: Path) -> None:
    said = prints("network", square, "--time-limit", "0 s")
    assert "note: the time was too short for up to 10 causes: what they do is not known" in said
    assert "no cause that was asked for" not in said
    assert "Of 0 failures that were judged none" in said
    growth = next(line for line in said.splitlines() if "after any single failure  " in line)
    assert "at most" in growth or "not known" in growth


def test_what_was_not_judged_is_said_to_machines(square: Path) -> None:
    done = run("network", square, "--time-limit", "0 s", "--format", "csv")
    assert "note: the time was too short for up to 10 causes" in done.stderr
    plain = json.loads(prints("network", square, "--time-limit", "0 s", "--format", "json"))
    VALIDATOR.validate(plain)
    assert plain["growth"]["is_bound"] is True
    assert "is_bound" not in json.loads(prints("network", square, "--format", "json"))["growth"]


def test_without_any_capacity_nothing_is_said_to_hold(tmp_path: Path) -> None:
    doc = {
        "format": 1,
        "components": [{"id": "a"}, {"id": "b"}, {"id": "ab", "connects": ["a", "b"]}],
        "traffic": [{"from": "a", "to": "b", "demand": 1}],
    }
    said = prints("network", written(tmp_path, doc))
    assert 'no "capacity" is known, so no failure can be said to overload anything' in said


def test_without_traffic_it_is_said_how_to_give_some(tmp_path: Path) -> None:
    (said,) = fails("network", written(tmp_path, changed(traffic=[])))
    assert said.startswith(
        'error: the document has no traffic: say in "traffic" what goes from where to where, '
        'as in {"from": "a", "to": "b", "demand": 12.5}'
    )


@pytest.mark.parametrize(
    ("doc", "named"),
    [
        (changed(routing={"over": ["radio"]}), '"radio"'),
        (changed(components=SQUARE["components"][:4], shared_risks=[]), "connects"),
    ],
    ids=["of the kind", "at all"],
)
def test_without_links_it_is_said_what_a_link_is(
    tmp_path: Path, doc: dict[str, Any], named: str
) -> None:
    (said,) = fails("network", written(tmp_path, doc))
    assert named in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cause", "fiber"], 'error: there is no kind of cause "fiber"; did you mean "fibre"?'),
        (["--for", "abb"], 'error: the link or node "abb" does not exist; did you mean "ab"?'),
        (["--for", "duct-1"], 'error: the link or node "duct-1" does not exist'),
        (["--grow", "0"], 'error: --grow: "0" must be a number above 0, or a percentage'),
        (["--grow", "nan"], 'error: --grow: "nan" must be a number above 0, or a percentage'),
        (
            ["--headroom", "inf"],
            'error: --headroom: "inf" must be a number above 0, or a percentage',
        ),
        (
            ["--fail-above", "-1"],
            'error: --fail-above: "-1" must be a number above 0, or a percentage',
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_one_line(square: Path, options: list[str], said: str) -> None:
    assert fails("network", square, *options)[-1] == said
