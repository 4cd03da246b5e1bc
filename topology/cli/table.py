"""The table of all commands: a room of them is imported when one of its commands is asked for."""

from __future__ import annotations

from collections import UserDict
from typing import Any

import click

NAMES = (
    *("init", "watch"),
    *("check", "baseline", "remedy"),
    *("validate", "spof", "blast", "cuts", "availability", "survive", "sample"),
    *("network", "concentration", "tip", "sweep"),
    *("import", "merge", "diff", "export", "cascade", "view", "report", "evidence"),
    *("schema", "models"),
)
"""In the order in which help lists them."""


class Commands(UserDict[str, Any]):
    """The commands by name."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(NAMES))

    def __getitem__(self, name: str) -> click.Command:
        """A command; raises `KeyError`."""
        known: click.Command | None = super().__getitem__(name)
        if known is not None:
            return known
        found = _found(name)
        self.data[name] = found
        return found


def _found(name: str) -> click.Command:  # noqa: C901, PLR0912, PLR0915  # a table of imports
    match name:
        case "init":
            from topology.cli.commands.documents.starting import init as found
        case "watch":
            from topology.cli.commands.documents.starting import watch as found
        case "check":
            from topology.cli.commands.gate import check as found
        case "baseline":
            from topology.cli.commands.gate import baseline as found
        case "remedy":
            from topology.cli.commands.remedy import remedy as found
        case "validate":
            from topology.cli.commands.findings import validate as found
        case "spof":
            from topology.cli.commands.findings import spof as found
        case "blast":
            from topology.cli.commands.findings import blast as found
        case "cuts":
            from topology.cli.commands.cutsets import cuts as found
        case "availability":
            from topology.cli.commands.cutsets import availability as found
        case "survive":
            from topology.cli.commands.chances.survive import survive as found
        case "sample":
            from topology.cli.commands.chances.sample import sample as found
        case "network":
            from topology.cli.commands.network import network as found
        case "concentration":
            from topology.cli.commands.concentration import concentration as found
        case "tip":
            from topology.cli.commands.tip import tip as found
        case "sweep":
            from topology.cli.commands.sweeping.sweep import sweep as found
        case "import":
            from topology.cli.commands.documents.imports import import_ as found
        case "merge":
            from topology.cli.commands.documents.merging import merge as found
        case "diff":
            from topology.cli.commands.comparing import diff as found
        case "export":
            from topology.cli.commands.documents.exchange import export as found
        case "cascade":
            from topology.cli.commands.cascade import cascade as found
        case "view":
            from topology.cli.commands.reports import view as found
        case "report":
            from topology.cli.commands.reports import report as found
        case "evidence":
            from topology.cli.commands.evidence import evidence as found
        case "schema":
            from topology.cli.commands.documents.exchange import schema as found
        case "models":
            from topology.cli.commands.documents.exchange import models as found
        case _:
            raise KeyError(name)
    return found
