"""Which components belong together: by provider, location, kind, tag, owner, or words of one's own.

A component belongs to every group that it names, and to none where it names none. Its provider is
what it says under `x-provider`, a text or a list of texts, and in tags such as `provider:aws`; one
that says neither and is of the kind `provider` or `partner` is the provider itself, by its id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from topology.document.document import Topology
from topology.document.own_words import PREFIX, is_own
from topology.document.schema import Component
from topology.errors import UsageError, did_you_mean, quoted

PROVIDER = "provider"
PLAIN = ("location", "kind", "tag", "owner")
WORDS = (PROVIDER, *PLAIN)
"""By what groups are made without being asked; any key that begins with `x-` may be asked for."""
PROVIDER_KEY = f"{PREFIX}{PROVIDER}"
PROVIDER_TAG = f"{PROVIDER}:"
PROVIDER_KINDS = (PROVIDER, "partner")
NO_KIND = Component(id="none").kind
"""What a component is of that says nothing of its kind."""
RULES = {
    PROVIDER: "x-provider and tags like provider:NAME; without both, the id of a component "
    "of kind provider or partner",
    "location": "the field location",
    "kind": f'the field kind; "{NO_KIND}" is none',
    "tag": "each of the field tags",
    "owner": "the field owner",
}
"""Where each is read from, in words."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The components of a document by what they name: `of` has the ids of each group, sorted."""

    by: str
    of: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...]
    """The ids of those that name none, sorted."""

    @property
    def rule(self) -> str:
        """Where it is read from."""
        return RULES.get(self.by, f"the key {self.by}")


def groups(topology: Topology, by: str) -> Groups:
    """The groups of a document by `by`, sorted by name. O(components). Raises `UsageError`."""
    own = _own(topology)
    need_word(by, own)
    found: dict[str, list[str]] = {}
    without: list[str] = []
    for number, component in enumerate(topology.components):
        names = dict.fromkeys(_names(component, by, own.get(number, {})))
        for name in names:
            found.setdefault(name, []).append(component.id)
        if not names:
            without.append(component.id)
    of = {name: tuple(sorted(found[name])) for name in sorted(found)}
    return Groups(by, of, tuple(sorted(without)))


def all_groups(topology: Topology) -> list[Groups]:
    """The groups by each of `WORDS` that any component names."""
    return [made for by in WORDS if (made := groups(topology, by)).of]


def need_word(by: str, own: Mapping[int, Mapping[str, object]]) -> None:
    """Raises `UsageError` for what no groups can be made by, with the nearest that can."""
    keys = sorted({key for words in own.values() for key in words})
    if by in WORDS or by in keys:
        return
    if is_own(by):
        raise UsageError(f"no component has the key {quoted(by)}{did_you_mean(by, keys)}")
    known = ", ".join(WORDS)
    meant = did_you_mean(by, [*WORDS, *keys])
    raise UsageError(f"--by {quoted(by)} is none of {known}, and no key x-…{meant}")


def _own(topology: Topology) -> dict[int, dict[str, object]]:
    """What people say of each component under keys of their own, by its place in the document."""
    found: dict[int, dict[str, object]] = {}
    for path, words in topology.own_words:
        if len(path) == 2 and path[0] == "components":
            found[int(path[1])] = words
    return found


def _names(component: Component, by: str, own: Mapping[str, object]) -> Iterable[str]:
    if by == PROVIDER:
        return _providers(component, own)
    if by == "tag":
        return component.tags
    if by == "kind":
        return () if component.kind == NO_KIND else (component.kind,)
    if by in PLAIN:
        said = component.location if by == "location" else component.owner
        return (said,) if said else ()
    return _texts(own.get(by))


def _providers(component: Component, own: Mapping[str, object]) -> list[str]:
    said = [tag[len(PROVIDER_TAG) :].strip() for tag in component.tags if _names_provider(tag)]
    found = [*_texts(own.get(PROVIDER_KEY)), *filter(None, said)]
    return found or [component.id] * (component.kind in PROVIDER_KINDS)


def _names_provider(tag: str) -> bool:
    return tag.startswith(PROVIDER_TAG)


def _texts(value: object) -> Iterator[str]:
    """The names that are said: a text, the entries of a list, or any other value as JSON."""
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, str):
            if one.strip():
                yield one.strip()
        elif one not in (None, {}, []):
            yield json.dumps(one, ensure_ascii=False, sort_keys=True)
