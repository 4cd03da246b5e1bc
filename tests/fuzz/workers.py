"""Trials by the hundred thousand, in processes that may die of them."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from ctypes import c_double, c_long
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.trial import MOST_MB, Trial, peak_mb

TRIALS_OF_A_PROCESS = 1_000
"""Then another goes on, so that what one leaves behind does not count for the next."""
GIVEN_UP_S = 40.0
"""Seconds of CPU, or ten times as many of any other time, after which an input is given up."""
ORACLES_S = 1_200.0
"""The same for a document, as brute force takes its time."""

Numbered = Callable[[int, Path], Trial]
"""A trial by its number, with a folder to work in."""


@dataclass
class Results:
    """What came of all trials so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[int]] = field(default_factory=dict)
    """The numbers of the trials in which something was wrong, by what it was."""

    def add(self, number: int, trial: Trial) -> None:
        """Counts one more."""
        self.outcomes[trial.outcome] += 1
        for what in trial.wrong:
            self.wrong.setdefault(what, []).append(number)


def run_trials(
    trial: Numbered,
    numbers: range,
    jobs: int,
    say: Callable[[Results], None],
    given_up_s: float = GIVEN_UP_S,
) -> Results:
    """Runs trials of these numbers on so many processes, and says now and then how far it is."""
    results, running = Results(), list[Worker]()
    starts = range(0, len(numbers), TRIALS_OF_A_PROCESS)
    todo = [numbers[start : start + TRIALS_OF_A_PROCESS] for start in reversed(starts)]
    said = time.monotonic()
    while todo or running:
        while todo and len(running) < jobs:
            running.append(Worker(trial, todo.pop(), given_up_s))
        time.sleep(0.02)
        for worker in list(running):
            for answer in worker.answers():
                results.add(*answer)
            if worker.is_over():
                running.remove(worker)
                for answer in worker.last_answers():
                    results.add(*answer)
                if worker.left:
                    todo.append(worker.left)
        if time.monotonic() - said > 20:
            said = time.monotonic()
            say(results)
    return results


class Worker:
    """A process that runs some trials, and what is seen of it from outside."""

    def __init__(self, trial: Numbered, numbers: range, given_up_s: float) -> None:
        context = multiprocessing.get_context("fork")
        self.left = numbers
        self._most_s = given_up_s
        self._at = context.Value(c_long, -1)
        self._begun_s = context.Value(c_double, 0.0)
        self._since = time.monotonic()
        self._stopped = ""
        self._answers, answers = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_work, args=(trial, numbers, self._at, self._begun_s, answers)
        )
        self._process.start()
        answers.close()

    def answers(self) -> Iterator[tuple[int, Trial]]:
        """What has come in."""
        try:
            while self._answers.poll():
                number, trial = self._answers.recv()
                self.left = self.left[1:]
                self._since = time.monotonic()
                yield number, trial
        except EOFError:
            return

    def is_over(self) -> bool:
        """Whether it has ended; it is made to when a trial goes on and on."""
        if not self._process.is_alive():
            return True
        most_s = self._most_s
        if self._cpu_s() - self._begun_s.value > most_s:
            self._stopped = f"does not end within {most_s:g} s of CPU"
        elif time.monotonic() - self._since > 10 * most_s:
            self._stopped = f"does not end within {10 * most_s:g} s"
        if self._stopped:
            self._process.kill()
        return bool(self._stopped)

    def last_answers(self) -> Iterator[tuple[int, Trial]]:
        """What came last, and the trial that it died of, if it did."""
        self._process.join()
        yield from self.answers()
        if self.left and self._at.value == self.left[0]:
            why = self._stopped or f"the process ends with {self._process.exitcode}"
            self.left = self.left[1:]
            yield self._at.value, Trial("died", (why,))

    def _cpu_s(self) -> float:
        """User and system time of the process so far."""
        try:
            stat = Path(f"/proc/{self._process.pid}/stat").read_text()
        except OSError:
            return 0.0
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _work(trial: Numbered, numbers: range, at: Any, begun_s: Any, answers: Any) -> None:
    """Runs trials one by one; ends early when too much memory was held."""
    warnings.simplefilter("error")
    folder = Path(tempfile.mkdtemp())
    try:
        for number in numbers:
            begun_s.value = time.process_time()
            at.value = number
            answers.send((number, trial(number, folder)))
            if peak_mb() > MOST_MB:
                return
    finally:
        shutil.rmtree(folder, ignore_errors=True)
