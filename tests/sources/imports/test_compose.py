"""docker compose: what is concluded of a project, and what must not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from topology.document.document import Topology
from topology.errors import DocumentError, UsageError
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.compose.positions import Position, hosts_in
from topology.sources.imports.compose.project import extending, models
from topology.sources.imports.compose.project import project as whole_project
from topology.sources.imports.compose.project.variables import (
    Variables,
    VariablesError,
    variables_of,
)
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

HOST = "docker host"


class Project:
    """Files in a folder, to be imported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, *names: str, **options: Any) -> Imported:
        form = table.named("compose")
        assert form is not None
        given = [reader.given(self.folder / name) for name in names or ("compose.yaml",)]
        return table.imported(form, given, Options(**options))

    def of(self, services: str, **options: Any) -> Imported:
        """A file that holds these services."""
        self.write("compose.yaml", f"services:\n{services}")
        return self.read(**options)

    def refused(self, *names: str, **options: Any) -> str:
        with pytest.raises(DocumentError) as caught:
            self.read(*names, **options)
        (line,) = caught.value.lines()
        return line.removeprefix(f"{self.folder}/")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def component(found: Imported, name: str) -> dict[str, Any]:
    return next(c for c in found.document["components"] if c["id"] == name)


def needs(found: Imported, name: str) -> dict[str, str]:
    """What a component needs, with the degree of each and whether it is soft."""
    entries = component(found, name).get("needs", [])
    degrees = {
        entry["on"]: next((d for d in ("assumed", "guessed") if d in entry), "known")
        for entry in entries
    }
    soft = {entry["on"] for entry in entries if entry.get("hard") is False}
    return {on: f"soft {degree}" if on in soft else degree for on, degree in degrees.items()}


def points(found: Imported) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(found.document))


def causes(found: Imported) -> dict[str, set[str]]:
    """The single points of failure of each target, but the host that all share."""
    judged = points(found)
    return {target: {*judged.causes(target)} - {HOST} for target in judged.targets}


def left_out(found: Imported) -> str:
    return "\n".join(found.notes.left_out.items)


def remarks(found: Imported) -> str:
    return "\n".join(found.notes.unknown.items[found.notes.unknown.count :])


# -- the ten dangerous conclusions ----------------------------------------------------------------


def test_what_nobody_says_anything_of_is_not_judged(project: Project) -> None:
    found = project.of("  a: {image: x}\n  b: {image: redis}\n")
    assert "needs" not in component(found, "a")
    assert points(found).not_judged == ("a", "b")
    assert causes(found) == {}
    assert "2 of 2 services refer to no other, and none to them: b, a" in remarks(found)


def test_replicas_fall_with_the_host_that_they_share(project: Project) -> None:
    text = "  web: {image: x, depends_on: [app]}\n  app: {image: x, deploy: {replicas: 3}}\n"
    found = project.of(text)
    assert component(found, "app")["count"] == 3
    (risk,) = found.document["shared_risks"]
    assert "one host unless told otherwise" in risk["assumed"]
    assert points(found).causes("web") == (HOST,)
    assert "app" not in causes(found)["web"]


def test_over_several_hosts_members_part_and_all_else_stands_nobody_knows_where(
    project: Project,
) -> None:
    text = "  web: {image: x, depends_on: [app]}\n  app: {image: x, deploy: {replicas: 3}}\n"
    found = project.of(text, hosts=2)
    app = component(found, "app")
    assert app["spread"] == ["host-1", "host-2"]
    assert "--hosts 2" in app["assumed"]["spread"]
    assert causes(found) == {"web": set()}
    assert "shared_risks" not in found.document
    assert (
        "not known: on which of the 2 hosts each of these is, and what falls with that: web"
        in remarks(found)
    )


def test_one_host_that_a_caller_says_is_that(project: Project) -> None:
    (risk,) = project.of("  a: {image: x}\n", hosts=1).document["shared_risks"]
    assert risk["assumed"] == "--hosts 1: all run on one host"


def test_more_hosts_than_members_are_not_there(project: Project) -> None:
    found = project.of("  a: {image: x, scale: 2}\n", hosts=900)
    assert component(found, "a")["spread"] == ["host-1", "host-2"]
    with pytest.raises(UsageError, match="--hosts takes at most 1,000"):
        project.read(hosts=1001)


def test_each_is_spread_over_as_many_hosts_as_it_has_members(project: Project) -> None:
    found = project.of("  a: {image: x, scale: 2}\n  b: {image: x, scale: 4}\n", hosts=3)
    assert component(found, "a")["spread"] == ["host-1", "host-2"]
    assert component(found, "b")["spread"] == ["host-1", "host-2", "host-3"]
    assert Topology.from_dict(found.document)


def test_a_placement_that_parts_members_is_heeded(project: Project) -> None:
    placed = "deploy: {replicas: 2, placement: {max_replicas_per_node: 1}}"
    found = project.of(f"  a: {{image: x, {placed}}}\n  b: {{image: x, depends_on: [a]}}\n")
    assert found.document["shared_risks"][0]["hits"] == ["b"]
    assert causes(found) == {"b": set()}
    assert "no two members on one host (placement)" in remarks(found)


def test_a_placement_on_a_host_is_that_host(project: Project) -> None:
    where = 'deploy: {replicas: 2, placement: {constraints: ["node.hostname==h1"]}}'
    found = project.of(f"  a: {{image: x, {where}}}\n  b: {{image: x}}\n")
    hits = {risk["id"]: risk["hits"] for risk in found.document["shared_risks"]}
    assert hits == {"host h1": ["a"], HOST: ["b"]}


def test_two_that_are_placed_on_one_host_share_it(project: Project) -> None:
    where = 'deploy: {placement: {constraints: ["node.hostname == h1"]}}'
    found = project.of(
        f"  a: {{image: x, {where}}}\n  b: {{image: x, {where}}}\n  c: {{image: x}}\n"
    )
    hits = {risk["id"]: risk["hits"] for risk in found.document["shared_risks"]}
    assert hits == {"host h1": ["a", "b"], HOST: ["c"]}


@pytest.mark.parametrize(
    "placement", ["{constraints: [node.role == manager]}", "{preferences: [{spread: a}]}",
                  "{max_replicas_per_node: 2}"]
)  # fmt: skip
def test_a_placement_that_parts_nobody_leaves_one_host(project: Project, placement: str) -> None:
    found = project.of(f"  a: {{image: x, deploy: {{replicas: 4, placement: {placement}}}}}\n")
    assert found.document["shared_risks"][0]["hits"] == ["a"]
    assert "placement of a does not say on which host" in remarks(found)


def test_a_volume_under_replicas_is_neither_shared_nor_redundant(project: Project) -> None:
    text = "services:\n  db: {image: postgres, scale: 3, volumes: ['data:/d']}\nvolumes: {data: }\n"
    project.write("compose.yaml", text)
    found = project.read()
    assert causes(found)["db"] == {"data"}
    assert "neither shared nor redundant: db (data)" in remarks(found)
    asked = project.read(quorum={"db": 1})
    assert component(asked, "db")["quorum"] == 1
    assert component(asked, "db")["assumed"]["quorum"] == "--quorum db=1"


@pytest.mark.parametrize(("image", "least"), [("postgres:16", 3), ("nats", 3), ("redis", None)])
def test_of_members_of_a_database_a_majority_is_taken_to_be_needed(
    project: Project, image: str, least: int | None
) -> None:
    text = f"services:\n  db: {{image: {image}, scale: 4, volumes: ['data:/d']}}\n"
    project.write("compose.yaml", f"{text}volumes: {{data: }}\n")
    found = project.read()
    assert component(found, "db").get("quorum") == least
    told = component(found, "db").get("assumed", {}).get("quorum", "")
    assert ("majority; --quorum db=K" in told) is (least is not None)
    open_ = "whether one member is enough is not known: db (--quorum db=K)" in remarks(found)
    assert open_ is (least is None)


def test_a_quorum_of_nobody_or_of_too_few_is_refused(project: Project) -> None:
    project.of("  data: {image: x, scale: 2}\n")
    with pytest.raises(UsageError, match="no service is called so; did you mean"):
        project.read(quorum={"dato": 1})
    with pytest.raises(UsageError, match="data has 2 members"):
        project.read(quorum={"data": 3})


def test_a_start_order_is_assumed_and_says_so(project: Project) -> None:
    found = project.of("""
  a: {image: x, depends_on: [b, c]}
  b: {image: x, depends_on: {c: {condition: service_healthy}}}
  c: {image: x}
""")
    by_list, by_mapping = component(found, "a")["needs"][0], component(found, "b")["needs"][0]
    assert by_list["assumed"] == "depends_on: start-up order"
    assert by_mapping["assumed"] == "depends_on: start-up order, once healthy"
    assert by_list["source"] == "compose.yaml:3 services.a.depends_on"
    assert causes(found) == {"a": {"b", "c"}}


def test_what_has_ended_before_is_no_need(project: Project) -> None:
    found = project.of("""
  a: {image: x, depends_on: {job: {condition: service_completed_successfully}, db: {}}}
  job: {image: x, depends_on: [db]}
  db: {image: x}
""")
    assert needs(found, "a") == {"db": "assumed"}
    assert "services.a.depends_on → job: it has ended" in left_out(found)
    assert "run to their end before others start: job" in remarks(found)


def test_what_is_not_required_is_soft_and_no_name_makes_it_hard(project: Project) -> None:
    found = project.of("""
  a:
    image: x
    environment: {FLAGS_HOST: flags}
    depends_on: {flags: {condition: service_started, required: false}}
  flags: {image: x}
""")
    assert needs(found, "a") == {"flags": "soft assumed"}
    assert causes(found) == {"a": set()}


def test_what_is_stated_goes_before_what_is_assumed_and_guessed(project: Project) -> None:
    found = project.of("""
  a: {image: x, links: ["db:store"], depends_on: [db], environment: ["DB_HOST=store"]}
  db: {image: x}
""")
    (need,) = component(found, "a")["needs"]
    assert needs(found, "a") == {"db": "known"}
    assert len(need["source"].split("; ")) == 3


@pytest.mark.parametrize(
    "stated", ["network_mode: 'service:b'", "pid: 'service:b'", "ipc: 'service:b'",
               "volumes_from: ['b:ro']", "volumes_from: ['container:bee']", "links: [b]",
               "network_mode: 'container:bee'", "external_links: ['bee:x']"],
)  # fmt: skip
def test_what_is_shared_with_another_is_needed_for_sure(project: Project, stated: str) -> None:
    found = project.of(f"  a: {{image: x, {stated}}}\n  b: {{image: x, container_name: bee}}\n")
    assert needs(found, "a") == {"b": "known"}
    assert causes(found) == {"a": {"b"}}


def test_names_are_followed_whatever_they_are(project: Project) -> None:
    found = project.of("""
  app:
    image: x
    environment: {A_HOST: one, B_HOST: Two, C_HOST: three, D_HOST: four}
  s1: {image: x, container_name: one}
  s2: {image: x, hostname: two}
  s3: {image: x, networks: {default: {aliases: [three]}}}
  four: {image: x}
""")
    assert needs(found, "app") == dict.fromkeys(["s1", "s2", "s3", "four"], "guessed")
    assert causes(found) == {"app": {"s1", "s2", "s3", "four"}}
    reasons = [need["guessed"] for need in component(found, "app")["needs"]]
    assert "A_HOST names it by its container_name" in reasons


def test_a_name_leads_nowhere_without_a_network_in_common(project: Project) -> None:
    found = project.of("""
  app: {image: x, networks: [inner], environment: {DB_HOST: db, FAR_URL: "http://alias"}}
  db: {image: x, networks: {outer: , inner2: {aliases: [alias]}}}
""")
    assert "needs" not in component(found, "app")
    assert "2 values with a name: what is named is on no network in common" in left_out(found)


def test_a_link_to_what_is_not_there_leads_nowhere(project: Project) -> None:
    found = project.of("  a: {image: x, links: ['gone:b'], environment: {B_HOST: b}}\n")
    assert "needs" not in component(found, "a")
    assert "services.a.links → gone: is not described" in left_out(found)


def test_members_of_a_cluster_that_name_each_other_need_no_other(project: Project) -> None:
    found = project.of("""
  n1: {image: x, environment: {NODES: "n1,n2"}}
  n2: {image: x, environment: {NODES: "n1,n2"}}
  app: {image: x, environment: {NODES: "n1,n2"}}
""")
    assert "needs" not in component(found, "n1")
    assert "count" not in component(found, "n1")
    assert needs(found, "app") == {"n1": "guessed", "n2": "guessed"}
    assert "one of 2 in a list, of which one may be enough" in str(component(found, "app"))


def test_seeds_are_asked_at_the_start_only(project: Project) -> None:
    found = project.of("  a: {image: x}\n  b: {image: x, environment: {CASSANDRA_SEEDS: a}}\n")
    assert "needs" not in component(found, "b")
    assert "members of a cluster are asked at the start" in left_out(found)


def test_without_guesses_the_answer_is_more_hopeful_and_the_count_says_so(
    project: Project,
) -> None:
    text = "  a: {image: x, environment: {DB_HOST: b}, depends_on: [c]}\n"
    found = project.of(f"{text}  b: {{image: x}}\n  c: {{image: x}}\n", guesses=False)
    assert found.dropped == 1
    assert needs(found, "a") == {"c": "assumed"}


# -- where a name is that of a host ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "value", "hosts"),
    [
        ("DB_HOST", "db", ["db"]),
        ("PGHOST", "db", ["db"]),
        ("X", "db:5432", ["db"]),
        ("X", "db:5432,cache:6379", ["db", "cache"]),
        ("X", "amqp://me:p:w@queue:5672//", ["queue"]),
        ("X", "jdbc:mysql://db:3306/x?user=a", ["db"]),
        ("X", "mongodb://u:p@m1:27017,m2:27017/x", ["m1", "m2", "m2"]),
        ("X", "http://a:1000,http://b:1000", ["a", "b"]),
        ("X", "u:p@tcp(db:3306)/x", ["db"]),
        ("X", "host=db port=5432 password=cache", ["db"]),
        ("X", "Server=db;Database=cache", ["db"]),
        ("X", '["http://es:9200"]', ["es"]),
        ("NODES", "n1 n2;n3", ["n1", "n2", "n3"]),
        ("DB_PORT", "5432", []),
        ("X", "postgres:15", []),
        ("DB_IMAGE", "postgres:1500", []),
        ("MYSQL_DATABASE", "blog", []),
        ("MYSQL_USER", "blog", []),
        ("DB_PASSWORD", "db", []),
        ("BASIC_AUTH", "web:1234", []),
        ("CACHE_DRIVER", "redis", []),
        ("STORAGE_TYPE", "mysql", []),
        ("SERVER_NAME", "web", []),
        ("CORS_ORIGINS", "http://web", []),
        ("ALLOWED_HOSTS", "web", []),
        ("NO_PROXY", "db,cache", []),
        ("KAFKA_ADVERTISED_LISTENERS", "PLAIN://kafka:9092", []),
        ("VIRTUAL_HOST", "web", []),
    ],
)
def test_hosts_are_found_by_their_place(variable: str, value: str, hosts: list[str]) -> None:
    found = hosts_in(variable, value)
    assert [host for host, position in found if position is Position.HOST] == hosts


def test_a_command_names_hosts_in_its_options(project: Project) -> None:
    found = project.of("""
  a: {image: x, command: "run --db=db:5432 --cache-host cache -v web:80 web:80 --image web:8000"}
  b: {image: x, entrypoint: [run, "http://db/x"]}
  db: {image: x}
  cache: {image: x}
  web: {image: x}
""")
    assert needs(found, "a") == {"db": "guessed", "cache": "guessed"}
    assert needs(found, "b") == {"db": "guessed"}


def test_variables_are_read_from_the_files_of_a_service(project: Project) -> None:
    project.write("app.env", "DB_HOST=db\nCACHE_HOST=cache\nEXTRA_HOST=$WHERE\n")
    project.write(".env", "WHERE=extra\nHANDED_HOST=handed\n")
    found = project.of("""
  a:
    image: x
    env_file: [app.env, {path: none.env, required: false}, missing.env]
    environment: [CACHE_HOST=nowhere, HANDED_HOST]
  db: {image: x}
  cache: {image: x}
  extra: {image: x}
  handed: {image: x}
""")
    assert needs(found, "a") == dict.fromkeys(["db", "extra", "handed"], "guessed")
    assert "app.env:1 DB_HOST" in str(component(found, "a")["needs"])
    assert "HANDED_HOST, handed through, names it" in str(component(found, "a")["needs"])
    assert "files of variables that are not there: missing.env" in remarks(found)


def test_nothing_is_looked_up_in_the_environment_of_the_caller(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHERE", "db")
    monkeypatch.setenv("DB_HOST", "db")
    found = project.of("""
  a: {image: x, environment: ["A_HOST=$WHERE", DB_HOST]}
  db: {image: x}
""")
    assert "needs" not in component(found, "a")
    assert "variables that are not set: WHERE (--env-file)" in remarks(found)


# -- how many -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "count"),
    [("", None), ("scale: 2", 2), ("deploy: {replicas: 3}", 3), ("deploy: {replicas: 1}", 1),
     ("deploy: {replicas: '${N:-4}'}", 4), ("deploy: {replicas: '$N'}", None),
     ("deploy: {mode: global}", None), ("deploy: {mode: global, replicas: 3}", None),
     ("deploy: {replicas: 2}, scale: 5", 2),
     ("deploy: {replicas: true}", None), ("deploy: {replicas: 99999999999}", None)],
)  # fmt: skip
def test_a_count_is_what_is_said_and_nothing_else(
    project: Project, said: str, count: int | None
) -> None:
    found = project.of(f"  a: {{image: x, {said}}}\n")
    assert component(found, "a").get("count") == count
    is_unread = count is None and "replicas" in said and "global" not in said
    assert ("cannot be read, and is not known: a" in remarks(found)) == is_unread


def test_a_member_on_each_host_is_not_one(project: Project) -> None:
    found = project.of("  a: {image: x, deploy: {mode: global}}\n")
    assert "one member on each host (mode global), however many those are: a" in remarks(found)


def test_what_does_not_run_is_left_out_and_so_is_the_need_of_it(project: Project) -> None:
    found = project.of("""
  a: {image: x, depends_on: [off, quiet]}
  off: {image: x, deploy: {replicas: 0}}
  quiet: {image: x, profiles: [night]}
""")
    assert [c["id"] for c in found.document["components"]] == ["a"]
    assert "services.off: it has 0 replicas, and does not run" in left_out(found)
    assert "services.a.depends_on → quiet: quiet is left out" in left_out(found)
    assert needs(project.read(profiles=("night",)), "a") == {"quiet": "assumed"}
    assert needs(project.read(profiles=("*",)), "a") == {"quiet": "assumed"}


# -- volumes --------------------------------------------------------------------------------------


def test_volumes_that_have_a_name_are_components(project: Project) -> None:
    project.write("compose.yaml", """
services:
  app:
    image: x
    volumes: ["v1:/1", ./b:/2, ~/c:/3, /4, 'C:\\d:/5', {type: volume, source: v2, target: /6},
              {type: bind, source: v3, target: /7}, {type: volume, target: /8}, "app:/9"]
volumes: {v1: , v2: {driver: local}, v3: , app: }
""")  # fmt: skip
    found = project.read()
    assert needs(found, "app") == dict.fromkeys(["v1", "v2", "volume/app"], "known")
    assert component(found, "volume/app")["kind"] == "volume"
    assert "6 mounts: folders of the host" in left_out(found)
    assert "1 volume: declared, and used by nothing that runs" in left_out(found)
    assert causes(found) == {"app": {"v1", "v2", "volume/app"}}


def test_what_is_described_elsewhere_is_a_component_if_that_is_asked_for(
    project: Project,
) -> None:
    project.write("compose.yaml", """
services:
  a: {image: x, volumes: ["v1:/v", "w1:/w"], depends_on: [ghost], external_links: ["old:o"]}
volumes: {v1: {external: true}}
""")  # fmt: skip
    found = project.read()
    assert "needs" not in component(found, "a")
    assert left_out(found).count("--external makes a component of it") == 4
    asked = project.read(external=True)
    assert needs(asked, "a") == dict.fromkeys(["v1", "w1", "ghost", "old"], "known")


# -- files that lead to one another ---------------------------------------------------------------


def test_files_are_merged_in_their_order(project: Project) -> None:
    project.write("a.yaml", """
services:
  web: {image: x, depends_on: [db, old], volumes: ["data:/d"], environment: [A_HOST=old, B_HOST=db]}
  db: {image: x}
  old: {image: x}
volumes: {data: }
""")  # fmt: skip
    project.write("b.yaml", """
services:
  web:
    depends_on: !override {db: {condition: service_healthy}}
    volumes: ["./bind:/d"]
    environment: {A_HOST: db, B_HOST: !reset null}
  old: !reset null
""")  # fmt: skip
    found = project.read("a.yaml", "b.yaml")
    assert needs(found, "web") == {"db": "assumed"}
    assert [c["id"] for c in found.document["components"]] == ["db", "web"]
    assert component(found, "web")["needs"][0]["source"] == (
        "b.yaml:4 services.web.depends_on; b.yaml:6 services.web.environment.A_HOST"
    )
    back = project.read("b.yaml", "a.yaml")
    assert set(needs(back, "web")) == {"db", "old", "data"}


def test_what_overrides_goes_last_whatever_the_order_of_names(project: Project) -> None:
    project.write("compose.yaml", "services: {a: {image: x, scale: 2}}")
    project.write("compose.override.yaml", "services: {a: {image: x, scale: 3}}")
    found = project.read("compose.override.yaml", "compose.yaml")
    assert component(found, "a")["count"] == 3
    assert found.document == project.read("compose.yaml", "compose.override.yaml").document


def test_nothing_said_leaves_what_was_said_before(project: Project) -> None:
    project.write("a.yaml", "services: {a: {image: x, scale: 2, depends_on: [b]}, b: {image: x}}")
    project.write("b.yaml", "services: {a: {image: y, scale: , depends_on: }}")
    found = project.read("a.yaml", "b.yaml")
    assert needs(found, "a") == {"b": "assumed"}
    assert component(found, "a")["count"] == 2


def test_what_a_service_drops_stays_dropped_if_it_extends_another(project: Project) -> None:
    project.write("a.yaml", "services: {a: {image: x, depends_on: [b]}, b: {image: x}}")
    project.write("b.yaml", "services: {a: {extends: c, depends_on: !reset }, c: {image: x}}")
    assert "needs" not in component(project.read("a.yaml", "b.yaml"), "a")


def test_a_service_begins_as_the_one_that_it_extends(project: Project) -> None:
    project.write("parts/base.yaml", """
services:
  base: {extends: root, environment: {DB_HOST: db}, env_file: near.env}
  root: {image: x, scale: 2, depends_on: [db]}
""")  # fmt: skip
    project.write("parts/near.env", "CACHE_HOST=cache\n")
    found = project.of("""
  web: {extends: {file: parts/base.yaml, service: base}, depends_on: [cache]}
  api: {extends: web, scale: 3, depends_on: !reset }
  db: {image: x}
  cache: {image: x}
""")
    assert needs(found, "web") == {"db": "assumed", "cache": "assumed"}
    assert needs(found, "api") == {"db": "guessed", "cache": "guessed"}
    assert (component(found, "web")["count"], component(found, "api")["count"]) == (2, 3)


def test_a_circle_is_named(project: Project) -> None:
    project.write("other.yaml", "services: {b: {extends: {file: compose.yaml, service: a}}}")
    project.write("compose.yaml", "services: {a: {extends: {file: other.yaml, service: b}}}")
    assert "extends in a circle: a (compose.yaml) → b (other.yaml) → a" in project.refused()
    project.write("compose.yaml", "services: {a: {extends: b}, b: {extends: a}}")
    assert "a (compose.yaml) → b (compose.yaml) → a (compose.yaml)" in project.refused()
    project.write("compose.yaml", "include: [x.yaml]\nservices: {a: {image: x}}")
    project.write("x.yaml", "include: [compose.yaml]\nservices: {b: {image: x}}")
    assert "includes in a circle: compose.yaml → x.yaml → compose.yaml" in project.refused()


def test_files_outside_are_read_only_if_that_is_allowed(project: Project) -> None:
    project.write("out/base.yaml", "services: {b: {image: x, scale: 2}}")
    project.write(
        "in/compose.yaml", "services: {a: {extends: {file: ../out/base.yaml, service: b}}}"
    )
    line = project.refused("in/compose.yaml")
    assert line.endswith('"../out/base.yaml" lies outside the folder of the first file: '
                         "--allow-outside reads it")  # fmt: skip
    assert component(project.read("in/compose.yaml", allow_outside=True), "a")["count"] == 2
    (project.folder / "in" / "link.yaml").symlink_to(project.folder / "out" / "base.yaml")
    for name in ("link.yaml", "/dev/zero", "../in/../out/base.yaml"):
        project.write("in/compose.yaml", f"include: [{name}]\nservices: {{a: {{image: x}}}}")
        assert "lies outside" in project.refused("in/compose.yaml")
    project.write("in/compose.yaml", "services: {a: {image: x, env_file: ../out/base.yaml}}")
    assert "services.a.env_file" in project.refused("in/compose.yaml")


def test_what_is_included_has_its_own_variables_and_may_not_differ(project: Project) -> None:
    project.write(".env", "OUTER=one\n")
    project.write("part/.env", "OUTER=other\nINNER=two\n")
    project.write(
        "part/c.yaml", "services: {b: {image: x, environment: [A_HOST=$OUTER, B_HOST=$INNER]}}"
    )
    services = "services: {one: {image: x}, two: {image: x}, a: {image: x, depends_on: [b]}}\n"
    project.write("compose.yaml", f"include: [part/c.yaml, {{path: part/c.yaml}}]\n{services}")
    found = project.read()
    assert needs(found, "b") == {"one": "guessed", "two": "guessed"}
    project.write("compose.yaml", "include: [part/c.yaml]\nservices: {b: {image: y}}")
    assert 'differs from what it includes on service "b"' in project.refused()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("services: {a: 1}", "services.a: must be a mapping, not a number"),
        ("services: [a]", "services: must be a mapping, not a list of 1"),
        ("services: {a: {depends_on: db}}", "services.a.depends_on: must be a list or a mapping"),
        ("services: {a: {extends: b}}", 'extends the service "b", which is not there'),
        ("services: {a: {extends: {file: b.yaml}}}", "services.a.extends: must name a service"),
        (
            "services: {a: {extends: {file: b.yaml, service: a}}}",
            'b.yaml" is no file that is there',
        ),
        ("services: {a: {image: x}}\ninclude: b.yaml", "include: must be a list, not text"),
        ("services: {a: {image: x}}\ninclude: [{}]", "include: must name a file"),
        ('services: {"": {image: x}}', "is no name of a service"),
    ],
)
def test_what_compose_would_not_run_is_refused_in_a_line(
    project: Project, text: str, words: str
) -> None:
    project.write("compose.yaml", text)
    assert words in project.refused()


def test_floods_are_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extending, "MAX_COPIED", 50)
    monkeypatch.setattr(models, "MAX_SERVICES", 30)
    monkeypatch.setattr(whole_project, "MAX_FILES", 20)
    base = "base: {image: x, environment: [A=1, B=2, C=3]}"
    many = ", ".join(f"s{n}: {{extends: base}}" for n in range(20))
    project.write("compose.yaml", f"services: {{{base}, {many}}}")
    assert "extends take over more than 50 values" in project.refused()
    many = ", ".join(f"s{n}: {{image: x}}" for n in range(31))
    project.write("compose.yaml", f"services: {{{many}}}")
    assert "services: has more than 30 services" in project.refused()
    for n in range(5):
        project.write(f"{n}.yaml", f"include: [{n + 1}.yaml, {n + 1}.yaml]")
    project.write("5.yaml", "services: {a: {image: x}}")
    assert "includes more than 20 files" in project.refused("0.yaml")


def test_other_files_cannot_be_followed_from_standard_input() -> None:
    with pytest.raises(DocumentError, match="other files cannot be followed"):
        Topology.loads("services: {a: {image: x, extends: {file: b.yaml, service: a}}}")


# -- variables ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("$A", "1"), ("${A}", "1"), ("a${A}b", "a1b"), ("$$A", "$A"), ("$${A}", "${A}"),
        ("${A:-x}", "1"), ("${E:-x}", "x"), ("${E-x}", ""), ("${U-x}", "x"), ("${U:-x}", "x"),
        ("${A:+x}", "x"), ("${E:+x}", ""), ("${E+x}", "x"), ("${U+x}", ""),
        ("${A:?m}", "1"), ("${U:?m}", ""), ("${E?m}", ""), ("${U:-${B:-${A}}}", "2"),
        ("${U:-a$A$$}c", "a1$c"), ("$1 $ ${", "$1 $ ${"), ("}", "}"), ("${U:-", ""),
    ],
)  # fmt: skip
def test_all_forms_of_variables(text: str, becomes: str) -> None:
    assert Variables({"A": "1", "B": "2", "E": ""}).filled(text) == becomes


def test_only_what_is_used_is_missed() -> None:
    variables = Variables({"A": "1"})
    variables.filled("${A:-$X}${Y:?words}${Z:-}${W}")
    assert variables.unset == {"Y", "W"}
    assert variables.required == {"Y"}


def test_variables_are_bounded() -> None:
    with pytest.raises(VariablesError, match="nested too deeply"):
        Variables({}).filled("${A:-" * 60)
    doubled = "\n".join(f"A{n}=${{A{n - 1}}}${{A{n - 1}}}" for n in range(1, 60))
    with pytest.raises(VariablesError, match="too long"):
        variables_of(f"A0={'x' * 1000}\n{doubled}", {})
    many = Variables({"A": "x" * 900_000})
    with pytest.raises(VariablesError, match="holds too much"):
        for _ in range(60):
            many.filled("$A")


def test_a_file_of_variables() -> None:
    text = '# no\n\nA=1\nexport B = two # words\nC=\'$A # x\'\nD="a\\"b\n$A"\nE: y\n=z\nF\nG=#h\n'
    found = {name: value for name, (value, _) in variables_of(text, {}).items()}
    assert found == {"A": "1", "B": "two", "C": "$A # x", "D": 'a\\"b\n1', "E": "y", "G": ""}


def test_the_file_of_variables_that_is_asked_for_goes_before_the_one_beside(
    project: Project,
) -> None:
    project.write(".env", "N=2\n")
    path = project.write("else/other.env", "N=3\n")
    project.of("  a: {image: x, scale: $N}\n")
    assert component(project.read(), "a")["count"] == 2
    assert component(project.read(env_file=str(path)), "a")["count"] == 3
    assert "is no file that is there" in project.refused(env_file="none.env")


# -- what is said ---------------------------------------------------------------------------------


def test_ports_that_others_reach_are_told_and_are_no_target(project: Project) -> None:
    found = project.of("""
  a: {image: x, ports: ["8080:80", "9000-9001:90"]}
  b: {image: x, ports: ["127.0.0.1:1:1", "80", {target: 80, published: "8081"}, "0.0.0.0:7:7/udp"]}
  c: {image: x, ports: ["80", "[::1]:81:80"]}
""")
    assert "published ports: a:8080, b:7 - likely what people use (--for)" in remarks(found)
    assert "objectives" not in found.document


@pytest.mark.parametrize(
    ("image", "kind"),
    [("postgres:16", "database"), ("docker.io/library/redis@sha256:1", "cache"),
     ("bitnami/kafka", "queue"), ("quay.io/x/postgres-exporter", "service"), ("", "service")],
)  # fmt: skip
def test_well_known_images_have_kinds(project: Project, image: str, kind: str) -> None:
    assert component(project.of(f"  a: {{image: '{image}'}}\n"), "a")["kind"] == kind


def test_the_order_of_keys_does_not_matter(project: Project) -> None:
    one = "  a: {image: x, depends_on: [b], environment: {X_HOST: c, B_HOST: b}}\n"
    rest = ["  b: {image: x}\n", "  c: {image: x}\n"]
    first = project.of(f"{one}{''.join(rest)}").document["components"]
    turned = "  a: {environment: {B_HOST: b, X_HOST: c}, depends_on: [b], image: x}\n"
    second = project.of(f"{rest[1]}{rest[0]}{turned}").document["components"]

    def unplaced(parts: list[dict[str, Any]]) -> str:
        return str([{**c, "source": "", "needs": [
            {**n, "source": ""} for n in c.get("needs", [])]} for c in parts])  # fmt: skip

    assert unplaced(first) == unplaced(second)


@pytest.mark.parametrize(
    "text",
    ["services: {}", "services: {a: {x: 1}}", "a: {image: x}", "services: [1]", "components: []",
     "apiVersion: v1\nservices: {a: {image: x}}", "include: x", "include: [x]\nstages: []"],
)  # fmt: skip
def test_what_is_not_compose_is_not_taken_for_it(project: Project, text: str) -> None:
    assert table.recognised(reader.given(project.write("x.yaml", text))) is None


def test_what_stands_for_a_name_and_is_none_is_not_echoed(tmp_path: Path) -> None:
    url = "postgres://me:hunter2@db/x?password=hunter2"
    file = tmp_path / "compose.yaml"
    file.write_text(
        f"services:\n  web: {{environment: ['{url}'], depends_on: ['{url}'], image: x}}\n"
        f"  job: {{environment: {{'{url}': '1'}}, image: x}}\n  db: {{image: y}}\n",
        encoding="utf-8",
    )
    form = table.named("compose")
    assert form is not None
    for external in (True, False):
        found = table.imported(form, [reader.given(file)], Options(external=external))
        assert "hunter2" not in str((found.document, found.notes))
        (web,) = [part for part in found.document["components"] if part["id"] == "web"]
        assert "db" in [entry["on"] for entry in web["needs"]]
