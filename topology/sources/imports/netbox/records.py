"""The records of NetBox by model and key, from a dump of the database or from its API.

A dump (`manage.py dumpdata`) is a list of `{model, pk, fields}`; the API gives out pages of
`results`, or lists of these, each with its `url`; and an object may hold such lists by endpoint. In
the API a reference is an object with an `id`, and a choice one with a `value`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, items, table, tables, whole, word

MODELS: Mapping[str, str] = {
    "devices": "dcim.device",
    "device-roles": "dcim.devicerole",
    "device-bays": "dcim.devicebay",
    "modules": "dcim.module",
    "sites": "dcim.site",
    "locations": "dcim.location",
    "racks": "dcim.rack",
    "interfaces": "dcim.interface",
    "front-ports": "dcim.frontport",
    "rear-ports": "dcim.rearport",
    "port-mappings": "dcim.portmapping",
    "console-ports": "dcim.consoleport",
    "console-server-ports": "dcim.consoleserverport",
    "power-ports": "dcim.powerport",
    "power-outlets": "dcim.poweroutlet",
    "power-feeds": "dcim.powerfeed",
    "power-panels": "dcim.powerpanel",
    "cables": "dcim.cable",
    "cable-terminations": "dcim.cabletermination",
    "virtual-chassis": "dcim.virtualchassis",
    "circuits": "circuits.circuit",
    "circuit-terminations": "circuits.circuittermination",
    "providers": "circuits.provider",
    "provider-networks": "circuits.providernetwork",
    "clusters": "virtualization.cluster",
    "virtual-machines": "virtualization.virtualmachine",
}
"""The models that are read, by the endpoint of the API that gives them out."""
READ = frozenset(MODELS.values())
CONTENT_TYPE = "contenttypes.contenttype"
_URL = re.compile(r"/api/([a-z-]{1,40})/([a-z-]{1,40})/")

Key = tuple[str, int]
"""A model and the key of one of its records."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One record: its model, its key, its fields, and the file in which it stands."""

    model: str
    pk: int
    fields: Plain = field(repr=False)
    file: Given = field(repr=False)

    @property
    def key(self) -> Key:
        """Its model and key."""
        return self.model, self.pk

    @property
    def source(self) -> str:
        """Where it stands."""
        return self.file.source(f"{self.model} {self.pk}")

    def ref(self, *names: str) -> int | None:
        """The key of the record that the first of some fields refers to that refers to one."""
        return next((k for name in names if (k := key_of(self.fields.get(name))) is not None), None)

    def word(self, *names: str) -> str:
        """The first of some fields that is a name; of a choice, its value."""
        return next((text for name in names if (text := choice(self.fields.get(name)))), "")


def key_of(value: object) -> int | None:
    """The key that a value refers to: a number, or an object with an `id`."""
    return whole(value.get("id") if isinstance(value, dict) else value)


def choice(value: object) -> str:
    """A name, or the value of a choice as the API gives it."""
    return word(value.get("value") if isinstance(value, dict) else value)


class Records:
    """All records that are read, of all files."""

    def __init__(self, files: Sequence[Given]) -> None:
        """Raises `DocumentError` for a file that is neither JSON nor YAML."""
        self.by_model: defaultdict[str, dict[int, Record]] = defaultdict(dict)
        self.others: defaultdict[str, int] = defaultdict(int)
        """How many there are of the models that are not read."""
        self.counts: dict[str, int] = {}
        """How many records each file has, by its name."""
        self.twice = 0
        self._types: dict[int, str] = {}
        for file in files:
            self._take(file)
        for record in self.of("dcim.cable"):
            self._ends_in_full(record)

    def of(self, model: str) -> list[Record]:
        """The records of a model, by key."""
        found = self.by_model.get(model, {})
        return [found[pk] for pk in sorted(found)]

    def get(self, model: str, pk: int | None) -> Record | None:
        """A record; None where there is none."""
        return None if pk is None else self.by_model.get(model, {}).get(pk)

    def type_of(self, value: object) -> str:
        """The model that a content type means: a name, two parts of one, or its key."""
        if isinstance(value, list):
            return ".".join(map(word, value[:2]))
        number = key_of(value)
        return word(value) if number is None else self._types.get(number, "")

    def _take(self, file: Given) -> None:
        _ = file.documents
        count = 0
        for model, value in _rows(file):
            pk = whole(value.get("pk") if "fields" in value else value.get("id"))
            fields = table(value["fields"]) if "fields" in value else value
            count += 1
            if model == CONTENT_TYPE and pk is not None:
                self._types[pk] = f"{word(fields.get('app_label'))}.{word(fields.get('model'))}"
            elif model not in READ or pk is None:
                self.others[model] += 1
            elif pk in self.by_model[model]:
                self.twice += 1
            else:
                self.by_model[model][pk] = Record(model, pk, fields, file)
        self.counts[file.short_name] = self.counts.get(file.short_name, 0) + count

    def _ends_in_full(self, cable: Record) -> None:
        """Takes in what the API tells of the ends of a cable, where it is told nowhere else."""
        for side in ("a_terminations", "b_terminations"):
            for end in tables(cable.fields.get(side)):
                model, pk = self.type_of(end.get("object_type")), key_of(end.get("object_id"))
                shown = end.get("object")
                is_new = pk is not None and pk not in self.by_model[model]
                if is_new and pk is not None and model in READ and isinstance(shown, dict):
                    self.by_model[model][pk] = Record(model, pk, shown, cable.file)


def is_netbox(given: Given) -> bool:
    """Whether some of the records in a file are of NetBox."""
    return any(_is_named(model, value) for model, value in _rows(given))


def _is_named(model: str, value: Plain) -> bool:
    """Whether a record says itself that it is of NetBox, and not only the key that it is under."""
    return model in READ and _model_of(value) == model


def _rows(given: Given) -> Iterator[tuple[str, Plain]]:
    """All that may be a record, with its model."""
    for value in given.values:
        if isinstance(value, dict) and not isinstance(value.get("results"), list):
            for key in value:
                yield from _listed(value[key], _endpoint(key))
        else:
            yield from _listed(value, "")


def _listed(value: object, model: str) -> Iterator[tuple[str, Plain]]:
    listed = value if isinstance(value, list) else items(table(value).get("results"))
    for row in listed:
        if isinstance(row, dict):
            yield _model_of(row) or model, row


def _endpoint(key: object) -> str:
    """The model of a key such as `dcim/devices` or `virtual_machines`."""
    name = word(key).strip("/").rpartition("/")[2].rpartition(".")[2]
    return MODELS.get(name.replace("_", "-"), "")


def _model_of(row: Plain) -> str:
    model = row.get("model")
    if isinstance(model, str) and isinstance(row.get("fields"), dict):
        return model.lower()[:100]
    url = row.get("url")
    found = _URL.search(url[:500]) if isinstance(url, str) else None
    if found is None:
        return ""
    model = MODELS.get(found[2], "")
    return model if model.startswith(f"{found[1]}.") else f"{found[1]}.{found[2]}"
