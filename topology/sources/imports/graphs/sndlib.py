"""SNDlib: networks to be planned, as XML, as native text, and as the same in JSON.

A pre-installed capacity of 0 says that nothing is installed as yet, not that nothing can pass; what
could be installed are modules. Demands are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from topology.errors import DocumentError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.graphs.drafting import drafted
from topology.sources.imports.graphs.facts import label_text
from topology.sources.imports.graphs.graphml import local
from topology.sources.imports.graphs.network import MAX_PARTS, Demand, Edge, Network
from topology.sources.imports.graphs.node_link import id_text, json_value
from topology.sources.imports.loose import angle, items, number, table
from topology.sources.imports.options import Options
from topology.sources.xml import Element, parse_xml

_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--(?:[^-]|-(?!->))*+-->)*+<(?:\w+:)?network\b[^>]*sndlib"
)
_NATIVE = re.compile(r"\s*\?SNDlib native format")
_TOKEN = re.compile(r"[^\S\n]+|#[^\n]*|(\n)|([()])|([^\s()]+)")
_NOTHING = "they lead nowhere"


def recognises(given: Given) -> bool:
    """Whether it is one of the three forms."""
    if _XML.match(given.data):
        return True
    try:
        return _NATIVE.match(given.text) is not None or _is_json(json_value(given))
    except DocumentError:
        return False


def _is_json(value: object) -> bool:
    keys = ("nodes", "links", "demands")
    return isinstance(value, dict) and all(isinstance(value.get(key), list) for key in keys)


def read(files: Sequence[Given], options: Options) -> Draft:
    """The network of all files. Raises `DocumentError`."""
    return drafted([network(given) for given in files], options)


def network(given: Given) -> Network:
    """The network of a file. Raises `DocumentError`."""
    net = Network(given, arrows=False)
    start = given.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        _Xml(net).fill()
    elif _NATIVE.match(given.text):
        _Native(net).fill()
    else:
        _fill_from_json(net)
    _drop_what_is_not_on_earth(net)
    bare = [edge for edge in net.edges if not number(edge.attributes.get("capacity"))]
    if bare:
        net.remarks.append(f"nothing is pre-installed on {len(bare):,} links of "
                           f"{given.short_name}: what they carry is not known")  # fmt: skip
    for edge in bare:
        del edge.attributes["capacity"]
    return net


def _drop_what_is_not_on_earth(net: Network) -> None:
    """Coordinates are degrees for all nodes or for none: some networks have them in pixels."""
    places = [(n.attributes.get("latitude"), n.attributes.get("longitude"))
              for n in net.nodes.values()]  # fmt: skip
    off = [y for y, x in places if not (y is x is None) and None in (angle(y, 90), angle(x, 180))]
    if not off:
        return
    net.remarks.append(f"coordinates of {net.given.short_name} are left out: {len(off):,} of "
                       f"{len(places):,} are no degrees")  # fmt: skip
    for node in net.nodes.values():
        node.attributes = {}


def _node(net: Network, name: str, x: object, y: object, at: int | None) -> None:
    if name in net.nodes:
        net.leave_out("nodes whose id is there already", "they are taken for the same",
                      net.place(name, at))  # fmt: skip
    net.node(name, at, {"longitude": x, "latitude": y})


def _link(
    net: Network,
    edge: Edge,
    capacity: object,
    routing_cost: object,
    modules: Sequence[Sequence[object]],
) -> None:
    """A link with what is installed on it, and modules as pairs of capacity and cost.

    A routing cost of 0 says that flow costs nothing, and of no link that it is no way.
    """
    usable = []
    for module in modules:
        size, cost = number(module[0]), number(module[1])
        if size is not None:
            usable.append({"capacity": size, **({} if cost is None else {"cost": cost})})
    edge.directed = True
    edge.attributes = {"capacity": capacity}
    if number(routing_cost):
        edge.attributes["routing_cost"] = routing_cost
    edge.own_words = {"x-modules": usable} if usable else {}
    net.edge(edge)


def _demand(net: Network, ends: tuple[str | None, str | None], value: object,
            words: str, at: int | None) -> None:  # fmt: skip
    a, b = ends
    amount = number(value)
    place = net.place(words, at)
    if a is None or b is None or amount is None or amount < 0:
        why = "they have no two ends, or no amount that is a number"
        net.leave_out("demands", why, place)
    elif not {a, b} <= net.nodes.keys():
        net.leave_out("demands with an end that is no node", "nothing is known of it", place)
    elif a == b:
        net.leave_out("demands of a node to itself", "no link carries them", place)
    else:
        if len(net.demands) >= MAX_PARTS:
            raise net.given.error(f"has more than {MAX_PARTS:,} demands")
        net.demands.append(Demand(a, b, float(amount), words, at))


def _unit(value: object) -> str | None:
    unit = label_text(value)
    return unit if unit is not None and len(unit) <= 40 else None


# -- XML ------------------------------------------------------------------------------------------


class _Xml:
    def __init__(self, net: Network) -> None:
        self.net = net
        try:
            self.root = parse_xml(net.given.data.removeprefix(b"\xef\xbb\xbf"))
        except DocumentError as error:
            raise DocumentError(net.given.name, error.problems) from None

    def fill(self) -> None:
        structure = _first(self.root, "networkStructure")
        if structure is None:
            raise self.net.given.error("is no SNDlib network: it has no networkStructure")
        nodes = _first(structure, "nodes")
        on_earth = nodes is None or nodes.attributes.get("coordinatesType") != "pixel"
        for part in _all(structure, "nodes", "node"):
            self._node(part, on_earth)
        for part in _all(structure, "links", "link"):
            self._link(part)
        for part in _all(self.root, "demands", "demand"):
            self._demand(part)
        meta = _first(self.root, "meta")
        self.net.unit = _unit(_text(meta, "unit"))

    def _node(self, part: Element, on_earth: bool) -> None:
        name = part.attributes.get("id")
        at = _first(part, "coordinates") if on_earth else None
        if name:
            _node(self.net, name, _text(at, "x"), _text(at, "y"), part.line)

    def _link(self, part: Element) -> None:
        name, a, b = part.attributes.get("id"), _text(part, "source"), _text(part, "target")
        installed = _first(part, "preInstalledModule")
        modules = [
            (_text(module, "capacity"), _text(module, "cost"))
            for module in _all(part, "additionalModules", "addModule")
        ]
        edge = Edge(a or "", b or "", part.line, name or None)
        cost = _text(part, "routingCost")
        _link(self.net, edge, _text(installed, "capacity"), cost, modules)

    def _demand(self, part: Element) -> None:
        ends = _text(part, "source"), _text(part, "target")
        words = part.attributes.get("id", "")
        _demand(self.net, ends, _text(part, "demandValue"), words, part.line)


def _first(part: Element | None, tag: str) -> Element | None:
    return next((inner for inner in part.parts if local(inner) == tag), None) if part else None


def _all(part: Element, tag: str, inner: str) -> Iterator[Element]:
    found = _first(part, tag)
    yield from (p for p in (found.parts if found else ()) if local(p) == inner)


def _text(part: Element | None, tag: str) -> str | None:
    found = _first(part, tag)
    return found.text.strip() or None if found else None


# -- native text ----------------------------------------------------------------------------------


class _Native:
    """Sections of entries, both in parentheses; an entry is a name, its ends, and numbers."""

    def __init__(self, net: Network) -> None:
        self.net = net

    def fill(self) -> None:
        readers: dict[str, Callable[[list[str], int], None]] = {
            "NODES": self._node, "LINKS": self._link, "DEMANDS": self._demand,
        }  # fmt: skip
        for section, line, words in self._entries():
            if section == "META":
                if words[:2] == ["unit", "="]:
                    self.net.unit = _unit(" ".join(words[2:]))
            elif (reader := readers.get(section)) is not None:
                reader(words, line)

    def _entries(self) -> Iterator[tuple[str, int, list[str]]]:
        """Section, line and words of each entry: an entry is a line of its section."""
        section, words, depth, started = "", list[str](), 0, 1
        text = self.net.given.text
        start = text.find("\n", text.index("?"))
        for line, part in _tokens(text[start:] if start >= 0 else ""):
            if part == "\n":
                if depth == 1 and words:
                    yield section, started, words
                words = [] if depth <= 1 and section else words
                continue
            if part == ")" and depth == 1:
                section, words, depth = "", [], 0
            elif part == "(" and depth == 0:
                section, words, depth = (words or [""])[-1], [], 1
            else:
                depth += (part == "(") - (part == ")")
                started = line if not words else started
                words.append(part)
                if depth < 0:
                    raise self._error("closes what is not open", line)
        if depth:
            raise self._error("ends within a section", started)

    def _node(self, words: list[str], line: int) -> None:
        inside = _inside(words[1:])
        x, y = (inside[0], inside[1]) if len(inside) == 2 else (None, None)
        _node(self.net, words[0], x, y, line)

    def _link(self, words: list[str], line: int) -> None:
        if words[1:2] != ["("] or words[4:5] != [")"] or len(words) < 6:
            raise self._error("is no link: NAME ( FROM TO ) CAPACITY …", line)
        numbers = _inside(words[9:])
        modules = list(zip(numbers[::2], numbers[1::2], strict=False))
        edge = Edge(words[2], words[3], line, words[0])
        _link(self.net, edge, words[5], next(iter(words[7:8]), None), modules)

    def _demand(self, words: list[str], line: int) -> None:
        if words[1:2] != ["("] or words[4:5] != [")"] or len(words) < 7:
            raise self._error("is no demand: NAME ( FROM TO ) UNIT AMOUNT …", line)
        _demand(self.net, (words[2], words[3]), words[6], words[0], line)

    def _error(self, message: str, line: int) -> DocumentError:
        return self.net.given.error(message, f"line {line}")


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    line = 1
    for match in _TOKEN.finditer(text):
        newline, bracket, word = match.groups()
        if part := newline or bracket or word:
            line += newline is not None
            yield line, part


def _inside(words: Sequence[str]) -> list[str]:
    """What stands in the first parentheses, if it is there."""
    if words[:1] != ["("] or ")" not in words:
        return []
    return list(words[1 : words.index(")")])


# -- JSON -----------------------------------------------------------------------------------------


def _fill_from_json(net: Network) -> None:
    value = net.given.own_value
    if not _is_json(value) or not isinstance(value, dict):
        raise net.given.error("is no SNDlib network: it has no nodes, links and demands")
    for i, node in enumerate(value["nodes"]):
        fields = table(node)
        if (name := id_text(fields.get("id"))) is None:
            net.leave_out("nodes without an id", "nothing can refer to them",
                          net.place(f"nodes[{i}]", None))  # fmt: skip
        else:
            _node(net, name, fields.get("longitude"), fields.get("latitude"), None)
    for link in value["links"]:
        _json_link(net, table(link))
    for i, demand in enumerate(value["demands"]):
        fields = table(demand)
        ends = id_text(fields.get("source")), id_text(fields.get("target"))
        _demand(net, ends, fields.get("demand_value"), f"demands[{i}]", None)
    net.unit = _unit(table(value.get("meta")).get("unit"))


def _json_link(net: Network, fields: Mapping[str, object]) -> None:
    a, b = id_text(fields.get("source")), id_text(fields.get("target"))
    modules = [
        (table(module).get("module_capacity"), table(module).get("module_cost"))
        for module in items(fields.get("modules"))
    ]
    edge = Edge(a or "", b or "", None, id_text(fields.get("id")))
    installed, cost = fields.get("pre_installed_capacity"), fields.get("routing_cost")
    _link(net, edge, installed, cost, modules)
