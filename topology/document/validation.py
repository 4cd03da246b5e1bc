"""What a schema cannot say: ids that dangle, k > n, a need of oneself, a selection of nothing.

The checks walk the plain document before it is typed, so that all that is wrong with it, in form
and in reference, is reported at once. Malformed parts are passed over here: the schema names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from itertools import chain

from topology.document.failure_rules import (
    SELECTS,
    Failures,
    modes_of,
    selectable,
    texts,
    twice,
    wanted_of,
)
from topology.document.requirement_rules import NOWHERE, At, Raw, Requirements, span_of
from topology.document.rules.objectives import traffic_problems
from topology.document.rules.options import Options
from topology.document.rules.traffic import OF_NETWORKS, Traffic, ways_words
from topology.document.rules.values import is_clean, look
from topology.document.schema import ALL, TRAFFIC
from topology.errors import Effort, Problem, did_you_mean, printable, quoted

MAX_SUGGESTED = 100
"""Nearest names looked up in one document: each look goes over all names."""


def place_of(section: str, index: int, item: object) -> str:
    """`components[12] "pay"`: where an item stands, and its id if it has one."""
    name = item.get("id", item.get("of")) if isinstance(item, dict) else None
    if section == "traffic" and isinstance(item, dict):
        name = ways_words(item)
    place = f"{section}[{index}]"
    return f"{place} {quoted(name)}" if isinstance(name, str) else place


def reference_problems(document: Raw) -> Iterator[Problem]:
    """All that is wrong between the parts of a plain document, in document order. O(size)."""
    return Checker(document).problems()


def _put_in(
    items: Sequence[tuple[int, Raw]], new: Mapping[str, Raw], places: Mapping[str | None, int]
) -> list[tuple[int, Raw]]:
    made = list(items)
    for name, item in new.items():
        if name in places:
            made[places[name]] = (made[places[name]][0], item)
        else:
            made.append((len(made), item))
    return made


def _items(document: Raw, section: str) -> list[tuple[int, Raw]]:
    found = document.get(section)
    if not isinstance(found, list):
        return []
    return [(i, item) for i, item in enumerate(found) if isinstance(item, dict)]


def _text(item: Raw, key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) else None


class Checker:
    """The rules, over the names of one document."""

    def __init__(self, document: Raw) -> None:
        self.document = document
        self.components = _items(document, "components")
        self.risks = _items(document, "shared_risks")
        self.ids = {name for _, c in self.components if isinstance(name := c.get("id"), str)}
        self.risk_ids = {name for _, r in self.risks if isinstance(name := r.get("id"), str)}
        self.links = {
            name
            for _, c in self.components
            if "connects" in c and isinstance(name := c.get("id"), str)
        }
        crews = document.get("crews")
        self.crews: set[str] = set(crews) if isinstance(crews, dict) else set()
        self.suggested = 0
        self.effort = Effort()
        self.requirements = Requirements(self)
        self.failures = Failures(self, self.requirements)
        self.traffic = Traffic(self)
        self.options = Options(self)

    def over(
        self, components: Mapping[str, Raw], risks: Mapping[str, Raw], crews: Collection[str]
    ) -> Checker:
        """The rules of a document in which some things are new or other ones."""
        made = copy(self)
        for name in ("link_kinds", "mode_ids", "demanded", "_selectable"):
            made.__dict__.pop(name, None)
        made.components = _put_in(self.components, components, self._places[0])
        made.risks = _put_in(self.risks, risks, self._places[1])
        made.ids, made.risk_ids = self.ids.union(components), self.risk_ids.union(risks)
        joining = {name for name, item in components.items() if "connects" in item}
        made.links = self.links.difference(components) | joining
        made.crews = self.crews.union(crews)
        made.requirements = Requirements(made)
        made.failures = Failures(made, made.requirements)
        made.traffic = Traffic(made)
        return made

    @cached_property
    def _places(self) -> tuple[Mapping[str | None, int], Mapping[str | None, int]]:
        """Where components and shared risks stand in their lists, by id."""
        first, second = (
            {_text(item, "id"): at for at, (_, item) in enumerate(items)}
            for items in (self.components, self.risks)
        )
        return first, second

    def wrong(self, item: Raw, *, is_risk: bool) -> list[str]:
        """What is wrong with a component or a shared risk by itself."""
        return list((self._risk if is_risk else self._component)(item, ("", 0), {}))

    @cached_property
    def link_kinds(self) -> set[str | None]:
        """The kinds of links."""
        return {_text(c, "kind") for _, c in self.components if "connects" in c}

    @cached_property
    def mode_ids(self) -> Counter[str]:
        """What the modes of all components are called as causes."""
        return Counter(
            f"{component.get('id')}:{mode.get('id')}"
            for _, component in self.components
            for mode in modes_of(component)
        )

    @cached_property
    def demanded(self) -> set[object]:
        """What has a demand of its own."""
        return {_text(c, "id") for _, c in self.components if c.get("demand") is not None}

    def problems(self) -> Iterator[Problem]:
        """All that is wrong, in document order."""
        outside = chain(self._outside(), self.traffic.outside())
        yield from (Problem("", message) for message in outside)
        seen: dict[str, tuple[str, int]] = {}
        for index, item in self.components:
            if self._is_plain(item, seen):
                seen[item["id"]] = ("components", index)  # type: ignore[index]
                continue
            for message in self._component(item, ("components", index), seen):
                yield Problem(place_of("components", index, item), message, ("components", index))
        for index, item in self.risks:
            for message in self._risk(item, ("shared_risks", index), seen):
                yield Problem(
                    place_of("shared_risks", index, item), message, ("shared_risks", index)
                )
        yield from self._of_section("traffic", self.traffic.of_demand, self.traffic.is_plain)
        yield from self._of_section("objectives", self._objective)
        yield from self._of_section("accepted", self._acceptance)
        yield from self._of_named("scenarios", self._scenario)
        yield from self._of_named("options", self._option)

    def _of_named(
        self,
        section: str,
        wrong: Callable[[Raw, tuple[str, int], dict[str, tuple[str, int]]], Iterable[str]],
    ) -> Iterator[Problem]:
        """What is wrong with items whose ids are apart from all others."""
        seen: dict[str, tuple[str, int]] = {}
        for index, item in _items(self.document, section):
            for message in wrong(item, (section, index), seen):
                yield Problem(place_of(section, index, item), message, (section, index))

    def _of_section(
        self,
        section: str,
        wrong: Callable[[Raw], Iterable[str]],
        is_plain: Callable[[Raw], bool] = lambda _: False,
    ) -> Iterator[Problem]:
        """What is wrong with items that have no id of their own."""
        for index, item in _items(self.document, section):
            if is_plain(item):
                continue
            for message in [*wrong(item), *self._inside(item)]:
                yield Problem(place_of(section, index, item), message, (section, index))

    def _outside(self) -> Iterator[str]:
        """What is wrong in the document's own fields, and in items that are no objects."""
        for key, value in self.document.items():
            if key == "crews" and isinstance(value, dict):
                # Its keys are names, not fields.
                for name, crew in value.items():
                    yield from self._inside(crew, f"crews.{printable(str(name))}")
                continue
            if key not in _SECTIONS or not isinstance(value, list):
                yield from self._inside(value, str(key))
                continue
            for index, item in enumerate(value):
                if type(item) is not dict:
                    yield from self._inside(item, f"{key}[{index}]")

    def _inside(self, value: object, path: str = "") -> Iterable[str]:
        """What is wrong at any depth of an item: reasons for fields not given, values no JSON has.

        The schema would take a tuple or a set for a list, but ids in them would go unchecked here.
        """
        return () if is_clean(value) else look(value, path, self.effort, own=False)

    def _is_plain(self, item: Raw, seen: Container[str]) -> bool:
        """Whether a component is surely right: the quick look that most of a large file passes."""
        name = item.get("id")
        if type(name) is not str or not name or name in seen or not name.isprintable():
            return False
        if name[0] == " " or name[-1] == " ":
            return False
        if not item.keys() <= _PLAIN_KEYS:
            return False
        if not OF_NETWORKS.isdisjoint(item) and any(self.traffic.of_component(item)):
            return False
        if "needs" in item and not self._needs_plainly(item["needs"], name, "connects" in item):
            return False
        if "connects" not in item:
            return True
        ends, ids, links = item["connects"], self.ids, self.links
        if type(ends) is not list or len(ends) != 2:
            return False
        a, b = ends
        if type(a) is not str or type(b) is not str or a == b:
            return False
        return a in ids and b in ids and a not in links and b not in links

    def _needs_plainly(self, needs: object, own: str, link: bool) -> bool:
        if type(needs) is not list:
            return False
        ids = self.ids
        for entry in needs:
            if type(entry) is str:
                if entry not in ids or entry == own:
                    return False
                continue
            parts = _plain_parts(entry)
            for part in parts:
                if type(part) is not str or part not in ids or part == own:
                    return False
            if not parts or ("reach" in entry and (link or parts[0] in self.links)):
                return False
        return True

    def near(self, name: str, known: Collection[str | None]) -> str:
        """A suggestion; a document that is wrong throughout gets them for its first problems."""
        self.suggested += 1
        if self.suggested > MAX_SUGGESTED:
            return ""
        return did_you_mean(name, (k for k in known if k is not None), self.effort)

    # -- ids ----------------------------------------------------------------------------------

    def _own_id(
        self, item: Raw, place: tuple[str, int], seen: dict[str, tuple[str, int]]
    ) -> Iterator[str]:
        name = item.get("id")
        if not isinstance(name, str):
            return
        if not name.isprintable():
            yield f"the id {quoted(name)} has a character that cannot be printed"
        elif name != name.strip():
            yield f"the id {quoted(name)} begins or ends with a space"
        first = seen.setdefault(name, place)
        if first != place:
            yield f"the id {quoted(name)} is already used by {first[0]}[{first[1]}]"

    def reference(self, verb: str, name: str, *, risks: bool = False) -> str | None:
        """The message for a reference that does not lead to a component, or None."""
        if name in self.ids or (risks and name in self.risk_ids):
            return None
        if name in self.risk_ids:
            return f"{verb} {quoted(name)}, which is a shared risk, not a component"
        known = {*self.ids, *self.risk_ids, *self.mode_ids} if risks else self.ids
        return f"{verb} {quoted(name)}, which does not exist{self.near(name, known)}"

    # -- components -----------------------------------------------------------------------------

    def _component(
        self, item: Raw, place: tuple[str, int], seen: dict[str, tuple[str, int]]
    ) -> Iterator[str]:
        yield from self._own_id(item, place, seen)
        own = _text(item, "id")
        at = At(own, "connects" in item)
        needs = item.get("needs")
        if isinstance(needs, list):
            for entry in needs:
                if not (isinstance(entry, str) and entry in self.ids and entry != own):
                    yield from self.requirements.entry(entry, at)
        if "connects" in item:
            yield from self._link_ends(item["connects"], own)
        elif item.get("one_way") is True:
            yield "one_way is for links: it has no connects"
        count, quorum = span_of(item.get("count", 1)), span_of(item.get("quorum", 1))
        if count is not None and quorum is not None and quorum[1] > count[0] >= 1:
            ranged = count[0] < count[1] or quorum[0] < quorum[1]
            yield (
                f"quorum is {quorum[1]} of a count of {count[0]}: it cannot be more than the count"
                + (", wherever they lie in their ranges" if ranged else "")
            )
        yield from self.failures.of_component(item, at)
        yield from self.traffic.of_component(item)
        yield from self._inside(item)

    def _link_ends(self, ends: object, own: str | None) -> Iterator[str]:
        if not isinstance(ends, list):
            return
        names = [end for end in ends if isinstance(end, str)]
        for name in names:
            if name == own:
                yield "connects itself"
            elif message := self.reference("connects", name):
                yield message
            elif name in self.links:
                yield f"connects {quoted(name)}, which is a link; a link must end at nodes"
        if len(names) == 2 and names[0] == names[1]:
            yield f"connects {quoted(names[0])} with itself: a link has two ends"

    # -- the other sections ---------------------------------------------------------------------

    def _risk(
        self, item: Raw, place: tuple[str, int], seen: dict[str, tuple[str, int]]
    ) -> Iterator[str]:
        yield from self._own_id(item, place, seen)
        hits = item.get("hits")
        if isinstance(hits, list):
            names = [hit for hit in hits if isinstance(hit, str)]
            yield from filter(None, (self.reference("hits", name) for name in names))
            yield from (f"hits {quoted(name)} twice" for name in twice(names))
        elif isinstance(hits, dict):
            yield from self._selector(hits)
        yield from self.failures.of_risk(item)
        yield from self._inside(item)

    def _selector(self, selector: Raw) -> Iterator[str]:
        wanted = wanted_of(selector)
        if not wanted:
            return
        for key, value in wanted.items():
            known = self._selectable[key]
            if value not in known:
                near = self.near(str(value), known)
                yield f"hits the {key} {quoted(value)}, which no component has{near}"
                return
        if not set.intersection(*(self._selectable[key][wanted[key]] for key in wanted)):
            chosen = " and ".join(f"{key} {quoted(value)}" for key, value in wanted.items())
            yield f"hits components with {chosen}, of which there are none"

    @cached_property
    def _selectable(self) -> dict[str, dict[str, set[int]]]:
        """For each field of a selector its values, with the positions of the components."""
        found: dict[str, dict[str, set[int]]] = {key: {} for key in SELECTS}
        for position, component in self.components:
            for key in SELECTS:
                for value in selectable(component, key):
                    found[key].setdefault(value, set()).add(position)
        return found

    def _objective(self, item: Raw) -> Iterator[str]:
        yield from self._of(item)
        accepted = item.get("accepted")
        for entry in accepted if isinstance(accepted, list) else ():
            if isinstance(entry, dict):
                yield from self._accepted(entry)

    def _of(self, item: Raw) -> Iterator[str]:
        """What is wrong with the targets that are named; a selection may find none."""
        of = item.get("of")
        yield from traffic_problems(item, self.document, self.ids)
        if of in (ALL, TRAFFIC) or isinstance(of, dict):
            return
        for name in [of] if isinstance(of, str) else texts(of):
            if message := self.reference("is of", name):
                yield message

    def _accepted(self, entry: Raw) -> Iterator[str]:
        name = entry.get("id")
        if not isinstance(name, str) or name in self.mode_ids:
            return
        if message := self.reference("accepts", name, risks=True):
            yield message

    def _acceptance(self, entry: Raw) -> Iterator[str]:
        yield from self._accepted(entry)
        yield from self._of(entry)

    def _scenario(
        self, item: Raw, place: tuple[str, int], seen: dict[str, tuple[str, int]]
    ) -> Iterator[str]:
        yield from self._own_id(item, place, seen)
        events = item.get("events")
        for event in events if isinstance(events, list) else ():
            if isinstance(event, dict):
                yield from self._event(event)
        yield from self._inside(item)

    def _option(
        self, item: Raw, place: tuple[str, int], seen: dict[str, tuple[str, int]]
    ) -> Iterator[str]:
        yield from self._own_id(item, place, seen)
        yield from self.options.of_option(item)
        yield from self._inside({key: item[key] for key in item if key not in ("change", "link")})

    def _event(self, event: Raw) -> Iterator[str]:
        yield from self.failures.of_works(event, NOWHERE)
        for verb, risks in _VERBS.items():
            named = event.get(verb)
            for name in [named] if isinstance(named, str) else texts(named):
                if risks and name in self.mode_ids:
                    continue
                said = f"{verb}es" if verb == "switch" else f"{verb}s"
                if verb in ("demand", "capacity", "limit"):
                    said = f"changes the {verb} of"
                if message := self.reference(said, name, risks=risks):
                    yield message
        to = event.get("to")
        if isinstance(to, str) and (message := self.reference("switches to", to)):
            yield message


_VERBS = {
    "fail": True,
    "repair": True,
    "verify": False,
    "switch": False,
    "demand": False,
    "capacity": False,
    "limit": False,
}
"""What an event does, and whether it may do it to a shared risk."""
_PLAIN_KEYS = frozenset(
    ("id", "name", "kind", "location", "description", "needs", "connects", "demand", "capacity")
).union(OF_NETWORKS)


def _plain_parts(entry: object) -> Sequence[object]:
    """What the simplest forms of a requirement name; nothing for any other form."""
    if type(entry) is not dict:
        return ()
    if len(entry) == 1:
        if "reach" in entry:
            return (entry["reach"],)
        parts = entry.get("any", entry.get("first_of", entry.get("all")))
        return parts if type(parts) is list else ()
    parts = entry.get("of")
    least = entry.get("at_least")
    if len(entry) != 2 or type(parts) is not list or type(least) is not int:
        return ()
    return parts if 0 < least <= len(parts) else ()


_SECTIONS = frozenset(
    ("components", "shared_risks", "traffic", "objectives", "accepted", "scenarios", "options")
)
