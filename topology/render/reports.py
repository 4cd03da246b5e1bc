"""A study in the form that the ending of a file name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.errors import UsageError, printable
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.playing import run_scenario

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
    expired: Callable[[], bool] | None = None
    """Whether to stop, in place of the bounds of work."""
    today: str | None = None

    @classmethod
    def of(
        cls,
        output: str,
        targets: Sequence[str] | None,
        defaults: Mapping[str, FailureData],
        scenario: str | None,
    ) -> Form:
        """The form that a file name asks for. Raises `UsageError`."""
        suffix = ".md" if output == "-" else SUFFIXES.get(Path(output).suffix.lower(), "")
        if not suffix:
            known = ", ".join(sorted(set(SUFFIXES.values())))
            raise UsageError(f"{printable(output)} must end in one of {known}")
        if scenario is not None and suffix != ".svg":
            raise UsageError("--scenario is for SVG: the other forms have all scenarios")
        return cls(suffix, tuple(targets) if targets else None, defaults, scenario)

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
        )
        tell("writing")
        if self.suffix == ".html":
            from topology.render.page.view import report_html

            return report_html(study)
        if self.suffix == ".json":
            from topology.render.machine.study import study_json

            return study_json(study)
        from topology.render.files.markdown import study_report

        return study_report(study)

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
        from topology.render.drawing.graph_svg import graph_svg

        return graph_svg(self._points(topology, tell))
