"""What a command says of its progress, once a step takes a second: of a clock that stands still."""

from __future__ import annotations

import json
import threading
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from tests.support.command import run
from topology.cli import progress as room
from topology.cli.progress import Progress
from topology.values.steps import Step

WIPED = "\r\x1b[K"


class Clock:
    """In place of the event for which progress waits: a wait is over when a second is let pass."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting = threading.Semaphore(0)
        self._passed = threading.Semaphore(0)
        self._is_set = False

    def wait(self, seconds: float) -> bool:
        self._waiting.release()
        self._passed.acquire()
        self.now += seconds
        return self._is_set

    def set(self) -> None:
        self._is_set = True
        self._passed.release()

    def let_a_second_pass(self) -> None:
        """Comes back when all that is said after it has been said."""
        self._waiting.acquire()
        self._passed.release()
        self._waiting.acquire()
        self._waiting.release()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    events = SimpleNamespace(Event=lambda: clock, Thread=threading.Thread)
    monkeypatch.setattr(room, "threading", events)
    monkeypatch.setattr(room, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def slow(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step takes a second."""
    step = Progress.step

    def slow_step(self: Progress, what: str) -> None:
        step(self, what)
        clock.let_a_second_pass()

    monkeypatch.setattr(Progress, "step", slow_step)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.json"
    parts = [{"id": "shop", "demand": 1, "needs": ["db"]}, {"id": "db"}]
    path.write_text(json.dumps({"components": parts}), encoding="utf-8")
    return path


@pytest.mark.usefixtures("slow")
def test_on_a_pipe_it_is_a_line_a_step(shop: Path) -> None:
    done, silent = run("spof", shop, clock=True), run("spof", shop)
    steps = [step for step, _ in groupby(silent.steps)]
    assert steps[:2] == [f"reading {shop}", "finding single points of failure"]
    assert done.stderr == "".join(f"{step} …\n" for step in steps)
    assert (done.stdout, done.returncode) == (silent.stdout, 0)


@pytest.mark.usefixtures("slow")
def test_on_a_terminal_it_is_one_line_renewed_and_wiped(shop: Path) -> None:
    done, silent = run("spof", shop, clock=True, terminal=True), run("spof", shop, terminal=True)
    renewed = (f"{WIPED}{step} … {second} s" for second, step in enumerate(silent.steps, 1))
    assert done.stderr == "".join(renewed) + WIPED
    assert (done.stdout, done.returncode) == (silent.stdout, 0)


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize(
    ("terminal", "said"), [(False, "{} …\n"), (True, f"{WIPED}{{}} … 1 s{WIPED}")]
)
def test_it_ends_before_a_command_says_what_is_wrong(shop: Path, terminal: bool, said: str) -> None:
    wrong = shop.with_name("wrong.json")
    done = run("spof", wrong, clock=True, terminal=terminal)
    assert done.stderr == said.format(f"reading {wrong}") + f"error: {wrong}: no such file\n"


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("terminal", [False, True])
def test_who_is_quick_says_nothing(shop: Path, terminal: bool) -> None:
    assert run("spof", shop, clock=True, terminal=terminal).stderr == ""


def test_a_step_that_goes_on_is_said_once_and_counted(
    clock: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Progress() as progress:
        progress.step("counting \x1b sheep")
        for _ in range(3):
            clock.let_a_second_pass()
        assert capsys.readouterr().err == "counting \\u001b sheep …\n"
        monkeypatch.setattr(room.sys.stderr, "isatty", lambda: True)
        for second in (4, 5):
            clock.let_a_second_pass()
            said = capsys.readouterr().err
            assert said == f"{WIPED}counting \\u001b sheep … {second} s"
    assert capsys.readouterr() == ("", WIPED)


def test_a_process_that_may_start_no_thread_does_without() -> None:
    refused = RuntimeError("can't start new thread")
    with mock.patch.object(threading.Thread, "start", side_effect=refused), Progress() as progress:
        progress.step("reading")


@pytest.mark.parametrize(
    ("step", "bar"),
    [
        (Step.of("pair 1 of 1", 0, 1), ""),
        (Step.of("pair 1 of 40", 0, 40), "[....................] "),
        (Step.of("pair 21 of 40", 20, 40), "[##########..........] "),
        (Step.of("pair 40 of 40", 39, 40), "[###################.] "),
        ("reading", ""),
    ],
    ids=lambda given: str(given).strip("[ ]"),
)
def test_a_bar_says_how_far_a_step_is(
    step: str,
    bar: str,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Progress() as progress:
        progress.step(step)
        clock.let_a_second_pass()
    assert capsys.readouterr().err == f"{WIPED}{bar}{step} … 1 s{WIPED}"
