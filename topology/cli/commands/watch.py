"""`watch`: judges again whenever a file is saved, and shows what that changed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from topology.cli import options
from topology.cli.answers import read, single_points
from topology.cli.options import command
from topology.cli.progress import Progress
from topology.cli.streams import is_read, print_lines
from topology.errors import UsageError
from topology.render.terminal.columns import Line

if TYPE_CHECKING:
    from topology.cli.gating import Asked


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
    from topology.render.words.gate import told_words

    try:
        return told_words(checked_once(asked, file, tell))
    except NothingAskedError:
        return told(single_points(read(file, tell), (), tell))
