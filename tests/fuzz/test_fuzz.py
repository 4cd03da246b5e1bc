"""A few of each as a smoke run, and that what is looked for would be found."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import imports
from tests.fuzz import trial as trials
from tests.fuzz.__main__ import main
from tests.fuzz.documents import compared, properties
from tests.fuzz.inputs import Case, case
from tests.fuzz.trial import Trial, tried
from tests.fuzz.workers import run_trials
from tests.support import command

SEED = 20
VALIDATE = Case(b'{"components": [{"id": "a"}]}', ".json", ("validate", "INPUT"))


def test_some_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_CPU_S", float("inf"))  # which hangs on the machine
    wrong = {number: tried(case(SEED, number), tmp_path).wrong for number in range(150)}
    assert not {number: what for number, what in wrong.items() if what}


def test_some_files_of_other_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_CPU_S", float("inf"))
    wrong = {n: tried(imports.case(SEED, n), tmp_path).wrong for n in range(200)}
    assert not {number: what for number, what in wrong.items() if what}


def test_a_secret_that_comes_out_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, command.Done(0, '{"id": "hunter2"}', ""))
    words = ("import", "compose", "INPUT")
    assert tried(Case(b"x: hunter2", ".yaml", words), tmp_path).wrong == ("a secret comes out",)


def test_some_documents() -> None:
    assert len(properties()) > 50
    for number in range(len(properties())):
        assert compared(SEED, number) == Trial("alike"), number


def test_the_same_number_is_the_same_input() -> None:
    assert [case(SEED, n) for n in range(40)] == [case(SEED, n) for n in range(40)]
    assert case(SEED, 1) != case(SEED + 1, 1)


def test_most_kinds_of_end_occur(tmp_path: Path) -> None:
    outcomes = {tried(case(SEED, number), tmp_path).outcome for number in range(60)}
    assert outcomes >= {"exit code 0", "exit code 2"}


# -- what is wrong is seen ------------------------------------------------------------------------


def ends_with(monkeypatch: pytest.MonkeyPatch, done: command.Done | Exception) -> None:
    def run(*_: Any, **__: Any) -> command.Done:
        if isinstance(done, Exception):
            raise done
        return done

    monkeypatch.setattr(command, "run", run)


@pytest.mark.parametrize(
    ("done", "wrong"),
    [
        (ZeroDivisionError(), "ZeroDivisionError in "),
        (command.Done(3, "", "x"), "exit code 3"),
        (command.Done(2, "", ""), "exit code 2 without a word"),
        (command.Done(2, "half", "error: x"), "exit code 2 with half an answer"),
        (command.Done(2, "", "error: \x1b[31m"), "control characters"),
        (command.Done(2, "", "error: " + "x" * 10**6), "characters of complaints"),
        (command.Done(0, "\x1b[31m", ""), "an escape"),
    ],
)
def test_a_wrong_end_is_seen(
    done: Any, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_with(monkeypatch, done)
    (found,) = tried(VALIDATE, tmp_path).wrong
    assert wrong in found


@pytest.mark.parametrize(
    ("form", "said"), [("json", '{"a": NaN}'), ("json", "{"), ("csv", "a,b\n1,2,3\n")]
)
def test_an_answer_that_no_machine_reads_is_seen(
    form: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_with(monkeypatch, command.Done(0, said, ""))
    words = ("spof", "INPUT", "-f", form)
    assert len(tried(Case(VALIDATE.data, ".json", words), tmp_path).wrong) == 1
    (tmp_path / f"output.{form}").write_text(said)
    ends_with(monkeypatch, command.Done(0, "", ""))
    assert len(tried(VALIDATE, tmp_path).wrong) == 1


def test_what_takes_long_or_much_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_CPU_S", 0.0)
    monkeypatch.setattr(trials, "MOST_MB", 1.0)
    assert tried(VALIDATE, tmp_path).wrong == (
        "validate takes over 0 s of CPU",
        "validate takes over 1 MB",
    )


def test_a_trial_may_die_and_the_rest_goes_on() -> None:
    def trial(number: int, _: Path) -> Trial:
        if number == 2:
            os._exit(134)
        return Trial("fine", ("odd",) if number == 4 else ())

    results = run_trials(trial, range(6), 2, lambda _: None)
    assert results.outcomes == {"fine": 5, "died": 1}
    assert results.wrong == {"the process ends with 134": [2], "odd": [4]}


def test_a_trial_without_end_is_ended() -> None:
    def trial(number: int, _: Path) -> Trial:
        while number == 1:
            time.process_time()
        return Trial("fine")

    results = run_trials(trial, range(3), 1, lambda _: None, 0.2)
    assert results.outcomes == {"fine": 2, "died": 1}
    assert results.wrong == {"does not end within 0.2 s of CPU": [1]}


def test_a_difference_is_seen_and_found_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def differs(_: bytes) -> object:
        raise AssertionError

    monkeypatch.setattr("tests.fuzz.documents.properties", lambda: {"sums": differs})
    assert compared(SEED, 7) == Trial("different", ("sums: AssertionError",))
    kept = tmp_path / "kept"
    words = ["fuzz", "inputs", "--seed", str(SEED), "--only", "3", "--keep", str(kept)]
    monkeypatch.setattr("sys.argv", words)
    assert main() == 0
    assert kept.read_bytes() == case(SEED, 3).data
    assert "1 inputs of seed 20" in capsys.readouterr().out
