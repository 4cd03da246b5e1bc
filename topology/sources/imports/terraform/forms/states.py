"""Plans and states of Terraform and OpenTofu, in all their forms, as an estate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from topology.sources.imports.given import Given
from topology.sources.imports.loose import items, table
from topology.sources.imports.terraform.addresses import (
    Address,
    index_of,
    parse_address,
    parse_reference,
)
from topology.sources.imports.terraform.estate import Estate, Resource, Steps
from topology.sources.imports.terraform.forms.configuration import Configuration
from topology.sources.imports.terraform.forms.flat_attributes import nested
from topology.sources.imports.terraform.values import Plain, without_secrets


@dataclass(slots=True)
class Reading:
    """What a file holds: in words, and what of it could not be taken."""

    form: str
    managed: int = 0
    data: int = 0
    references: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    """How many resources were not taken, by the reason."""
    remarks: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What was read."""
        parts = [(self.managed, "managed"), (self.data, "data")]
        told = ", ".join(f"{count:,} {what}" for count, what in parts)
        return f"{self.form}: {told} resources; references between them: {self.references:,}"


def form_of(value: object) -> str:
    """Which form of Terraform a plain value is in; empty for none."""
    if not isinstance(value, dict):
        return ""
    marked = any(isinstance(value.get(k), str) for k in ("terraform_version", "format_version"))
    if marked and isinstance(value.get("planned_values"), dict):
        return "plan"
    if marked and isinstance(value.get("values"), dict) and "root_module" in value["values"]:
        return "state"
    version = value.get("version")
    raw = "terraform_version" in value or "lineage" in value
    if raw and version == 4 and isinstance(value.get("resources"), list):
        return "raw state, version 4"
    if raw and version == 3 and isinstance(value.get("modules"), list):
        return "raw state, version 3"
    return ""


def read_state(given: Given, estate: Estate) -> Reading:
    """Adds what a plan or a state describes. Raises `DocumentError`."""
    value = table(given.value)
    reading = Reading(form_of(value))
    if reading.form == "plan":
        found = _planned(given, value, reading, estate.steps)
    elif reading.form == "state":
        found = _shown(given, table(value["values"]).get("root_module"), reading)
    elif reading.form.endswith("4"):
        found = _raw(given, items(value.get("resources")), reading)
    else:
        found = _old_raw(given, items(value.get("modules")), reading)
    for resource in found:
        before = estate.by_address.get(resource.address.full)
        if before is None:
            estate.add(resource)
            reading.managed += 1
        elif before.source.split()[0] != given.short_name:
            raise given.error(
                f"describes {resource.address.full} as another file does: import each by itself"
            )
        else:
            reading.skipped["described twice"] += 1
    for kind, count in _data_of(reading).items():
        estate.data[kind] += count
    return reading


_DATA = "data:"


def _data_of(reading: Reading) -> Counter[str]:
    """The look-ups that were met, by type; they are taken out of what was skipped."""
    keys = [key for key in reading.skipped if key.startswith(_DATA)]
    found = Counter({key[len(_DATA) :]: reading.skipped.pop(key) for key in keys})
    reading.data = found.total()
    return found


# -- what `terraform show -json` writes -----------------------------------------------------------


def _modules(root: object) -> Iterator[Plain]:
    """A module and all that it calls."""
    todo = [root]
    while todo:
        module = table(todo.pop())
        yield module
        todo += reversed(items(module.get("child_modules")))


def _shown_resources(root: object, reading: Reading) -> Iterator[tuple[Address, Plain]]:
    for module in _modules(root):
        for part in map(table, items(module.get("resources"))):
            address = parse_address(part.get("address"))
            if address is None:
                reading.skipped["without an address that can be read"] += 1
            elif address.is_data or part.get("mode") == "data":
                reading.skipped[f"{_DATA}{address.type}"] += 1
            elif "deposed_key" in part:
                reading.skipped["about to be destroyed"] += 1
            else:
                yield address, part


def _shown(given: Given, root: object, reading: Reading) -> Iterator[Resource]:
    for address, part in _shown_resources(root, reading):
        depends = _addresses(part.get("depends_on"))
        reading.references += len(items(part.get("depends_on")))
        yield Resource(
            address,
            given.source(address.full),
            without_secrets(part.get("values"), part.get("sensitive_values")),
            references=depends,
        )


def _planned(given: Given, value: Plain, reading: Reading, steps: Steps) -> Iterator[Resource]:
    configuration = Configuration(table(value.get("configuration")), value.get("variables"), steps)
    unknown = _unknown(value.get("resource_changes"))
    root = table(value["planned_values"]).get("root_module")
    counted = set()
    for address, part in _shown_resources(root, reading):
        key = address.key
        references = configuration.references(key)
        if key not in counted:
            counted.add(key)
            reading.references += len(references)
        yield Resource(
            address,
            given.source(address.full),
            without_secrets(part.get("values"), part.get("sensitive_values")),
            unknown.get(address.full, {}),
            configuration.region(key),
            references,
            _Named(configuration, key),
        )
    if configuration.locals:
        reading.remarks.append(
            f"references over locals, whose parts no plan shows: {configuration.locals:,}"
        )


@dataclass(frozen=True, slots=True)
class _Named:
    configuration: Configuration
    key: str

    def __call__(self, attribute: str) -> Iterable[Address]:
        return self.configuration.named(self.key, attribute)


def _unknown(changes: object) -> dict[str, Plain]:
    """By address, the attributes that are known only after a plan is carried out."""
    found: dict[str, Plain] = {}
    for change in map(table, items(changes)):
        address = change.get("address")
        if isinstance(address, str) and "deposed" not in change:
            found[address] = table(table(change.get("change")).get("after_unknown"))
    return found


# -- what Terraform keeps -------------------------------------------------------------------------


def _raw(given: Given, resources: list[Any], reading: Reading) -> Iterator[Resource]:
    for part in map(table, resources):
        module, kind, name = part.get("module"), part.get("type"), part.get("name")
        data = "data." if part.get("mode") == "data" else ""
        start = f"{module}." if isinstance(module, str) and module else ""
        instances = [i for i in map(table, items(part.get("instances"))) if "deposed" not in i]
        for instance in instances:
            address = parse_address(
                f"{start}{data}{kind}.{name}{index_of(instance.get('index_key'))}"
            )
            if address is None:
                reading.skipped["without an address that can be read"] += 1
            elif address.is_data:
                reading.skipped[f"{_DATA}{address.type}"] += 1
            else:
                yield _raw_instance(given, address, instance, reading)


def _raw_instance(given: Given, address: Address, part: Plain, reading: Reading) -> Resource:
    own = [*_addresses(part.get("dependencies"))]
    # What an older Terraform wrote is said from within the module.
    own += [_within(address, one) for one in _addresses(part.get("depends_on"))]
    reading.references += len(own)
    values = table(part.get("attributes")) or nested(table(part.get("attributes_flat")))
    hidden = {
        step["value"]: True
        for path in items(part.get("sensitive_attributes"))
        for step in map(table, items(path)[:1])
        if isinstance(step.get("value"), str)
    }
    source = given.source(address.full)
    return Resource(address, source, without_secrets(values, hidden), references=tuple(own))


def _old_raw(given: Given, modules: list[Any], reading: Reading) -> Iterator[Resource]:
    for module in map(table, modules):
        names = [n for n in items(module.get("path")) if isinstance(n, str)]
        start = "".join(f"module.{name}." for name in names[1:])
        for key, part in table(module.get("resources")).items():
            address = parse_address(f"{start}{_indexed(key)}")
            primary = table(table(part).get("primary"))
            if address is None:
                reading.skipped["without an address that can be read"] += 1
            elif address.is_data:
                reading.skipped[f"{_DATA}{address.type}"] += 1
            elif primary:
                depends = _addresses(table(part).get("depends_on"))
                reading.references += len(depends)
                yield Resource(
                    address,
                    given.source(address.full),
                    nested(table(primary.get("attributes"))),
                    references=tuple(_within(address, one) for one in depends),
                )
            else:
                reading.skipped["about to be destroyed"] += 1


def _indexed(key: str) -> str:
    """The address that an old state has as `aws_instance.web.0`."""
    name, _, last = key.rpartition(".")
    return f"{name}[{int(last)}]" if last.isascii() and last.isdigit() and len(last) < 10 else key


def _within(owner: Address, meant: Address) -> Address:
    """What is meant from within the module of its owner."""
    if meant.module or not owner.module:
        return meant
    return Address(owner.module, meant.is_data, meant.type, meant.name, meant.index)


def _addresses(texts_: object) -> tuple[Address, ...]:
    found = (parse_reference(text) for text in items(texts_) if isinstance(text, str))
    return tuple(one for one in found if one is not None)
