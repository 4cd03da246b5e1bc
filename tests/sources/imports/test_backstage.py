"""What the catalogue of Backstage says of needs, and what must not be concluded from it."""

from __future__ import annotations

import pytest

from tests.support.command import run
from topology import SinglePoints, Topology
from topology.errors import DocumentError
from topology.sources.imports import table
from topology.sources.imports.catalogues import backstage
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

HEAD = "apiVersion: backstage.io/v1alpha1\n"


def entity(kind: str, name: str, spec: str = "{}") -> str:
    return f"{HEAD}kind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def read(*entities: str, external: bool = False) -> Imported:
    form = table.named("backstage")
    assert form is not None
    file = Given("catalog-info.yaml", "---\n".join(entities).encode())
    assert table.recognised(file) is form
    return table.imported(form, [file], Options(external=external))


def needs(found: Imported) -> dict[str, list[str]]:
    parts = found.document["components"]
    return {part["id"]: [need["on"] for need in part["needs"]] for part in parts if "needs" in part}


def judged(found: Imported) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(found.document))


def test_what_is_owned_to_be_needed_is_a_single_point_of_failure() -> None:
    found = read(
        entity("Component", "web", "{dependsOn: [resource:db], type: service}"),
        entity("Resource", "db", "{type: database}"),
    )
    points = judged(found)
    assert points.targets == ("component:web",)
    assert points.causes("component:web") == ("resource:db",)
    need = found.document["components"][0]["needs"][0]
    assert need == {"on": "resource:db", "source": "catalog-info.yaml:4 component:web dependsOn"}


def test_who_depends_on_what_nobody_describes_is_not_judged() -> None:
    found = read(entity("Component", "web", "{dependsOn: [resource:db]}"))
    assert needs(found) == {}
    assert judged(found).not_judged == ("component:web",)
    assert found.notes.unknown.items[1].startswith(
        "1 reference leads to nothing that is described, and is no need here: "
        "component:web → resource:db (catalog-info.yaml:4 component:web dependsOn)"
    )


def test_what_nobody_describes_is_a_component_if_that_is_asked() -> None:
    found = read(
        entity("Component", "web", "{dependsOn: [resource:DB]}"),
        entity("Component", "web2", "{dependsOn: [resource:db]}"),
        external=True,
    )
    assert needs(found) == {"component:web": ["resource:DB"], "component:web2": ["resource:DB"]}


def test_an_empty_list_is_no_claim() -> None:
    found = read(entity("Component", "web", "{dependsOn: [], consumesApis: []}"))
    assert judged(found).not_judged == ("component:web",)


def test_an_api_is_not_the_component_of_the_same_name() -> None:
    found = read(
        entity("API", "orders"),
        entity("Component", "orders", "{type: website, dependsOn: ['api:Orders']}"),
        entity("Component", "backend", "{type: service, providesApis: [ORDERS]}"),
    )
    assert needs(found) == {"component:orders": ["component:backend"]}


def test_several_providers_are_no_redundancy() -> None:
    found = read(
        entity("Component", "web", "{consumesApis: [orders]}"),
        entity("Component", "east", "{providesApis: [orders]}"),
        entity("Component", "west", "{providesApis: [orders]}"),
    )
    assert judged(found).causes("component:web") == ("component:east", "component:west")
    assert found.notes.certain.count == 0


def test_an_api_without_provider_is_still_needed() -> None:
    found = read(entity("Component", "web", "{consumesApis: [orders]}"), entity("API", "orders"))
    assert needs(found) == {"component:web": ["api:orders"]}
    assert "no component provides api:orders" in found.notes.unknown.items


def test_who_consumes_what_it_provides_needs_nobody_for_it() -> None:
    found = read(
        entity("Component", "web", "{consumesApis: [orders], providesApis: [orders]}"),
        entity("Component", "west", "{providesApis: [orders]}"),
    )
    assert needs(found) == {}


def test_dependency_of_is_the_other_way_round() -> None:
    found = read(
        entity("Component", "web"), entity("Resource", "db", "{dependencyOf: [component:WEB]}")
    )
    assert needs(found) == {"component:web": ["resource:db"]}


def test_the_namespace_is_that_of_who_refers() -> None:
    shop = entity("Component", "web", "{dependsOn: [resource:db]}").replace(
        "name: web", "name: web, namespace: Shop"
    )
    other = entity("Resource", "db").replace("name: db", "name: db, namespace: shop")
    found = read(shop, entity("Resource", "db"), other)
    assert needs(found) == {"component:shop/web": ["resource:shop/db"]}


def test_a_library_passes_on_what_it_needs_and_does_not_fail() -> None:
    found = read(
        entity("Component", "web", "{dependsOn: [component:client]}"),
        entity("Component", "client", "{type: library, dependsOn: [resource:db]}"),
        entity("Resource", "db"),
    )
    assert judged(found).causes("component:web") == ("resource:db",)


def test_a_catalogue_of_libraries_is_refused() -> None:
    with pytest.raises(DocumentError, match="in which nothing runs"):
        read(entity("Component", "client", "{type: library}"), entity("API", "orders"))


def test_too_many_needs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backstage, "MAX_NEEDS", 3)
    provide = [entity("Component", f"p{n}", "{providesApis: [x]}") for n in range(4)]
    with pytest.raises(DocumentError, match="more than 3 needs"):
        read(entity("Component", "web", "{consumesApis: [x, x]}"), *provide)


def test_what_is_not_of_backstage_is_refused() -> None:
    form = table.named("backstage")
    assert form is not None
    with pytest.raises(DocumentError, match="holds no entity of Backstage"):
        table.imported(form, [Given("a.yaml", b"services: {web: {}}")], Options())


@pytest.mark.parametrize("value", ["7", "[7]", "[null]", "{a: 1}", "[[]]", "'::'", "['/']", ".nan"])
def test_what_is_no_reference_is_counted_or_dangles(value: str) -> None:
    found = read(entity("Component", "web", f"{{dependsOn: {value}, system: {value}}}"))
    assert needs(found) == {}
    assert found.notes.left_out.count or len(found.notes.unknown.items) == 2


def test_the_order_of_files_does_not_matter() -> None:
    form = table.named("backstage")
    assert form is not None
    a = Given("a.yaml", entity("Component", "web", "{dependsOn: [resource:db]}").encode())
    b = Given("b.yaml", (entity("Resource", "db") + "---\n" + entity("API", "x")).encode())
    one, other = (table.imported(form, files, Options()) for files in ([a, b], [b, a]))
    assert one.document == other.document
    assert one.notes == other.notes


def test_a_list_that_the_catalogue_gives_out_is_read() -> None:
    text = '{"items": [{"apiVersion": "backstage.io/v1", "kind": "Resource", "metadata": {"name": "db"}}]}'  # noqa: E501
    done = run("import", "-", stdin=text.encode())
    assert done.returncode == 0, done
    assert '"resource:db"' in done.stdout
