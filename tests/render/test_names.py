"""Names beside ids: nothing but an id is taken for one, and what is asked for is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.command import run
from tests.support.repository import ROOT
from tests.support.vocabulary import FILE, words
from topology import Topology, load
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.render.files.named import Naming
from topology.render.page.view import report_html
from topology.render.terminal.columns import COMMAND, MARGIN
from topology.render.terminal.named import named_lines
from topology.render.words.names import Named, Names, vocabulary

SHOP = {
    "format": 1,
    "load_unit": "orders/s",
    "components": [
        {"id": "web", "name": "Web shop", "kind": "service", "needs": ["db"], "demand": 24},
        {
            "id": "db",
            "name": "Main database",
            "kind": "database",
            "modes": [{"id": "slow", "leaves": 0.5}],
        },
        {"id": "at", "name": "Austria", "kind": "site", "needs": []},
        {"id": "24", "name": "Rack 24", "kind": "rack", "needs": []},
        {"id": "database", "name": "Another", "kind": "service", "needs": []},
    ],
}


def names() -> Names:
    return Names.of(Topology.from_dict(SHOP))


def test_the_vocabulary_is_that_of_the_source() -> None:
    assert FILE.read_text(encoding="utf-8").split() == words()
    assert vocabulary() == set(words())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("24 at 40 %", "24 at 40 %"),
        (
            "db fails → web needs db",
            "Main database (db) fails → Web shop (web) needs Main database",
        ),
        ("db-2 fails, adb, db.x and db/s too", "db-2 fails, adb, db.x and db/s too"),
        ("(db, web): db.", "(Main database (db), Web shop (web)): Main database."),
        ("db:slow fails", "Main database: slow (db:slow) fails"),
        ("service · database · structural", "service · database · structural"),
        ("", ""),
    ],
)
def test_ids_are_found_in_sentences(text: str, said: str) -> None:
    assert names().text(text) == said


@pytest.mark.parametrize("id", ["24", "at", "database", "db"])
def test_a_text_that_is_an_id_is_always_named(id: str) -> None:
    found = names().of_id(id)
    assert found is not None
    assert found.said.endswith(f"({id})")


def test_who_shares_a_name_is_never_told_by_it_alone() -> None:
    both = Names({"a1": "Router", "a2": "Router"})
    assert (
        both.text("a1 fails, a2 fails, a1") == "Router (a1) fails, Router (a2) fails, Router (a1)"
    )


def test_a_name_that_is_its_id_in_capitals_stands_alone() -> None:
    assert Names({"koeln": "Koeln"}).text("koeln fails") == "Koeln fails"


@given(
    st.lists(
        st.sampled_from(["db", "web", "at", "dbx", "24", "needs", "(", ")", " ", ",", "→", "."])
    )
)
def test_ids_put_back_for_names_give_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = list(names().parts(text))
    assert "".join(p if isinstance(p, str) else p.id for p in parts) == text
    assert all(p.id in ("db", "web") for p in parts if isinstance(p, Named))


def test_what_is_pasted_and_what_stands_in_columns_is_left() -> None:
    lines = [[(MARGIN, "db  "), ("bad", " db "), (COMMAND, "topology blast x db")]]
    (line,) = named_lines(lines, names())
    assert "".join(text for _, text in line) == "db   Main database (db) topology blast x db"


def _with_ids(text: str, path: str) -> str:
    """With every name put back to its id."""
    named = [c for c in load(path).components if c.name and c.name != c.id]
    named += [r for r in load(path).shared_risks if r.name and r.name != r.id]
    for form in ("{0.name} ({0.id})", "{0.name}"):
        for part in sorted(named, key=lambda part: -len(part.name or "")):
            text = text.replace(form.format(part), part.id)
    return text


@pytest.mark.parametrize(
    "typed",
    [
        ["availability", "alipay-2015.json", "--default", "*=mtbf 2 y, mttr 4 h"],
        ["blast", "alipay-2015.json", "fibre-hangzhou"],
        ["cascade", "alipay-2015.json"],
        ["cuts", "visa.json"],
        ["network", "germany50.json"],
        ["remedy", "alipay-2015.json"],
        ["spof", "ctrip-elong-2015.json", "--for", "book-travel"],
    ],
    ids=lambda typed: typed[0],
)
def test_every_command_that_names_says_the_same_with_names(typed: list[str]) -> None:
    """With the ids put back it is what is said without."""
    command, file, *more = typed
    path = str(ROOT / "models" / file)
    plain, named = run(command, path, *more), run(command, path, *more, "--names")
    assert (plain.returncode, plain.stderr) == (named.returncode, named.stderr)
    assert plain.stdout != named.stdout
    assert _with_ids(named.stdout, path) == _with_ids(plain.stdout, path)
    said = run(command, path, *more, "--names", "--format", "json")
    assert said.stdout == run(command, path, *more, "--format", "json").stdout


def test_markdown_names_what_we_say_and_leaves_what_others_say() -> None:
    given = {
        **SHOP,
        "description": "The db failed.",
        "components": [
            {**part, "assumed": {"needs": "the db was there"}} if part["id"] == "web" else part
            for part in SHOP["components"]
        ],
    }
    text = study_report(Study.of(Topology.from_dict(given)))
    assert "### Web shop `web`" in text
    assert "| Main database `db` | database | structural |" in text
    assert "Main database fails → Web shop (web) needs Main database" in text
    assert "The db failed." in text
    assert "the db was there" in text


def test_names_are_escaped_in_markdown() -> None:
    given = {"components": [{"id": "a_b", "name": "*A* | @ops", "kind": "x", "needs": []}]}
    named = "\n".join(Naming(Topology.from_dict(given)).blocks(["a\\_b fails", "| `a_b` |"]))
    assert named == "\\*A\\* \\| `@ops` (a\\_b) fails\n| \\*A\\* \\| `@ops` `a_b` |"


def test_a_page_names_no_word_that_reads_like_an_id() -> None:
    """A yes or no, a kind and a tag are none, though a component be called so."""
    odd = {"needs": [], "kind": "certificate", "tags": ["orders"]}
    components: list[dict[str, object]] = [
        {"id": "no", "name": "Norway", "needs": ["certificate", "orders"]},
        {"id": "certificate", "name": "Seal", **odd},
        {"id": "orders", "name": "Order service", **odd},
    ]
    objectives = [{"of": "no", "survives": 1}]
    document = {"components": components, "objectives": objectives}
    page = report_html(Study.of(Topology.from_dict(document)))
    cells = re.findall(r'<td data-label="(Kind|Holds|Tag)"[^>]*>(.*?)</td>', page)
    assert set(cells) == {("Kind", "certificate"), ("Holds", "no"), ("Tag", "orders")}
    assert re.findall(r'<text class="ink"[^>]*>(.*?)</text>', page) == ["certificate", "orders"]
    assert 'Norway <span class="id">no</span>' in page
