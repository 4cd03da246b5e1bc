"""Terraform and OpenTofu: what of an estate runs, where, and what takes whose place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from topology.errors import DocumentError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.notes import few
from topology.sources.imports.options import Options
from topology.sources.imports.terraform.components import Components
from topology.sources.imports.terraform.estate import Estate
from topology.sources.imports.terraform.forms.graph_text import GraphReading, is_graph, read_graph
from topology.sources.imports.terraform.forms.states import Reading, form_of, read_state
from topology.sources.imports.terraform.needs import Needs
from topology.sources.imports.terraform.relations import Relations
from topology.sources.imports.terraform.tables import NOT_LISTED, RUNS, type_of, whys

MOST_TYPES = 200
"""Types that are left out in a line each."""


def recognises(given: Given) -> bool:
    """Whether a file is a plan, a state, or what `terraform graph` prints."""
    try:
        return bool(_form(given)) or is_graph(given)
    except DocumentError:
        return False


def _form(given: Given) -> str:
    """The form of a plan or a state, which are JSON; so no other text is read for them."""
    return form_of(given.value) if given.is_json else ""


def read(files: Sequence[Given], options: Options) -> Draft:
    """The document in the making of one estate. Raises `DocumentError`."""
    ordered = sorted(files, key=lambda one: (one.short_name, one.data))
    draft = Draft(_stem(ordered[0]), guesses=options.guesses)
    estate = Estate(ordered[0])
    readings = [_read(given, estate) for given in ordered]
    estate.indirect = any("state" in reading.form for reading in readings)
    for given, reading in zip(ordered, readings, strict=True):
        words = f"{given.short_name}: {reading.words}"
        draft.read(words, reading.managed + reading.data)
        for remark in reading.remarks:
            draft.remark(remark)
    relations = Relations(estate)
    components = Components(draft, estate, relations)
    needs = Needs(draft, estate, relations, components)
    needs.add()
    components.add_risks(ordered[0].short_name)
    if any(reading.form != "graph" for reading in readings):
        components.add_remarks()
    else:
        draft.remark("a graph says nothing of members and of places")
    _need_members(draft, options, ordered[0])
    _leave_out(draft, estate, readings)
    _leave_out_references(draft, estate, readings, needs)
    return draft


def _read(given: Given, estate: Estate) -> Reading:
    if _form(given):
        return read_state(given, estate)
    if is_graph(given):
        return read_graph(given, estate)
    raise given.error(
        "is no plan or state as `terraform show -json` prints it, no raw state of version 3 or 4, "
        "and no graph as `terraform graph` prints it"
    )


def _stem(given: Given) -> str:
    return re.sub(r"\.(?:json|tfstate|dot|gv|md|txt)$", "", given.short_name) or "terraform"


def _need_members(draft: Draft, options: Options, given: Given) -> None:
    """Sets how many members must work, as the caller says. Raises `DocumentError`."""
    for name, least in sorted(options.quorum.items()):
        found = [own for own in draft.components if _is_called(own, name)]
        if not found:
            raise given.error(f"--quorum {name}: there is no component of that name")
        for own in found:
            part = draft.components[own]
            if least > part.get("count", 1):
                count = part.get("count", 1)
                raise given.error(f"--quorum {name}: {own} has {count:,} members, not {least:,}")
            draft.assume(own, "quorum", least, f"--quorum {name}={least}")


def _is_called(own: str, name: str) -> bool:
    return own == name or own.endswith(f".{name}")


# -- what is not in the document ------------------------------------------------------------------


def _leave_out(draft: Draft, estate: Estate, readings: Sequence[Reading]) -> None:
    """What runs not by itself, by type."""
    types = Counter(r.address.type for r in estate.resources if r.type.role != RUNS)
    told = sorted(types.items(), key=lambda item: (type_of(item[0]).role != NOT_LISTED, item[0]))
    for name, count in told[:MOST_TYPES]:
        role = type_of(name).role
        why = whys().get(role, "not in the table of resource types")
        draft.leave_out(f"{count:,} {name}", why if role == NOT_LISTED else f"{role}, {why}")
    if more := told[MOST_TYPES:]:
        count = sum(number for _, number in more)
        draft.leave_out(
            f"{count:,} of {len(more):,} further types", "they do not run by themselves"
        )
    if estate.data:
        shown = few([f"data.{name}" for name in sorted(estate.data)], 10)
        draft.leave_out(
            f"data sources: {estate.data.total():,} ({shown})",
            "looked up when Terraform runs, no need at run time",
        )
    for reading in readings:
        for why, count in sorted(reading.skipped.items()):
            draft.leave_out(f"resources: {count:,}", why)


def _leave_out_references(
    draft: Draft, estate: Estate, readings: Sequence[Reading], needs: Needs
) -> None:
    """References that order provisioning and are no need; and which way they are read."""
    total = sum(reading.references for reading in readings)
    unused = total - len(needs.used)
    every = ((r.address.full, one.full) for r in estate.resources for one in r.references[:1])
    if needs.needed:
        draft.direction = _arrow(min(needs.needed), "the first needs the second")
    elif (example := min(every, default=None)) is not None:
        draft.direction = _arrow(example, "the second is made first, which alone is no need")
    if unused > 0:
        draft.leave_out(
            f"{unused:,} of {total:,} references",
            "they order provisioning or tie others together, and are no calls between what runs",
        )
    for reading in readings:
        if isinstance(reading, GraphReading) and reading.bookkeeping:
            draft.leave_out(
                f"{reading.bookkeeping:,} of {reading.edges:,} arrows",
                "bookkeeping of providers, outputs, variables and the root, some of it backwards",
            )


def _arrow(example: tuple[str, str], meaning: str) -> str:
    tail, head = example
    way = "an arrow leads from what refers to what it refers to"
    return f"{way}, as in {tail} → {head}: {meaning}"
