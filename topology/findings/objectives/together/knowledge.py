"""Of how much of what some targets hang on anything is known.

Something is known of a component that says what it needs, or that it needs nothing, that a shared
risk hits which is no assumption, or that could be loaded beyond its capacity. An assumption about
needs is known; what is only guessed is not. Of all targets together the whole document is meant;
links, and what cannot fail by itself, do not count unless they are targets.
"""

from __future__ import annotations

from collections.abc import Sequence

from topology.document.schema import Objective
from topology.finding import Finding, Rule
from topology.findings.objectives.clauses import Clause, Together, few_words
from topology.structure.graph import Graph
from topology.structure.knowledge import UNKNOWN, is_more_than_guessed
from topology.values.units import counted, percent

RULE = "known"


def known_asked(objective: Objective) -> str:
    """What is asked, in words."""
    return f"must be known to {percent(objective.known or 0.0)}"


def known(together: Together) -> Clause:
    """The clause with its verdict; whatever it asks, all of which nothing is known is found."""
    asks = known_asked(together.objective)
    graph, counting = together.graph, _counting(together)
    unknown = [v for v in counting if not is_more_than_guessed(graph, v)]
    total, number = len(counting), len(counting) - len(unknown)
    if not total:
        return Clause(asks, True, "there is nothing that could fail by itself", RULE)
    why = f"{number:,} of {counted(total, 'component')}: {percent(number / total)}"
    if unknown:
        why += f"; {_words(graph, unknown)}"
    holds = number >= (together.objective.known or 0.0) * total * (1 - 1e-12)
    found = () if holds else tuple(_finding(graph, v) for v in unknown)
    return Clause(asks, holds, why, RULE, found)


def _counting(together: Together) -> list[int]:
    graph = together.graph
    targets = frozenset(graph.index[name] for name in together.targets)
    return [v for v in sorted(together.components) if v in targets or _can_fail(graph, v)]


def _can_fail(graph: Graph, v: int) -> bool:
    component = graph.components[v]
    return component.connects is None and component.fails is not False


def _words(graph: Graph, unknown: Sequence[int]) -> str:
    words = f"nothing is known of {few_words([graph.ids[v] for v in unknown])}"
    guessed = sum(_is_guessed(graph, v) for v in unknown)
    return f"{words} (of {guessed:,} of them only guesses)" if guessed else words


def _is_guessed(graph: Graph, v: int) -> bool:
    component = graph.components[v]
    return component.says_needs or component.guessed is not None


def _finding(graph: Graph, v: int) -> Finding:
    name, is_guessed = graph.ids[v], _is_guessed(graph, v)
    return Finding(
        rule=Rule.NOTHING_KNOWN,
        where=name,
        kind=graph.components[v].kind,
        message=f"{'only guesses are' if is_guessed else 'nothing is'} known of {name}",
        reason=("what is said of it is guessed" if is_guessed else UNKNOWN,),
    )
