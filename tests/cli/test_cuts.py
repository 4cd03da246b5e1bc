"""`topology cuts`, `availability`, `import` and `export`: text, JSON, CSV, options and errors."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import fails, prints, run
from tests.support.oracles import Doc
from tests.support.repository import INCIDENTS, TREES, VISA

BANK: dict[str, Any] = {
    "name": "A bank",
    "currency": "EUR",
    "components": [
        {"id": "pay", "kind": "function", "loss_per_hour": 60_000, "fails": False,
         "needs": ["web", {"first_of": ["east", "west"],
                           "switchover": {"detect": "1 min", "decide": "29 min"}}]},
        {"id": "web", "count": 4, "quorum": 3, "fails": {"mtbf": "100 d", "mttr": "2 h"}},
        {"id": "east", "kind": "site", "fails": {"mtbf": "2 y", "mttr": "8 h"}},
        {"id": "west", "kind": "site", "fails": {"mtbf": "2 y", "mttr": "8 h"}},
    ],
    "shared_risks": [
        {"id": "flood", "hits": ["east", "west"], "fails": {"per_year": 0.01, "mttr": "3 d"}}
    ],
    "objectives": [{"of": "pay", "survives": 1, "availability": "99.9 %"}],
}  # fmt: skip

CUTS = """\
pay falls to 1 single failure
  objective to survive 1 failure: violated
  minimal cut sets: 1 of order 1, 7 of order 2; 8 in all
  flood  8.22e-05
  2 x web  in 6 ways · 6.93e-07
  east + west  2.08e-07

1 target; 1 of 1 falls to a single failure. Judged as far as is known: 3 of 3
components say nothing of what they need.
next: topology availability bank.json
"""

AVAILABILITY = """\
pay is up 99.9885 % of the time
  down 1 h a year: 45 min 30 s in 0.0468 outages a year of 16 h 11 min, 14 min
  59 s waiting for standbys; 60,477 EUR lost a year
  objective 99.9 %: met
  criticality  Fussell-Vesely  Birnbaum      RAW      RRW  cause
         95 %            95 %         1   11,550    19.84  flood
        2.4 %           2.4 %   0.00249    29.78    1.025  web (1 of 4)
      0.241 %         0.241 %  0.000456     6.27    1.002  east
      0.241 %         0.241 %  0.000456     6.27    1.002  west

  criticality     the share of the downtime that goes if it never fails
  Fussell-Vesely  the share of the downtime in which it takes part
  Birnbaum        how often the target hangs on it alone
  RAW             risk achievement worth: times the downtime while it is down
  RRW             risk reduction worth: times less downtime if it never fails

1 target, 1 judged; 0 of 1 objective violated. Judged as far as is known: 3 of 3
components say nothing of what they need.
next: topology cuts bank.json
"""


OFFICE: Doc = {
    "components": [
        {"id": "office", "demand": 1, "needs": [{"reach": "net"}]},
        {"id": "net"},
        {"id": "line", "connects": ["office", "net"]},
        {"id": "dead", "needs": [{"reach": "island"}]},
        {"id": "island"},
        {"id": "la", "connects": ["office", "dead"]},
        {"id": "lb", "connects": ["dead", "net"]},
    ]
}
"""Of the two ways to the net one leads over what is never up."""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    (tmp_path / "bank.json").write_text(json.dumps(BANK), encoding="utf-8")
    return tmp_path


def changed(folder: Path, **fields: Any) -> None:
    """The bank with other fields of its components, by id."""
    doc = json.loads(json.dumps(BANK))
    for component in (*doc["components"], *doc["shared_risks"]):
        component.update(fields.get(component["id"], {}))
        if component.get("fails", 0) is None:
            del component["fails"]
    (folder / "bank.json").write_text(json.dumps(doc), encoding="utf-8")


# -- cuts -----------------------------------------------------------------------------------------


def test_cuts_for_people(bank: Path) -> None:
    assert prints("cuts", "bank.json", cwd=bank, COLUMNS="80") == CUTS


def test_cuts_for_machines(bank: Path) -> None:
    found = json.loads(prints("cuts", bank / "bank.json", "--format", "json"))
    sets = found.pop("cut_sets")
    assert found == {
        "format": 1,
        "target": "pay",
        "complete": True,
        "max_order": None,
        "why_incomplete": None,
        "redundancy": 1,
        "redundancy_by_structure": 1,
        "not_judged": None,
        "survives": {"wanted": 1, "holds": False},
        "count_by_order": {"1": 1, "2": 7},
        "total": 8,
        "method": found["method"],
        "ranked_by": "unavailability",
        "without_data": [],
    }
    web = (2 / 2402) ** 2
    assert sets == [
        {"ids": ["flood"], "members": [1], "order": 1, "multiplicity": 1,
         "unavailability": pytest.approx(0.01 * 3 / 365)},
        {"ids": ["web"], "members": [2], "order": 2, "multiplicity": 6,
         "unavailability": pytest.approx(web)},
        {"ids": ["east", "west"], "members": [1, 1], "order": 2, "multiplicity": 1,
         "unavailability": pytest.approx((8 / (2 * 8760 + 8)) ** 2)},
    ]  # fmt: skip


def test_cuts_of_several_targets_for_machines(bank: Path) -> None:
    asked = ("--for", "west", "--for", "pay", "--format", "json")
    found = json.loads(prints("cuts", bank / "bank.json", *asked))
    assert [target["target"] for target in found["targets"]] == ["pay", "west"]


def test_cuts_as_csv(bank: Path) -> None:
    rows = list(csv.reader(io.StringIO(prints("cuts", bank / "bank.json", "--format", "csv"))))
    assert rows[0] == ["target", "rank", "order", "multiplicity", "unavailability", "ids"]
    assert [(row[1], row[2], row[3], row[5]) for row in rows[1:]] == [
        ("1", "1", "1", "flood"),
        ("2", "2", "6", "2 x web"),
        ("3", "2", "1", "east + west"),
    ]


def test_an_order_bounds_what_is_found(bank: Path) -> None:
    found = json.loads(prints("cuts", bank / "bank.json", "--order", "1", "--format", "json"))
    assert (found["complete"], found["max_order"], found["total"]) == (False, 1, 1)
    assert found["why_incomplete"] is None
    said = prints("cuts", bank / "bank.json", "--order", "1")
    assert "all of up to 1 failure are there; larger ones are not" in said


def test_pairs_are_listed_alone(bank: Path) -> None:
    said = prints("cuts", bank / "bank.json", "--pairs")
    assert "minimal cut sets: 1 of order 1, 7 of order 2; 8 in all" in said
    assert "  flood" not in said
    assert "  east + west" in said
    found = json.loads(prints("cuts", VISA, "--pairs", "--format", "json"))
    assert (found["cut_sets"], found["max_order"], found["redundancy"]) == ([], 2, None)


def test_a_limit_says_how_many_more(bank: Path) -> None:
    said = prints("cuts", bank / "bank.json", "--limit", "1")
    assert "the most probable are listed; 7 more (--limit)" in said
    sets = json.loads(prints("cuts", bank / "bank.json", "--limit", "1", "--format", "json"))
    assert [cut["ids"] for cut in sets["cut_sets"]] == [["flood"]]


def test_defaults_rank_what_has_no_data() -> None:
    said = prints("cuts", VISA, "--limit", "2", "--default", "region=99 %", "--default", "*=99.9 %")
    assert "region-a + region-b + region-c + region-d  1e-08" in said
    assert "without failure data" not in said
    assert "17 causes" not in said


def test_a_time_limit_gives_what_is_proven(tmp_path: Path) -> None:
    """A tree too hard for no time at all: nothing is proven, said so, exit 0."""
    tree = tmp_path / "hard.txt"
    gates = [f"g{i} := @(3, [{', '.join(f'e{(i * 7 + j * j) % 60}' for j in range(6))}])"
             for i in range(60)]  # fmt: skip
    top = "top := @(9, [" + ", ".join(f"g{i}" for i in range(60)) + "])"
    tree.write_text("\n".join(["hard", top, *gates]), encoding="utf-8")
    found = json.loads(prints("cuts", tree, "--time-limit", "0 s", "--format", "json"))
    assert (found["complete"], found["max_order"]) == (False, 0)
    assert found["why_incomplete"] == "the time was too short"
    said = prints("cuts", tree, "--time-limit", "0 s")
    assert "nothing is proven yet: the time was too short" in said
    plain = json.loads(prints("availability", tree, "--time-limit", "0 s", "--format", "json"))
    assert plain["targets"][0]["unavailability"] is None


# -- availability ---------------------------------------------------------------------------------


def test_availability_for_people(bank: Path) -> None:
    assert prints("availability", "bank.json", cwd=bank, COLUMNS="80") == AVAILABILITY


def test_availability_for_machines(bank: Path) -> None:
    (target,) = json.loads(prints("availability", bank / "bank.json", "--format", "json"))[
        "targets"
    ]
    east, web, flood = 8 / (2 * 8760 + 8), 2 / 2402, 0.01 * 3 / 365
    three_up = (1 - web) ** 4 + 4 * web * (1 - web) ** 3
    up = three_up * (1 - flood) * (1 - east**2)
    assert target["id"] == "pay"
    assert target["availability"] == pytest.approx(up, abs=1e-15)
    assert target["unavailability"] == pytest.approx(1 - up, rel=1e-12)
    assert target["downtime_minutes_per_year"] == pytest.approx((1 - up) * 525_600, rel=1e-12)
    assert target["loss_per_year"] == pytest.approx((1 - up) * 8760 * 60_000, rel=1e-12)
    assert (target["exact"], target["missing"]) == (True, [])
    assert [cause["id"] for cause in target["importance"]] == ["flood", "web", "east", "west"]
    assert set(target["importance"][0]) == {
        "id", "count", "birnbaum", "criticality", "fussell_vesely", "fussell_vesely_exact",
        "raw", "rrw",
    }  # fmt: skip
    # East fails while west is up: half an hour each time, 1 / (2 years + 8 h) of the time apart.
    switches = (1 - flood) * (1 - east) / (2 * 8760 + 8)
    waiting = switches * 0.5 * three_up
    assert target["switching_unavailability"] == pytest.approx(waiting, rel=1e-3)
    with_it = target["with_switching"]["unavailability"]
    assert with_it == target["unavailability"] + target["switching_unavailability"]


def test_availability_as_csv(bank: Path) -> None:
    text = prints("availability", bank / "bank.json", "--format", "csv")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:5] == ["target", "unavailability", "cause", "count", "birnbaum"]
    assert [row[2] for row in rows[1:]] == ["flood", "web", "east", "west"]


def test_data_that_are_missing_are_said(bank: Path) -> None:
    changed(bank, web={"fails": None}, east={"fails": None})
    said = prints("availability", bank / "bank.json", COLUMNS="200")
    assert "pay is up at most 99.99" in said
    assert "counted as never failing: 2 causes without failure data (east, web)" in said
    assert "data are missing, so the truth is worse" in said
    (target,) = json.loads(prints("availability", bank / "bank.json", "--format", "json"))[
        "targets"
    ]
    assert (target["exact"], target["missing"]) == (False, ["east", "web"])


def test_nothing_is_judged_without_any_data() -> None:
    said = prints("availability", VISA)
    assert "payments is not judged: none of its 17 causes has failure data" in said
    assert "--default '*=mtbf 2 y, mttr 4 h'" in said


def test_defaults_are_said() -> None:
    said = prints("availability", VISA, "--default", "*=mtbf 2 y, mttr 4 h")
    assert "from --default: centre-a, centre-b" in said
    asked = ("availability", VISA, "--default", "*=99.9 %")
    (target,) = json.loads(prints(*asked, "--format", "json"))["targets"]
    assert len(target["from_default"]) == len(target["without_frequency"]) == 17
    assert target["outages_per_year"] is None
    assert "how often is not known: centre-a has no mtbf or per_year" in prints(
        *asked, COLUMNS="200"
    )


def test_a_way_over_what_is_never_up_is_none() -> None:
    doc = json.dumps(OFFICE).encode()
    found = json.loads(prints("cuts", "-", "--format", "json", stdin=doc))
    assert [cut["ids"] for cut in found["cut_sets"]] == [["line"], ["net"]]
    assert (found["complete"], found["count_by_order"]) == (True, {"1": 2})
    asked = ("availability", "-", "--default", "*=99 %")
    assert "office is up 97.03 % of the time" in prints(*asked, stdin=doc)
    found = json.loads(prints(*asked, "--format", "json", stdin=doc))
    assert found["targets"][0]["availability"] == pytest.approx(0.99**3)


def test_what_is_never_up_is_up_none_of_the_time() -> None:
    doc = json.dumps(OFFICE).encode()
    asked = ("availability", "-", "--for", "dead", "--default", "*=99 %")
    assert "dead is up 0 % of the time\n  down 365 d a year" in prints(*asked, stdin=doc)
    said = prints("cuts", "-", "--for", "dead", stdin=doc)
    assert said.startswith("dead does not work even with nothing failed\n")


def test_an_objective_that_is_not_known_is_not_said_to_hold(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    known = {"fails": {"availability": 0.9}}
    components: list[Any] = [{"id": "a", "needs": ["c"]}, {"id": "b", "needs": ["d"]}]
    components += [{"id": "c"}, {"id": "d"}]
    objectives = [{"of": name, "availability": 0.99} for name in ("a", "b")]
    path.write_text(json.dumps({"components": components, "objectives": objectives}))
    said = prints("availability", path)
    assert "2 of 2 objectives not known, none violated for sure" in said
    components[2].update(known)
    path.write_text(json.dumps({"components": components, "objectives": objectives}))
    assert "1 of 2 objectives violated, 1 not known" in prints("availability", path)


def test_a_violated_objective(bank: Path) -> None:
    changed(bank, flood={"fails": {"per_year": 1, "mttr": "3 d"}})
    said = prints("availability", bank / "bank.json")
    assert "objective 99.9 %: violated" in said
    assert "1 of 1 objective violated" in said


# -- what structure alone cannot tell --------------------------------------------------------------


CIRCUITS: Doc = {
    "name": "parallel circuits",
    "components": [
        {"id": "a", "needs": [{"reach": "b"}], "demand": 9, "fails": False},
        {"id": "b", "fails": False},
        {"id": "line", "connects": ["a", "b"], "count": 3, "quorum": 2, "capacity": 10,
         "fails": {"unavailability": 0.01}},
    ],
    "objectives": [{"of": "a", "survives": 1, "availability": "99 %"}],
}  # fmt: skip
"""Two of three circuits are enough, but two cannot carry the load."""

ALONE = "by structure alone; loads were not judged"


def test_cuts_claim_nothing_that_load_denies() -> None:
    doc = json.dumps(CIRCUITS).encode()
    said = prints("cuts", "-", stdin=doc, COLUMNS="200").splitlines()
    assert said[0] == f"a survives any single failure and falls to 3 pairs {ALONE}"
    assert said[1] == f"  objective to survive 1 failure: not known, met {ALONE}"
    assert said[-2] == f"1 target; 0 of 1 fall to a single failure {ALONE}."
    assert said[-1] == "next: topology spof FILE"
    found = json.loads(prints("cuts", "-", "--format", "json", stdin=doc))
    assert (found["redundancy"], found["redundancy_by_structure"]) == (None, 2)
    assert found["not_judged"] == ALONE
    assert found["survives"] == {"wanted": 1, "holds": None}


def test_availability_claims_nothing_that_load_denies() -> None:
    doc = json.dumps(CIRCUITS).encode()
    said = prints("availability", "-", stdin=doc, COLUMNS="200").splitlines()
    assert said[0] == f"a is up 99.9702 % of the time {ALONE}"
    assert said[2] == f"  objective 99 %: not known {ALONE}"
    (found,) = json.loads(prints("availability", "-", "--format", "json", stdin=doc))["targets"]
    assert found["objective"] == {"availability": 0.99, "holds": None}
    assert found["not_judged"] == ALONE


def test_reports_and_blasts_claim_nothing_that_load_denies() -> None:
    doc = json.dumps(CIRCUITS).encode()
    said = prints("report", "-", "-o", "-", stdin=doc)
    assert f"survives any single failure and falls to 3 pairs {ALONE}" in said
    assert f"is up {ALONE}." in said
    assert "falls to line" in said
    assert f"nothing goes down, 0 of 9 (0 %) of demand lost, {ALONE}." in " ".join(
        prints("blast", "-", "line", stdin=doc, COLUMNS="200").split()
    )


# -- fault trees ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cooling.xml", "cooling.txt"])
def test_a_fault_tree_is_read_where_a_document_is(name: str) -> None:
    said = prints("cuts", TREES / name)
    assert said.startswith("top falls to 1 single failure\n")
    assert "1 of order 1, 4 of order 2; 5 in all" in said
    assert prints("cuts", "-", stdin=(TREES / name).read_bytes()).startswith("top falls")
    assert "cannot be read" not in prints("validate", TREES / name)


def test_import_and_export(tmp_path: Path, bank: Path) -> None:
    said = prints("import", "open-psa", TREES / "cooling.xml", "-o", "tree.json", cwd=tmp_path)
    assert said == "written  tree.json\nnext: topology cuts tree.json\n"
    assert prints("validate", tmp_path / "tree.json")
    document = prints("import", "aralia", TREES / "cooling.txt")
    assert json.loads(document)["objectives"] == [{"of": "top"}]
    for form in ("open-psa", "aralia"):
        text = prints("export", form, bank / "bank.json")
        assert text == prints("export", form, bank / "bank.json")
        back = prints("cuts", "-", stdin=text.encode())
        assert "pay_outage falls to 1 single failure" in back
        assert "1 of order 1, 7 of order 2; 8 in all" in back


@pytest.mark.slow
@pytest.mark.parametrize("model", INCIDENTS, ids=lambda path: path.stem)
def test_every_model_is_exported_and_read_again(model: Path, tmp_path: Path) -> None:
    done = run("export", "open-psa", model, "-o", tmp_path / "tree.xml")
    said = done.stderr.splitlines()
    assert done.returncode == 0
    assert all(line.startswith("note: a fault tree has no reserves (holds): ") for line in said)
    assert bool(said) == ('"holds"' in model.read_text(encoding="utf-8"))
    text = prints("cuts", tmp_path / "tree.xml", "--order", "2")
    assert "_outage" in text


# -- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("cuts", VISA, "--pairs", "--order", "3"), "--pairs and --order exclude each other"),
        (("cuts", VISA, "--default", "x"),
         '--default "x": must be KIND=DATA, or *=DATA for any kind'),
        (("cuts", VISA, "--default", "x=mtbf 2"),
         '--default x="mtbf 2": must be a duration such as "150 min", "2 h 20 min" or "PT2H20M"'),
        (("availability", VISA, "--time-limit", "3"),
         '--time-limit "3": must be a duration such as "150 min", "2 h 20 min" or "PT2H20M"'),
        (("cuts", VISA, "--for", "centre-e"),
         'component "centre-e" does not exist; did you mean "centre-a"?'),
        (("import", "open-psa", "no.xml"), "no.xml: no such file"),
        (("import", "open-psa", TREES / "cooling.xml", "-o", "x.xml"),
         "x.xml must end in .json, the form that is written"),
    ],
)  # fmt: skip
def test_one_line_for_what_is_wrong(arguments: tuple[str, ...], line: str) -> None:
    assert fails(*arguments) == [f"error: {line}"]


def test_a_year_has_no_more_than_a_year(bank: Path) -> None:
    changed(bank, flood={"fails": {"per_year": 200, "mttr": "3 d"}})
    (line,) = fails("availability", "bank.json", cwd=bank)
    text = (bank / "bank.json").read_text(encoding="utf-8")
    column = text.index('{"per_year": 200') + 1
    at = f"line 1 column {column}"
    rule = "must not be down for more than a year in a year (per_year x mttr)"
    assert (
        line == f'error: bank.json: {at}: shared_risks[0] "flood": fails is an object of 2: {rule}'
    )


def test_other_usage_is_refused() -> None:
    assert run("cuts", VISA, "--order", "0").returncode == 2
    assert run("import", "fmea", VISA).returncode == 2


def test_ten_million_members_are_one_set(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    many = {"id": "b", "count": 10_000_000, "quorum": 1}
    path.write_text(json.dumps({"components": [{"id": "a", "needs": ["b"]}, many]}))
    assert "falls to 1 set of 10,000,000 failures" in prints("cuts", path)


def test_a_target_that_is_never_up_falls_to_no_failure(tmp_path: Path) -> None:
    file = tmp_path / "island.json"
    file.write_text('{"components": [{"id": "a", "needs": [{"reach": "b"}]}, {"id": "b"}]}')
    said = prints("cuts", file, "--for", "a")
    assert "1 target; 0 of 1 fall to a single failure, 1 never up." in said
