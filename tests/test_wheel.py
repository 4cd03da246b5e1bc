"""What an installed wheel carries: the package, the models, the templates, both entry points."""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.repository import MODELS, ROOT
from tests.support.surroundings import surroundings


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, as an installation lays it out."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, folder], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("topology_resilience-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "topology", *arguments],
        cwd=site.parent,
        env=surroundings(PYTHONPATH=str(site), PYTHONSAFEPATH="1"),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")


def test_it_carries_the_package_and_nothing_else(site: Path) -> None:
    tops = sorted(path.name for path in site.iterdir())
    assert tops[0] == "topology"
    assert [name.endswith(".dist-info") for name in tops[1:]] == [True]
    package = ROOT / "topology"
    files = [path for path in package.rglob("templates/**/*") if path.is_file()]
    assert {path.suffix for path in files} >= {".js", ".css"}
    for source in [*package.rglob("*.py"), *files]:
        assert (site / source.relative_to(ROOT)).read_bytes() == source.read_bytes()
    assert (site / "topology" / "py.typed").exists()


def test_it_carries_the_models(site: Path) -> None:
    for model in MODELS:
        assert (site / "topology" / "models" / model.name).read_bytes() == model.read_bytes()
    listed = run(site, "models").splitlines()
    assert [line.split()[0] for line in listed] == [model.stem for model in MODELS]
    whole = (ROOT / "models" / "visa.json").read_text("utf-8")
    named = '  "$schema": "../docs/topology.schema.json",\n'
    assert named in whole
    assert run(site, "models", "visa") == whole.replace(named, "")


def test_it_draws_from_its_own_templates(site: Path) -> None:
    model = site / "topology" / "models" / "visa.json"
    assert run(site, "view", str(model), "-o", "-").startswith("<!doctype html>")


def test_its_entry_points(site: Path) -> None:
    (listed,) = site.glob("*.dist-info/entry_points.txt")
    parser = configparser.ConfigParser()
    parser.read(listed)
    assert dict(parser["console_scripts"]) == {"topology": "topology.cli:main"}
    assert dict(parser["pytest11"]) == {"topology": "topology.pytest_plugin"}
