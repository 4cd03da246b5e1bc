"""What an HTML report says below the graph: scenarios, and every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from topology.errors import printable
from topology.render.drawing.bars import bars_svg
from topology.render.drawing.curves.survival import survival_element
from topology.render.page.first import FirstScreen
from topology.render.page.players import Scenarios, name_of
from topology.render.page.tables import MAX_ROWS, Grouped, Shown, grouped, shown
from topology.render.tables.assumptions import assumptions
from topology.render.tables.causes import by_cause
from topology.render.tables.chances import availabilities, cut_sets, importances, redundancies
from topology.render.tables.concentration import MAX_GROUPS, concentrated
from topology.render.tables.findings import (
    conditions,
    objectives,
    recovery_deadlocks,
    traffic,
    unjudged,
)
from topology.render.tables.margins import margins
from topology.render.tables.ranges import ranges, settled
from topology.render.tables.remedies import frontier_table, remedies_table
from topology.render.tables.survival import survived
from topology.render.tables.table import Id, Table
from topology.render.words.chances.survival import SUBTITLE, TITLE
from topology.render.words.concentration import ALL_AT_ONCE, unjudged_words
from topology.render.words.concentration import title as by_words
from topology.render.words.names import Names
from topology.render.words.verdict import traffic_words

if TYPE_CHECKING:
    from topology.findings.study import Study
    from topology.render.page.traffic import Traffic
    from topology.render.words.remedy import Told


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report below the graph."""

    id: str
    title: str
    tables: tuple[Shown, ...] = ()
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Markup, ...] = ()
    drawn_as: str = "bars"
    """What is seen in its pictures."""
    is_ours: bool = True
    """Whether its sentences are ours, in which ids have their names."""
    grouped: Grouped | None = None
    """A table that stands before the others, of which each row opens."""

    @property
    def is_said(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.tables or self.paragraphs or self.grouped or self.pictures)


class Report:
    """What the page says besides the graph."""

    def __init__(
        self,
        study: Study,
        node: Mapping[str, int],
        told: Told | None = None,
        labels: Sequence[str] = (),
    ) -> None:
        """Takes the number of every component and shared risk in the graph, by id.

        `labels` are their names by these numbers; `told` is what to change first, where that is
        known.
        """
        self.study = study
        self.node = node
        self.told = told
        self.first = FirstScreen(study, node, told, labels)
        self.scenarios = Scenarios(study, node)

    @property
    def traffic(self) -> Traffic | None:
        """The traffic over the network, if there is any."""
        network = self.study.network
        if network is None:
            return None
        from topology.render.page.traffic import Traffic

        return Traffic(network, self.node)

    # -- tables -----------------------------------------------------------------------------------

    def sections(self) -> Iterator[Section]:
        """All parts below the scenarios; a part without anything to say is not there."""
        study = self.study
        found = conditions(study, MAX_ROWS)
        yield self._section("conditions", "With nothing failed", [found])
        locked = recovery_deadlocks(study, MAX_ROWS)
        yield self._section("recovery-deadlocks", "Recovery deadlocks", [locked])
        yield self._findings()
        yield self._traffic()
        yield self._section("objectives", "Objectives", [objectives(study)])
        yield self._remedies()
        yield self._concentration()
        sets = [redundancies(study), *cut_sets(study)]
        yield self._section("cut-sets", "Minimal cut sets", sets)
        chances = [availabilities(study), *importances(study)]
        yield self._section("availability", "Availability and importance", chances)
        yield self._survival()
        yield self._section("margins", "Margins", list(margins(study, MAX_ROWS)))
        held = ranges(study) if study.sensitivities else Table((), ())
        same = settled(study)
        note = (f"The same all over their range: {', '.join(map(printable, same))}.",)
        part = self._section("ranges", "Where the verdicts hold", [held])
        yield Section(part.id, part.title, part.tables, note if same else ())
        said = tuple((Id(w), v, y) for w, v, y in assumptions(study.topology))
        table = Table(("Where", "Value", "Why"), said)
        part = self._section("assumptions", "Assumptions", [table])
        theirs = tuple(replace(found, is_ours=False) for found in part.tables)
        yield replace(part, tables=theirs, is_ours=False)
        absent = tuple(f"{printable(name)}: {printable(why)}." for name, why in self._absent())
        yield Section("absent", "Not in this report", (), absent)
        sources = tuple(map(printable, study.topology.sources))
        yield Section("sources", "Sources", (), sources, is_ours=False)

    def _absent(self) -> Iterator[tuple[str, str]]:
        yield from sorted(self.study.absent.items())
        for played in self.study.played:
            if played.run is None:
                yield f"scenario {name_of(played)}", f"it cannot be played: {played.why_not}"

    def _findings(self) -> Section:
        title = "Single points of failure"
        found = grouped(by_cause(self.study, MAX_ROWS), self.node, title)
        more = self._section("unjudged", "Not judged", [unjudged(self.study, MAX_ROWS)])
        why = printable(self.study.points.load_unjudged)
        said = (f"Overload and delay could not be judged: {why}.",) if why else ()
        return Section(
            "findings", title, more.tables, said, grouped=found if found.groups else None
        )

    def _remedies(self) -> Section:
        """What to change first, how sure that is, and what else could be done."""
        title = "What to change first"
        if self.told is None:
            return Section("remedies", title)
        told = self.told
        tables = [remedies_table(told, MAX_ROWS), frontier_table(told, MAX_ROWS)]
        found = self._section("remedies", title, tables)
        said = (told.first_sentence(), told.sure_sentence(), told.summary())
        return Section(found.id, title, found.tables, (*said, *map(printable, told.unreachable)))

    def _concentration(self) -> Section:
        """What hangs on each provider, location, kind, tag and owner."""
        found, title = self.study.concentration(MAX_GROUPS), "Concentration"
        if isinstance(found, str):
            return Section("concentration", title, (), (f"{title} was {found}.",))
        if not found.found:
            return Section("concentration", title)
        tables = [
            shown(concentrated(found, one, MAX_GROUPS), self.node, by_words(one.by), one.total)
            for one in found.found
        ]
        said = (
            f"{words[0].upper()}{words[1:]}." for words in (ALL_AT_ONCE, *unjudged_words(found))
        )
        names = Names.of(self.study.topology)
        drawn = tuple(Markup(bars_svg(found, one, names)) for one in found.found)
        return Section("concentration", title, tuple(tables), tuple(said), drawn)

    def _survival(self) -> Section:
        """How likely targets are up after failures drawn at random."""
        found = self.study.survivals
        if found is None:
            return Section("survival", TITLE)
        table = shown(survived(found), self.node, SUBTITLE)
        picture = Markup(survival_element(found, Names.of(self.study.topology)))
        return Section("survival", TITLE, (table,), pictures=(picture,), drawn_as="curves")

    def _traffic(self) -> Section:
        points, title = self.study.points, "Traffic"
        total = len(points.traffic.by_cause) if points.traffic else 0
        found = self._section("traffic", title, [traffic(self.study, MAX_ROWS)], total)
        said = traffic_words(points)
        return Section(found.id, title, found.tables, (printable(said),) if said else ())

    def _section(
        self, name: str, title: str, tables: Sequence[Table], total: int | None = None
    ) -> Section:
        kept = [table for table in tables if table.rows]
        return Section(name, title, tuple(shown(table, self.node, title, total) for table in kept))
