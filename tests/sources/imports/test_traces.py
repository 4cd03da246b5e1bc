"""Calls that were seen: what they become, and what must not be concluded from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.imports import FILES
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported
from topology.sources.imports.traces import traces

TOTAL = "traces_service_graph_request_total"
CALL = "seen as a call; whether the caller works without it is not known"


def read(*files: object, **options: Any) -> Imported:
    """Files of calls, given as text or as what JSON has of them."""
    given = [
        Given(f"f{n}", (file if isinstance(file, str) else json.dumps(file)).encode())
        for n, file in enumerate(files)
    ]
    form = table.recognised(given[0])
    assert form is not None
    return table.imported(form, given, Options(**options))


def judged(found: Imported) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(found.document))


def link(parent: str, child: str, count: int = 1, **more: int) -> dict[str, Any]:
    return {"parent": parent, "child": child, "callCount": count, **more}


def needs(found: Imported) -> dict[str, dict[str, Any]]:
    """What each component needs, by id; those of whom nothing is known are not in it."""
    return {
        c["id"]: {need["on"]: need for need in c["needs"]}
        for c in found.document["components"]
        if "needs" in c
    }


def component(found: Imported, name: str) -> dict[str, Any]:
    (one,) = (c for c in found.document["components"] if c["id"] == name)
    return dict(one)


def remarks(found: Imported) -> str:
    return "\n".join(found.notes.unknown.items)


def zipkin(own: str, parent: str, kind: str, service: str, **more: Any) -> dict[str, Any]:
    span = {"traceId": "a", "id": own, "kind": kind, "localEndpoint": {"serviceName": service}}
    return {**span, **({"parentId": parent} if parent else {}), **more}


def remote(name: str) -> dict[str, Any]:
    return {"remoteEndpoint": {"serviceName": name}}


# -- dependencies ---------------------------------------------------------------------------------


def test_the_twin_of_the_row_on_dependencies() -> None:
    points = SinglePoints.of(Topology.load(FILES / "traces" / "row-16" / "document.json"))
    assert points.graph.size == 8
    assert sum(len(c.needs) for c in points.topology.components) == 7
    assert points.targets == ("h",)
    assert set(points.causes("h")) == set("abcdefg")


def test_a_call_is_a_need_that_is_assumed() -> None:
    (need,) = needs(read([link("a", "b", 3)]))["a"].values()
    assert need["assumed"] == CALL
    assert "hard" not in need
    assert need["source"] == "f0 a → b"


def test_what_calls_nothing_needs_nobody_knows_what() -> None:
    found = read([link("a", "b"), link("b", "c")])
    assert "needs" not in component(found, "c")
    assert "c" in found.notes.unknown.items
    assert "unseen is not unneeded" in remarks(found)


def test_calls_are_by_how_often_the_caller_is_called() -> None:
    found = read([link("a", "b", 10), link("b", "c", 25), link("b", "d", 5)])
    assert needs(found)["b"]["c"]["calls"] == 2.5
    assert needs(found)["b"]["d"]["calls"] == 0.5


def test_without_a_window_there_is_no_demand_and_no_ratio_at_the_root() -> None:
    found = read([link("a", "b", 10), link("a", "c", 40)])
    assert "demand" not in component(found, "a")
    assert "load_unit" not in found.document
    assert "calls" not in needs(found)["a"]["b"]
    assert "how often a is called is not known" in remarks(found)
    assert "over how long" in remarks(found)


def test_with_a_window_demand_and_ratios_give_the_calls_that_were_seen() -> None:
    found = read(
        [link("a", "b", 3600), link("a", "c", 14_400), link("c", "d", 7200)], window_s=3600
    )
    root = component(found, "a")
    assert found.document["load_unit"] == "calls/s"
    assert root["demand"] == 4
    assert "what it calls most" in root["assumed"]["demand"]
    assert root["demand"] * needs(found)["a"]["b"]["calls"] == 1
    assert root["demand"] * needs(found)["a"]["c"].get("calls", 1) == 4
    assert needs(found)["c"]["d"]["calls"] == 0.5


def test_a_call_of_itself_is_dropped_and_counted() -> None:
    found = read([link("a", "b"), link("b", "b", 5), link("b", "c", 2)])
    assert set(needs(found)["b"]) == {"c"}
    assert needs(found)["b"]["c"]["calls"] == 2
    assert any("to itself (1)" in item for item in found.notes.left_out.items)


def test_a_circle_stays_and_its_members_are_judged() -> None:
    found = read([link("a", "b", 10), link("b", "c", 30), link("c", "b", 15), link("c", "d", 30)])
    assert set(needs(found)["c"]) == {"b", "d"}
    assert needs(found)["b"]["c"]["calls"] == 1.2
    assert set(judged(found).causes("a")) == {"b", "c", "d"}
    assert "2 services call one another in circles" in remarks(found)


def test_a_circle_that_nothing_leads_into_has_no_ratios_and_is_named() -> None:
    found = read([link("a", "b"), link("x", "y", 5), link("y", "x", 5), link("y", "z", 9)])
    assert "calls" not in needs(found)["y"]["z"]
    assert "reach x, y, z" in remarks(found)
    assert judged(found).targets == ("a",)


def test_links_to_a_broker_are_messages_by_its_name_alone() -> None:
    found = read([link("a", "Kafka"), link("Kafka", "b"), link("a", "kafka-proxy")])
    assert needs(found)["a"]["Kafka"]["hard"] is False
    assert needs(found)["Kafka"]["b"]["hard"] is False
    assert "hard" not in needs(found)["a"]["kafka-proxy"]
    assert "from Kafka is taken to be messages, by its name" in remarks(found)


def test_failed_calls_are_told_and_are_no_failures() -> None:
    found = read([link("a", "b", 400, errorCount=2), link("b", "c", 10, errorCount=99)])
    assert "a → b: 2 of 400 calls (0.5 %) failed" in remarks(found)
    assert "b → c: 10 of 10 calls (100 %) failed" in remarks(found)
    assert "fails" not in component(found, "b")


def test_who_is_unknown_is_left_out_and_still_calls() -> None:
    found = read(
        [link("a", "b", 10), link("unknown", "b", 30), link("b", "c", 20), link("c", "unknown")]
    )
    assert needs(found)["b"]["c"]["calls"] == 0.5
    assert {c["id"] for c in found.document["components"]} == {"a", "b", "c"}
    assert found.notes.left_out.count == 2


def test_the_order_of_links_and_files_does_not_matter() -> None:
    links = [link("a", "b", 3), link("b", "c", 4), link("a", "c", 5), link("c", "d", 1)]
    form = table.named("traces")
    assert form is not None
    files = [Given("x", json.dumps(links[:2]).encode()), Given("y", json.dumps(links[2:]).encode())]
    once, other = (table.imported(form, some, Options()) for some in (files, files[::-1]))
    assert json.dumps(once.document) == json.dumps(other.document)
    assert json.dumps(read(links).document) == json.dumps(read(links[::-1]).document)


def test_two_ways_to_tell_the_same_calls_are_not_added_up() -> None:
    with pytest.raises(DocumentError, match="import each, then `topology merge` them"):
        read([link("a", "b")], {"data": [link("a", "b")]})


# -- service graph --------------------------------------------------------------------------------


def series(client: str, server: str, value: object, kind: str = "", more: str = "") -> str:
    labels = f'client="{client}",connection_type="{kind}",server="{server}"{more}'
    return f"{TOTAL}{{{labels}}} {value}\n"


def test_the_user_is_the_demand_and_no_component() -> None:
    text = series("user", "a", 7200, "virtual_node") + series("a", "b", 3600)
    found = read(text, window_s=3600)
    assert {c["id"] for c in found.document["components"]} == {"a", "b"}
    assert component(found, "a")["demand"] == 2
    assert needs(found)["a"]["b"]["calls"] == 0.5
    assert "demand" not in component(read(text), "a")


def test_messages_are_soft_and_calls_beside_them_are_hard() -> None:
    text = series("a", "b", 1, "messaging_system") + series("a", "c", 1, "messaging_system")
    found = read(text + series("a", "c", 5))
    assert needs(found)["a"]["b"]["hard"] is False
    assert "hard" not in needs(found)["a"]["c"]
    assert set(judged(found).causes("a")) == {"c"}


def test_databases_and_virtual_nodes_are_said_to_be_inferred() -> None:
    found = read(series("a", "db", 1, "database") + series("a", "pay", 1, "virtual_node"))
    assert component(found, "db")["kind"] == "database"
    assert component(found, "db")["assumed"].startswith("inferred from client spans")
    assert component(found, "pay")["assumed"].startswith("inferred from client spans")


@pytest.mark.parametrize("value", ["NaN", "+Inf", "-Inf", "-1", "1e999"])
def test_a_call_without_a_number_is_kept_without_one(value: str) -> None:
    found = read(series("u", "a", 10) + series("a", "b", value) + series("a", "c", 20))
    assert "calls" not in needs(found)["a"]["b"]
    assert needs(found)["a"]["c"]["calls"] == 2
    assert found.notes.left_out.count == 1


def test_series_of_one_pair_add_up_and_one_told_twice_counts_once() -> None:
    text = series("u", "a", 10)
    text += series("a", "b", 6, more=',pod="1"') + series("a", "b", 14, more=',pod="2"')
    assert needs(read(text + text))["a"]["b"]["calls"] == 2
    earlier = series("a", "b", 3, more=',pod="1"')
    assert needs(read(text + earlier))["a"]["b"]["calls"] == 2


def test_a_gauge_is_a_rate() -> None:
    found = read(f"# TYPE {TOTAL} gauge\n" + series("user", "a", 3) + series("a", "b", 6))
    assert component(found, "a")["demand"] == 3
    assert "numbers are rates" in remarks(found)


# -- Kiali ----------------------------------------------------------------------------------------


def node(key: str, kind: str, **more: str) -> dict[str, Any]:
    return {"data": {"id": key, "nodeType": kind, "namespace": "n", **more}}


def edge(source: str, target: str, protocol: str = "http", rate: str = "") -> dict[str, Any]:
    traffic = {"protocol": protocol, "rates": {protocol: rate}} if rate else {}
    return {"data": {"source": source, "target": target, "traffic": traffic}}


def kiali(nodes: list[dict[str, Any]], *edges: dict[str, Any]) -> Imported:
    return read({"graphType": "workload", "elements": {"nodes": nodes, "edges": list(edges)}})


WORKLOADS = [node(key, "workload", workload=key) for key in "abc"]


def test_a_service_between_workloads_does_not_count_twice() -> None:
    found = kiali(
        [*WORKLOADS, node("s", "service", service="s"), node("u", "unknown")],
        edge("u", "a", rate="10"), edge("a", "s", rate="20"), edge("s", "b", rate="15"),
        edge("s", "c", rate="5"),
    )  # fmt: skip
    assert len(found.document["components"]) == 3
    calls = {name: need["calls"] for name, need in needs(found)["n/workload/a"].items()}
    assert calls == {"n/workload/b": 1.5, "n/workload/c": 0.5}
    assert component(found, "n/workload/a")["demand"] == 10


def test_bytes_are_no_calls_and_what_was_idle_is_still_needed() -> None:
    found = kiali([*WORKLOADS, node("u", "unknown")], edge("u", "a", rate="10"),
                  edge("a", "b", "tcp", "4096"), edge("a", "c"))  # fmt: skip
    of_a = needs(found)["n/workload/a"]
    assert "calls" not in of_a["n/workload/b"]
    assert of_a["n/workload/c"]["calls"] == 0
    assert set(judged(found).causes("n/workload/a")) == {"n/workload/b", "n/workload/c"}


def test_versions_do_not_stand_in_for_one_another() -> None:
    nodes = [node("a", "workload", workload="a"),
             *(node(v, "workload", workload=v, app="list") for v in ("v1", "v2"))]  # fmt: skip
    found = kiali(nodes, edge("a", "v1", rate="1"), edge("a", "v2", rate="1"))
    assert len(judged(found).causes("n/workload/a")) == 2
    assert "versions of one app" in remarks(found)


# -- traces ---------------------------------------------------------------------------------------


def test_client_and_server_of_one_id_are_one_call() -> None:
    spans = [
        zipkin("1", "", "SERVER", "a"),
        zipkin("2", "1", "CLIENT", "a", **remote("b")),
        zipkin("2", "1", "SERVER", "b", shared=True),
        zipkin("3", "2", "CLIENT", "b", **remote("mysql")),
    ]
    for some in (spans, spans[::-1], [spans]):
        found = read(some)
        assert {name: set(of) for name, of in needs(found).items()} == {"a": {"b"}, "b": {"mysql"}}
        assert needs(found)["a"]["b"]["calls"] == 1
        assert component(found, "mysql")["kind"] == "database"
        assert set(judged(found).causes("a")) == {"b", "mysql"}


def test_a_span_told_twice_counts_once() -> None:
    spans = [zipkin("1", "", "SERVER", "a"), zipkin("2", "1", "SERVER", "b"),
             zipkin("3", "2", "CLIENT", "b", **remote("c"))]  # fmt: skip
    assert needs(read(spans, spans)) == needs(read(spans))
    assert any("told twice" in item for item in read(spans, spans).notes.left_out.items)


def test_brokers_and_consumers_take_nobody_down() -> None:
    found = read([
        zipkin("1", "", "SERVER", "a"),
        zipkin("2", "1", "PRODUCER", "a", **remote("kafka")),
        zipkin("3", "2", "CONSUMER", "b", **remote("kafka")),
    ])  # fmt: skip
    assert {name: need["hard"] for name, need in needs(found)["a"].items()} == {
        "b": False,
        "kafka": False,
    }
    assert not needs(found)["b"]["kafka"]["hard"]
    assert "taken for granted" in remarks(found)


def test_a_span_without_its_parent_is_called_by_who_is_not_known() -> None:
    found = read([
        zipkin("1", "", "SERVER", "x"),
        zipkin("2", "1", "SERVER", "a"),
        zipkin("4", "9", "SERVER", "a"),
        zipkin("3", "2", "CLIENT", "a", **remote("b")),
    ])  # fmt: skip
    assert any("parent is not in the files (1)" in item for item in found.notes.left_out.items)
    assert needs(found)["a"]["b"]["calls"] == 0.5


def test_whoever_answers_is_not_inferred_by_another_name() -> None:
    found = read([
        zipkin("1", "", "SERVER", "a"),
        zipkin("2", "1", "CLIENT", "a", **remote("b.internal")),
        zipkin("3", "2", "SERVER", "b"),
    ])  # fmt: skip
    assert set(needs(found)["a"]) == {"b"}


def test_demand_is_by_the_time_that_the_spans_cover() -> None:
    spans = [
        {
            **zipkin("1", "", "SERVER", "a"),
            "traceId": f"{n:x}",
            "timestamp": n * 1e6,
            "duration": 1e6,
        }
        for n in range(1, 10)
    ]
    calls = [{**zipkin("2", "1", "CLIENT", "a", **remote("b")), "traceId": "1"}]
    found = read(spans + calls)
    assert component(found, "a")["demand"] == 1
    assert "from the first span to the last" in remarks(found)
    assert component(read(spans + calls, window_s=90), "a")["demand"] == 0.1


def otlp(service: str, own: str, parent: str, kind: int, **attributes: str) -> dict[str, Any]:
    said = [
        {"key": key.replace("_", "."), "value": {"stringValue": value}}
        for key, value in attributes.items()
    ]
    name = [{"key": "service.name", "value": {"stringValue": service}}]
    span = {"traceId": "t", "spanId": own, "parentSpanId": parent, "kind": kind, "attributes": said}
    return {"resource": {"attributes": name}, "scopeSpans": [{"spans": [span]}]}


def test_two_who_say_only_that_they_use_a_database_do_not_share_it() -> None:
    spans = [
        otlp("a", "1", "", 2),
        otlp("a", "2", "1", 3),
        otlp("b", "3", "2", 2),
        otlp("a", "4", "1", 3, db_system="redis"),
        otlp("b", "5", "3", 3, db_system="redis"),
        otlp("b", "6", "3", 3, db_system="mysql", server_address="db.internal"),
    ]
    found = read("\n".join(json.dumps({"resourceSpans": [span]}) for span in spans))
    assert set(needs(found)["a"]) == {"b", "a/redis"}
    assert set(needs(found)["b"]) == {"b/redis", "db.internal"}


def test_a_name_that_matches_a_service_is_a_guess() -> None:
    spans = [
        otlp("a", "1", "", 2),
        otlp("a", "2", "1", 3, server_address="b.shop.svc.cluster.local"),
        otlp("b", "9", "8", 2),
    ]
    found = read({"resourceSpans": spans})
    assert needs(found)["a"]["b"]["guessed"] == "server.address of a client span names it"
    assert not needs(read({"resourceSpans": spans}, guesses=False)).get("a")


def test_jaeger_that_follows_is_not_waited_for() -> None:
    def span(own: str, process: str, kind: str, refers: str = "") -> dict[str, Any]:
        references = [{"refType": refers, "spanID": "1"}] if refers else []
        tags = [{"key": "span.kind", "value": kind}]
        return {"traceID": "t", "spanID": own, "processID": process, "references": references,
                "tags": tags}  # fmt: skip

    processes = {name: {"serviceName": name} for name in "abc"}
    spans = [span("1", "a", "server"), span("2", "b", "server", "CHILD_OF"),
             span("3", "c", "server", "FOLLOWS_FROM")]  # fmt: skip
    found = read({"data": [{"traceID": "t", "spans": spans, "processes": processes}]})
    assert "hard" not in needs(found)["a"]["b"]
    assert needs(found)["a"]["c"]["hard"] is False


# -- hostile --------------------------------------------------------------------------------------


def test_a_hundred_thousand_nested_values_are_refused_in_a_line() -> None:
    deep = b'[{"parent":"a","child":"b","callCount":1},' + b"[" * 100_000
    form = table.named("traces")
    assert form is not None
    with pytest.raises(DocumentError) as refused:
        table.imported(form, [Given("deep.json", deep)], Options())
    assert len(refused.value.lines()) == 1


def test_services_that_would_multiply_are_refused() -> None:
    many = 1_100
    nodes = [node(f"w{n}", "workload", workload=f"w{n}") for n in range(2 * many)]
    edges = [edge(f"w{n}", "s", rate="1") for n in range(many)]
    edges += [edge("s", f"w{n}", rate="1") for n in range(many, 2 * many)]
    with pytest.raises(DocumentError, match="more than 1,000,000 ways"):
        kiali([*nodes, node("s", "service", service="s")], *edges)


def test_a_million_services_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "MAX_SERVICES", 20)
    assert read([link("a", f"b{n}") for n in range(19)])
    with pytest.raises(DocumentError, match="more than 20 services"):
        read([link("a", f"b{n}") for n in range(20)])


def test_parents_in_circles_end() -> None:
    spans = [zipkin("1", "2", "SERVER", "a"), zipkin("2", "1", "SERVER", "b")]
    assert {name: set(of) for name, of in needs(read(spans)).items()} == {"a": {"b"}, "b": {"a"}}


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text(json.dumps({"resourceSpans": [otlp("a", "1", "", 2)]}) + "\n{oops\n")
    with pytest.raises(DocumentError, match="line 2"):
        Topology.load(file)


def test_credentials_in_the_address_of_a_peer_are_no_part_of_its_name() -> None:
    span = {
        "traceId": "1", "id": "2", "kind": "CLIENT", "localEndpoint": {"serviceName": "web"},
        "remoteEndpoint": {"serviceName": "postgres://me:hunter2@db/shop"},
    }  # fmt: skip
    for found in (read([span]), read([link("web", "postgres://me:hunter2@db/shop")])):
        assert needs(found)["web"].keys() == {"postgres://db/shop"}
        assert "hunter2" not in repr(found)
