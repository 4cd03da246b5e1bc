"""`diff`: its forms, its exit codes, and hostile documents in a comment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.support.command import fails, prints, run
from tests.support.oracles import Doc
from topology.render.files import comparison
from topology.render.files.comparison import MAX_CHARACTERS

OLD: Doc = {
    "name": "old",
    "components": [
        {"id": "u", "needs": [{"any": ["a", "b"]}]}, {"id": "a", "needs": []},
        {"id": "b", "needs": []},
    ],
}  # fmt: skip
NEW: Doc = {
    "name": "new",
    "components": [
        {"id": "u", "needs": ["a"]}, {"id": "a", "needs": []}, {"id": "b", "needs": []},
    ],
}  # fmt: skip


def lay_out(folder: Path, **docs: Doc) -> Path:
    for name, doc in docs.items():
        (folder / f"{name}.json").write_text(json.dumps(doc), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path, old=OLD, new=NEW)


def test_the_text(folder: Path) -> None:
    orders = "0 of order 1 and 1 of order 2 → 1 of order 1 and 0 of order 2"
    unknown = "causes has failure data\n"
    assert prints("diff", "old.json", "new.json", "--for", "u", cwd=folder) == (
        "Findings\n"
        "  worse      u falls to a (component): structural\n"
        "             a fails → u needs a\n"
        "\n"
        "Cut sets\n"
        f"  worse      cut sets of u: {orders}\n"
        "\n"
        "The architecture changed\n"
        "  + u needs a\n"
        "  - u needs any of a, b\n"
        "\n"
        "The knowledge changed\n"
        "  ~ document: name: old → new\n"
        "\n"
        f"Not compared: before: availability: u: none of its 3 {unknown}"
        f"Not compared: after: availability: u: none of its 2 {unknown}"
        "Worse: 1 finding came, cut sets of 1 target.\n"
    )


def test_nothing_is_different(folder: Path) -> None:
    done = run("diff", "old.json", "old.json", "--fail-on-worse", cwd=folder)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Nothing is different."
    plain = json.loads(prints("diff", "old.json", "old.json", "-f", "json", cwd=folder))
    lists = {key: value for key, value in plain.items() if isinstance(value, list)}
    assert {key for key, value in lists.items() if value} == {"not_compared"}


def test_the_exit_code_is_for_what_is_worse(folder: Path) -> None:
    for words, code in (
        (["old.json", "new.json"], 0),
        (["old.json", "new.json", "--fail-on-worse"], 1),
        (["new.json", "old.json", "--fail-on-worse"], 0),
        (["old.json", "new.json", "--fail-on-worse", "--for", "b"], 0),
    ):
        assert run("diff", *words, cwd=folder).returncode == code, words


def test_json_has_everything(folder: Path) -> None:
    plain = json.loads(prints("diff", "old.json", "new.json", "-f", "json", cwd=folder))
    assert (plain["format"], plain["old"], plain["new"], plain["worse"]) == (1, "old", "new", True)
    came = next(f for f in plain["findings"] if f["event"] == "came" and f["target"] == "u")
    assert (came["turn"], came["rule"], came["cause"], came["class"], came["reason"]) == (
        "worse", "single-point-of-failure", "a", "structural", ["a fails", "u needs a"],
    )  # fmt: skip
    assert {(c["what"], c["how"], c["where"], c["about"]) for c in plain["architecture"]} == {
        ("need", "added", "u", "a"),
        ("need", "removed", "u", "any of a, b"),
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["old.json", "none.json"], "none.json: no such file"),
        (["-", "-"], "only one of the two can be standard input"),
        (["old.json", "new.json", "--for", "x"], 'component "x" does not exist'),
        (["old.json", "new.json", "--same", "x"], '--same "x": must be ID=ID'),
        (["old.json", "new.json", "--same", "u=x"], '"x" does not exist'),
        (["old.json", "new.json", "--same", "u=a"], "both stand in OLD: there they are two"),
        (["old.json", "new.json", "--today", "x"], '--today "x": must be a date'),
        (["old.json", "new.json", "--today", "20280229"], '--today "20280229": must be a date'),
        (["old.json", "new.json", "--today", "2027-02-29"], "2027-02-29"),
    ],
)
def test_what_makes_no_sense(folder: Path, words: list[str], said: str) -> None:
    (line,) = fails("diff", *words, cwd=folder)
    assert said in line


def test_standard_input_is_one_of_the_two(folder: Path) -> None:
    data = json.dumps(OLD).encode()
    assert "u needs a\n" in prints("diff", "-", "new.json", stdin=data, cwd=folder)


def test_a_limit_of_time(folder: Path) -> None:
    short = prints("diff", "old.json", "new.json", "--time-limit", "0 s", cwd=folder)
    assert "u falls to a (component): structural" in short
    assert "cut sets: not all: the time was too short" in short
    whole = prints("diff", "old.json", "new.json", cwd=folder)
    assert prints("diff", "old.json", "new.json", "--time-limit", "1 h", cwd=folder) == whole
    (line,) = fails("diff", "old.json", "new.json", "--time-limit", "nan", cwd=folder)
    assert "--time-limit" in line


HOSTILE = "@team <img src=x> | `x` [a](javascript:b) #1 https://example.org \x1b[31m\u202e"


def test_a_hostile_document_is_no_markup(tmp_path: Path) -> None:
    old = {"name": HOSTILE, "components": [{"id": "u", "needs": []}]}
    name = HOSTILE.replace("\x1b", "").replace("\u202e", "")
    new = {
        "name": "n",
        "components": [
            {"id": "u", "needs": [name], "owner": HOSTILE, "source": HOSTILE, "x-y": [HOSTILE]},
            {"id": name, "kind": HOSTILE, "needs": []},
        ],
    }
    lay_out(tmp_path, old=old, new=new)
    text = prints("diff", "old.json", "new.json", "--format", "markdown", cwd=tmp_path)
    assert all(c.isprintable() or c == "\n" for c in text)
    for token in _inline(MarkdownIt().parse(text)):
        assert token.type not in ("link_open", "image", "html_inline", "html_block"), token
        if token.type == "text":
            assert "@team" not in token.content
            assert "://" not in token.content


def _inline(tokens: Any) -> Any:
    for token in tokens:
        yield token
        yield from _inline(token.children or ())


def test_a_comment_is_bounded_and_counts_what_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{'<&@`' * 100}{i}" for i in range(120)]
    old = {"name": "o", "components": [{"id": name, "needs": []} for name in names]}
    new = {
        "name": "n",
        "components": [
            {"id": name, "needs": [names[0]] if i else [], "count": 2, "source": "x" * 1_000}
            for i, name in enumerate(names)
        ],
    }
    lay_out(tmp_path, old=old, new=new)
    text = prints("diff", "old.json", "new.json", "--format", "markdown", cwd=tmp_path)
    assert len(text) <= MAX_CHARACTERS
    assert " more (`--format json` has all)" in text
    monkeypatch.setattr(comparison, "MAX_CHARACTERS", 5_000)
    assert len(prints("diff", "old.json", "new.json", "-f", "markdown", cwd=tmp_path)) <= 5_000
    few = prints("diff", "old.json", "new.json", "--limit", "1", cwd=tmp_path)
    assert "… and 118 differences more (--limit N shows more, --format json all)" in few


def test_values_are_told_in_their_units_and_not_as_json(tmp_path: Path) -> None:
    of_old = {"id": "a", "demand": 10, "loss_per_hour": 5, "needs": ["b"]}
    of_new = {
        "id": "a", "demand": 1250.5, "capacity": {"low": 1, "high": 3, "assumed": "x"},
        "needs": [{"on": "b", "hard": False}],
    }  # fmt: skip
    both = {"name": "n", "load_unit": "req/s", "currency": "EUR"}
    lay_out(
        tmp_path,
        old={**both, "components": [of_old, {"id": "b", "needs": []}]},
        new={
            **both,
            "components": [of_new, {"id": "b", "needs": [], "repair": {"time": "40 min"}}],
        },
    )
    text = prints("diff", "old.json", "new.json", cwd=tmp_path)
    told = text.partition("The architecture changed\n")[2].partition("\n\n")[0].splitlines()
    assert sorted(told) == [
        "  + a: capacity: low 1 req/s, high 3 req/s, assumed x",
        "  + b: repair: time 40 min",
        "  - a: loss_per_hour: 5 EUR/h",
        "  ~ a needs b: hard: not said → no",
        "  ~ a: demand: 10 req/s → 1,250.5 req/s",
    ]


def test_sources_that_moved_are_counted(tmp_path: Path) -> None:
    old, new = (
        {"name": "n", "components": [{"id": n, "needs": [], "source": f"{f}:{n}"} for n in "abc"]}
        for f in ("old", "new")
    )
    lay_out(tmp_path, old=old, new=new)
    text = prints("diff", "old.json", "new.json", cwd=tmp_path)
    told = text.partition("The knowledge changed\n")[2].partition("\n\n")[0]
    assert told == "  ~ 3 sources, such as that of a (--format json has all)"
    plain = json.loads(prints("diff", "old.json", "new.json", "-f", "json", cwd=tmp_path))
    assert len(plain["knowledge"]) == 3
    del new["components"][1:], old["components"][1:]
    lay_out(tmp_path, old=old, new=new)
    text = prints("diff", "old.json", "new.json", cwd=tmp_path)
    assert "\n  ~ a: source old:a → new:a\n" in f"\n{text}"


def test_what_goes_on_below_keeps_its_place(folder: Path) -> None:
    text = prints("diff", "old.json", "new.json", "--for", "u", cwd=folder, COLUMNS="60")
    assert (
        "  worse      cut sets of u: 0 of order 1 and 1 of order 2 →\n"
        "             1 of order 1 and 0 of order 2\n"
    ) in text


def test_many_targets_that_cannot_be_compared_are_counted(tmp_path: Path) -> None:
    doc = {"name": "n", "components": [{"id": n, "needs": ["e"]} for n in "abcd"]}
    doc["components"].append({"id": "e", "needs": []})
    lay_out(tmp_path, old=doc)
    text = prints("diff", "old.json", "old.json", cwd=tmp_path)
    assert (
        "Not compared: availability: a: none of its 2 causes has failure data; and 3 more\n" in text
    )


def test_a_comment_on_one_name_says_it_once(folder: Path) -> None:
    text = prints("diff", "old.json", "old.json", "-f", "markdown", cwd=folder)
    assert text.startswith("## What changed in old\n")
