"""A study in the form that the ending of a file name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.errors import TopologyError, UsageError, printable
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.playing import run_scenario
from topology.render.words.remedy import Told
from topology.values.deadlines import never
from topology.work.workers import HERE, Workers

if TYPE_CHECKING:
    from topology.loads.tipping.tipping import TippingMap
    from topology.reliability.survival import Survivals

SUFFIXES = {
    ".html": ".html",
    ".htm": ".html",
    ".md": ".md",
    ".markdown": ".md",
    ".svg": ".svg",
    ".json": ".json",
    ".csv": ".csv",
}
"""The forms, by how a file name may end; `-` is Markdown."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be written of a topology; `scenario` makes an SVG its chart, not the graph."""

    suffix: str
    targets: tuple[str, ...] | None
    defaults: Mapping[str, FailureData]
    scenario: str | None
    layout: str | None = None
    """An SVG: `map`, where coordinates say, or `layers`; None is for the document to say."""
    fail: tuple[str, ...] = ()
    """What has failed in a map."""
    expired: Callable[[], bool] | None = None
    """Whether to stop, in place of the bounds of work."""
    today: str | None = None
    workers: Workers = HERE
    """Who plays contingencies."""

    @classmethod
    def of(
        cls,
        output: str,
        targets: Sequence[str] | None,
        defaults: Mapping[str, FailureData],
        scenario: str | None,
    ) -> Form:
        """The form that a file name asks for. Raises `UsageError`."""
        suffix = suffix_of(output)
        if scenario is not None and suffix != ".svg":
            raise UsageError("--scenario is for SVG: the other forms have all scenarios")
        return cls(suffix, tuple(targets) if targets else None, defaults, scenario)

    def drawn(self, layout: str | None, fail: Sequence[str]) -> Form:
        """The same with a picture laid out like this. Raises `UsageError`."""
        for option, given in (("--layout", layout), ("--fail", fail)):
            if given and self.suffix != ".svg":
                raise UsageError(f"{option} is for SVG: an HTML report has both pictures")
            if given and self.scenario is not None:
                raise UsageError(f"{option} and --scenario exclude each other")
        return replace(self, layout=layout, fail=tuple(fail))

    def written(self, topology: Topology, tell: Callable[[str], None]) -> str:
        """The text of the file; only what it shows is worked out."""
        if self.suffix == ".svg":
            return self._picture(topology, tell)
        if self.suffix == ".csv":
            from topology.render.machine.findings import findings_csv

            return findings_csv(self._points(topology, tell))
        study = Study.of(
            topology,
            self.targets,
            defaults=self.defaults,
            tell=tell,
            expired=self.expired,
            today=self.today,
            jobs=self.workers,
        ).with_survivals(tell=tell, expired=self.expired)
        if self.suffix == ".json":
            from topology.render.machine.study import study_json

            tell("writing")
            return study_json(study)
        study, told = self.with_remedy(study, tell)
        tell("writing")
        if self.suffix == ".html":
            from topology.render.page.view import report_html

            return report_html(study, told)
        from topology.render.files.markdown import study_report

        return study_report(study, told)

    def with_remedy(self, study: Study, tell: Callable[[str], None]) -> tuple[Study, Told | None]:
        """What to change first, where objectives are violated; or else the study says why not.

        Of what the document says could be done: what is made up is for `topology remedy` to judge.
        """
        is_violated = any(verdict.holds is False for verdict in study.verdicts)
        if not is_violated or not study.topology.options:
            return study, None
        from topology.remedy.bounded import remedy_within_work
        from topology.remedy.remedies import Asked

        tell("looking for what to change first")
        asked = Asked(self.targets, today=self.today, frontier=False)
        try:
            found = remedy_within_work(
                study.topology, asked, tell=tell, expired=self.expired or never
            )
        except TopologyError as error:
            return replace(study, absent={**study.absent, "remedies": str(error)}), None
        return study, Told(found, study.topology)

    def _points(self, topology: Topology, tell: Callable[[str], None]) -> SinglePoints:
        tell("finding single points of failure")
        points = SinglePoints.of(topology, self.targets, today=self.today)
        points.judge_load(tell)
        return points

    def _picture(self, topology: Topology, tell: Callable[[str], None]) -> str:
        if self.scenario is not None:
            from topology.render.drawing.chart import chart_svg

            tell(f"playing {self.scenario}")
            return chart_svg(topology, run_scenario(topology, self.scenario, series=True))
        points = self._points(topology, tell)
        if self._is_map(points):
            return self._map(points, tell)
        from topology.render.drawing.graph_svg import graph_svg

        return graph_svg(points)

    def _is_map(self, points: SinglePoints) -> bool:
        """Whether a picture is a map, which needs coordinates. Raises `UsageError`."""
        topology = points.topology
        if self.layout is None and not (topology.traffic or self.fail):
            return False
        if self.layout == "layers":
            if self.fail:
                raise UsageError("--fail is for the map of a network: --layout map")
            return False
        from topology.render.drawing.maps.network_map import has_coordinates, is_mapped

        if self.layout is None and not self.fail:
            return is_mapped(points.graph)
        if not has_coordinates(points.graph):
            raise UsageError("a map needs latitude and longitude, which no end of a link has")
        if self.fail and not topology.traffic:
            raise UsageError("--fail shows where traffic goes then: the document has none")
        return True

    def _map(self, points: SinglePoints, tell: Callable[[str], None]) -> str:
        from topology.render.drawing.maps.map_svg import map_svg

        sweep = None
        if points.topology.traffic:
            from topology.network.sweep import Sweep, TrafficNetwork

            tell("routing traffic after every single failure")
            sweep = Sweep.of(TrafficNetwork(points.graph))
        return map_svg(points, sweep, self.fail)


def suffix_of(output: str) -> str:
    """The form that a file name asks for. Raises `UsageError`."""
    suffix = ".md" if output == "-" else SUFFIXES.get(Path(output).suffix.lower(), "")
    if not suffix:
        known = ", ".join(sorted(set(SUFFIXES.values())))
        name = printable(output) or "the name of the output"
        raise UsageError(f"{name} must end in one of {known}")
    return suffix


def survival_written(found: Survivals, suffix: str) -> str:
    """Targets after failures drawn at random, in one of these forms."""
    if suffix == ".svg":
        from topology.render.drawing.curves.survival import survival_svg

        return survival_svg(found)
    if suffix == ".html":
        from topology.render.page.survival import survival_html

        return survival_html(found)
    if suffix in (".json", ".csv"):
        from topology.render.machine.chances.survival import survival_csv, survival_plain
        from topology.render.machine.plain import ascii_json

        return ascii_json(survival_plain(found)) if suffix == ".json" else survival_csv(found)
    from topology.render.files.survival import survival_markdown

    return survival_markdown(found)


def tip_written(found: TippingMap, suffix: str) -> str:
    """What tips a service, in one of these forms."""
    if suffix == ".svg":
        from topology.render.drawing.heat import heat_svg

        return heat_svg(found)
    if suffix == ".html":
        from topology.render.page.tip import tip_html

        return tip_html(found)
    if suffix in (".json", ".csv"):
        from topology.render.machine.plain import ascii_json
        from topology.render.machine.tip import tip_csv, tip_plain

        return ascii_json(tip_plain(found)) if suffix == ".json" else tip_csv(found)
    from topology.render.files.tip import tip_markdown

    return tip_markdown(found)
