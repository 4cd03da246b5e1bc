"""Markdown with the names that people know things by, each with its id beside as code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from topology.document.document import Topology
from topology.render.files.markdown_text import code, text
from topology.render.words.names import Names

_CODE = re.compile(r"(`[^`\n]*`)")


def named_blocks(blocks: Iterable[str], topology: Topology) -> Iterator[str]:
    """The same blocks; what is fenced, as a graph, is left as it is."""
    plain = Names.of(topology)
    names, ids = plain.written(text), {code(i): text(name) for i, name in plain}
    for block in blocks:
        if not names or block.startswith("```"):
            yield block
        else:
            yield "\n".join(_named(line, names, ids) for line in block.split("\n"))


def _named(line: str, names: Names, ids: Mapping[str, str]) -> str:
    """A line; what stands there as code is an id as a whole, or nothing."""
    return "".join(_part(part, names, ids) for part in _CODE.split(line))


def _part(part: str, names: Names, ids: Mapping[str, str]) -> str:
    if _CODE.fullmatch(part):
        return f"{ids[part]} {part}" if part in ids else part
    return "".join(p if isinstance(p, str) else p.said for p in names.parts(part))
