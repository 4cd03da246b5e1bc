"""What a command ends with when something goes wrong, and what it then leaves alone."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.command import fails, prints, run
from tests.support.processes import TOPOLOGY, shell
from tests.support.surroundings import surroundings
from topology.cli.answers import Answer
from topology.errors import DocumentError, Problem, UsageError

MORE_THAN_A_PIPE_HOLDS = 1_000_000
SHOP = {"name": "shop", "components": [{"id": "shop", "demand": 1, "needs": ["db"]}, {"id": "db"}]}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(SHOP), encoding="utf-8")
    return path


# -- codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "spof missing.json",
        "spof missing.json --fail-on-spof",
        'spof "$1" --for nobody',
        'spof "$1" --no-such-option',
        "spof",
        "nonsense",
        'spof "$1" >/dev/full',
        "--help >/dev/full",
    ],
)
@pytest.mark.parametrize("stderr", ["/dev/full", "/dev/null", "&-"])
def test_what_goes_wrong_is_no_finding(shop: Path, command: str, stderr: str) -> None:
    assert shell(f"topology {command} 2>{stderr}", shop).returncode == 2


def test_a_finding_is_one_wherever_its_words_go(shop: Path) -> None:
    assert shell('topology spof "$1" --fail-on-spof 2>/dev/full', shop).returncode == 1


def test_a_reader_of_help_may_leave() -> None:
    done = shell("topology --help | true; exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_mistake_of_the_program_is_no_finding(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Answer, "printing", broken)
    done = run("spof", shop)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("ZeroDivisionError\n")


@pytest.mark.usefixtures("interruptible")
def test_a_command_that_is_stopped_ends_as_shells_have_it() -> None:
    with subprocess.Popen(
        [*TOPOLOGY, "spof", "-"],
        bufsize=0,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(),
    ) as waiting:
        assert waiting.stdin is not None
        assert waiting.stderr is not None
        waiting.stdin.write(b" " * MORE_THAN_A_PIPE_HOLDS)  # it is written once it is being read
        assert waiting.stderr.readline() == "reading - …\n".encode()
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait() == 130
        assert waiting.stderr.read() == b"\nstopped\n"


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [1, 2, 3])
def test_links_that_go_in_a_circle_lead_to_no_file(shop: Path, tmp_path: Path, length: int) -> None:
    names = [tmp_path / f"{i}.md" for i in range(length)]
    for name, further in zip(names, [*names[1:], names[0]], strict=True):
        name.symlink_to(further)
    why = os.strerror(errno.ELOOP)
    assert fails("report", shop, "-o", names[0]) == [f"error: {names[0]} cannot be written: {why}"]
    assert all(name.is_symlink() for name in names)


@pytest.mark.parametrize("way", ["itself", "symbolic link", "hard link", "dots"])
@pytest.mark.parametrize("command", [["report"], ["export", "dot"], ["import", "open-psa"]])
def test_what_is_read_is_not_written(shop: Path, way: str, command: list[str]) -> None:
    before = shop.read_bytes()
    out = shop.parent / "out.json"
    if way == "symbolic link":
        out.symlink_to(shop)
    elif way == "hard link":
        out.hardlink_to(shop)
    else:
        out = shop if way == "itself" else shop.parent / ".." / shop.parent.name / shop.name
    said = f"error: {out} is what is read: write to another file"
    assert fails(*command, shop, "-o", out) == [said]
    assert shop.read_bytes() == before


def test_what_is_read_from_standard_input_is_not_written(shop: Path) -> None:
    before = shop.read_bytes()
    done = shell('topology report - -o "$1" <"$1"', shop)
    assert done.returncode == 2
    assert done.stderr == f"error: {shop} is what is read: write to another file\n"
    assert shop.read_bytes() == before


def test_a_pipe_without_a_path_is_written_to(shop: Path) -> None:
    done = shell('topology export dot "$1" -o /dev/stdout | head -n 1', shop)
    assert (done.returncode, done.stdout) == (0, "digraph topology {\n")


def test_a_copy_may_be_written(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.json"
    out.write_bytes(shop.read_bytes())
    prints("report", shop, "-o", out)
    assert json.loads(out.read_text(encoding="utf-8"))["format"] == 1


# -- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (b"DB_PASSWORD=hunter2", "text"),
        (b"hunter2", "text"),
        (b'"hunter2"', "text"),
        (b"DB_USER=me\nDB_PASSWORD=hunter2", "text"),
        (b"20251127", "a number"),
        (b"- hunter2", "a list of 1"),
        (b"true", "true or false"),
    ],
)
def test_what_is_no_document_is_not_shown(given: bytes, kind: str) -> None:
    assert fails("spof", "-", stdin=given) == [
        f"error: standard input: must hold an object, not {kind}"
    ]


def test_of_what_is_no_document_only_the_keys_are_shown() -> None:
    lines = fails("spof", "-", stdin=b"DB_PASSWORD: hunter2")
    assert lines == [
        'error: standard input: line 1 column 1: lacks "components", which is required',
        'error: standard input: line 1 column 1: has an unknown key "DB_PASSWORD"',
    ]


@pytest.mark.parametrize("odd", ["\x1b[2J", "\n", "\r", "\x9b", "\u202e", "\x7f"])
def test_errors_of_the_library_move_no_cursor(odd: str) -> None:
    problems = [Problem(f"place{odd}", "message"), Problem("", f"message{odd}")]
    error = DocumentError(f"file{odd}", problems)
    assert len(str(error).split("\n")) == 2
    assert all(line.isprintable() for line in str(error).split("\n"))
    assert str(UsageError(odd)).isprintable()
    assert str(problems[0]).isprintable()
