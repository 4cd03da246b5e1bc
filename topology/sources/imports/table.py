"""The formats of other tools that are imported: a line for each, known by what a file holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from topology.errors import UsageError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.notes import Notes
from topology.sources.imports.options import Options


class Importer(Protocol):
    """The room of a format."""

    def recognises(self, given: Given) -> bool:
        """Whether a file is in the format, by what it holds (`given.values`, `given.text`)."""

    def read(self, files: Sequence[Given], options: Options) -> Draft:
        """The document in the making that the files say together. Raises `DocumentError`."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, what people call it, the fields of `Options` it has a use for."""

    name: str
    title: str
    options: frozenset[str]
    room: Callable[[], Importer]

    def recognises(self, given: Given) -> bool:
        """Whether a file is in it."""
        return self.room().recognises(given)


@dataclass(frozen=True, slots=True)
class Imported:
    """What files of a format came to."""

    format: Format
    document: dict[str, Any]
    notes: Notes
    dropped: int = 0
    """How many guesses were left out, as they were not wanted."""
    followed: tuple[Path, ...] = ()
    """The files that the given ones led to, and that were read too."""

    @property
    def wants_reach(self) -> bool:
        """Whether nothing is needed, and `--reach` would say what must be reached."""
        return "reach" in self.format.options and not any(
            part.get("needs") for part in self.document["components"]
        )


def _graphml() -> Importer:
    from topology.sources.imports.graphs import graphml

    return graphml


def _gml() -> Importer:
    from topology.sources.imports.graphs import gml

    return gml


def _node_link() -> Importer:
    from topology.sources.imports.graphs import node_link

    return node_link


def _sndlib() -> Importer:
    from topology.sources.imports.graphs import sndlib

    return sndlib


def _csv() -> Importer:
    from topology.sources.imports.graphs import csv_text

    return csv_text


def _dot() -> Importer:
    from topology.sources.imports.graphs import dot

    return dot


def _backstage() -> Importer:
    from topology.sources.imports.catalogues import backstage

    return backstage


def _cyclonedx() -> Importer:
    from topology.sources.imports.catalogues import cyclonedx

    return cyclonedx


def _netbox() -> Importer:
    from topology.sources.imports.netbox import importer

    return importer


def _kubernetes() -> Importer:
    from topology.sources.imports.kubernetes import importer

    return importer


def _terraform() -> Importer:
    from topology.sources.imports.terraform import terraform

    return terraform


def _compose() -> Importer:
    from topology.sources.imports.compose import compose

    return compose


def _traces() -> Importer:
    from topology.sources.imports.traces import traces

    return traces


_OF_NETWORKS = frozenset({"reach", "directed", "ducts"})
FORMATS: tuple[Format, ...] = (
    Format(
        "compose",
        "docker compose",
        frozenset(
            ["profiles", "env_file", "hosts", "quorum", "external", "allow_outside", "guesses"]
        ),
        _compose,
    ),
    Format("backstage", "a catalogue of Backstage", frozenset({"external"}), _backstage),
    Format("kubernetes", "Kubernetes", frozenset({"quorum", "external", "guesses"}), _kubernetes),
    Format("terraform", "Terraform", frozenset({"quorum"}), _terraform),
    Format("traces", "traces", frozenset({"window_s", "guesses"}), _traces),
    Format("netbox", "an export of NetBox", frozenset({"reach", "ducts"}), _netbox),
    Format("cyclonedx", "a CycloneDX bill of materials", frozenset({"external"}), _cyclonedx),
    Format("sndlib", "an SNDlib network", _OF_NETWORKS, _sndlib),
    Format("graphml", "GraphML", _OF_NETWORKS, _graphml),
    Format("gml", "GML", _OF_NETWORKS, _gml),
    Format("node-link", "node-link JSON", _OF_NETWORKS, _node_link),
    Format("dot", "a graph for Graphviz (DOT)", _OF_NETWORKS, _dot),
    Format("csv", "an edge list (CSV)", _OF_NETWORKS, _csv),
)
"""In the order in which a file is compared with them."""


def recognised(given: Given) -> Format | None:
    """The format of a file; None for none of these."""
    return next((form for form in FORMATS if form.recognises(given)), None)


def named(name: str) -> Format | None:
    """The format of a name."""
    return next((form for form in FORMATS if form.name == name), None)


def imported(form: Format, files: Sequence[Given], options: Options) -> Imported:
    """Reads files of one format together. Raises `DocumentError`."""
    try:
        draft = form.room().read(files, options)
    except RecursionError:
        raise files[0].error("is nested too deeply") from None
    if not draft.components:
        raise files[0].error(f"is {form.title}, and nothing in it runs or could fail")
    if options.ducts is not None:
        from topology.sources.imports.ducts import add_ducts

        add_ducts(draft, options.ducts)
    return Imported(form, draft.document(), draft.notes(), draft.dropped, draft.followed)


def need_use(form: Format, used: Iterable[str]) -> None:
    """Raises `UsageError` for an option that a format has no use for."""
    for name in used:
        if name not in form.options:
            option = "--no-guesses" if name == "guesses" else f"--{name.replace('_', '-')}"
            users = [other.name for other in FORMATS if name in other.options]
            raise UsageError(f"{option} is for {', '.join(users)}, not for {form.title}")
