"""XML to plain elements with their lines, from hands that nobody trusts.

No entity is ever expanded and no other file opened: a document type that declares anything is
refused before it can. So are other encodings than UTF-8, which could hide what a reader sees.
Elements have a bounded number and depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

from topology.errors import DocumentError, Problem, printable, quoted
from topology.sources.fault_tree_definitions import error_at

MAX_DEPTH = 100
MAX_ELEMENTS = 2_000_000
ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class Element:
    """One element: its tag, attributes, line, elements inside and text."""

    __slots__ = ("attributes", "line", "parts", "tag", "text")

    def __init__(self, tag: str, attributes: Mapping[str, str], line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.parts: list[Element] = []
        self.text = ""


def parse_xml(data: bytes) -> Element:
    """The root element of UTF-8 bytes. Raises `DocumentError` with one problem."""
    return _Builder(ascii_only=data.isascii()).build(data)


class _Builder:
    def __init__(self, *, ascii_only: bool) -> None:
        self.ascii_only = ascii_only
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        # The encoding given here overrides the declared one, which `_declaration` has checked.
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._external
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def build(self, data: bytes) -> Element:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            what = printable(expat.ErrorString(error.code) or "")
            place = f"line {error.lineno} column {error.offset + 1}"
            raise DocumentError("", [Problem(place, f"is not valid XML: {what}")]) from None
        assert self.root is not None
        return self.root

    def _fail(self, message: str) -> NoReturn:
        raise error_at(self.parser.CurrentLineNumber, message)

    # -- what is refused ------------------------------------------------------------------------

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS and not self.ascii_only:
            self._fail(f"declares the encoding {quoted(encoding)}: save it as UTF-8")

    def _doctype(self, _name: str, system: str | None, public: str | None, inside: int) -> None:
        if system is not None or public is not None or inside:
            self._fail(
                "has a document type with declarations (DTD), which is never read: remove it"
            )

    def _entity(self, name: str, *_: object) -> None:
        self._fail(f"has the entity {quoted(name)}, which is never read: write out what it means")

    def _external(self, *_: object) -> int:
        self._fail("refers to an external entity, which is never read")

    # -- what is read ---------------------------------------------------------------------------

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self.parser.CurrentLineNumber)
        self.count += 1
        if self.count > MAX_ELEMENTS:
            self._fail(f"has more than {MAX_ELEMENTS:,} elements")
        if not self.open:
            self.root = element
        elif len(self.open) >= MAX_DEPTH:
            self._fail(f"is nested too deeply: more than {MAX_DEPTH} elements in one another")
        else:
            self.open[-1].parts.append(element)
        self.open.append(element)

    def _end(self, _tag: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        if not text.isspace():
            self.open[-1].text += text
