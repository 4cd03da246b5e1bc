"""`view` and `report`: the graph, and all results, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from topology.cli.answers import Tell, need_suffix, read, single_points, write_answer
from topology.cli.options import Defaults, File, Output, Targets, failure_data
from topology.errors import UsageError


def view(
    file: File,
    output: Output,
    targets: Targets = None,
) -> None:
    """Draw the graph as one HTML file that needs no network."""
    need_suffix(output, (".html", ".htm"))

    def made(tell: Tell) -> str:
        points = single_points(read(file, tell), targets, tell)
        tell("drawing")
        from topology.render.page.view import view_html

        return view_html(points)

    write_answer(output, made)


def report(
    file: File,
    output: Output,
    targets: Targets = None,
    defaults: Defaults = None,
    scenario: Annotated[
        str | None,
        typer.Option(metavar="ID", help="SVG: the chart of this scenario in place of the graph."),
    ] = None,
    open_it: Annotated[
        bool, typer.Option("--open", help="Show what was written in the browser.")
    ] = False,
) -> None:
    """Write all results as HTML, Markdown, SVG, JSON or CSV, by the ending of PATH."""
    from topology.render.reports import Form

    form = Form.of(output, targets, failure_data(defaults), scenario)
    if open_it and output == "-":
        raise UsageError("--open needs a file: name one with -o PATH")
    write_answer(output, lambda tell: form.written(read(file, tell), tell))
    if open_it:
        import webbrowser

        webbrowser.open(Path(output).resolve().as_uri())
