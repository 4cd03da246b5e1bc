"""Ducts from a table of their own, as shared risks of an imported network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.imports import FILES
from tests.support.network_rows import brought_in
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.sources.imports.given import Given
from topology.sources.imports.table import Imported

LINKS = "id,from,to\nl1,a,b\nl2,a,b\nl3,b,c\n"


def ducted(table: str, reach: str | None = None) -> Imported:
    return brought_in("csv", LINKS, reach=reach, ducts=Given("ducts.csv", table.encode()))


def refused(table: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        ducted(table)
    return [line.removeprefix("ducts.csv: ") for line in caught.value.lines()]


def test_what_runs_in_one_duct_fails_together() -> None:
    found = ducted("duct,link\nd-7,l1\nd-7,l2\nd-8,l3\n", reach="a")
    assert found.document["shared_risks"] == [
        {"id": "d-7", "kind": "duct", "hits": ["l1", "l2"], "source": "ducts.csv:2; ducts.csv:3"},
        {"id": "d-8", "kind": "duct", "hits": ["l3"], "source": "ducts.csv:4"},
    ]
    assert "ducts.csv: 2 ducts over 3 links" in found.notes.read.items
    points = SinglePoints.of(Topology.from_dict(found.document), ["b"])
    assert [finding.cause for finding in points.findings()] == ["d-7"]


def test_order_and_names_of_columns_and_what_else_there_is() -> None:
    found = ducted("length;Fibre;SRLG\n12;l1;d\n;l1;d\n")
    (risk,) = found.document["shared_risks"]
    assert (risk["kind"], risk["hits"]) == ("shared-risk", ["l1"])
    assert "column length of ducts.csv: it is not read" in found.notes.left_out.items


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("duct,link\nd,x4\na,l1\n,l1\nd\nd,\n",
         ['line 2: has the link "x4", which does not exist',
          'line 3: has the duct "a", which is the id of a component',
          "line 4: has no duct",
          "line 5: has 1 cell, and the first row 2",
          'line 6: has the link "", which does not exist']),
        ("duct,lnk\nd,l1\n",
         ['line 1: has no column "link", but "duct", "lnk": a table of ducts has the columns duct '
          "and link"]),
        ("d,l1\nd,l2\n",
         ['line 1: has no column "duct", but "d", "l1": a table of ducts has the columns duct and '
          "link"]),
        ("duct,link\n", ["has no row below the names of its columns: a table of ducts has the "
                         "columns duct and link"]),
        ('duct,link\nd,"l1\n', ["is a table that breaks off within a cell"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table(table: str, lines: list[str]) -> None:
    assert refused(table) == lines


def test_the_command_takes_them(tmp_path: Path) -> None:
    table = tmp_path / "ducts.csv"
    table.write_text("duct,link\nd,L1\nd,L2\n", encoding="utf-8")
    coast = FILES / "sndlib" / "xml" / "coast.xml"
    out = tmp_path / "out.json"
    done = run("import", coast, "--ducts", table, "-o", out)
    assert done.returncode == 0
    (risk,) = Topology.load(out).shared_risks
    assert (risk.id, risk.hits) == ("d", ("L1", "L2"))
    assert "next: topology network " in done.stderr
    done = run("import", FILES / "compose" / "blog" / "compose.yaml", "--ducts", table)
    assert done.returncode == 2
    assert "--ducts is for netbox, sndlib, graphml" in done.stderr
