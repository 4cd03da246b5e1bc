"""Groups of what is alike, and the lines between them: nothing is lost, nothing counted twice."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from topology.render.drawing import quotient as module
from topology.render.drawing.quotient import quotient

KINDS = st.sampled_from("abcdef")
PLACES = st.one_of(st.none(), st.sampled_from("xyz"))
ALIKE = st.lists(st.tuples(KINDS, PLACES), min_size=1, max_size=30)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[tuple[str, str | None]], list[tuple[int, int, str, bool]]]:
    alike = draw(ALIKE)
    node = st.integers(0, len(alike) - 1)
    role = st.sampled_from(["must", "hit"])
    return alike, draw(st.lists(st.tuples(node, node, role, st.just(True)), max_size=40))


@given(cases())
def test_all_members_and_all_lines_are_counted(
    case: tuple[list[tuple[str, str | None]], list[tuple[int, int, str, bool]]],
) -> None:
    alike, lines = case
    found = quotient(alike, lines, {0}, [0])
    sizes = {(group.kind, group.location): group.size for group in found.groups}
    assert sizes == Counter(alike)
    assert sum(group.single for group in found.groups) == 1
    between = sum(alike[a] != alike[b] for a, b, _, _ in lines)
    assert (sum(line.weight for line in found.lines), found.left_out) == (between, 0)
    assert len({group.place for group in found.groups}) == len(found.groups)


def test_too_many_groups_are_fewer_and_the_lightest_lines_are_left_out() -> None:
    size = 2 * module.MAX_GROUPS
    alike: list[tuple[str, str | None]] = [(f"kind {v}", f"place {v}") for v in range(size)]
    lines = [(v, (v * k + 1) % size, "must", True) for v in range(size) for k in (1, 3, 7)]
    found = quotient(alike, lines, set(), [0])
    assert not found.by_location
    assert len(found.groups) == module.MAX_GROUPS + 1
    assert found.groups[-1].kind is None
    assert sum(group.size for group in found.groups) == size
    assert len(found.lines) == module.MAX_LINES
    assert found.left_out > 0
    assert min(line.weight for line in found.lines) >= 1
