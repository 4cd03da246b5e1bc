"""The record as HTML: printed as it stands, without a script, and nothing is requested."""

from __future__ import annotations

from topology.errors import printable
from topology.render.evidence.record import Record
from topology.render.page.assets.policy import policy
from topology.render.page.assets.scripts import template
from topology.render.page.tables import shown


def evidence_html(record: Record) -> str:
    """The page as text, to be written as UTF-8."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    parts = [
        {
            "title": printable(part.title),
            "paragraphs": list(map(printable, part.paragraphs)),
            "tables": [shown(table, {}, part.title) for table in part.tables],
            "command": printable(part.command),
        }
        for part in record.parts()
    ]
    return environment.from_string(template("evidence.html")).render(
        heading=record.heading,
        title=printable(record.title),
        about=printable(" ".join((record.study.topology.description or "").split())),
        facts=shown(record.facts(), {}, "Facts").rows,
        parts=parts,
        policy=policy(()),
    )
