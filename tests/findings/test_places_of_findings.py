"""Where a finding is shown: in the file that it was imported from, or in the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.cli.gating import Asked, checked_once
from topology.findings.gate.checked import Place
from topology.findings.gate.places import Places
from topology.sources.reader import Form, Text, opened, parsed

YAML = """\
name: Shop
components:
  - id: web
    needs: [db]
  - {id: db, modes: [{id: slow, leaves: 0.5}]}
shared_risks:
  - {id: flood, hits: [db]}
objectives:
  - of: web
    survives: 1
  - {of: db, rto: 1 h}
"""


def of_yaml(text: str = YAML, name: str = "shop.yaml") -> Places:
    return Places(parsed(text.encode(), name, Form.YAML))


def of_source(source: Any, name: str = "shop.json") -> Place:
    document = {"components": [{"id": "web", "source": source}]}
    return Places(parsed(json.dumps(document).encode(), name)).of("web")


def test_the_place_is_that_of_the_item_in_the_document() -> None:
    places = of_yaml()
    assert places.of("web") == Place("shop.yaml", 3, 5)
    assert places.of("db") == Place("shop.yaml", 5, 5)
    assert places.of("flood") == Place("shop.yaml", 7, 5)
    assert places.of("db:slow") == Place("shop.yaml", 5, 5)
    assert places.of_objective(0) == Place("shop.yaml", 9, 5)
    assert places.of_objective(1) == Place("shop.yaml", 11, 5)


def test_what_is_described_nowhere_has_the_file_alone() -> None:
    places = of_yaml()
    assert places.of("nobody") == Place("shop.yaml")
    assert places.of("") == Place("shop.yaml")
    assert places.of_objective(2) == Place("shop.yaml")


def test_columns_are_counted_in_characters() -> None:
    text = '{"name": "Zürich ü",\n "components": [{"id": "é"}, {"id": "b"}]}'
    places = Places(parsed(text.encode(), "z.json"))
    assert places.of("é") == Place("z.json", 2, text.splitlines()[1].index('{"id": "é') + 1)
    assert places.of("b") == Place("z.json", 2, text.splitlines()[1].index('{"id": "b') + 1)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("compose.yaml:14 services.web", Place("compose.yaml", 14)),
        ("main.tf:3", Place("main.tf", 3)),
        ("my compose.yaml:14 services.web", Place("my compose.yaml", 14)),
        ("notes of 2015; compose.yaml:14 services.web", Place("compose.yaml", 14)),
        ("a.yaml:2 services.web; b.yaml:9 services.web", Place("a.yaml", 2)),
        ("deploy/compose.yaml:2", Place("deploy/compose.yaml", 2)),
    ],
)
def test_what_an_import_says_goes_before(source: str, place: Place) -> None:
    assert of_source(source) == place


def test_a_source_lies_beside_its_document() -> None:
    assert of_source("compose.yaml:14 services.web", "infra/shop.json").file == "infra/compose.yaml"
    assert of_source("compose.yaml:14 services.web", "../shop.json").file == "../compose.yaml"


def test_a_source_may_lie_where_one_is_if_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Containerfile").touch()
    assert of_source("Containerfile:2 web", "infra/shop.json") == Place("Containerfile", 2)
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "Containerfile").touch()
    assert of_source("Containerfile:2 web", "infra/shop.json") == Place("infra/Containerfile", 2)


@pytest.mark.parametrize(
    "source",
    [
        *("../../etc/passwd:1", "../secret.yaml:1", "a/../../b.yaml:1", "/etc/hosts.yaml:1 x"),
        *("https://x.example/a.yaml:14 x", "http://x.example:80/", "//x.example/a.yaml:3"),
        *("file:///etc/a.yaml:3", "C:\\a.yaml:3", "a\\..\\b.yaml:3", "\\\\host\\a.yaml:1"),
        *("a\nb.yaml:3", "a\x00.yaml:3", "\x1b[2J.yaml:1", "\u202ea.yaml:1", "x" * 5_000 + ".y:1"),
        *("x.example:8080 its page", "chapter 2:3", "compose.yaml", "compose.yaml:0", "a.yaml:x"),
        *("compose.yaml:99999999999999999999", "compose.yaml:1.5", ":3", "", 7, None, ["a.yaml:1"]),
    ],
)
def test_what_is_no_file_below_is_no_place(source: object) -> None:
    assert of_source(source) == Place("shop.json", 1, 17)


@given(st.text(st.sampled_from("./\\:;~ay1\x00\n\u202e%"), max_size=12), st.integers(0, 9))
def test_no_source_leads_anywhere_but_down(said: str, line: int) -> None:
    place = of_source(f"{said}.yaml:{line} x", "infra/shop.json")
    if place != Place("infra/shop.json", 1, 17):
        path = Path(place.file)
        assert place.file.isprintable()
        assert place.file.startswith("infra/")
        assert ".." not in path.parts
        assert ":" not in place.file


def test_an_imported_file_is_placed_by_what_its_import_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "compose.yaml").write_text(
        "services:\n  web:\n    image: web\n    depends_on: [db]\n  db:\n    image: postgres\n",
        encoding="utf-8",
    )
    places = Places(opened("compose.yaml"))
    assert places.of("web") == Place("compose.yaml", 2)
    assert places.of("db") == Place("compose.yaml", 5)


def test_a_file_given_from_the_root_is_told_from_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert of_yaml(name=str(tmp_path / "infra" / "shop.yaml")).of("web").file == "infra/shop.yaml"
    assert of_yaml(name="/elsewhere/shop.yaml").of("web").file == "/elsewhere/shop.yaml"


@pytest.mark.parametrize(
    "text",
    [
        b'{"components": {}, "objectives": 3}',
        b'{"components": [1, {"id": 2}], "objectives": [4]}',
        b'{"components": []}',
    ],
)
def test_what_is_not_as_it_should_be_has_no_line(text: bytes) -> None:
    places = Places(parsed(text, "x.json", Form.JSON))
    assert places.of("web") == Place("x.json")
    assert places.of_objective(5) == Place("x.json")


def test_all_entries_are_looked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    borne = [[{"id": f"é{number}{position}"} for position in range(2)] for number in range(3)]
    objectives = [{"of": f"ü{number}", "accepted": borne[number]} for number in range(2)]
    whole = {"objectives": objectives, "accepted": borne[2]}
    line = json.dumps(whole, ensure_ascii=False)
    begins = {
        ("objectives", 1): '{"of": "ü1"',
        ("objectives", 1, "accepted", 1): '{"id": "é11"',
        ("accepted", 1): '{"id": "é21"',
    }
    looks = counted_looks(monkeypatch)
    places = Places(parsed(line.encode(), "own.json", Form.JSON))
    for path, begin in begins.items():
        assert places.at(path) == Place("own.json", 1, line.index(begin) + 1)
    assert places.at(("accepted", 2)) == Place("own.json")
    assert looks == ["own.json"]


def counted_looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the texts in which anything was looked for, once for each time."""
    looks: list[str] = []
    look = Text.places

    def counted(text: Text, paths: Any) -> Any:
        looks.append(text.name)
        return look(text, paths)

    monkeypatch.setattr(Text, "places", counted)
    return looks


def test_a_check_looks_once_for_all_that_stands_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    components = [{"id": name} for name in "abc"]
    own = [{"of": "a", "survives": 1, "rto": "1 h"}]
    beside = [{"of": name, "survives": 1, "rto": "1 h"} for name in "bc"]
    borne = [
        {"id": name, "of": name, "reason": "dear", "until": "2026-01-01"} for name in ("b", "c")
    ]
    document = {"components": components, "objectives": own}
    Path("shop.json").write_text(json.dumps(document), encoding="utf-8")
    demands = {"objectives": beside, "accepted": borne}
    Path("own.json").write_text(json.dumps(demands), encoding="utf-8")
    looks = counted_looks(monkeypatch)
    asked = Asked(today="2026-11-27", objectives="own.json")
    checked = checked_once(asked, "shop.json", lambda _: None)
    files = [result.place.file for result in checked.results if result.place is not None]
    assert files == ["shop.json"] * 2 + ["own.json"] * 4
    assert sorted(looks) == ["own.json", "shop.json"]
