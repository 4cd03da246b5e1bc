"""A bill of materials as plain values, from its JSON form or its XML form.

Of XML, as many parts as `cyclonedx` reads become what the JSON form has in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from topology.errors import DocumentError
from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, table
from topology.sources.xml import Element, parse_xml

NAME = "CycloneDX"
_XML = re.compile(
    r"(?:\s|<\?[^>]{0,500}>|<!--(?:[^-]|-(?!->))*+-->)*+<(?:\w{1,50}:)?bom\s[^>]{0,2000}"
    r"cyclonedx\.org/schema/bom"
)


def is_bom(given: Given) -> bool:
    """Whether a file is a bill of materials of CycloneDX, in either form."""
    return table(given.value).get("bomFormat") == NAME or is_xml(given)


def is_xml(given: Given) -> bool:
    """Whether a file begins as the XML form does."""
    try:
        return _XML.match(given.text[:10_000]) is not None
    except DocumentError:
        return False


def bom_of(given: Given) -> Plain:
    """The plain values of a bill of materials. Raises `DocumentError`."""
    if is_xml(given):
        try:
            return _bom(parse_xml(given.data.removeprefix(b"\xef\xbb\xbf")))
        except DocumentError as error:
            raise DocumentError(given.name, error.problems) from None
    value = given.own_value
    if not is_bom(given) or not isinstance(value, dict):
        raise given.error("is no CycloneDX bill of materials")
    return value


def _bom(root: Element) -> Plain:
    described = [one for part in _parts(root, "metadata") for one in _parts(part, "component")]
    return {
        "metadata": {"component": _component(described[0])} if described else {},
        "specVersion": root.attributes.get("xmlns", "").rpartition("/")[2],
        "components": [_component(e) for e in _listed(root, "components", "component")],
        "services": [_service(e) for e in _listed(root, "services", "service")],
        "dependencies": [_dependency(e) for e in _listed(root, "dependencies", "dependency")],
        "compositions": [_composition(e) for e in _listed(root, "compositions", "composition")],
    }


def _component(element: Element) -> Plain:
    inside = [_component(e) for e in _listed(element, "components", "component")]
    kind = element.attributes.get("type", "")
    return {**_named(element), "type": kind, "components": inside}


def _service(element: Element) -> Plain:
    inside = [_service(e) for e in _listed(element, "services", "service")]
    provider = [_text(one, "name") for one in _parts(element, "provider")]
    return {**_named(element), "provider": {"name": "".join(provider[:1])}, "services": inside}


def _named(element: Element) -> dict[str, object]:
    ref = {"bom-ref": element.attributes.get("bom-ref", ""), "line": element.line}
    return {**ref, **{key: _text(element, key) for key in ("group", "name", "version")}}


def _dependency(element: Element) -> Plain:
    inside = [one.attributes.get("ref", "") for one in _parts(element, "dependency")]
    ref = element.attributes.get("ref", "")
    # An empty element is what tools write for anything: the JSON form says `[]` where it is meant.
    listed = {"dependsOn": inside} if inside else {}
    return {"ref": ref, "line": element.line, **listed}


def _composition(element: Element) -> Plain:
    refs = [e.attributes.get("ref", "") for e in _listed(element, "dependencies", "dependency")]
    return {"aggregate": _text(element, "aggregate"), "dependencies": refs}


def _parts(element: Element, tag: str) -> Iterator[Element]:
    return (part for part in element.parts if part.tag.rpartition(":")[2] == tag)


def _listed(element: Element, several: str, one: str) -> Iterator[Element]:
    return (part for whole in _parts(element, several) for part in _parts(whole, one))


def _text(element: Element, tag: str) -> str:
    return "".join([part.text for part in _parts(element, tag)][:1])
