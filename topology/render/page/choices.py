"""Options as compact plain data: what each of them, and several together, make of the structure.

The page ticks options and judges again. So that it comes to what `document.options.applying` comes
to, an entry that several options change travels in each form that some of them give it. Components
that options add are numbered behind those that are there, shared risks likewise among themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any as AnyValue

from topology.document.document import Topology
from topology.document.options.applying import patched
from topology.document.options.choices import Choice, choices
from topology.document.options.typed import component_of, risk_of
from topology.document.own_words import without_own_words
from topology.document.schema import Component, Selector, SharedRisk, changed
from topology.errors import DocumentError
from topology.render.drawing.lines import drawn_risks
from topology.render.machine.plain import Plain
from topology.render.page.embedded import component_plain, given
from topology.structure.strikes import Strike

MOST_CHOICES = 60
"""Options that travel with a page; links that one option stands for count each."""
MOST_TOGETHER = 6
"""Options that change the same entry: it travels in each form that some of them give it."""


def embedded_choices(
    topology: Topology, number: Mapping[str, int], wanted: Collection[str] = ()
) -> Plain:
    """What the page needs to apply options; empty for a document that has none.

    `wanted` are ids of those that travel first, if there are too many.
    """
    known = choices(topology)
    if not known:
        return {}
    return _Embedding(topology, number, _travelling(known, wanted)).plain(len(known))


def _travelling(known: Sequence[Choice], wanted: Collection[str]) -> list[Choice]:
    """At most so many: first what is wanted, then options that are no link of many."""
    order = sorted(
        range(len(known)),
        key=lambda n: (known[n].id not in wanted, bool(known[n].family), n),
    )
    kept: list[int] = []
    changes: dict[str, int] = {}
    for n in order[:MOST_CHOICES]:
        changed_by = known[n].change
        if all(changes.get(name, 0) < MOST_TOGETHER for name in changed_by):
            kept.append(n)
            for name in changed_by:
                changes[name] = changes.get(name, 0) + 1
    return [known[n] for n in sorted(kept)]


class _Embedding:
    """The choices of a page."""

    def __init__(
        self, topology: Topology, number: Mapping[str, int], known: Sequence[Choice]
    ) -> None:
        self.known = known
        self.topology = topology
        self.size = len(topology.components)
        self.ids = {name: v for name, v in number.items() if v < self.size}
        self.risks = {name: v - self.size for name, v in number.items() if v >= self.size}
        raw = topology.to_dict()
        parts = (*raw["components"], *raw.get("shared_risks", ()))
        self.raw: dict[str, dict[str, AnyValue]] = {part["id"]: part for part in parts}
        self.components: list[Plain] = []
        self.more_risks: list[Plain] = []
        self.modes: dict[tuple[str, str], int] = {}
        for risk in drawn_risks(topology)[len(topology.shared_risks) :]:
            self.modes[(risk.hits or ("",))[0], risk.id] = self.risks[risk.id]  # type: ignore[index]

    def plain(self, total: int) -> Plain:
        """Everything, and how many options there are."""
        own = [self._added(choice) for choice in self.known]
        found = [self._choice(n, choice, own[n]) for n, choice in enumerate(self.known)]
        forms = [self._forms(name, by, own) for name, by in self._changers()]
        risks = sorted(self.topology.shared_risks, key=lambda risk: risk.id)
        words = [(self.risks[risk.id], self._hitting(risk, self.ids)) for risk in risks]
        critical = [
            (self.ids[c.id], str(c.criticality))
            for c in self.topology.components
            if c.criticality is not None
        ]
        return {
            "total": total,
            "choices": found,
            "components": self.components,
            "risks": self.more_risks,
            "changes": forms,
            "hitting": words,
            "criticality": sorted(critical),
        }

    def _added(self, choice: Choice) -> dict[str, int]:
        """The numbers of the components that a choice adds, by id."""
        ids = [part["id"] for part in choice.add.get("components", ())]
        first = self.size + len(self.components)
        self.components += [{} for _ in ids]
        return {name: first + n for n, name in enumerate(ids)}

    def _choice(self, n: int, choice: Choice, own: Mapping[str, int]) -> Plain:
        numbers = {**self.ids, **own}
        strikes: list[int] = []
        for part in map(component_of, _bare(choice.add.get("components", ()))):
            plain, modes = self._component(part, numbers)
            self.components[own[part.id] - self.size] = plain
            strikes += self._placed(modes)
        for risk in map(risk_of, _bare(choice.add.get("shared_risks", ()))):
            strikes.append(self._new_risk(self._risk(risk, numbers)))
        others = (m for m, other in enumerate(self.known) if m != n and choice.clashes_with(other))
        spared = [
            (self.risks[risk], [numbers[name] for name in names])
            for risk, names in choice.spare.items()
        ]
        return given(
            id=choice.id,
            name=choice.name,
            cost=choice.cost,
            clashes=list(others),
            adds=sorted(own.values()),
            strikes=strikes,
            spares=sorted(spared),
        )

    def _placed(self, modes: Sequence[tuple[int, Plain]]) -> Iterator[int]:
        """Puts the modes of what is added where they belong, which nothing else has a part in."""
        for place, plain in modes:
            self.more_risks[place - len(self.risks)] = plain
            yield place

    def _changers(self) -> list[tuple[str, list[int]]]:
        """What is changed, and by which choices."""
        found: dict[str, list[int]] = {}
        for n, choice in enumerate(self.known):
            for name in choice.change:
                found.setdefault(name, []).append(n)
        return sorted(found.items())

    def _forms(self, name: str, by: Sequence[int], own: Sequence[Mapping[str, int]]) -> Plain:
        """Each form of an entry that some choices give it, by the sum of 2 to their places."""
        forms: list[tuple[int, Plain]] = []
        for some in _subsets(len(by)):
            makings = [self.known[by[place]] for place in some]
            if any(a.clashes_with(b) for a, b in combinations(makings, 2)):
                continue
            numbers = dict(self.ids)
            for place in some:
                numbers.update(own[by[place]])
            form = self._form(name, makings, numbers)
            if form is not None:
                forms.append((sum(1 << place for place in some), form))
        return {**self._of(name), "by": list(by), "forms": forms}

    def _of(self, name: str) -> Plain:
        if name in self.ids:
            return {"component": self.ids[name]}
        return {"risk": self.risks[name]}

    def _form(
        self, name: str, makings: Sequence[Choice], numbers: Mapping[str, int]
    ) -> Plain | None:
        """An entry once it is changed; None if that comes to nothing that may stand there."""
        section = "components" if name in self.ids else "shared_risks"
        alone = [
            replace(choice, add={}, spare={}, change={name: choice.change[name]})
            for choice in makings
        ]
        try:
            made = _bare(patched({section: [self.raw[name]]}, alone)[section])[0]
            if section == "shared_risks":
                return self._risk(risk_of(made), numbers)
            plain, modes = self._component(component_of(made), numbers)
        except (DocumentError, KeyError, ValueError):
            return None
        before = [place for (owner, _), place in self.modes.items() if owner == name]
        return given(component=plain, modes=modes, instead=sorted(before))

    def _component(
        self, component: Component, numbers: Mapping[str, int]
    ) -> tuple[Plain, list[tuple[int, Plain]]]:
        """A component as the page has it, and its modes, each with its place among the risks."""
        plain = component_plain(component, numbers)
        plain |= given(criticality=component.criticality and str(component.criticality))
        alone = changed(self.topology, components=(component,), shared_risks=())
        modes = []
        for mode in drawn_risks(alone):
            key = component.id, mode.id
            if key not in self.modes or component.id not in self.ids:
                self.modes[key] = self._new_risk({})
            shown = self._hitting(mode, numbers) | given(id=mode.id, name=mode.name, kind=mode.kind)
            modes.append((self.modes[key], shown | {"isMode": True}))
        return plain, modes

    def _new_risk(self, plain: Plain) -> int:
        self.more_risks.append(plain)
        return len(self.risks) + len(self.more_risks) - 1

    def _risk(self, risk: SharedRisk, numbers: Mapping[str, int]) -> Plain:
        return given(id=risk.id, name=risk.name, kind=risk.kind) | self._hitting(risk, numbers)

    def _hitting(self, risk: SharedRisk, numbers: Mapping[str, int]) -> Plain:
        """What a shared risk hits, as it says itself, and how much of that it takes."""
        names = () if isinstance(risk.hits, Selector) else risk.hits or ()
        parts = Fraction(repr(float(risk.parts)))
        return given(
            hits=sorted({numbers[name] for name in names}),
            selects=dict(risk.hits.words) if isinstance(risk.hits, Selector) else None,
            parts=None if parts == 1 else [str(parts.numerator), str(parts.denominator)],
            limps=not Strike(risk.id, risk, ()).fails,
        )


def _bare(items: Sequence[AnyValue]) -> list[AnyValue]:
    """Items as the schema knows them."""
    found: list[AnyValue] = without_own_words({"components": list(items)})[0]["components"]
    return found


def _subsets(many: int) -> Iterator[tuple[int, ...]]:
    for few in range(1, many + 1):
        yield from combinations(range(many), few)
