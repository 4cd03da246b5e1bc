"""docker compose files of well-known projects: what each becomes, and what falls with what."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.imports import CORPUS
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

FILES = CORPUS / "compose"
pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the corpus is not there")


def read(*names: str) -> Imported:
    form = table.named("compose")
    assert form is not None
    given = [reader.given(FILES / name) for name in names]
    assert all(table.recognised(one) is form for one in given)
    return table.imported(form, given, Options())


def kinds(found: Imported) -> tuple[int, int]:
    """How many services and how many volumes there are."""
    volumes = sum(c["kind"] == "volume" for c in found.document["components"])
    return len(found.document["components"]) - volumes, volumes


def degrees(found: Imported) -> Counter[str]:
    """How many needs are known, assumed and guessed."""
    needs = [need for c in found.document["components"] for need in c.get("needs", [])]
    return Counter(
        next((d for d in ("assumed", "guessed") if d in need), "known") for need in needs
    )


def points(found: Imported) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(found.document))


def causes(found: Imported) -> dict[str, set[str]]:
    """The single points of failure of each target, but the one host, which all of them have."""
    judged = points(found)
    whole = {target: set(judged.causes(target)) for target in judged.targets}
    assert all("docker host" in one for one in whole.values())
    return {target: one - {"docker host"} for target, one in whole.items()}


def test_voting_app() -> None:
    found = read("voting/docker-compose.yml")
    assert kinds(found) == (5, 1)
    assert degrees(found) == {"assumed": 4, "known": 1}
    assert any("services.seed" in words for words in found.notes.left_out.items)
    assert causes(found) == {
        "result": {"db", "db-data"},
        "vote": {"redis"},
        "worker": {"db", "redis", "db-data"},
    }


def test_voting_app_on_a_swarm() -> None:
    found = read("voting/docker-stack.yml")
    assert kinds(found) == (5, 1)
    counts = {c["id"]: c["count"] for c in found.document["components"] if "count" in c}
    assert counts == {"vote": 2, "worker": 2}
    assert degrees(found) == {"known": 1}
    assert causes(found) == {"db": {"db-data"}}
    assert points(found).not_judged == ("redis", "result", "vote", "worker")


def test_zipkin_on_cassandra() -> None:
    found = read("zipkin/docker-compose-cassandra.yml")
    assert [c["id"] for c in found.document["components"]] == ["dependencies", "storage", "zipkin"]
    assert degrees(found) == {"assumed": 2}
    needs = [need["source"] for c in found.document["components"] for need in c.get("needs", [])]
    assert all("CASSANDRA_CONTACT_POINTS" in source for source in needs)
    assert causes(found) == {"dependencies": {"storage"}, "zipkin": {"storage"}}


def test_wordpress() -> None:
    found = read("awesome/wordpress-mysql.yaml")
    assert kinds(found) == (2, 1)
    assert degrees(found) == {"guessed": 1, "known": 1}
    assert causes(found) == {"wordpress": {"db", "db_data"}}


def test_train_ticket() -> None:
    found = read("train-ticket/quickstart-docker-compose.yml")
    assert kinds(found) == (68, 0)
    assert degrees(found) == {"assumed": 1}
    assert causes(found) == {"ts-voucher-service": {"ts-voucher-mysql"}}
    assert len(points(found).not_judged) == 66
    assert any("66 of 68 services refer to no other" in w for w in found.notes.unknown.items)


def test_opentelemetry_demo() -> None:
    found = read("otel-demo/compose.yaml")
    assert kinds(found) == (20, 0)
    assert degrees(found) == {"assumed": 46, "guessed": 9}
    guessed = {
        (c["id"], need["on"]): "handed through" in need["guessed"]
        for c in found.document["components"]
        for need in c.get("needs", [])
        if "guessed" in need
    }
    # What stands in the file itself; the others stand in .env, and are handed through by name.
    written_out = {pair for pair, is_handed_through in guessed.items() if not is_handed_through}
    assert written_out == {("flagd", "otel-collector"), ("load-generator", "otel-collector")}
    (target, found_causes), *others = causes(found).items()
    assert (target, len(found_causes), others) == ("load-generator", 19, [])
    telemetry = [
        need for c in found.document["components"] for need in c.get("needs", [])
        if need["on"] == "otel-collector" and "assumed" in need
    ]  # fmt: skip
    assert telemetry
    assert all(need["assumed"].startswith("depends_on: start-up order") for need in telemetry)


@pytest.mark.parametrize(
    "name", ["awesome/elasticsearch-logstash-kibana.yaml", "awesome/nginx-aspnet-mysql.yaml",
             "awesome/nginx-golang-postgres.yaml", "awesome/pihole-cloudflared-DoH.yaml",
             "otel-demo/compose.full.yaml", "otel-demo/compose.observability.yaml",
             "zipkin/docker-compose-mysql.yml"],
)  # fmt: skip
def test_other_files_are_read(name: str) -> None:
    found = read(name)
    assert Topology.from_dict(found.document)
    assert sum(degrees(found).values())


def test_the_parts_of_the_opentelemetry_demo_are_merged() -> None:
    names = ["compose.yaml", "compose.full.yaml", "compose.observability.yaml"]
    found = read(*(f"otel-demo/{name}" for name in names))
    assert kinds(found)[0] > 25
