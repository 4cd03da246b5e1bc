"""Markdown with the names that people know things by, each with its id beside as code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from topology.document.document import Topology
from topology.render.files.markdown_text import code, text
from topology.render.words.names import Names

_CODE = re.compile(r"(`[^`\n]*`)")


class Naming:
    """Puts the names of a document into what we say of it."""

    def __init__(self, topology: Topology) -> None:
        plain = Names.of(topology)
        self._names = plain.written(text)
        self._ids = {code(i): text(name) for i, name in plain}

    def blocks(self, blocks: Iterable[str]) -> Iterator[str]:
        """The same blocks; what is fenced, as a graph, is left as it is."""
        for block in blocks:
            if not self._names or block.startswith("```"):
                yield block
            else:
                yield "\n".join(map(self._line, block.split("\n")))

    def _line(self, line: str) -> str:
        """A line; what stands there as code is an id as a whole, or nothing."""
        return "".join(map(self._part, _CODE.split(line)))

    def _part(self, part: str) -> str:
        if _CODE.fullmatch(part):
            return f"{self._ids[part]} {part}" if part in self._ids else part
        return "".join(p if isinstance(p, str) else p.said for p in self._names.parts(part))
