"""reports/*.md are what the program says of each model, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.repository import MODELS, ROOT
from tests.support.studies import MODELS_APART, study_of
from topology.render.files.markdown import study_report
from topology.render.reports import Form


@pytest.mark.parametrize("model", MODELS_APART)
def test_the_report_is_current(model: Path) -> None:
    report = ROOT / "reports" / f"{model.stem}.md"
    study, told = Form(".md", None, {}, None).with_remedy(study_of(model), lambda _: None)
    current = study_report(study, told).encode("utf-8")
    assert report.read_bytes() == current, "run `make reports`"


def test_every_report_has_a_model() -> None:
    names = {path.stem for path in (ROOT / "reports").glob("*.md")}
    assert names == {path.stem for path in MODELS}
    for path in (ROOT / "reports").iterdir():
        assert path.suffix in {".md", ".svg"}
        assert any(path.stem.startswith(name) for name in names)
