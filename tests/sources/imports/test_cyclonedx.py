"""What a bill of materials says of services, and what must not be concluded from it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from topology import SinglePoints, Topology
from topology.errors import DocumentError
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

WEB_AND_DB = [{"bom-ref": "web", "name": "web"}, {"bom-ref": "db", "name": "db"}]


def read(*, external: bool = False, **parts: Any) -> Imported:
    form = table.named("cyclonedx")
    assert form is not None
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "services": WEB_AND_DB, **parts}
    file = Given("bom.json", json.dumps(bom).encode())
    assert table.recognised(file) is form
    return table.imported(form, [file], Options(external=external))


def depends(**on: list[str]) -> list[dict[str, Any]]:
    return [{"ref": ref, "dependsOn": refs} for ref, refs in on.items()]


def judged(found: Imported) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(found.document))


def needs(found: Imported) -> dict[str, list[str]]:
    parts = found.document["components"]
    return {part["id"]: [need["on"] for need in part["needs"]] for part in parts if "needs" in part}


def test_a_dependency_is_a_need_of_which_it_is_assumed_that_it_is_hard() -> None:
    found = read(dependencies=depends(web=["db"]))
    assert judged(found).causes("web") == ("db",)
    assert found.notes.certain.count == 0
    assert found.notes.assumed.items == (
        "web → db: dependencies does not say whether it is hard (bom.json dependencies[0] web)",
    )


def test_without_dependencies_nothing_is_judged() -> None:
    assert judged(read()).not_judged == ("db", "web")


def test_who_is_in_another_does_not_need_it_nor_the_other_way_round() -> None:
    inside = [{"bom-ref": "web", "name": "web", "services": [{"bom-ref": "db", "name": "db"}]}]
    assert judged(read(services=inside)).not_judged == ("db", "web")


@pytest.mark.parametrize("extra", [{}, {"services": []}, {"services": {"a": 1}}, {"services": [7]}])
def test_a_bill_in_which_nothing_runs_is_refused(extra: dict[str, Any]) -> None:
    made_of = [{"bom-ref": "left-pad", "type": "library", "name": "left-pad"}]
    with pytest.raises(DocumentError, match="nothing in it runs"):
        read(**{"services": [], "components": made_of, **extra})


def test_what_a_library_depends_on_is_needed_by_what_uses_it() -> None:
    made_of = [{"bom-ref": "client", "components": [{"bom-ref": "http", "type": "library"}]}]
    found = read(
        components=made_of, dependencies=depends(web=["client"], client=["http"], http=["db"])
    )
    assert judged(found).causes("web") == ("db",)
    assert [c["id"] for c in found.document["components"]] == ["db", "web"]


def test_libraries_that_depend_on_one_another_in_a_circle_end() -> None:
    made_of = [{"bom-ref": "a"}, {"bom-ref": "b"}]
    found = read(components=made_of, dependencies=depends(web=["a"], a=["b"], b=["a", "db"]))
    assert needs(found) == {"web": ["db"]}


def test_who_depends_on_libraries_alone_is_not_said_to_need_nothing() -> None:
    made_of = [{"bom-ref": "a", "type": "library"}]
    assert needs(read(components=made_of, dependencies=depends(web=["a"]))) == {}


def test_an_empty_list_says_that_nothing_is_needed_unless_it_is_incomplete() -> None:
    empty = depends(web=[])
    assert needs(read(dependencies=empty)) == {"web": []}
    assert needs(read(dependencies=[{"ref": "web"}])) == {}
    partial = [{"aggregate": "unknown", "dependencies": ["web"]}]
    assert needs(read(dependencies=empty, compositions=partial)) == {}


def test_a_library_that_a_bill_is_about_does_not_run_either() -> None:
    about = {"component": {"bom-ref": "lib", "type": "library", "name": "lib"}}
    found = read(metadata=about, dependencies=depends(lib=["web"], web=["db"]))
    assert [part["id"] for part in found.document["components"]] == ["db", "web"]
    assert needs(found) == {"web": ["db"]}
    assert not any("not described" in words for words in found.notes.unknown.items)


def test_a_second_entry_takes_an_empty_list_back() -> None:
    listed = [*depends(web=[]), *depends(web=["a"])]
    assert needs(read(components=[{"bom-ref": "a"}], dependencies=listed)) == {}


def test_what_is_not_described_is_listed_and_kept_if_that_is_asked() -> None:
    found = read(dependencies=depends(web=["gone"], ghost=["db"]))
    assert needs(found) == {}
    told = " ".join(found.notes.unknown.items)
    assert "web → gone" in told
    assert "dependencies of what is not described: ghost" in told
    kept = read(dependencies=depends(web=["gone"]), external=True)
    assert needs(kept) == {"web": ["gone"]}


def test_names_stand_where_a_reference_is_no_word_for_people() -> None:
    services = [
        {"bom-ref": "urn:uuid:1", "name": "cache"},
        {"bom-ref": "urn:uuid:2", "name": "cache"},
        {"bom-ref": "8f14e45f-ceea-467f-a0d5-1b2c3d4e5f60", "name": "db"},
    ]
    ids = [part["id"] for part in read(services=services).document["components"]]
    assert ids == ["cache (urn:uuid:1)", "cache (urn:uuid:2)", "db"]


def test_two_bills_are_not_read_as_one() -> None:
    form = table.named("cyclonedx")
    assert form is not None
    file = Given("bom.json", json.dumps({"bomFormat": "CycloneDX"}).encode())
    with pytest.raises(DocumentError, match="references hold inside one only"):
        table.imported(form, [file, file], Options())


def test_another_version_is_refused() -> None:
    with pytest.raises(DocumentError, match="another version"):
        read(specVersion="2.0")


def test_a_chain_of_many_libraries_ends_in_bounded_time() -> None:
    chain = [{"bom-ref": f"l{n}"} for n in range(2000)]
    links = depends(web=["l0"], **{f"l{n}": [f"l{n + 1}"] for n in range(1999)}, l1999=["db"])
    assert needs(read(components=chain, dependencies=links)) == {"web": ["db"]}
