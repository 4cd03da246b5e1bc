"""`view` and `report`: the graph, and all results, as a file."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import click

from topology.cli import options
from topology.cli.answers import Tell, need_suffix, read, single_points, write_answer
from topology.cli.jobs import workers, workers_options
from topology.cli.options import command, deadline, failure_data, ids
from topology.errors import UsageError, need_room_for_loads


class Layout(StrEnum):
    """What says where a picture has something."""

    MAP = "map"
    LAYERS = "layers"


@command("view")
@options.file
@options.output
@options.targets
def view(file: str, output: str, targets: tuple[str, ...]) -> None:
    """Draw the graph as one HTML file that needs no network."""
    need_suffix(output, (".html", ".htm"))

    def made(tell: Tell) -> str:
        points = single_points(read(file, tell), targets, tell)
        tell("drawing")
        from topology.render.page.view import view_html

        return view_html(points)

    write_answer(file, output, made)


@command("report")
@options.file
@options.output
@options.targets
@options.defaults
@options.time_limit
@workers_options
@click.option(
    "--scenario", metavar="ID", help="SVG: the chart of this scenario in place of the graph."
)
@options.choice(
    "--layout", Layout, "SVG: by coordinates, or by what needs what; a map where traffic is."
)
@options.several("--fail", "fail", "ID[,ID]", "SVG: the map after these fail at once.")
@click.option("--open", "open_it", is_flag=True, help="Show what was written in the browser.")
@options.today
def report(
    file: str,
    output: str,
    targets: tuple[str, ...],
    defaults: tuple[str, ...],
    time_limit: str | None,
    jobs: int | str | None,
    cluster: str | None,
    scenario: str | None,
    layout: Layout | None,
    fail: tuple[str, ...],
    open_it: bool,
    today: str | None,
) -> None:
    """Write all results as HTML, Markdown, SVG, JSON or CSV, by the ending of PATH."""
    need_room_for_loads()
    from topology.render.reports import Form

    form = Form.of(output, targets, failure_data(defaults), scenario).drawn(layout, fail)
    form = replace(form, today=options.date(today), workers=workers(jobs, cluster))
    if open_it and output == "-":
        raise UsageError("--open needs a file: name one with -o PATH")
    if time_limit is not None:
        form = replace(form, expired=deadline(time_limit))

    def made(tell: Tell) -> str:
        topology = read(file, tell)
        chosen = ids(targets, topology) or None
        failing = ids(fail, topology)
        return replace(form, targets=chosen, fail=failing).written(topology, tell)

    write_answer(file, output, made)
    if open_it:
        import webbrowser

        webbrowser.open(Path(output).resolve().as_uri())
