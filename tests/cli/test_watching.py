"""Files that are judged again when they are saved, however an editor does that."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.command import fails
from tests.support.processes import TOPOLOGY, without_progress
from tests.support.surroundings import surroundings
from topology.cli.watching import MOST_WAITS, Clock, Watch, difference
from topology.errors import DocumentError, Problem
from topology.render.terminal.columns import Line
from topology.render.terminal.lines import plain

Edit = Callable[[], object]


class OverError(Exception):
    """In place of whoever ends a watch."""


class Watched:
    """A folder with files of lines, watched while a script edits them, one step each look.

    What is judged of a file are its lines; one with a line `!` is broken.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.judged: list[str] = []
        self.now = 0.0

    def write(self, name: str, *lines: str) -> None:
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def judge(self, name: str) -> list[str]:
        self.judged.append(name)
        try:
            lines = (self.folder / name).read_text("utf-8").splitlines()
        except OSError:
            raise DocumentError(name, [Problem("", "no such file")]) from None
        if "!" in lines:
            raise DocumentError(name, [Problem("", "is broken"), Problem("", "is worse")])
        return lines

    def say(self, lines: Sequence[Line]) -> bool:
        self.said.append(plain(list(lines)))
        return True

    def run(self, files: Sequence[str], *edits: Edit, beside: Sequence[str] = ()) -> list[str]:
        """What is said after the first verdicts."""
        steps = iter(edits)

        def sleep(seconds: float) -> None:
            self.now += seconds
            edit = next(steps, None)
            if edit is None:
                raise OverError
            edit()

        clock = Clock(lambda: self.now, sleep)
        watch = Watch(files, self.judge, beside=beside, clock=clock)
        with pytest.raises(OverError):
            watch.run(self.say)
        return self.said[1:]


def nothing() -> None:
    """A look at which nobody has written anything."""


SETTLED = (nothing, nothing, nothing)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.chdir(tmp_path)
    watched = Watched(tmp_path)
    watched.write("a", "pay falls to x", "pay falls to y", "2 findings")
    watched.write("b", "none")
    return watched


# -- what is said ---------------------------------------------------------------------------------


def test_first_all_is_said_and_then_what_changed(watched: Watched) -> None:
    def save() -> None:
        watched.write("a", "pay falls to y", "pay falls to z", "pay falls to w", "3 findings")

    said = watched.run(["a", "b"], nothing, save, *SETTLED)
    assert watched.said[0] == ("a\n  pay falls to x\n  pay falls to y\n  2 findings\nb\n  none\n")
    assert said == [
        "a: 2 new, 1 gone, 1 as before\n"
        "  - pay falls to x\n"
        "  + pay falls to z\n"
        "  + pay falls to w\n"
        "  3 findings\n"
    ]
    assert watched.judged == ["a", "b", "a"]


def test_what_holds_the_same_is_not_judged_again(watched: Watched) -> None:
    assert watched.run(["a"], lambda: os.utime("a", (1, 1)), *SETTLED) == []
    assert watched.judged == ["a"]


def test_a_verdict_that_stays_is_said_to_stay(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save() -> None:
        watched.write("c", "pay falls to x", "1 finding")

    watched.write("c", "pay falls to x", "1 finding", "")
    monkeypatch.setattr(watched, "judge", lambda _: ["pay falls to x", "1 finding"])
    assert watched.run(["c"], save, *SETTLED) == ["c: 0 new, 0 gone, 1 as before\n  1 finding\n"]


def test_what_is_broken_for_a_moment_keeps_its_verdict(watched: Watched) -> None:
    said = watched.run(
        ["a"],
        lambda: watched.write("a", "!"), *SETTLED,
        lambda: watched.write("a", "pay falls to x", "1 finding"), *SETTLED,
    )  # fmt: skip
    assert said == [
        "error: a: is broken (and 1 more problem)\n  the last verdict is kept\n",
        "a: 0 new, 1 gone, 1 as before\n  - pay falls to y\n  1 finding\n",
    ]


def test_what_is_broken_from_the_start_has_its_first_verdict_later(watched: Watched) -> None:
    watched.write("a", "!")
    said = watched.run(["a"], lambda: watched.write("a", "none"), *SETTLED)
    assert watched.said[0] == "error: a: is broken (and 1 more problem)\n"
    assert said == ["a\n  none\n"]


def test_a_change_beside_them_is_one_for_all(watched: Watched) -> None:
    watched.write("objectives", "old")
    edit = lambda: watched.write("objectives", "new")  # noqa: E731
    watched.run(["a", "b"], edit, *SETTLED, beside=["objectives"])
    assert watched.judged == ["a", "b", "a", "b"]


def test_a_file_that_is_not_there_to_begin_with_is_an_error(watched: Watched) -> None:
    with pytest.raises(DocumentError, match="nope: no such file"):
        Watch(["a", "nope"], watched.judge, clock=Clock(lambda: 0.0)).run(watched.say)
    assert watched.said == []


def test_it_ends_when_nobody_reads(watched: Watched) -> None:
    said = []

    def say(lines: Sequence[Line]) -> bool:
        said.append(lines)
        watched.write("a", "none")
        return len(said) < 2

    Watch(["a"], watched.judge, clock=Clock(lambda: 0.0, lambda _: None)).run(say)
    assert len(said) == 2


LINES = st.lists(st.sampled_from("abc"))


@given(LINES, LINES)
def test_what_is_gone_and_new_is_what_two_verdicts_differ_in(a: list[str], b: list[str]) -> None:
    gone, new = difference(a, b)
    assert Counter(a) - Counter(gone) + Counter(new) == Counter(b)
    assert not Counter(gone) & Counter(new)
    assert [line for line in a if line in gone and a.count(line) == 1] == [
        line for line in gone if a.count(line) == 1
    ]
    assert difference(a, a) == ([], [])


# -- how files are saved --------------------------------------------------------------------------


def test_a_file_that_is_written_piece_by_piece_is_judged_once(watched: Watched) -> None:
    lines = ["pay falls to x", "!", "1 finding"]

    def grow(number: int) -> Edit:
        return lambda: watched.write("a", *lines[:number])

    whole = lambda: watched.write("a", "whole")  # noqa: E731
    assert watched.run(["a"], grow(1), grow(2), grow(3), whole, *SETTLED) == [
        "a: 0 new, 2 gone, 0 as before\n  - pay falls to x\n  - pay falls to y\n  whole\n"
    ]
    assert watched.judged == ["a", "a"]


def test_a_file_that_never_stops_growing_is_judged_all_the_same(watched: Watched) -> None:
    numbers = iter(range(1_000))
    grow = lambda: watched.write("a", f"verdict {next(numbers)}")  # noqa: E731
    watched.run(["a"], *[grow] * (3 * (MOST_WAITS + 1)))
    assert watched.judged == ["a"] * 4


@pytest.mark.parametrize("gone_for", [0, 1, 5])
def test_a_file_that_another_takes_the_place_of_is_the_same_file(
    watched: Watched, gone_for: int
) -> None:
    watched.write("a~", "none")

    def put() -> None:
        Path("a~").replace("a")

    away = [lambda: Path("a").rename("a.old"), *[nothing] * gone_for] if gone_for else []
    assert watched.run(["a"], *away, put, *SETTLED) == [
        "a: 0 new, 2 gone, 0 as before\n  - pay falls to x\n  - pay falls to y\n  none\n"
    ]
    assert watched.judged == ["a", "a"]


def test_a_file_that_is_gone_is_said_once_and_taken_up_again(watched: Watched) -> None:
    said = watched.run(
        ["a"],
        Path("a").unlink, *[nothing] * (MOST_WAITS + 5),
        lambda: watched.write("a", "none"), *SETTLED,
    )  # fmt: skip
    assert said == [
        "error: a: no such file\n  the last verdict is kept\n",
        "a: 0 new, 2 gone, 0 as before\n  - pay falls to x\n  - pay falls to y\n  none\n",
    ]


def test_a_change_of_one_letter_within_the_tick_of_a_clock_is_seen(watched: Watched) -> None:
    os.utime("a", (100, 100))
    watched.now = 100.5

    def save() -> None:
        inode = Path("a").stat().st_ino
        with Path("a").open("r+", encoding="utf-8") as file:
            file.write("b")
        os.utime("a", (100, 100))
        assert Path("a").stat().st_ino == inode

    (said,) = watched.run(["a"], nothing, nothing, save, *SETTLED)
    assert "  + bay falls to x" in said


def test_a_file_that_grows_old_has_not_changed(watched: Watched) -> None:
    os.utime("a", (100, 100))
    watched.now = 101.0
    assert watched.run(["a"], *[nothing] * 20) == []
    assert watched.now > 105
    assert watched.judged == ["a"]


def test_what_is_no_file_is_not_waited_for(watched: Watched) -> None:
    os.mkfifo("pipe")
    watched.run(["a"], *SETTLED, beside=["pipe"])
    assert watched.judged == ["a"]


def test_an_old_file_that_looks_the_same_is_not_read_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime("a", (100, 100))
    watched.now = 200.0
    opened: list[str] = []
    real = open

    def counting(path: str, mode: str) -> object:
        opened.append(path)
        return real(path, mode)

    monkeypatch.setattr("builtins.open", counting)
    watched.run(["a"], *[nothing] * 10)
    assert opened == ["a"]


# -- the command ----------------------------------------------------------------------------------

GOOD = '{"components": [{"id": "pay", "demand": 1, "needs": ["x"]}, {"id": "x", "needs": []}]}'


@pytest.mark.usefixtures("interruptible")
def test_it_watches_until_it_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(GOOD, encoding="utf-8")
    (tmp_path / "topology.toml").write_text('files = ["*.json"]', encoding="utf-8")
    with subprocess.Popen(
        [*TOPOLOGY, "watch"],
        cwd=tmp_path,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        patience = Timer(60, running.kill)  # it would wait for a change for ever
        patience.start()
        said = [running.stdout.readline() for _ in range(3)]
        file.write_text(GOOD.replace('["x"]', "[]"), encoding="utf-8")
        said += [running.stdout.readline() for _ in range(3)]
        running.send_signal(signal.SIGINT)
        assert running.wait() == 130
        patience.cancel()
        assert without_progress(running.stderr.read()).strip() == "stopped"
    assert said == [
        "shop.json\n",
        "  x (component) is a single point of failure of pay: structural\n",
        "  1 of 1 target falls to a single failure: 1 single point of failure, structural.\n",
        "shop.json: 0 new, 1 gone, 0 as before\n",
        "  - x (component) is a single point of failure of pay: structural\n",
        "  No single point of failure: 1 target judged, each survives any one failure.\n",
    ]


def test_what_cannot_be_watched_is_said(tmp_path: Path) -> None:
    assert fails("watch", "-", cwd=tmp_path) == [
        "error: standard input cannot be watched: name a file"
    ]
    (tmp_path / ".git").mkdir()
    assert fails("watch", cwd=tmp_path) == [
        "error: there is nothing to watch: name a file, or `files` in topology.toml"
    ]
    assert fails("watch", "nope.json", cwd=tmp_path) == ["error: nope.json: no such file"]
    (tmp_path / "topology.toml").write_text("fils = 1", encoding="utf-8")
    assert fails("watch", cwd=tmp_path) == [
        'error: topology.toml: has an unknown key "fils"; did you mean "files"?'
    ]
