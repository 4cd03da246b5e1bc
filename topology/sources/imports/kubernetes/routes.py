"""Ingresses and routes: to which Services do they lead?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from topology.sources.imports.draft import Draft, known
from topology.sources.imports.kubernetes.fields import at, text
from topology.sources.imports.kubernetes.services import Services, needs_service
from topology.sources.imports.kubernetes.things import Thing, Things, is_name, named
from topology.sources.imports.loose import Plain, items, table, tables
from topology.sources.imports.notes import few

NO_THING = "a route is a rule, and nothing that runs"
Led = Iterator[tuple[str, str]]
"""Names and namespaces of Services; `host` where it is a host name."""


def _ingress(route: Thing) -> Led:
    spec = route.spec
    backends = [spec.get("defaultBackend"), spec.get("backend")]
    for rule in tables(spec.get("rules")):
        backends += [path.get("backend") for path in tables(at(rule, "http", "paths"))]
    for backend in backends:
        name = text(at(backend, "service", "name")) or text(at(backend, "serviceName"))
        yield name, route.namespace


def _gateway_route(route: Thing) -> Led:
    for rule in tables(route.spec.get("rules")):
        yield from _weighted(route, rule.get("backendRefs"))


def _openshift(route: Thing) -> Led:
    yield from _weighted(route, [route.spec.get("to")])
    yield from _weighted(route, route.spec.get("alternateBackends"))


def _listed_services(route: Thing) -> Led:
    """Of Traefik and Contour."""
    for rule in (*tables(route.spec.get("routes")), table(route.spec.get("tcpproxy"))):
        yield from _weighted(route, rule.get("services"))


def _virtual_service(route: Thing) -> Led:
    """Of Istio, where it is about what comes in through a gateway."""
    gateways = {text(one) for one in items(route.spec.get("gateways"))}
    if not gateways - {"mesh"}:
        return
    for protocol in ("http", "tls", "tcp"):
        for rule in tables(route.spec.get(protocol)):
            for target in tables(rule.get("route")):
                if target.get("weight") != 0:
                    yield text(at(target, "destination", "host")), "host"


def _weighted(route: Thing, targets: object) -> Led:
    for target in tables(targets):
        if target.get("weight") != 0 and target.get("kind", "Service") == "Service":
            yield text(target.get("name")), text(target.get("namespace")) or route.namespace


KINDS: dict[tuple[str, str], Callable[[Thing], Led]] = {
    ("", "Ingress"): _ingress,
    **{("", f"{word}Route"): _gateway_route for word in ("HTTP", "GRPC", "TCP", "TLS", "UDP")},
    ("route.openshift.io", "Route"): _openshift,
    ("traefik.io", "IngressRoute"): _listed_services,
    ("traefik.containo.us", "IngressRoute"): _listed_services,
    ("projectcontour.io", "HTTPProxy"): _listed_services,
    ("networking.istio.io", "VirtualService"): _virtual_service,
}
"""What leads to Services from outside, by whose kind it is."""


def add_routes(draft: Draft, things: Things, services: Services, *, external: bool) -> set[str]:
    """Adds all routes that lead somewhere, each of which needs all it leads to; their ids."""
    missing: list[str] = []
    found: set[str] = set()
    for (family, kind), led in KINDS.items():
        for route in things.of(kind, family):
            targets = sorted({one for one in led(route) if all(map(is_name, one))})
            if targets:
                found.add(route.id)
                _add_route(draft, route, _Ends(services, external, missing), targets)
    if missing:
        draft.remark(f"not in the files, though routes lead there: {few(sorted(missing))}")
    if found:
        draft.remark(f"what serves {few(sorted(found))} (its controller) is not said")
    return found


class _Ends:
    """Where routes lead: Services, those that are kept as external, and those that are missing."""

    def __init__(self, services: Services, external: bool, missing: list[str]) -> None:
        self.services = services
        self.external = external
        self.missing = missing

    def find(self, route: Thing, name: str, namespace: str) -> Thing | str:
        """The Service, or the id that it would have."""
        if namespace == "host":
            host = name.rstrip(".").lower()
            return self.services.meant(host, route.namespace) or "hosts"
        service = self.services.things.get("Service", namespace, name)
        return service or named("Service", namespace, name)


def _add_route(draft: Draft, route: Thing, ends: _Ends, targets: list[tuple[str, str]]) -> None:
    draft.component(route.id, kind="route", source=route.at)
    leads = False
    said = known(_at(route))
    for name, namespace in targets:
        end = ends.find(route, name, namespace)
        if isinstance(end, Thing) and needs_service(draft, route.id, end, said):
            leads = True
        elif isinstance(end, str) and ends.external and end != "hosts":
            draft.component(end, kind="external", source=route.at)
            draft.need(route.id, end, said)
            leads = True
        else:
            ends.missing.append(end if isinstance(end, str) else f"{end.id} (outside)")
    if leads:
        part: Plain = draft.component(route.id, kind="route", source="")
        part["fails"] = False
        draft.assume(route.id, "fails", False, NO_THING)


def _at(route: Thing) -> str:
    return route.line(route.body, "spec", "spec")
