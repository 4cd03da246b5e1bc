"""The tested versions are pinned in full, and all that installs keeps to them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONSTRAINTS = "tests/constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13")
HEADER, *LINES = (ROOT / CONSTRAINTS).read_text(encoding="utf-8").splitlines()
PINS = [Requirement(line) for line in LINES]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]
BUILD = [Requirement(text) for text in PYPROJECT["build-system"]["requires"]]
INSTALL = re.compile(r"(?<!uv )pip install [^&\n]*")
FOREIGN = re.compile(
    r"\b(?:pip3?|pipx|uv tool)\s+install"
    r"(?:(?:\s+-\S+)*\s+|(?:[ \t]+[^\s`&;|]+)*[ \t]+)['\"]?topology(?![\w-])"
)
"""Somebody is told to install a package of the name of ours, which is somebody else's."""
SHIPPED = sorted(
    path
    for pattern in (
        "*.*",
        ".*.yaml",
        "topology/**/*.*",
        "docs/**/*.*",
        "models/*",
        "reports/**/*.*",
    )
    for path in ROOT.glob(pattern)
    if path.suffix in {".py", ".md", ".yml", ".yaml", ".json", ".toml", ".js", ".html", ".txt"}
)
ADVICE = "run `make constraints`"


def applies(requirement: Requirement, environment: dict[str, str] | None = None) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(
        {"extra": "", **(environment or {})}
    )


def versions(pins: Iterable[Requirement], name: str, **environment: str) -> list[str]:
    """What the pins say of a distribution: one version, if all is well."""
    return [
        clause.version
        for pin in pins
        if pin.name == canonicalize_name(name) and applies(pin, environment)
        for clause in pin.specifier
    ]


def test_one_line_says_how_it_is_made() -> None:
    assert HEADER.startswith("# ")
    assert "`make constraints`" in HEADER
    assert re.search(r"^constraints:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def test_each_line_is_one_exact_version() -> None:
    for pin in PINS:
        assert [clause.operator for clause in pin.specifier] == ["=="]
        assert "*" not in str(pin.specifier)
        assert not pin.extras, "pip takes no extras here"
        assert pin.name == canonicalize_name(pin.name)
    assert not re.search(r"--|[/\\@]", "\n".join(LINES)), "no place and no option"


def test_the_lines_are_sorted() -> None:
    names = [pin.name for pin in PINS]
    assert names == sorted(names)


@pytest.mark.parametrize("python", PYTHONS)
def test_all_that_is_asked_for_has_one_version_that_is_allowed(python: str) -> None:
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    extras = PROJECT["optional-dependencies"].values()
    asked = [Requirement(text) for texts in (PROJECT["dependencies"], *extras) for text in texts]
    for requirement in [*asked, *BUILD]:
        if requirement.name != PROJECT["name"] and applies(requirement, environment):
            found = versions(PINS, requirement.name, **environment)
            assert len(found) == 1, f"{requirement.name} on Python {python}: {ADVICE}"
            assert requirement.specifier.contains(found[0]), f"{requirement}: {ADVICE}"


@pytest.mark.parametrize("pins", [PINS, BUILD], ids=[CONSTRAINTS, "build-system.requires"])
def test_what_they_need_is_pinned_too(pins: list[Requirement]) -> None:
    """As far as the tested versions are the ones installed here."""
    for pin in pins:
        try:
            installed = distribution(pin.name)
        except PackageNotFoundError:
            continue
        if [installed.version] == versions(pins, pin.name):
            for need in map(Requirement, installed.requires or []):
                if applies(need):
                    assert versions(pins, need.name), f"{pin.name} needs {need.name}: {ADVICE}"


def test_the_pythons_are_those_of_the_classifiers() -> None:
    listed = [text.split()[-1] for text in PROJECT["classifiers"] if ":: 3." in text]
    assert listed == list(PYTHONS)
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"


@pytest.mark.parametrize(("name", "times"), [("README.md", 2), (".ci/run", 2), ("Makefile", 1)])
def test_all_that_installs_keeps_to_them(name: str, times: int) -> None:
    installs = INSTALL.findall((ROOT / name).read_text(encoding="utf-8"))
    assert len(installs) == times
    for install in installs:
        assert f" -c {CONSTRAINTS} " in install


def foreign(text: str) -> list[str]:
    return FOREIGN.findall(text)


def test_nobody_is_told_to_install_the_package_of_somebody_else() -> None:
    assert len(SHIPPED) > 500
    found = [path for path in SHIPPED if foreign(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("`%pip install topology`", 1),
        ("pip install -q topology\n", 1),
        ("pip install 'topology[sample]'", 1),
        ("pip install topology==0.1.0", 1),
        ("pip install\n    topology\n", 1),
        ("pipx install topology", 1),
        ("uv tool install topology.", 1),
        ("pip install topology-resilience, then `topology`", 0),
        ("pip install 'topology-resilience[sample]==0.1.0'", 0),
        ("pip install -q . && topology spof x", 0),
        ("pip install topology-resilience\ntopology spof x\n", 0),
    ],
)
def test_what_is_wrong_to_install_is_seen(text: str, wrong: int) -> None:
    assert len(foreign(text)) == wrong
