"""Calls as a document: services, what they need, how often, and the demand where it begins.

Every call is a need, as nobody saw what a caller does without an answer; a message is none that
takes its sender down. `calls` is the number of an edge by how often its caller is called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from topology.sources.imports.draft import Draft, Plain, assumed, guessed
from topology.sources.imports.notes import few
from topology.sources.imports.options import Options
from topology.sources.imports.traces.calls import Calls, Edge, Incoming, in_circles, incoming
from topology.values.units import format_duration

CALL = "seen as a call; whether the caller works without it is not known"
IDLE = "seen without calls in the window; whether the caller works without it is not known"
MESSAGE = "seen as messages; taken not to stop the sender"
UNSEEN = "fail-over paths and what was not called in the window are absent: unseen is not unneeded"
SAMPLED = "calls may be a sample: their shares hold, their totals and demands may be too small"
ALONE = "members, hosts and zones are not in calls: each service counts as one"
FEW = 10
MAX_CALLS = 1e9
"""Calls for one call beyond which a ratio says nothing."""


def drafted(calls: Calls, name: str, options: Options) -> Draft:
    """The document in the making."""
    draft = Draft(name, guesses=options.guesses)
    seen = incoming(calls)
    for service, source in calls.services.items():
        if service not in calls.peers:
            draft.component(service, kind="service", source=source)
    for peer, said in calls.peers.items():
        draft.component(peer, kind=said.kind, source=said.source, assumed=said.why)
    window_s = 1.0 if calls.is_rate else options.window_s or calls.span_s
    own = {**seen.known, **(_of_tops(calls, seen) if window_s else {})}
    if window_s:
        _add_demands(draft, calls, seen, own, window_s)
    for (caller, callee), edge in calls.edges.items():
        _add_need(draft, caller, callee, edge, own.get(caller))
    for (what, why), number in sorted(calls.left_out.items()):
        draft.leave_out(f"{what} ({number:,})", why)
    draft.direction = _direction(calls)
    for words in _remarks(draft, calls, seen, options):
        draft.remark(words)
    return draft


def _direction(calls: Calls) -> str:
    if not calls.edges:
        return ""
    caller, callee = min(calls.edges)
    return f"the caller needs what it calls: {caller} → {callee} is that {caller} calls {callee}"


def _add_need(draft: Draft, caller: str, callee: str, edge: Edge, own: float | None) -> None:
    entry: Plain = {"on": callee}
    ratio = _ratio(edge, own)
    if ratio is not None:
        entry["calls"] = ratio
    if not edge.is_call:
        entry["hard"] = False
    why = MESSAGE if not edge.is_call else CALL if edge.count or not edge.is_counted else IDLE
    said = guessed(edge.guess, edge.source) if edge.guess else assumed(why, edge.source)
    draft.need(caller, entry, said)


def _ratio(edge: Edge, own: float | None) -> float | None:
    """Calls for each call of the caller, which is called so often; None where it is not known."""
    if not edge.is_counted:
        return None
    if not edge.count:
        return 0.0
    if not own or edge.count / own > MAX_CALLS:
        return None
    return float(f"{edge.count / own:.9g}")


# -- demand ---------------------------------------------------------------------------------------


def _of_tops(calls: Calls, seen: Incoming) -> dict[str, float]:
    """How often what nothing calls is taken to work: as often as what it calls most.

    Any number would lead to the same calls below it, as both its demand and its calls follow.
    """
    most: defaultdict[str, float] = defaultdict(float)
    for (caller, _), edge in calls.edges.items():
        if edge.is_counted:
            most[caller] = max(most[caller], edge.count)
    return {top: most[top] for top in seen.tops if most[top]}


def _add_demands(
    draft: Draft, calls: Calls, seen: Incoming, own: dict[str, float], window_s: float
) -> None:
    """Gives what is called from outside its calls/s as demand."""
    tops, called = set(seen.tops), {callee for _, callee in calls.edges}
    over = "" if calls.is_rate else f" in {format_duration(window_s)}"
    unit = "calls/s" if calls.is_rate else "calls"
    for service in sorted(calls.services.keys() - calls.peers.keys()):
        amount = calls.outside.get(service, 0.0)
        why = f"{{:,.6g}} {unit}{over} from outside"
        if service not in called and service not in tops:
            amount += calls.unseen.get(service, 0.0)
        elif service in tops and service in own:
            amount, why = own[service], f"what it calls most: {{:,.6g}} {unit}{over}"
        if amount:
            draft.load_unit = "calls/s"
            demand = float(f"{amount / window_s:.6g}")
            draft.assume(service, "demand", demand, why.format(amount))


# -- what is not known ----------------------------------------------------------------------------


def _remarks(draft: Draft, calls: Calls, seen: Incoming, options: Options) -> Iterator[str]:
    yield UNSEEN
    if calls.may_be_sampled:
        yield SAMPLED
    yield ALONE
    yield from calls.remarks
    yield from _of_time(draft, calls, options)
    if tops := [top for top in seen.tops if "demand" not in draft.components[top]]:
        yield (
            f"how often {few(tops, FEW)} {_is_are(tops)} called is not known, as nothing was seen "
            "to call: no number of calls is given"
        )
        if draft.load_unit:
            which = f"{few(tops, FEW)} {_is_are(tops)}"
            yield f"without demand, {which} no target unless --for names it"
    if unknown := sum(not edge.is_counted for edge in calls.edges.values()):
        pairs = "pair" if unknown == 1 else "pairs"
        yield f"{unknown:,} {pairs} exchange bytes or tell no number: calls are not known there"
    hard = {caller for (caller, _), edge in calls.edges.items() if edge.is_call}
    if soft := sorted({caller for caller, _ in calls.edges}.difference(hard)):
        who = few(soft, FEW)
        yield f"that {who} can do without whoever only gets messages is taken for granted"
    if seen.lost:
        yield (
            f"no call from outside was seen to reach {few(seen.lost, FEW)}, which hang on circles "
            "of calls: no target is among them unless --for names it"
        )
    if circles := in_circles(calls):
        yield (
            f"{circles:,} services call one another in circles: a circle in which every call "
            "makes one or more amplifies without bound"
        )
    yield from _failures(calls)


def _of_time(draft: Draft, calls: Calls, options: Options) -> Iterator[str]:
    if calls.is_rate:
        also = "; --window is not used" if options.window_s else ""
        yield f"numbers are rates, in calls/s{also}"
    elif options.window_s:
        yield f"calls were counted over {format_duration(options.window_s)} (--window)"
    elif draft.load_unit and calls.span_s:
        span = format_duration(calls.span_s)
        yield f"calls were counted over {span}, from the first span to the last (--window)"
    else:
        yield "over how long calls were counted is not known, so demand is not (--window)"


def _failures(calls: Calls) -> Iterator[str]:
    found = sorted(
        ((edge.failed / edge.count, ends) for ends, edge in calls.edges.items() if edge.failed),
        key=lambda one: (-one[0], one[1]),
    )
    unit = "calls/s" if calls.is_rate else "calls"
    for share, (caller, callee) in found[:FEW]:
        edge = calls.edges[caller, callee]
        of = f"{edge.failed:,.6g} of {edge.count:,.6g} {unit} ({100 * share:.3g} %)"
        yield f"{caller} → {callee}: {of} failed, which is no failure of {callee}"
    if len(found) > FEW:
        yield f"calls between {len(found) - FEW:,} more pairs failed"


def _is_are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
