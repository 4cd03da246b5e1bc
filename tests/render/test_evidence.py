"""The record for a file: what it holds, that it stays the same, and that nothing is live."""

from __future__ import annotations

import hashlib
import json
import shlex
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.support.command import fails, prints
from topology import __version__

SHOP: dict[str, Any] = {
    "name": "Shop",
    "x-author": "A. Author",
    "x-approver": ["B. Board", "C. Chair"],
    "x-file": "F-12",
    "components": [
        {"id": "web", "demand": 30, "needs": ["a", {"any": ["b", "c"]}]},
        {"id": "a", "needs": [], "assumed": "a guess of ours", "x-provider": "aws"},
        {"id": "b", "needs": [], "x-provider": "aws"},
        {"id": "c", "needs": []},
        {"id": "dark"},
    ],
    "objectives": [
        {
            "of": "web",
            "survives": 1,
            "accepted": [{"id": "a", "until": "2026-06-30", "reason": "until the move"}],
        },
        {"of": "dark", "survives": 1},
    ],
}
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> | [x](http://e.example) `a` @ops"


def written(folder: Path, doc: dict[str, Any], name: str = "shop.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(doc), encoding="utf-8")
    return path


def record(folder: Path, doc: dict[str, Any], *more: str, form: str = "md") -> str:
    path = written(folder, doc)
    out = folder / f"record.{form}"
    prints("evidence", path, "-o", out, *more)
    return out.read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_it_names_what_was_judged_by_what_and_whom(tmp_path: Path) -> None:
    text = record(tmp_path, SHOP)
    digest = hashlib.sha256((tmp_path / "shop.json").read_bytes()).hexdigest()
    for row in (
        "| Document | shop.json |",
        f"| SHA-256 of the document | {digest} |",
        f"| Program | topology {__version__} |",
        "| Date | no date given |",
        "| Author | A. Author |",
        "| Approved by | B. Board, C. Chair |",
        "| x-file | F-12 |",
    ):
        assert row in text
    assert str(tmp_path) not in text


def test_options_go_before_the_document(tmp_path: Path) -> None:
    more = ("--date", "2026-11-28", "--author", "Me & you", "--approver", "Nobody")
    text = record(tmp_path, SHOP, *more)
    assert "| Date | 2026-11-28 |" in text
    assert "| Author | Me \\& you |" in text
    assert "| Approved by | Nobody |" in text


def test_verdicts_have_denominators(tmp_path: Path) -> None:
    said = section(record(tmp_path, SHOP), "Objectives")
    assert "Hold: 1 of 2 (50 %) objectives. Violated: 0 of 2 (0 %) objectives." in said
    assert "Not known: 1 of 2 (50 %) objectives." in said


@pytest.mark.parametrize(
    ("date", "standing"),
    [
        (None, "no date to judge by"),
        ("2026-01-01", "accepted"),
        ("2026-11-28", "over: it counts again"),
    ],
    ids=["none", "before", "past"],
)
def test_what_is_accepted_is_judged_by_the_date(
    tmp_path: Path, date: str | None, standing: str
) -> None:
    text = record(tmp_path, SHOP, *(("--date", date) if date else ()))
    row = f"| `web` | `a` | 2026-06-30 | until the move | {standing} |"
    assert row in section(text, "Accepted findings")


def test_it_says_what_is_assumed_and_what_was_not_judged(tmp_path: Path) -> None:
    text = record(tmp_path, SHOP)
    assert "| `a` |  | a guess of ours |" in section(text, "Assumptions and guesses")
    unjudged = section(text, "What was not judged, and why")
    assert "| `dark` | nothing is said of what it needs" in unjudged
    analyses = section(text, "Analyses")
    assert "| Single failures, by structure | run: 1 of 2 (50 %) targets judged |" in analyses
    assert "| Pairs of failures | not run: not asked for" in analyses
    assert "| aws | 2 components | 1 of 1 (100 %) |" in section(text, "Concentration")


def test_the_command_makes_the_same_bytes_again(tmp_path: Path) -> None:
    text = record(tmp_path, SHOP, "--date", "2026-11-28", "--author", "it's me", "--for", "web")
    command = section(text, "How to reproduce it").splitlines()[-1].strip()
    words = shlex.split(command)
    (tmp_path / "record.md").unlink()
    prints(*words[1:], cwd=tmp_path)
    assert (tmp_path / "record.md").read_text(encoding="utf-8") == text


def test_objectives_of_another_file_are_hashed_too(tmp_path: Path) -> None:
    wanted = {"objectives": [{"of": "c", "survives": 0}]}
    beside = written(tmp_path, wanted, "wanted.json")
    text = record(tmp_path, SHOP, "--objectives", str(beside))
    digest = hashlib.sha256(beside.read_bytes()).hexdigest()
    assert f"| SHA-256 of the objectives | {digest} |" in text
    assert "--objectives wanted.json" in text
    assert "In a folder with the document and the objectives" in text


def test_the_same_bytes_are_not_promised_where_time_may_be_up(tmp_path: Path) -> None:
    said = "but for what its time limit leaves out"
    timed = section(record(tmp_path, SHOP, "--time-limit", "1 h"), "How to reproduce it")
    assert said in timed
    assert "--time-limit" in timed
    assert said not in section(record(tmp_path, SHOP), "How to reproduce it")


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def hostile() -> dict[str, Any]:
    parts = [
        {"id": EVIL, "kind": EVIL, "needs": ["b"], "tags": [f"provider:{EVIL}"], "owner": EVIL},
        {"id": "b", "needs": [], "location": EVIL, "assumed": EVIL},
    ]
    accepted = [{"id": "b", "until": "2026-01-01", "reason": EVIL}]
    wanted = [{"of": EVIL, "survives": 1, "accepted": accepted}]
    own = {"x-author": EVIL, "x-approver": EVIL, f"x-{EVIL}": EVIL}
    return {"name": EVIL, "description": EVIL, **own, "components": parts, "objectives": wanted}


def test_nothing_of_a_hostile_document_is_live_in_html(tmp_path: Path) -> None:
    found = Tags(record(tmp_path, hostile(), "--author", EVIL, form="html"))
    assert not found.tags & {"script", "img", "a", "svg", "link", "iframe"}
    assert not {name for name in found.attributes if name.startswith("on") or name == "src"}


def test_nothing_of_a_hostile_document_is_live_in_markdown(tmp_path: Path) -> None:
    text = record(tmp_path, hostile(), "--author", EVIL)
    found = Tags(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    assert not found.tags & {"script", "img", "a", "svg"}
    prose = text.split("## How to reproduce it")[0]
    assert "<script" not in prose.replace("\\<", "").replace("`", "")


def test_the_page_needs_no_script_and_no_network(tmp_path: Path) -> None:
    text = unescape(record(tmp_path, SHOP, form="html"))
    assert "default-src 'none'" in text
    assert "@media print" in text
    assert "http" not in text.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shop.json", "-o", ""], "the name of the output must end in .html or .md"),
        (
            ["shop.json", "-o", "x.pdf"],
            "x.pdf must end in .html or .md, the forms that are written",
        ),
        (["-", "-o", "x.md"], "standard input has no name"),
        (["shop.json", "-o", "x.md", "--date", "28.11."], '--date "28.11.": must be a date'),
        (["none.json", "-o", "x.md"], "none.json"),
    ],
    ids=["empty", "ending", "stdin", "date", "missing"],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    written(tmp_path, SHOP)
    (line,) = fails("evidence", *arguments, cwd=tmp_path)
    assert said in line


def test_loads_are_not_denied_where_one_target_alone_is_short_of_its_level(tmp_path: Path) -> None:
    document = {
        "format": 1,
        "name": "short",
        "components": [
            {"id": "short", "demand": 9, "needs": ["small"]},
            {"id": "fine", "demand": 1, "needs": [{"any": ["a", "b"]}]},
            {"id": "small", "capacity": 5, "overload": {"mode": "shed"}, "needs": []},
            {"id": "a", "capacity": 1, "needs": []},
            {"id": "b", "capacity": 1, "needs": []},
        ],
    }
    said = section(record(tmp_path, document), "Verdict")
    assert "(1 of 2 targets by structure alone; loads were not judged)" in said
