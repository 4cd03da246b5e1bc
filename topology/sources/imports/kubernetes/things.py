"""The objects of manifests, lists and dumps: each with its identity and its place in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from topology.errors import DocumentError, Problem
from topology.sources.imports.draft import united
from topology.sources.imports.given import Given
from topology.sources.imports.kubernetes.fields import text, texts
from topology.sources.imports.loose import Plain, items, table

DEFAULT = "default"
"""The namespace of what states none, as kubectl has it."""
MAX_NAME = 253
_VERSION = re.compile(r"(?:([a-zA-Z0-9.-]+)/)?v[0-9]+[a-z0-9]*")
_NAME = re.compile(r"[^\s/{}]{1,253}")
_OTHERS = (".backstage.io", ".skaffold")
"""Groups of other tools that write the same two keys."""
_OF_THE_SERVER = ("kubectl.kubernetes.io/last-applied-configuration",)
MAX_PLACES = 4
"""Places that are told of what stands in more, less one."""
MAX_LISTED = 6
"""Lists in lists that are opened."""


@dataclass(frozen=True, eq=False, slots=True)
class Thing:
    """One object: a Deployment, a Service, whatever has an apiVersion and a kind."""

    group: str
    kind: str
    namespace: str
    name: str
    body: Plain
    given: Given
    at: str
    """Where it stands."""

    @property
    def id(self) -> str:
        """As people call it; the namespace first, if it is not `default`.

        >>> Thing("apps", "Deployment", "shop", "web", {}, Given("x", b""), "").id
        'shop/deployment/web'
        """
        return named(self.kind, self.namespace, self.name)

    @property
    def family(self) -> str:
        """Whose kind it is: that of an extension, or none for what Kubernetes has itself."""
        return self.group if "." in self.group and not self.group.endswith(".k8s.io") else ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What no two different things share."""
        return self.family, self.kind, self.namespace, self.name

    @property
    def spec(self) -> Plain:
        """What it asks for."""
        return table(self.body.get("spec"))

    @property
    def metadata(self) -> Plain:
        """Its name, labels and owners."""
        return table(self.body.get("metadata"))

    @property
    def annotations(self) -> dict[str, str]:
        """What others have noted on it."""
        return texts(self.metadata.get("annotations"))

    def line(self, holder: object, key: str | int, place: str = "") -> str:
        """The source of something in it."""
        words = f"{self.id} {place}".rstrip()
        return self.given.source(words, self.given.line(holder, key))


def named(kind: str, namespace: str, name: str) -> str:
    """The id of a thing."""
    own = f"{kind.lower()}/{name}"
    return own if namespace == DEFAULT else f"{namespace}/{own}"


def is_name(word: str) -> bool:
    """Whether a word can be a name: what is left to be filled in (`{{ .Name }}`) cannot."""
    return bool(_NAME.fullmatch(word)) and word.isprintable()


def is_thing(value: object) -> bool:
    """Whether a plain value is an object of Kubernetes, by its two keys."""
    body = table(value)
    version = _VERSION.fullmatch(text(body.get("apiVersion"))[:MAX_NAME])
    if version is None or not text(body.get("kind")):
        return False
    return not f".{version[1]}".endswith(_OTHERS)


class Things:
    """All things of some files, each once, in the order of their ids."""

    def __init__(self, files: Sequence[Given]) -> None:
        """Raises `DocumentError` where one is described twice in different ways."""
        self.unnamed = 0
        self.counts: dict[str, int] = {}
        self._by_key: dict[tuple[str, str, str, str], Thing] = {}
        self._problems: list[Problem] = []
        for given in sorted(files, key=lambda file: (file.short_name, file.name)):
            before = len(self._by_key)
            for document in given.documents:
                self._document(given, document)
            self.counts[given.name] = len(self._by_key) - before
        if self._problems:
            raise DocumentError("", self._problems)
        self.all = sorted(self._by_key.values(), key=lambda one: (one.namespace, one.id, one.group))
        self._by_kind: dict[tuple[str, str], list[Thing]] = {}
        for thing in self.all:
            self._by_kind.setdefault((thing.family, thing.kind), []).append(thing)

    def of(self, kind: str, family: str = "") -> list[Thing]:
        """All of a kind."""
        return self._by_kind.get((family, kind), [])

    def get(self, kind: str, namespace: str, name: str, family: str = "") -> Thing | None:
        """The one of an identity."""
        return self._by_key.get((family, kind, namespace, name))

    def _document(self, given: Given, document: object) -> None:
        body: Plain = {"apiVersion": "v1", "kind": "List", "items": document}
        is_list = isinstance(document, list)
        self._take(given, body if is_list else document, self._line(given, document), "v1", "")

    @staticmethod
    def _line(given: Given, document: object) -> int | None:
        first = next(iter(table(document)), None)
        return None if first is None else given.line(document, first)

    def _take(
        self, given: Given, value: object, line: int | None, version: str, kind: str, depth: int = 0
    ) -> None:
        body = table(value)
        version, kind = text(body.get("apiVersion")) or version, text(body.get("kind")) or kind
        if kind.endswith("List") and depth < MAX_LISTED and "items" in body:
            several = items(body["items"])
            for index, item in enumerate(several):
                at = given.line(several, index)
                self._take(given, item, at, version, kind.removesuffix("List"), depth + 1)
        elif (match := _VERSION.fullmatch(version[:MAX_NAME])) and body and kind:
            self._add(given, body, line, match[1] or "", kind)

    def _add(self, given: Given, body: Plain, line: int | None, group: str, kind: str) -> None:
        metadata = table(body.get("metadata"))
        name, namespace = text(metadata.get("name")), text(metadata.get("namespace")) or DEFAULT
        if not all(map(is_name, (name, namespace, kind))):
            self.unnamed += 1
            return
        at = given.source(named(kind, namespace, name), line)
        thing = Thing(group, kind, namespace, name, body, given, at)
        before = self._by_key.setdefault(thing.key, thing)
        if before is thing:
            return
        if _asked(before) != _asked(thing):
            both = f"described twice, in different ways: {before.at} and {thing.at}"
            self._problems.append(Problem(thing.id, both))
        # Of two that are the same both places are told.
        where = united(before.at, thing.at) if before.at.count("; ") < MAX_PLACES else before.at
        self._by_key[thing.key] = Thing(
            group, kind, namespace, name, before.body, before.given, where
        )


def _asked(thing: Thing) -> Plain:
    """What was asked for, without what the server adds when it writes it out."""
    kept = {key: one for key, one in thing.body.items() if key not in ("status", "metadata")}
    labels, owners = thing.metadata.get("labels"), thing.metadata.get("ownerReferences")
    notes = {k: v for k, v in thing.annotations.items() if k not in _OF_THE_SERVER}
    return {**kept, "metadata": [texts(labels), owners, notes]}


def by_kind(things: Sequence[Thing]) -> Iterator[tuple[str, list[Thing]]]:
    """The things of each kind, in the order of the kinds."""
    found: dict[str, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.kind, []).append(thing)
    yield from sorted(found.items())
