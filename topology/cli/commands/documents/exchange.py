"""`export`, `schema`, `models`: documents for other tools, and ready-made ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Tell, need_suffix, read, say_written, write_answer
from topology.cli.files import need_writable, write_file
from topology.cli.options import command, failure_data, ids
from topology.cli.streams import complain, print_json, print_lines, print_text
from topology.errors import UsageError, did_you_mean, printable, quoted

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.document.failure_data import FailureData


class ExportFormat(StrEnum):
    """The formats of other tools that are written."""

    OPEN_PSA = "open-psa"
    ARALIA = "aralia"
    DOT = "dot"
    GRAPHML = "graphml"
    NODE_LINK = "node-link"


@command("export")
@options.one_of("form", "FORMAT", "open-psa, aralia, dot, graphml or node-link.", ExportFormat)
@options.file
@options.targets
@options.defaults
@options.to_output
def export(
    form: ExportFormat,
    file: str,
    targets: tuple[str, ...],
    defaults: tuple[str, ...],
    output: str,
) -> None:
    """Write the fault trees of the targets, or the graph, for other tools."""
    known = failure_data(defaults)
    is_tree = form in (ExportFormat.OPEN_PSA, ExportFormat.ARALIA)
    if not is_tree and (targets or defaults):
        raise UsageError("--for and --default are for fault trees: a graph has everything")

    def made(tell: Tell) -> str:
        from topology.render.files.exchange import graph_files

        topology = read(file, tell)
        tell("writing")
        if is_tree:
            return _fault_trees(topology, form.value, targets, known)
        texts = {
            ExportFormat.DOT: graph_files.dot_text,
            ExportFormat.GRAPHML: graph_files.graphml_text,
            ExportFormat.NODE_LINK: graph_files.node_link_text,
        }
        return texts[form](topology)

    write_answer(file, output, made, "cuts" if is_tree else "")


def _fault_trees(
    topology: Topology, form: str, targets: Sequence[str] | None, known: Mapping[str, FailureData]
) -> str:
    from topology.findings.targets import choose_targets
    from topology.render.files.exchange.fault_tree_files import fault_tree_file
    from topology.render.files.exchange.unsaid import unsaid_in_trees
    from topology.sources.reader import Form
    from topology.structure.graph import Graph

    graph = Graph.compile(topology)
    chosen = choose_targets(graph, ids(targets or (), topology))
    if not chosen:
        raise UsageError("there is no target to write: name one with --for ID")
    written = fault_tree_file(graph, chosen, Form(form), known)
    for words in unsaid_in_trees(graph):
        complain(f"note: {printable(words)}\n")
    return written


@command("schema")
def schema() -> None:
    """Print the JSON Schema of documents, by which editors complete and check them."""
    from topology.document.json_schema import json_schema

    print_json(json_schema())


@command("models")
@options.argument("name", "[NAME]", "Print this one.", required=False)
@click.option(
    "-o", "--output", metavar="PATH", help="Write it there, with the JSON Schema that it names."
)
def models(name: str | None, output: str | None) -> None:
    """List the ready-made topologies, or print one.

    What is printed names no `$schema`, as none lies where it is read; what is written does.
    """
    from topology.sources.ready_made import ready_made

    found = ready_made()
    if name is None:
        if output is not None:
            raise UsageError(f"-o writes one model: name it; they are {', '.join(sorted(found))}")
        from topology.document.document import load

        print_lines(
            [
                [("target", f"{stem:26}"), ("", printable(load(path).name))]
                for stem, path in sorted(found.items())
            ]
        )
    elif name not in found:
        near = did_you_mean(name, found) or f"; the models are {', '.join(sorted(found))}"
        raise UsageError(f"there is no model {quoted(name)}{near}")
    elif output is None or output == "-":
        print_text(_naming_schema(found[name].read_text(encoding="utf-8"), None))
    else:
        _write_model(found[name].read_text(encoding="utf-8"), output)


def _write_model(text: str, output: str) -> None:
    """Writes a model, and beside it the schema that it names unless one lies there."""
    from topology.document.json_schema import json_schema
    from topology.values.indented_json import indented_json

    need_suffix(output, (".json",))
    beside = Path(output).parent / SCHEMA
    need_writable(output, "")
    if not beside.exists():
        write_file(str(beside), indented_json(json_schema()) + "\n")
    write_file(output, _naming_schema(text, SCHEMA))
    say_written(output, ["spof", printable(output)])


SCHEMA = "topology.schema.json"
"""What a document calls the JSON Schema that lies beside it."""


def _naming_schema(text: str, schema: str | None) -> str:
    """The text of a model with another `$schema`, or without one."""
    line = re.compile(r'^  "\$schema": "[^"]*",\n', re.MULTILINE)
    return line.sub("" if schema is None else f'  "$schema": "{schema}",\n', text, count=1)
