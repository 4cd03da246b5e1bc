"""What is back after all mending, by plain iteration on the raw document; see `oracles`."""

from __future__ import annotations

from tests.support.oracles import (
    Doc,
    Need,
    can_rise,
    components,
    hit_by,
    holds,
    never_up,
    shared_risks,
    work_needs,
    working_after,
)


def says_repair(item: Doc) -> bool:
    return "repair" in item or "mttr" in (item.get("fails") or {})


def hit(doc: Doc, cause: str) -> set[str]:
    return hit_by(doc, cause) if cause in shared_risks(doc) else {cause}


def says_mending(doc: Doc, cause: str, name: str) -> bool:
    """Whether anybody said what mends a component that a cause hit."""
    risk = shared_risks(doc).get(cause, {})
    return says_repair(risk) or says_repair(components(doc)[name])


def needed_to_mend(doc: Doc, cause: str, name: str) -> list[Need]:
    """What has to hold for it to be repaired and verified; nothing where nobody said how."""
    if not says_mending(doc, cause, name):
        return []
    risk, own = shared_risks(doc).get(cause, {}), components(doc)[name]
    works = [risk.get("repair"), risk.get("verify"), own.get("verify")]
    if not says_repair(risk):
        works.append(own.get("repair"))
    return [n for work in works if work and "otherwise" not in work for n in work_needs(work)]


def after_all_mending(doc: Doc, cause: str) -> set[str]:
    """What works in the end: from what the cause left, whatever can come up, again and again."""
    up = working_after(doc, [cause])
    broken = hit(doc, cause)
    while True:
        grown = up | {
            name
            for name in set(components(doc)) - never_up(doc)
            if can_rise(doc, name, up)
            and (
                name not in broken
                or all(holds(doc, name, n, up) for n in needed_to_mend(doc, cause, name))
            )
        }
        if grown == up:
            return up
        up = grown


def recovery_deadlock(doc: Doc, cause: str) -> set[str]:
    """What never is back after a cause that alone takes something down, as findings tell it."""
    stuck = set(components(doc)) - never_up(doc) - after_all_mending(doc, cause)
    fallen = hit(doc, cause) - working_after(doc, [cause]) - never_up(doc)
    is_said = any(says_mending(doc, cause, name) for name in fallen)
    starts = any(components(doc)[name].get("start", {}).get("needs") for name in stuck)
    return stuck if is_said or starts else set()


def recovery_deadlocks(doc: Doc) -> dict[str, list[str]]:
    can_fail = {n for n, c in components(doc).items() if c.get("fails") is not False}
    found = {cause: recovery_deadlock(doc, cause) for cause in can_fail | set(shared_risks(doc))}
    return {cause: sorted(stuck) for cause, stuck in sorted(found.items()) if stuck}
