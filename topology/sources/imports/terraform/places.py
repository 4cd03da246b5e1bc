"""Where resources stand: zone, region and account, as far as their attributes tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from topology.sources.imports.terraform.estate import Resource
from topology.sources.imports.terraform.tables import provider_of
from topology.sources.imports.terraform.values import texts

_PLACE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+){0,6}")
_AWS_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]")
_GOOGLE_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_ACCOUNT = re.compile(r"[\w:.-]{1,100}")
MAX_PLACE = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource stands; empty or None for what is not told."""

    provider: str
    zones: tuple[str, ...] = ()
    """The zone it stands in, or those it may stand in; sorted."""
    region: str = ""
    account: str = ""
    """Told apart by it, and never shown."""

    @property
    def zone(self) -> str:
        """Its one zone."""
        return self.zones[0] if len(self.zones) == 1 else ""

    @property
    def location(self) -> str | None:
        """The word that a component has for it."""
        return self.zone or self.region or None


def place_of(resource: Resource) -> Place:
    """Where a resource says that it stands."""
    provider = resource.address.type.partition("_")[0][:100]
    fields = provider_of(provider)
    arn = _arn(resource)
    regions = [*_said(resource, fields.region), arn[0], _place(resource.region)]
    zones = set(_said(resource, fields.zone) or _said(resource, fields.zones))
    # Google says either in `location`.
    zones |= {region for region in regions if _GOOGLE_ZONE.fullmatch(region)}
    found = [region for region in regions if region and not _GOOGLE_ZONE.fullmatch(region)]
    of_zones = {region for region in map(region_of, zones) if region}
    if not found and len(of_zones) == 1:
        found = [*of_zones]
    region = found[0] if found else ""
    if provider == "azurerm":
        # A zone is a number there, and means something in its region only.
        region = region.lower()
        zones = {f"{region}-{zone}" for zone in zones if region}
    return Place(provider, tuple(sorted(zones)), region, _account(resource, arn[1]))


def is_zone_unknown(resource: Resource) -> bool:
    """Whether its zone is known only when a plan is carried out."""
    fields = provider_of(resource.address.type.partition("_")[0][:100])
    return any(resource.unknown.get(name) is True for name in (*fields.zone, *fields.zones))


def region_of(zone: str) -> str:
    """The region that the name of a zone tells of; empty where none does.

    >>> region_of("us-east-1b"), region_of("europe-west1-d"), region_of("nova")
    ('us-east-1', 'europe-west1', '')
    """
    found = _AWS_ZONE.fullmatch(zone) or _GOOGLE_ZONE.fullmatch(zone)
    return found[1] if found else ""


def _said(resource: Resource, attributes: tuple[str, ...]) -> list[str]:
    found = (_place(text) for name in attributes for text in texts(resource.values, name))
    return [place for place in found if place]


def _place(text: str) -> str:
    """The name of a place in one form; empty for what is none.

    >>> _place("West Europe"), _place("https://…/zones/europe-west1-d"), _place("1")
    ('westeurope', 'europe-west1-d', '1')
    """
    last = text.rpartition("/")[2]
    # Azure writes some regions for people.
    last = last.replace(" ", "").lower() if " " in last else last
    if last.isascii() and last.isdigit() and len(last) < 3:
        return last
    return last if len(last) <= MAX_PLACE and _PLACE.fullmatch(last) else ""


def _arn(resource: Resource) -> tuple[str, str]:
    """The region and the account in the name that AWS gives everything."""
    for arn in texts(resource.values, "arn"):
        parts = arn.split(":", 5)
        if len(parts) == 6 and parts[0] == "arn":
            return _place(parts[3]), parts[4]
    return "", ""


def _account(resource: Resource, of_arn: str) -> str:
    told = [of_arn, *_azure(resource)]
    fields = provider_of(resource.address.type.partition("_")[0]).account
    told += [text for name in fields for text in texts(resource.values, name)]
    return next((text for text in told if _ACCOUNT.fullmatch(text)), "")


def _azure(resource: Resource) -> Iterator[str]:
    for name in texts(resource.values, "id"):
        if name.lower().startswith("/subscriptions/"):
            yield name.split("/")[2]
