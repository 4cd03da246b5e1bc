"""From networks to a document: nodes and links are components, and links lead both ways.

Files given together are one network: nodes of one id are one node, and so are links of one id with
the same ends. Of links without an id there are between two nodes as many as the file has that has
most of them, as two files that tell of one link are no two links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from topology.errors import UsageError, did_you_mean, quoted
from topology.sources.imports.draft import Draft, known, united
from topology.sources.imports.graphs.facts import (
    METRICS_BY_CUSTOM,
    OF_DRAWN_EDGES,
    OF_EDGES,
    OF_NODES,
    Facts,
    Reading,
    is_true,
)
from topology.sources.imports.graphs.network import Edge, Network
from topology.sources.imports.graphs.sending import routing, told_demands, traffic_of
from topology.sources.imports.options import Options
from topology.values.identifiers import free_name
from topology.values.units import counted

TAKEN_TO_STAND = "taken to stand, as what others must reach"
NO_TARGETS = "nothing says what must be reached, so there is no target: --reach NODE makes every other node one"  # noqa: E501
Ends = tuple[str, str, bool]
"""Of a link: from, to, and whether it leads one way only."""
Key = tuple[Ends, str | int]


def drafted(networks: Sequence[Network], options: Options) -> Draft:
    """The document in the making. Raises `UsageError` for a goal that is no node."""
    return _Drafting(networks, options).draft()


@dataclass(slots=True)
class _Link:
    own_id: str | None
    source: str
    facts: Facts


class _Drafting:
    def __init__(self, networks: Sequence[Network], options: Options) -> None:
        self.networks = sorted(networks, key=lambda n: (n.given.short_name, n.given.data))
        self.options = options
        self.out = Draft(_name(self.networks), guesses=options.guesses)
        self.reading = Reading()
        self.nodes: dict[str, Facts] = {}
        self.links: dict[Key, _Link] = {}
        self.in_several: Counter[str] = Counter()
        self.differing: list[str] = []
        """Values of which files say different things."""

    def draft(self) -> Draft:
        for network in self.networks:
            self._read_nodes(network)
            self.out.read(*self._told(network))
        for network in self.networks:
            self._read_edges(network)
        self._write_nodes()
        self._write_links()
        self._write_demands()
        self._reach()
        self._tell()
        return self.out

    # -- what the files have ----------------------------------------------------------------------

    def _read_nodes(self, network: Network) -> None:
        for name, node in network.nodes.items():
            facts = self.reading.facts(node.attributes, OF_NODES, "nodes")
            self._add_node(name, facts, network.place(name, node.at))
        if network.declares_nodes:
            return
        found: dict[str, int | None] = {}
        for edge in network.edges:
            found.setdefault(edge.a, edge.at)
            found.setdefault(edge.b, edge.at)
        for name, at in found.items():
            self._add_node(name, {}, network.place(name, at))

    def _add_node(self, name: str, facts: Facts, source: str) -> None:
        if (before := self.nodes.get(name)) is not None:
            self.in_several["node"] += 1
            source = united(before["source"], source)
            facts = self._first(name, before, facts)
        self.nodes[name] = {**facts, "source": source}

    def _read_edges(self, network: Network) -> None:
        times: Counter[Ends] = Counter()
        owners = Counter(edge.id for edge in network.edges)
        for edge in network.edges:
            if not self._is_link(network, edge):
                continue
            ends = self._ends(edge)
            own = edge.id if edge.id and owners[edge.id] == 1 else None
            times[ends] += own is None
            self._add((ends, own or times[ends]), own, network, edge)

    def _add(self, key: Key, own: str | None, network: Network, edge: Edge) -> None:
        words = edge.id or f"{edge.a} - {edge.b}"
        rules = OF_DRAWN_EDGES if network.is_drawn else OF_EDGES
        facts = self.reading.facts(edge.attributes, rules, "links")
        link = _Link(own, network.place(words, edge.at), {**facts, **edge.own_words})
        if (before := self.links.get(key)) is not None:
            self.in_several["link"] += 1
            link.source = united(before.source, link.source)
            link.facts = self._first(words, before.facts, link.facts)
        self.links[key] = link

    def _first(self, what: str, before: Facts, facts: Facts) -> Facts:
        """The facts of two files; of two values the first."""
        names = sorted(name for name in facts if facts[name] != before.get(name, facts[name]))
        self.differing += [f"{name} of {what}" for name in names]
        return {**facts, **before}

    def _is_link(self, network: Network, edge: Edge) -> bool:
        to_itself = edge.a == edge.b
        listed = not network.declares_nodes or {edge.a, edge.b} <= network.nodes.keys()
        if to_itself or not listed:
            what = "links of a node to itself" if to_itself else "links with an end that is no node"
            why = "they lead nowhere" if to_itself else "nothing is known of it"
            place = network.place(f"{edge.a} - {edge.b}", edge.at)
            network.leave_out(what, why, place)
        return listed and not to_itself

    def _ends(self, edge: Edge) -> Ends:
        if self.options.directed and edge.directed:
            return edge.a, edge.b, True
        a, b = sorted((edge.a, edge.b))
        return a, b, False

    def _told(self, network: Network) -> tuple[str, int]:
        pairs = Counter(frozenset((e.a, e.b)) for e in network.edges if e.a != e.b)
        more = sum(times > 1 for times in pairs.values())
        nodes = self._nodes_of(network)
        apart = f", {counted(more, 'pair')} of nodes with more than one, kept apart" if more else ""
        words = f"{counted(nodes, 'node')}, {counted(len(network.edges), 'link')}{apart}"
        if network.demands:
            words += f", {told_demands(network.demands)}"
        return f"{network.given.short_name}: {words}", nodes + len(network.edges)

    def _nodes_of(self, network: Network) -> int:
        if network.declares_nodes:
            return len(network.nodes)
        ends = {end for edge in network.edges for end in (edge.a, edge.b)}
        return len(ends | network.nodes.keys())

    # -- what comes of them -----------------------------------------------------------------------

    def _write_nodes(self) -> None:
        named = _names(self.nodes)
        for name, facts in self.nodes.items():
            part = self.out.component(name, kind="node", source=facts["source"])
            part.update({k: v for k, v in facts.items() if k not in ("label", "source")})
            part.update(named.get(name, {}))

    def _write_links(self) -> None:
        ids = self._link_ids()
        named = _names({ids[key]: link.facts for key, link in self.links.items()})
        for key, link in self.links.items():
            a, b, one_way = key[0]
            part = self.out.component(ids[key], kind="link", source=link.source, connects=[a, b],
                                      one_way=one_way or None)  # fmt: skip
            part.update({k: v for k, v in link.facts.items() if k != "label"})
            part.update(named.get(ids[key], {}))

    def _link_ids(self) -> dict[Key, str]:
        """The own id of a link, unless it is taken; else the one that its ends make."""
        taken = set(self.nodes)
        found: dict[Key, str] = {}
        renamed = 0
        for key, link in self.links.items():
            if link.own_id is not None and link.own_id not in taken:
                found[key] = link.own_id
                taken.add(link.own_id)
            renamed += link.own_id is not None and key not in found
        times: Counter[str] = Counter()
        for key in self.links:
            if key not in found:
                a, b, one_way = key[0]
                found[key] = free_name(f"{a}->{b}" if one_way else f"{a}--{b}", taken, times)
        if renamed:
            self.out.remark(f"the id is that of something else for {counted(renamed, 'link')}: "
                            "they are called after their ends")  # fmt: skip
        return found

    def _write_demands(self) -> None:
        units = {network.unit for network in self.networks if network.unit}
        if len(units) == 1:
            (self.out.load_unit,) = units
        self.out.traffic = traffic_of(self.networks)
        if self.out.traffic and not self.links:
            what = f"{len(self.out.traffic):,} demands"
            self.out.leave_out(what, "there is no link that could carry them")
            self.out.traffic = []
        if self.out.traffic:
            sources = united(*(net.given.short_name for net in self.networks if net.demands))
            self.out.routing = routing("link", sources)

    def _reach(self) -> None:
        if self.options.reach is None:
            self.out.remark(NO_TARGETS)
            return
        goal = self._goal(self.options.reach)
        source = f"--reach {goal}"
        for name in self.nodes:
            if name != goal:
                self.out.need(name, {"reach": goal}, known(source))
        self.out.assume(goal, "fails", False, TAKEN_TO_STAND)
        if len(self.networks) > 1:
            self.out.remark(f"{goal} is the one goal of all files: --reach is said once for them")

    def _goal(self, asked: str) -> str:
        """The node that is asked for, by its id or by a label that no other has."""
        if asked in self.nodes:
            return asked
        labels: dict[str, list[str]] = {}
        for name, facts in self.nodes.items():
            labels.setdefault(str(facts.get("label", "")), []).append(name)
        found = labels.get(asked, []) if asked else []
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(map(quoted, sorted(found)[:3]))
            raise UsageError(f"--reach {quoted(asked)} is the label of {len(found):,} nodes: "
                             f"name one by its id, such as {several}")  # fmt: skip
        names = [*filter(None, labels), *self.nodes]
        some = f"; there are {', '.join(map(quoted, names[:3]))}{', …' * (len(names) > 3)}"
        near = did_you_mean(asked, names) or (some if names else "")
        raise UsageError(f"--reach {quoted(asked)} is no node of {self.out.name}{near}")

    # -- what has to be said ----------------------------------------------------------------------

    def _tell(self) -> None:
        for network in self.networks:
            for words in network.remarks:
                self.out.remark(words)
            for (what, why), places in network.left_out.items():
                self.out.leave_out(f"{what} ({len(places):,}), such as {places[0]}", why)
        self._tell_attributes()
        self._tell_marks()
        self._tell_several()
        self._tell_opposite()
        self.out.direction = self._direction()

    def _tell_attributes(self) -> None:
        for (of, name), times in sorted(self.reading.unread.items())[:100]:
            self.out.leave_out(f"attribute {name} of {of} ({times:,})", "it is not read")
        for name, times in sorted(self.reading.unusable.items())[:100]:
            why = "it is no number or text that is understood"
            self.out.leave_out(f"value of {name} ({times:,})", why)
        if self.reading.no_capacity:
            links = counted(self.reading.no_capacity, "link")
            self.out.remark(f"a capacity of 0 says that none is known: {links}")
        self._tell_metrics()

    def _tell_metrics(self) -> None:
        for name, times in sorted(self.reading.metrics.items()):
            why = METRICS_BY_CUSTOM[name]
            self.out.remark(f"{name} is taken for the metric of {counted(times, 'link')}: {why}")
        bare = sum("metric" not in link.facts for link in self.links.values())
        if 0 < bare < len(self.links):
            self.out.remark(f"no metric is given for {counted(bare, 'link')}, beside others that "
                            "have one: each counts as 1")  # fmt: skip

    def _tell_marks(self) -> None:
        nodes = [(n.id, n) for network in self.networks for n in network.nodes.values()]
        for mark, truth, what in (
            ("hyperedge", True, "a meeting of lines and no place (hyperedge)"),
            ("internal", False, "outside of this network (not internal)"),
        ):
            found = sorted({name for name, n in nodes if is_true(n.attributes, mark) is truth})
            if found:
                nodes_of = counted(len(found), "node")
                self.out.remark(f"{what}: {nodes_of}, kept, such as {found[0]}")

    def _tell_several(self) -> None:
        found = [counted(times, what) for what, times in sorted(self.in_several.items())]
        if found:
            self.out.remark(f"taken for the same, as several files have them: {', '.join(found)}")
        if self.differing:
            values = f"{counted(len(self.differing), 'value')}, such as {min(self.differing)}"
            self.out.remark(f"files differ in {values}, and the first of them is kept")

    def _tell_opposite(self) -> None:
        """A link each way may be two, or one that is listed twice."""
        if self.options.directed:
            return
        ways = {(edge.a, edge.b) for network in self.networks for edge in network.edges}
        both = sorted((a, b) for a, b in ways if a < b and (b, a) in ways)
        if both:
            (a, b), pairs = both[0], counted(len(both), "pair")
            self.out.remark(
                f"{pairs} of nodes, such as {a} and {b}, with a link each way, read as two: where "
                "that is one link listed twice, the answer is too hopeful"
            )

    def _direction(self) -> str:
        edges = [(n, e) for n in self.networks for e in n.edges if e.a != e.b]
        if self.options.directed:
            found = next((pair for pair in edges if pair[1].directed), None)
            if found is not None:
                return (f"links lead from the first end to the second only, as --directed says: "
                        f"{_example(*found, '→')}")  # fmt: skip
        if not edges:
            return ""
        network, edge = next((pair for pair in edges if pair[1].directed), edges[0])
        example = _example(network, edge, "↔")
        if self.options.directed:
            return f"links lead both ways, as none is drawn with an arrow: {example}"
        if network.arrows:
            return (f"links lead both ways, though the file has arrows (--directed keeps them): "
                    f"{example}")  # fmt: skip
        return f"links lead both ways: {example}"


def _example(network: Network, edge: Edge, arrow: str) -> str:
    place = network.place("", edge.at)
    return f"{edge.a} {arrow} {edge.b} ({place})"


def _names(facts: dict[str, Facts]) -> dict[str, Facts]:
    """Labels that are names; of those that several share, the label as one's own word."""
    times = Counter(found.get("label") for found in facts.values())
    named: dict[str, Facts] = {}
    for name, found in facts.items():
        label = found.get("label")
        if label is not None and label != name:
            named[name] = {"name" if times[label] == 1 else "x-label": label}
    return named


def _name(networks: Sequence[Network]) -> str:
    stem = PurePath(networks[0].given.short_name).stem
    more = len(networks) - 1
    return f"{stem} and {counted(more, 'file')} more" if more else stem
