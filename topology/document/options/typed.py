"""A part of a document by itself, from plain values."""

from __future__ import annotations

from topology.document.schema import Component, SharedRisk
from topology.document.schema.validator import validator_of


def component_of(plain: object) -> Component:
    """A component as the schema has it; what it names is not looked for. Raises `ValueError`."""
    found: Component = validator_of(Component).validate_python(plain)
    return found


def risk_of(plain: object) -> SharedRisk:
    """The same of a shared risk."""
    found: SharedRisk = validator_of(SharedRisk).validate_python(plain)
    return found
