"""`check` and `baseline`: whether what must hold does, and what is there today."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from topology.cli import options
from topology.cli.answers import say_written
from topology.cli.configuration.keys import FORMATS
from topology.cli.exit_codes import FOUND, WRONG
from topology.cli.files import need_one_stdin, need_writable, write_file
from topology.cli.jobs import jobs_option, workers
from topology.cli.options import command
from topology.cli.progress import Progress
from topology.cli.streams import complain, print_lines, print_text
from topology.errors import UsageError, need_room_for_loads, printable

if TYPE_CHECKING:
    from topology.cli.configuration.settings import Settings
    from topology.cli.gating import Asked
    from topology.findings.gate.checked import Checked

TEXT = "text"
SUGGESTING = (TEXT, "markdown")
"""The forms that say what `--suggest` asks for."""
_objectives = click.option(
    "--objectives", metavar="FILE", help="Objectives, and what is accepted, beside those of FILE."
)
_accepted = click.option("--accepted", metavar="FILE", help="What is borne until a date.")
_profile = options.several(
    "--profile", "profile", "NAME", "A ready-made set: no-spof, n-1, n-2, dora, start-up."
)
_today = click.option(
    "--today", metavar="DATE", help="Judge dates by this day, YYYY-MM-DD, not by that of today."
)


@command("check")
@options.argument("files", "[FILE…]", "Documents, or patterns; else as configured.", nargs=-1)
@_objectives
@click.option("--baseline", metavar="FILE", help="Fail only on what is new or worse than there.")
@_accepted
@_profile
@_today
@click.option(
    "--allow-unknown/--no-allow-unknown",
    default=None,
    help="Whether what is not known fails; it does unless allowed.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="How the answer is printed.")
@options.several("--output", "output", "FORMAT=PATH", "Write this form as well (repeatable).")
@click.option("--suggest", is_flag=True, help="If it fails, the cheapest way to where it passes.")
@options.defaults
@options.time_limit
@jobs_option
@click.option("--show-config", is_flag=True, help="Print each setting and who said it, and end.")
def check(
    files: tuple[str, ...],
    objectives: str | None,
    baseline: str | None,
    accepted: str | None,
    profile: tuple[str, ...],
    today: str | None,
    allow_unknown: bool | None,
    form: str | None,
    output: tuple[str, ...],
    suggest: bool,
    defaults: tuple[str, ...],
    time_limit: str | None,
    jobs: int | str | None,
    show_config: bool,
) -> None:
    """Judge whether all objectives hold: exit 0 if so, 1 if not, 2 if it cannot be judged."""
    from topology.cli.configuration.search import find, working_folder
    from topology.cli.configuration.settings import Settings, Typed, shown
    from topology.cli.gating import Asked

    typed = Typed(
        files=files,
        objectives=objectives,
        baseline=baseline,
        accepted=accepted,
        profile=profile,
        today=options.date(today),
        allow_unknown=allow_unknown,
        form=form,
        output=output,
    )
    settings = Settings.of(typed, find(working_folder()))
    if show_config:
        print_lines(shown(settings))
        return
    asked = Asked.by(settings, defaults, time_limit, suggest and _is_for_people(settings))
    given = [*files, *_beside(objectives, accepted, profile, defaults)]
    found, print_it = _checked(asked, settings, jobs, list(map(printable, given)))
    print_it()
    wrong = _wrong(found)
    for line in wrong:
        complain(f"error: {line}\n")
    if wrong:
        raise Exit(WRONG)
    if not all(one.holds for one in found):
        raise Exit(FOUND)


def _is_for_people(settings: Settings) -> bool:
    """Whether any form is asked for that suggests something."""
    forms = {settings.form.value, *(form for form, _ in settings.output.value)}
    return not forms.isdisjoint(SUGGESTING)


def _wrong(found: Sequence[Checked]) -> list[str]:
    """All that is wrong with documents, a line each."""
    return [line for one in found for line in one.errors]


def _beside(
    objectives: str | None,
    accepted: str | None,
    profile: tuple[str, ...],
    defaults: tuple[str, ...],
) -> list[str]:
    """What was typed beside files, without which another command judges by something else."""
    named = [("--objectives", objectives), ("--accepted", accepted)]
    found = [(option, file) for option, file in named if file is not None]
    found += [("--profile", name) for name in profile]
    found += [("--default", data) for data in defaults]
    return [word for pair in found for word in pair]


def _checked(
    asked: Asked, settings: Settings, jobs: int | str | None, typed: Sequence[str]
) -> tuple[list[Checked], Callable[[], None]]:
    """What came of all files, with the files that are asked for written; prints the answer."""
    files, beside = _expanded(settings.files.value), asked.beside
    need_one_stdin((*settings.files.value, *beside))
    outputs = settings.output.value
    for _, path in outputs:
        for read in (*files, *beside):
            need_writable(path, read)
    need_room_for_loads()
    from topology.cli.gating import check_all
    from topology.render.gate.forms import FORMS
    from topology.render.terminal.gate import gate_lines
    from topology.render.terminal.lines import plain

    with Progress() as progress:
        found = check_all(asked, files, workers(jobs, None), progress.step)
        progress.step("writing")
        said = gate_lines(found, typed=typed)
        for form, path in outputs:
            write_file(path, plain(said) if form == TEXT else FORMS[form](found))
        if settings.form.value == TEXT:
            # Of what cannot be judged at all there is no answer: what is wrong is told beside it.
            is_answer = not all(one.errors for one in found)
            return found, lambda: print_lines(said if is_answer else ())
        text = FORMS[settings.form.value](found)
    return found, lambda: print_text(text)


def _expanded(given: Sequence[str]) -> tuple[str, ...]:
    """The files that are meant, each once; of a pattern all that fit, sorted."""
    from glob import glob, has_magic

    if not given:
        raise UsageError("there is nothing to check: name a file, or `files` in topology.toml")
    found: list[str] = []
    for text in given:
        if not has_magic(text) or os.path.exists(text):  # noqa: PTH110  # it may be no path
            found.append(text)
            continue
        fitting = sorted(glob(text, recursive=True))  # noqa: PTH207  # as they are typed
        if not fitting:
            raise UsageError(f"{text!r} fits no file")
        found += fitting
    known: dict[str | Path, str] = {}
    for file in found:
        known.setdefault(_whole(file), file)
    return tuple(known.values())


def _whole(file: str) -> str | Path:
    """By what a file is known again when it is named twice."""
    return file if file == "-" else Path(file).absolute()


@command("baseline")
@options.argument("files", "[FILE…]", "Documents, or patterns; else as configured.", nargs=-1)
@_objectives
@_accepted
@_profile
@_today
@options.defaults
@options.time_limit
@jobs_option
@options.to_output
def baseline(
    files: tuple[str, ...],
    objectives: str | None,
    accepted: str | None,
    profile: tuple[str, ...],
    today: str | None,
    defaults: tuple[str, ...],
    time_limit: str | None,
    jobs: int | str | None,
    output: str,
) -> None:
    """Write down what violates the objectives today, so that `check` fails on no more than that."""
    from topology.cli.configuration.search import find, working_folder
    from topology.cli.configuration.settings import Settings, Typed
    from topology.cli.gating import Asked, check_all

    typed = Typed(
        files=files,
        objectives=objectives,
        accepted=accepted,
        profile=profile,
        today=options.date(today),
    )
    settings = Settings.of(typed, find(working_folder()))
    asked = Asked.by(settings, defaults, time_limit)
    given = list(map(printable, [*files, *_beside(objectives, accepted, profile, defaults)]))
    named = _expanded(settings.files.value)
    need_one_stdin((*settings.files.value, *asked.beside))
    for file in (*named, *asked.beside):
        need_writable(output, file)
    need_room_for_loads()
    from topology.findings.gate.baseline import written

    with Progress() as progress:
        found = check_all(asked, named, workers(jobs, None), progress.step)
        if wrong := _wrong(found):
            raise UsageError("; ".join(wrong))
        text = written(*found)
        if output != "-":
            write_file(output, text)
    if output == "-":
        print_text(text)
    else:
        say_written(output, ["check", *given, "--baseline", printable(output)])
