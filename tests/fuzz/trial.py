"""One case, run in this process: what is wrong with how it ends."""

from __future__ import annotations

import csv
import io
import json
import resource
import time
import traceback
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.fuzz.inputs import BESIDE, INPUT, OUTPUT, Case
from tests.support import command
from tests.support.imports import SECRET

MOST_CPU_S = 10.0
AN_HOUR = "1 h"
"""Who gives a command so long is told the answer when it is there, not sooner."""
MOST_MB = 1024.0
MOST_SAID = 1_000_000
"""Characters of complaints, of a document of less than 50 kB."""


@dataclass(frozen=True)
class Trial:
    """How a trial ended, and all that is wrong with that, in the same words for the same thing."""

    outcome: str
    wrong: tuple[str, ...] = ()


def tried(case: Case, folder: Path) -> Trial:
    """Runs a case with its files in this folder."""
    source, target = folder / f"input{case.ending}", folder / "output"
    beside = folder / f"beside{case.beside[1]}"
    source.write_bytes(case.data)
    beside.write_bytes(case.beside[0])
    begun = time.process_time()
    try:
        done = command.run(*with_files(case, source, beside, target), stdin=case.data)
    except Exception as error:
        return Trial("an error", (told(error),))
    answers = is_told_in_a_form(case)
    wrong = [*wrong_with_the_end(done, answers), *wrong_with_the_answer(case, done, target)]
    spent = time.process_time() - begun
    if spent > MOST_CPU_S and AN_HOUR not in case.words:
        wrong.append(f"{case.words[0]} takes over {MOST_CPU_S:g} s of CPU")
    if peak_mb() > MOST_MB:
        wrong.append(f"{case.words[0]} takes over {MOST_MB:g} MB")
    return Trial(f"exit code {done.returncode}", tuple(wrong))


def peak_mb() -> float:
    """The most that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def with_files(case: Case, source: Path, beside: Path, target: Path) -> Iterator[str]:
    """The words of the command with the paths in their places."""
    paths = {INPUT: str(source), BESIDE: str(beside)}
    for word in case.words:
        if word.startswith(OUTPUT):
            yield f"{target}{word.removeprefix(OUTPUT)}"
        else:
            yield paths.get(word, word)


def told(error: Exception) -> str:
    """An error by its type and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/topology/" in frame.filename] or frames
    place = ours[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno} ({place.name})"


def is_told_in_a_form(case: Case) -> bool:
    """Whether an answer for other tools is asked for, in which stands what could not be judged."""
    return case.words[0] == "check" and "--format" in case.words


def wrong_with_the_end(done: command.Done, answers: bool = False) -> Iterator[str]:
    """An exit code of 0, 1 or 2, and of 2 with nothing but a complaint, unless it answers."""
    if done.returncode not in (0, 1, 2):
        yield f"exit code {done.returncode}"
    if done.returncode == 2 and not done.stderr.strip():
        yield "exit code 2 without a word"
    if done.returncode == 2 and done.stdout and not answers:
        yield "exit code 2 with half an answer"
    if "Traceback" in done.stderr:
        yield f"a traceback: {of_traceback(done.stderr)}"
    if len(done.stderr) > MOST_SAID:
        yield f"over {MOST_SAID:,} characters of complaints"
    odd = {c for c in done.stderr if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"}
    if odd:
        yield f"control characters in complaints: {sorted(odd)!r}"


def of_traceback(said: str) -> str:
    """The same of a traceback in writing."""
    lines = said.strip().splitlines()
    frames = [line for line in lines if line.startswith('  File "') and "/topology/" in line]
    place = frames[-1].rpartition("/")[2].replace('", line ', ":") if frames else "?"
    return f"{lines[-1][:120]} in {place}"


def wrong_with_the_answer(case: Case, done: command.Done, target: Path) -> Iterator[str]:
    """Whatever is meant for machines can be read by them, whether it is printed or written."""
    if done.returncode not in (0, 1):
        return
    forms = dict(zip(case.words, case.words[1:], strict=False))
    yield from unreadable(forms.get("-f", "text"), done.stdout)
    yield from leaked(case, done.stdout + done.stderr)
    if done.stdout and case.words[0] == "import":
        yield from unreadable("json", done.stdout)
    for path in target.parent.glob(f"{target.name}*"):
        text = path.read_text(encoding="utf-8")
        yield from leaked(case, text)
        yield from unreadable(path.suffix.removeprefix("."), text)
        path.unlink()


def leaked(case: Case, said: str) -> Iterator[str]:
    """The secret of an example of an import, which must come out nowhere."""
    if SECRET in case.data and SECRET.decode() in said and case.words[0] == "import":
        yield "a secret comes out"


def unreadable(form: str, said: str) -> Iterator[str]:
    """Why a text is not what its form promises."""
    if form == "json":
        try:
            json.loads(said, parse_constant=refused)
        except ValueError as error:
            yield f"JSON that cannot be read: {type(error).__name__}"
    elif form == "csv":
        widths = {len(row) for row in csv.reader(io.StringIO(said))}
        if len(widths) > 1:
            yield f"rows of CSV with {sorted(widths)} fields"
    elif form == "text" and "\x1b" in said:
        yield "an escape in a text that is not for a terminal"


def refused(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(constant)
