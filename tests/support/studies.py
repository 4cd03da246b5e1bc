"""Studies of the shipped models, and pages of them, made once for all that only read them.

A test with one of `MODELS_APART` runs in the worker where the others of that model have run.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.support.repository import MODELS
from tests.support.sharing import STUDY
from topology.document.document import load
from topology.findings.study import Study
from topology.render.page.view import report_html

WITH_RANGES = {"alipay-2015-with-standby", "ctrip-elong-2015"}
MODELS_APART = [
    pytest.param(
        model,
        id=f"{model.stem}{STUDY}",
        marks=[pytest.mark.slow] if model.stem in WITH_RANGES else (),
    )
    for model in MODELS
]


@cache
def study_of(model: Path) -> Study:
    return Study.of(load(model)).with_survivals()


@cache
def report_page_of(model: Path) -> str:
    return report_html(study_of(model))
