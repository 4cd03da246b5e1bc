"""Published networks come out with the figures that others have worked out for them."""

from __future__ import annotations

import pytest

from tests.support.imports import CORPUS
from tests.support.network_rows import Row, row_of
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.options import Options

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")

ZOO = {
    "Nsfnet": Row(13, 15, 12, 3, 3, 3, 3),
    "Abilene": Row(11, 14, 10),
    "Colt": Row(153, 191, 152, 30, 261, 48, 204),
    "Cogentco": Row(197, 245, 196, 32, 641, 30, 242),
}
NETWORKS = frozenset({"graphml", "gml", "node-link", "sndlib", "csv", "dot"})
PARALLEL = {"Colt": "14 pairs", "Cogentco": "2 pairs"}


def imported(path: str, reach: str) -> table.Imported:
    given = reader.given(CORPUS / path)
    form = table.recognised(given)
    assert form is not None
    assert form.name == path.partition("/")[0]
    return table.imported(form, [given], Options(reach=reach))


@pytest.mark.parametrize("name", ZOO)
def test_networks_of_the_topology_zoo(name: str) -> None:
    found = imported(f"graphml/topologyzoo-{name}.graphml", "n0")
    assert row_of(found.document) == ZOO[name]
    assert found.notes.certain.count == ZOO[name].targets
    assert PARALLEL.get(name, "links") in found.notes.read.items[0]


@pytest.mark.parametrize("form", ["txt", "xml", "json"])
def test_abilene_of_sndlib(form: str) -> None:
    found = imported(f"sndlib/sndlib-abilene.{form}", "ATLAM5")
    assert row_of(found.document) == Row(12, 15, 11, 1, 10, 1, 11)
    demands = found.document["traffic"]
    assert (len(demands), sum(demand["demand"] for demand in demands)) == (132, 3_000_002)
    assert "132 demands of 3,000,002 in all" in found.notes.read.items[0]


@pytest.mark.parametrize("form", ["txt", "xml", "json"])
def test_polska_of_sndlib(form: str) -> None:
    found = imported(f"sndlib/sndlib-polska.{form}", "Gdansk")
    assert row_of(found.document) == Row(12, 18, 11)
    demands = found.document["traffic"]
    assert (len(demands), sum(demand["demand"] for demand in demands)) == (66, 9_943)
    links = [part for part in found.document["components"] if "connects" in part]
    assert all("capacity" not in link for link in links)
    assert {tuple(m["capacity"] for m in link["x-modules"]) for link in links} == {(155, 622)}


def test_what_is_of_another_format_is_left_to_it() -> None:
    for path in CORPUS.rglob("*"):
        if path.is_file() and path.parent.name not in ("graphml", "sndlib"):
            form = table.recognised(reader.given(path))
            assert form is None or form.name not in NETWORKS, path
