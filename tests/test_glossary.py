"""docs/glossary.md has each name that answers use, once, in the order of the alphabet."""

from __future__ import annotations

import re

import pytest

from tests.support.repository import ROOT
from topology.finding import FailureClass, Rule
from topology.findings.gate.checked import AcceptanceRule
from topology.findings.gate.profiles import PROFILES
from topology.render.words.chances.importances import COLUMNS
from topology.values.degrees import Degree

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^- \*\*(.+?)\*\*: ", PAGE, re.MULTILINE)
TERMS = [entry.strip("`").casefold() for entry in ENTRIES]
OF_ANSWERS = {
    *(name.value for enum in (FailureClass, Rule, AcceptanceRule) for name in enum),
    *(degree.field for degree in Degree),
    *(name.casefold() for name in COLUMNS),
    *PROFILES,
}
OF_THE_FIELD = (
    *("blast radius", "cut set", "minimal cut set", "shared risk", "fault tree", "cascade"),
    *("single point of failure", "availability", "unavailability", "redundancy", "utilisation"),
    *("blast path", "brownout", "concentration", "evidence", "metastable failure", "provider"),
    *("bystander", "resolution", "sample", "sensitivity index", "signature", "surge", "tipping"),
    "what if",
    *("srlg", "ecmp", "mtbf", "mttr", "rto", "rpo", "spof", "sarif", "dora", "open-psa", "bdd"),
)


@pytest.mark.parametrize("name", sorted({*OF_ANSWERS, *OF_THE_FIELD}))
def test_a_name_has_an_entry(name: str) -> None:
    assert {name, f"{name} importance"} & set(TERMS), f"docs/glossary.md lacks {name}"


def test_every_term_stands_once_and_in_order() -> None:
    assert sorted(set(TERMS)) == TERMS


def test_every_term_stands_under_its_letter() -> None:
    letter = ""
    for line in PAGE.splitlines():
        if line.startswith("## "):
            letter = line[3:]
        elif line.startswith("- **"):
            assert line.removeprefix("- **").strip("`")[0].upper() == letter
