"""`init` and `watch`: a document and a pipeline to begin with, judged again at every save."""

from __future__ import annotations

import gc
import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from topology import __version__
from topology.cli import options
from topology.cli.answers import read, single_points
from topology.cli.options import command
from topology.cli.progress import Progress
from topology.cli.streams import complain, is_read, print_lines
from topology.errors import UsageError, printable
from topology.render.terminal.columns import COMMAND, FACTS, Line

if TYPE_CHECKING:
    from topology.cli.gating import Asked

TEMPLATES = Path(__file__).parents[2] / "templates"
STARTERS = {
    "topology.yaml": ("topology.yaml", "what there is, and what it needs"),
    "objectives.yaml": ("objectives.yaml", "what must hold"),
    "topology.toml": ("topology.toml", "what `topology check` goes by"),
    "topology.schema.json": ("", "by which editors complete documents"),
    ".github/workflows/topology.yml": ("workflow.yml", "holds it in every pull request"),
}
"""Each file that is written, its template (none: the JSON Schema), and what it is for."""


@command("init")
@options.argument("folder", "[FOLDER]", "Where to; else in the working folder.", default=".")
def init(folder: str) -> None:
    """Write a first document with objectives and a pipeline; overwrites nothing."""
    write_new(folder, {name: _text(template) for name, (template, _) in STARTERS.items()})
    paths = {name: printable(os.path.normpath(Path(folder, name))) for name in STARTERS}
    widest = max(map(len, paths.values()))
    lines: list[Line] = [
        [("good", "written"), ("", f"  {paths[name]:{widest}}"), (FACTS, f"  {about}")]
        for name, (_, about) in STARTERS.items()
    ]
    print_lines([*lines, [("", "next: "), (COMMAND, _next(folder))]])
    if _is_inside_a_repository(folder):
        where = f"{printable(folder)} is not the root of its repository"
        complain(f"note: {where}, where GitHub looks for workflows\n")


def _text(template: str) -> str:
    if not template:
        from topology.document.json_schema import json_schema
        from topology.values.indented_json import indented_json

        return indented_json(json_schema()) + "\n"
    return (TEMPLATES / template).read_text(encoding="utf-8").replace("VERSION", __version__)


def _next(folder: str) -> str:
    if os.path.normpath(folder) == ".":
        return "topology check"
    into = f"./{folder}" if folder.startswith("-") else folder
    return f"cd {shlex.quote(printable(into))} && topology check"


def _is_inside_a_repository(folder: str) -> bool:
    from topology.cli.configuration.search import has_repository

    real = Path(folder).resolve()
    return not has_repository(real) and any(map(has_repository, real.parents))


def write_new(folder: str, texts: Mapping[str, str]) -> None:
    """Writes files that are not there yet, all or none. Raises `UsageError`."""
    targets = {Path(folder, name): text for name, text in texts.items()}
    there = [printable(str(path)) for path in targets if os.path.lexists(path)]
    if there:
        is_are = "is" if len(there) == 1 else "are"
        raise UsageError(f"{', '.join(there)} {is_are} there already: nothing is overwritten")
    with _undone_on_failure() as made:
        for path, text in targets.items():
            try:
                _make_folders(path.parent, made)
                with path.open("xb") as file:
                    made.append(path)
                    file.write(text.encode())
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else str(error)
                raise UsageError(f"{printable(str(path))} cannot be written: {why}") from None


def _make_folders(folder: Path, made: list[Path]) -> None:
    """A folder and those above it, as far as they are not there."""
    if folder.is_dir():
        return
    if os.path.lexists(folder):
        raise NotADirectoryError(0, f"{folder} is no folder")
    _make_folders(folder.parent, made)
    folder.mkdir()
    made.append(folder)


@contextmanager
def _undone_on_failure() -> Iterator[list[Path]]:
    """A list of what is made, which is taken away again when anything goes wrong."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


@command("watch")
@options.argument("files", "[FILE…]", "Documents; else those of the configuration.", nargs=-1)
def watch(files: tuple[str, ...]) -> None:
    """Judge files again whenever they are saved; Ctrl-C ends it.

    As `check` does with the configuration at hand; what has no objectives as `spof` does.
    """
    from topology.cli.configuration.search import find, working_folder
    from topology.cli.configuration.settings import Settings, Typed
    from topology.cli.gating import Asked
    from topology.cli.watching import Watch

    if "-" in files:
        raise UsageError("standard input cannot be watched: name a file")
    settings = Settings.of(Typed(files=files), find(working_folder()))
    if not settings.files.value:
        raise UsageError("there is nothing to watch: name a file, or `files` in topology.toml")
    named = (settings.objectives, settings.accepted, settings.baseline)
    beside = [setting.value for setting in named if setting.value is not None]
    Watch(settings.files.value, judging(Asked.by(settings)), beside=beside).run(_say)


def _say(lines: Sequence[Line]) -> bool:
    print_lines(lines)
    return is_read()


def judging(asked: Asked) -> Callable[[str], list[str]]:
    """Says of a file what is found in it, a line each, and last the verdict in a sentence.

    What it gives raises `TopologyError`. The collector, which is off in commands that end, is run
    there, as this one does not end.
    """

    def judged(file: str) -> list[str]:
        with Progress() as progress:
            lines = _lines(asked, file, progress.step)
        gc.collect()
        return lines

    return judged


def _lines(asked: Asked, file: str, tell: Callable[[str], None]) -> list[str]:
    from topology.cli.gating import NothingAskedError, checked_once
    from topology.render.terminal.findings import told
    from topology.render.words.changes.gate import told_words

    try:
        return told_words(checked_once(asked, file, tell))
    except NothingAskedError:
        return told(single_points(read(file, tell), (), tell))
