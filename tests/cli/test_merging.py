"""`merge`: what is typed, what goes where, and hostile input in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import fails, run
from tests.support.oracles import Doc

ONE: Doc = {
    "format": 1,
    "name": "one",
    "components": [{"id": "web", "count": 1, "needs": ["db"]}, {"id": "db"}],
}
OTHER: Doc = {
    "format": 1,
    "components": [{"id": "shop/web", "count": 2, "needs": ["mail"]}, {"id": "mail"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, doc in (("one.json", ONE), ("other.json", OTHER)):
        (tmp_path / name).write_text(json.dumps(doc), encoding="utf-8")
    return tmp_path


def merge(folder: Path, *words: str, **given: Any) -> Any:
    return run("merge", "one.json", "other.json", *words, cwd=folder, **given)


def test_stdout_is_the_document_and_stderr_the_notes(folder: Path) -> None:
    done = merge(folder)
    assert done.returncode == 0
    assert [c["id"] for c in json.loads(done.stdout)["components"]] == [
        "db", "mail", "shop/web", "web",
    ]  # fmt: skip
    assert done.stderr == (
        "read          one.json (2 components)\n"
        "              other.json (2 components)\n"
        "joined by id  none\n"
        "unmatched     2 things only in one.json\n"
        "              2 things only in other.json\n"
        "              hardly anything was joined: --same A=B or --rules FILE says what "
        "is the same, --match names guesses it\n"
        "needs united  none\n"
        "degrees       2 needs known, 0 needs assumed, 0 needs guessed\n"
        "written       4 components, 2 needs, 0 shared risks\n"
    )


def test_a_file_and_its_notes(folder: Path) -> None:
    words = ["--match", "names", "--prefer", "count=other.json", "-o", "all.json"]
    done = merge(folder, *words, "--notes", "notes.json")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(
        "written       3 components, 2 needs, 0 shared risks to all.json\n"
        "next: topology spof all.json\n"
    )
    notes = json.loads((folder / "notes.json").read_text(encoding="utf-8"))
    assert notes["joined_by_names"] == {"count": 1, "items": ["web and shop/web"]}
    assert list(notes) == [
        "read", "joined_by_id", "joined_by_same", "joined_by_names", "ambiguous", "settled",
        "surer", "unmatched", "needs_united", "worth_a_look", "degrees", "written",
    ]  # fmt: skip
    assert run("spof", "all.json", cwd=folder).returncode == 0
    again = run("merge", "all.json", "all.json", cwd=folder).stdout
    assert again == (folder / "all.json").read_text(encoding="utf-8")


def test_contradictions_end_with_2_and_write_nothing(folder: Path) -> None:
    words = ["merge", "one.json", "other.json", "--same", "web=shop/web", "-o", "all.json"]
    assert fails(*words, cwd=folder) == [
        "error: web: count is 1 in one.json, 2 in other.json",
        "error: a value contradicts another; --prefer FIELD=FILE says which document is believed, "
        "and *=FILE of any field",
    ]
    assert not (folder / "all.json").exists()


def test_rules_say_what_options_say(folder: Path) -> None:
    rules = {"same": [["web", "shop/web"]], "prefer": {"count": "one.json"}}
    (folder / "rules.yaml").write_text(json.dumps(rules), encoding="utf-8")
    by_rules = merge(folder, "--rules", "rules.yaml")
    by_words = merge(folder, "--same", "web=shop/web", "--prefer", "count=one.json")
    assert by_rules == by_words
    # Whom an option names comes after whom a rule names.
    assert merge(folder, "--rules", "rules.yaml", "--prefer", "count=other.json") == by_rules


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("[]", 'must hold an object, as in {"same": [["db", "postgres"]]}'),
        ('{"smae": []}', '"smae" is no rule; there are same and prefer'),
        ('{"same": [["a"]]}', "same must be a list of pairs of ids"),
        ('{"same": {"a": "b"}}', "same must be a list of pairs of ids"),
        ('{"prefer": {"count": 3}}', "prefer must name a file, or several, by field"),
        ('{"prefer": ["x"]}', "prefer must name a file, or several, by field"),
        ("[" * 100_000, "is nested too deeply"),
        ("", "is empty"),
    ],
)
def test_rules_that_are_none(folder: Path, rules: str, said: str) -> None:
    (folder / "rules.json").write_text(rules, encoding="utf-8")
    (line,) = fails("merge", "one.json", "--rules", "rules.json", cwd=folder)
    assert line.startswith("error: rules.json: ")
    assert said in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--same", "web"], '--same "web": must be ID=ID, as in --same db=postgres'),
        (["--same", "=web"], '--same "=web": must be ID=ID, as in --same db=postgres'),
        (["--same", "web=wbe"], '"wbe" does not exist; did you mean "web"?'),
        (["--prefer", "count"], '--prefer "count": must be FIELD=FILE, as in count=k8s.json'),
        (
            ["--prefer", "count=x"],
            '"x" is to be believed, and is the name of none of the documents',
        ),
        (["-o", "all.yaml"], "all.yaml must end in .json, the form that is written"),
        (["-o", "one.json"], "one.json is what is read: write to another file"),
        (["--notes", "one.json"], "one.json is what is read: write to another file"),
        (["-o", "x.json", "--notes", "x.json"], "x.json is where the document goes"),
        (["none.json"], "none.json: no such file"),
    ],
)
def test_what_makes_no_sense(folder: Path, words: list[str], said: str) -> None:
    (line,) = fails("merge", "one.json", "other.json", *words, cwd=folder)
    assert said in line


def test_an_id_may_hold_an_equals_sign(tmp_path: Path) -> None:
    for name, id_ in (("a.json", "x=y"), ("b.json", "z")):
        doc = {"components": [{"id": id_}]}
        (tmp_path / name).write_text(json.dumps(doc), encoding="utf-8")
    done = run("merge", "a.json", "b.json", "--same", "x=y=z", cwd=tmp_path)
    assert [c["id"] for c in json.loads(done.stdout)["components"]] == ["x=y"]


def test_a_hostile_document_moves_no_cursor(tmp_path: Path) -> None:
    values = ("\x1b[31m" + "x" * 1_000, "\u202e")
    for name, value in zip(("a.json", "b.json"), values, strict=True):
        doc = {"components": [{"id": "u", "owner": value}]}
        (tmp_path / name).write_text(json.dumps(doc), encoding="utf-8")
    lines = fails("merge", "a.json", "b.json", cwd=tmp_path)
    assert lines[0].startswith('error: u: owner is "\\u001b[31mxxx')
    assert all(line.isprintable() and len(line) < 300 for line in lines)


def test_many_contradictions_are_cut(tmp_path: Path) -> None:
    for name, count in (("a.json", 2), ("b.json", 3)):
        doc = {"components": [{"id": f"c{i}", "count": count} for i in range(1_200)]}
        (tmp_path / name).write_text(json.dumps(doc), encoding="utf-8")
    lines = fails("merge", "a.json", "b.json", cwd=tmp_path)
    assert (len(lines), lines[-1]) == (1_001, "error: and 201 more problems")


def test_what_was_joined_stops_the_word_about_names(folder: Path) -> None:
    apart, joined = merge(folder), merge(folder, "--same", "db=mail")
    assert "hardly anything was joined: --same A=B" in apart.stderr
    assert "hardly anything" not in joined.stderr


def test_the_document_and_its_notes_are_two_files(folder: Path) -> None:
    (folder / "link.json").symlink_to("all.json")
    for notes in ("all.json", "./all.json", "link.json"):
        (line,) = fails("merge", "one.json", "-o", "all.json", "--notes", notes, cwd=folder)
        assert line.endswith("is where the document goes: write to another file")
    assert not (folder / "all.json").exists()
    (folder / "hard.json").write_text("{}", encoding="utf-8")
    (folder / "same.json").hardlink_to(folder / "hard.json")
    assert fails("merge", "one.json", "-o", "hard.json", "--notes", "same.json", cwd=folder)


def test_standard_input_is_read_once(folder: Path) -> None:
    for words in (["-", "-"], ["one.json", "-", "--rules", "-"]):
        (line,) = fails("merge", *words, cwd=folder)
        assert line == "error: only one of the files can be standard input"


def test_what_is_alike_and_left_apart_is_told_in_short(tmp_path: Path) -> None:
    for name in ("a", "b"):
        doc = {"components": [{"id": f"{name}{i}/web"} for i in range(1_000)]}
        (tmp_path / f"{name}.json").write_text(json.dumps(doc), encoding="utf-8")
    done = run("merge", "a.json", "b.json", "--match", "names", cwd=tmp_path)
    assert "a0/web, a1/web" in done.stderr
    assert len(done.stderr) < 2_000
