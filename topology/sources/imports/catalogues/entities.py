"""The entities of a Backstage catalogue, and how one refers to another.

A reference is `[kind:][namespace/]name`; case never matters, and the namespace is that of who
refers unless given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, items, table, word

DEFAULT = "default"
MAKER = "backstage.io/"


@dataclass(frozen=True, slots=True)
class Ref:
    """Whom an entity is, or means; compared in small letters, shown as it is written."""

    kind: str
    namespace: str
    name: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two references the same."""
        return self.kind, self.namespace, self.name.lower()

    def __str__(self) -> str:
        """As ids have it.

        >>> str(Ref("component", "default", "Web")), str(Ref("api", "shop", "orders"))
        ('component:Web', 'api:shop/orders')
        """
        space = "" if self.namespace == DEFAULT else f"{self.namespace}/"
        return f"{self.kind}:{space}{self.name}" if self.kind else f"{space}{self.name}"


def ref_of(value: object, kind: str, namespace: str) -> Ref | None:
    """What a reference means, `kind` and `namespace` unless it says so; None for no reference.

    >>> str(ref_of("Resource:Bucket", "", "default")), str(ref_of("shop/web", "component", "x"))
    ('resource:Bucket', 'component:shop/web')
    """
    if isinstance(value, dict):
        name = word(value.get("name"))
        kind = word(value.get("kind")).lower() or kind
        namespace = word(value.get("namespace")).lower() or namespace
        return Ref(kind, namespace, name) if name else None
    before, colon, rest = word(value).partition(":")
    text = rest if colon else before
    kind = before.strip().lower() if colon else kind
    space, slash, name = text.partition("/")
    namespace = space.strip().lower() if slash else namespace
    name = (name if slash else text).strip()
    return Ref(kind, namespace, name) if name and namespace else None


@dataclass(frozen=True, slots=True)
class Stated:
    """A reference in a list of an entity, and where it stands."""

    ref: Ref
    source: str


@dataclass(frozen=True)
class Entity:
    """One entity of a file."""

    ref: Ref
    file: Given
    value: Plain = field(repr=False)

    @property
    def metadata(self) -> Plain:
        """Its name and what people say of it."""
        return table(self.value.get("metadata"))

    @property
    def spec(self) -> Plain:
        """What its kind says of it."""
        return table(self.value.get("spec"))

    @property
    def source(self) -> str:
        """Where it stands."""
        return self.file.source(str(self.ref), self.file.line(self.value, "kind"))

    def refs(self, key: str, kind: str = "") -> Iterator[Stated]:
        """The references of a list in its `spec`."""
        listed = self.spec.get(key)
        for index, value in enumerate([listed] if isinstance(listed, str) else items(listed)):
            if (ref := ref_of(value, kind, self.ref.namespace)) is not None:
                line = self.file.line(listed, index) or self.file.line(self.spec, key)
                yield Stated(ref, self.file.source(f"{self.ref} {key}", line))

    def unread(self, key: str) -> int:
        """How many things under a key of its `spec` are no references."""
        value = self.spec.get(key)
        there = len(value) if isinstance(value, list) else int(value is not None)
        return there - sum(1 for _ in self.refs(key, "any"))

    def one(self, key: str, kind: str) -> Ref | None:
        """The reference that stands under a key of its `spec`."""
        return ref_of(self.spec.get(key), kind, self.ref.namespace)


def entity_values(given: Given) -> Iterator[Plain]:
    """What may be an entity: each document, or what is in a list that the catalogue gave out."""
    for value in given.values:
        listed = table(value).get("items")
        for one in value if isinstance(value, list) else items(listed) if listed else [value]:
            if isinstance(one, dict):
                yield one


def is_entity(value: Plain) -> bool:
    """Whether a value says that it is an entity of Backstage."""
    version, kind = value.get("apiVersion"), value.get("kind")
    if not isinstance(version, str) or not isinstance(kind, str):
        return False
    return version.startswith(MAKER) or f".{MAKER}" in version[:100]


def entity_of(value: Plain, given: Given) -> Entity | None:
    """An entity; None where it has no name."""
    metadata = table(value.get("metadata"))
    kind, name = word(value.get("kind")).lower(), word(metadata.get("name"))
    namespace = word(metadata.get("namespace")).lower() or DEFAULT
    return Entity(Ref(kind, namespace, name), given, value) if kind and name else None
