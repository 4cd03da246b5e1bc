"""What a file says of an estate, whatever its form: resources, and who refers to whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from topology.sources.imports.given import Given
from topology.sources.imports.terraform.addresses import Address
from topology.sources.imports.terraform.tables import ResourceType, type_of
from topology.sources.imports.terraform.values import NOTHING, Plain, texts

IDENTIFIERS = ("id", "arn", "self_link", "instance_group", "name", "identifier",
               "cluster_identifier", "function_name", "bucket", "metadata.name")  # fmt: skip
"""Attributes by which others name a resource."""
_LINKS = ("https://www.googleapis.com/compute/v1/", "https://www.googleapis.com/compute/beta/")


@dataclass(slots=True)
class Resource:
    """One instance of a resource that Terraform manages; no attribute is a secret."""

    address: Address
    source: str
    values: Plain = field(default_factory=lambda: NOTHING)
    unknown: Plain = field(default_factory=lambda: NOTHING)
    """Attributes that are known only when the plan is carried out."""
    region: str = ""
    """The region of its provider, if the configuration states it."""
    references: tuple[Address, ...] = ()
    """What it refers to anywhere, as the configuration names it."""
    named: Callable[[str], Iterable[Address]] | None = None
    """What an attribute refers to, if the file has a configuration."""

    @property
    def type(self) -> ResourceType:
        """What it is."""
        return type_of(self.address.type)


MOST_STEPS = 5_000_000
"""Steps from one resource to another that are followed in all files together."""


class Steps:
    """How far references and ways are followed yet."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._left = MOST_STEPS

    def take(self, count: int = 1) -> None:
        """Takes so many steps. Raises `DocumentError` when there are too many."""
        self._left -= count
        if self._left < 0:
            raise self._given.error("has more ways from resource to resource than can be followed")


class Estate:
    """Resources of several files, found by address, by identifier, and from where they are."""

    def __init__(self, first: Given) -> None:
        self.steps = Steps(first)
        self.resources: list[Resource] = []
        self.by_address: dict[str, Resource] = {}
        self.by_base: dict[str, list[Resource]] = defaultdict(list)
        self.data: Counter[str] = Counter()
        """How many look-ups there are of each type."""
        self.indirect = False
        """Whether references are those of a state, which has the indirect ones too."""
        self._bases: dict[str, dict[tuple[str, ...], list[str]]] = {}
        self._named: dict[str, list[Resource]] | None = None

    def add(self, resource: Resource) -> None:
        """Adds a resource whose address is new."""
        address = resource.address
        self.resources.append(resource)
        self.by_address[address.full] = resource
        if address.base not in self.by_base:
            starts = self._bases.setdefault(address.key, {})
            for length in range(len(address.segments) + 1):
                starts.setdefault(address.segments[:length], []).append(address.base)
        self.by_base[address.base].append(resource)

    def bases(self, meant: Address, near: Address) -> list[str]:
        """The resources that a configuration means, in the instance of a module that is nearest."""
        starts = self._bases.get(meant.key)
        if starts is None:
            return []
        segments = near.segments
        for length in range(len(segments), -1, -1):
            if found := starts.get(segments[:length]):
                return found
        return []

    def identified(self, text: str, of: frozenset[str]) -> list[Resource]:
        """The resource that an identifier names, of some kinds, roles or types; none of several."""
        if self._named is None:
            self._named = defaultdict(list)
            for resource in self.resources:
                names = {n for key in IDENTIFIERS for n in texts(resource.values, key)}
                for name in names:
                    self._named[_short(name)].append(resource)
        found = self._named.get(_short(text)) or self._named.get(_owner_of(text), [])
        fitting = [r for r in found if r.type.is_one_of(of, r.address.type)]
        return fitting if len(fitting) == 1 else []


def _short(name: str) -> str:
    start = next((link for link in _LINKS if name.startswith(link)), "")
    return name[len(start) :]


def _owner_of(text: str) -> str:
    """The resource of Azure that a part of it, such as one of its pools, belongs to."""
    return text.rsplit("/", 2)[0] if text.count("/") > 2 else ""
