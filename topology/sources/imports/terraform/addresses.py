"""Addresses of resources: `module.db[0].aws_db_instance.main["a"]`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from topology.errors import printable

_KEY = r'\[(?:\d++|"(?:[^"\\\n]|\\.)*+")\]'
_NAME = r"[^\W\d][\w-]*+"
_ADDRESS = re.compile(
    rf"(?P<module>(?:module\.{_NAME}(?:{_KEY})?+\.)*+)(?P<data>data\.)?"
    rf"(?P<type>(?!(?:module|data)\.){_NAME})\.(?P<name>{_NAME})(?P<index>{_KEY})?+"
)
_SEGMENT = re.compile(rf"module\.({_NAME})({_KEY})?+")
MAX_LENGTH = 1_000
"""Characters of an address; longer ones are taken for none."""
NO_RESOURCE = frozenset(
    {"var", "local", "each", "count", "path", "terraform", "self", "module", "data", "output",
     "provider", "meta", "provisioner"}
)  # fmt: skip
"""First words of references that are none to a resource."""


@dataclass(frozen=True)
class Address:
    """An address in its parts; `module` and `index` have the keys of instances."""

    module: str
    is_data: bool
    type: str
    name: str
    index: str = ""

    @property
    def base(self) -> str:
        """The address of all instances of the resource together."""
        return f"{self.module}{'data.' if self.is_data else ''}{self.type}.{self.name}"

    @property
    def full(self) -> str:
        """As Terraform writes it."""
        return self.base + self.index

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The modules that it lies in, with the keys of instances."""
        return tuple(found[0] for found in _SEGMENT.finditer(self.module))

    @cached_property
    def key(self) -> str:
        """The address as the configuration has it, without the keys of instances."""
        if not self.module:
            return self.base
        names = "".join(f"module.{found[1]}." for found in _SEGMENT.finditer(self.module))
        return f"{names}{'data.' if self.is_data else ''}{self.type}.{self.name}"


def parse_address(text: object) -> Address | None:
    """An address in its parts; None for what is none.

    >>> parse_address('module.db[0].aws_db_instance.main["a.b"]').key
    'module.db.aws_db_instance.main'
    """
    if not isinstance(text, str) or len(text) > MAX_LENGTH or printable(text) != text:
        return None
    found = _ADDRESS.fullmatch(text)
    return None if found is None or _is_no_resource(found) else _of(found)


def parse_reference(text: str) -> Address | None:
    """The resource of a reference such as `aws_lb.web[0].arn`; None if it is to none."""
    found = _ADDRESS.match(text[:MAX_LENGTH])
    return None if found is None or _is_no_resource(found) else _of(found)


def index_of(key: object) -> str:
    """The key of an instance as an address has it."""
    if isinstance(key, bool) or key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    if not isinstance(key, str):
        return ""
    quoted = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'["{quoted}"]'


def _is_no_resource(found: re.Match[str]) -> bool:
    return not found["data"] and found["type"] in NO_RESOURCE


def _of(found: re.Match[str]) -> Address:
    module, data, type_, name, index = found.group("module", "data", "type", "name", "index")
    return Address(module, bool(data), type_, name, index or "")
