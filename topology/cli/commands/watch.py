"""`watch`: judges again whenever a file is saved, and shows what that changed."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from topology.cli import options
from topology.cli.answers import read, single_points
from topology.cli.options import command
from topology.cli.progress import Progress
from topology.cli.streams import is_read, print_lines
from topology.errors import UsageError
from topology.render.terminal.columns import Line


@command("watch")
@options.argument("files", "[FILE…]", "Documents; else those of the configuration.", nargs=-1)
def watch(files: tuple[str, ...]) -> None:
    """Judge files again whenever they are saved; Ctrl-C ends it."""
    from topology.cli.configuration.search import find, working_folder
    from topology.cli.configuration.settings import Settings, Typed
    from topology.cli.watching import Watch

    if "-" in files:
        raise UsageError("standard input cannot be watched: name a file")
    settings = Settings.of(Typed(files=files), find(working_folder()))
    if not settings.files.value:
        raise UsageError("there is nothing to watch: name a file, or `files` in topology.toml")
    named = (settings.objectives, settings.accepted, settings.baseline)
    beside = [setting.value for setting in named if setting.value is not None]
    Watch(settings.files.value, judged, beside=beside).run(_say)


def _say(lines: Sequence[Line]) -> bool:
    print_lines(lines)
    return is_read()


def judged(file: str) -> list[str]:
    """What is found in a file, a line each, and the verdict in a sentence. Raises `DocumentError`.

    The collector, which is off in commands that end, is run here, as this one does not end.
    """
    from topology.render.terminal.findings import told

    with Progress() as progress:
        lines = told(single_points(read(file, progress.step), (), progress.step))
    gc.collect()
    return lines
