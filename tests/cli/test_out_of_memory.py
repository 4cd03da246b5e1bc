"""Who runs out of memory is told what there is too little of."""

from __future__ import annotations

import pytest
from click.exceptions import Exit

from topology.cli import exit_codes
from topology.errors import ResourceError


@pytest.mark.parametrize(
    ("has_room", "said"),
    [(True, "the document is too large"), (False, "loads over time need 128 MB")],
)
def test_it_is_told_what_there_is_too_little_of(
    monkeypatch: pytest.MonkeyPatch, has_room: bool, said: str
) -> None:
    """A thread that tells how far it is may take the room that was there at the start."""

    def runs_out() -> None:
        raise MemoryError

    def need_room() -> None:
        if not has_room:
            raise ResourceError("loads over time need 128 MB of address space")

    lines: list[str] = []
    monkeypatch.setattr(exit_codes, "need_room_for_loads", need_room)
    monkeypatch.setattr(exit_codes, "complain", lines.append)
    with pytest.raises(Exit) as ended:
        exit_codes.guarded(runs_out)()
    assert ended.value.exit_code == exit_codes.WRONG
    assert lines[0].startswith(f"error: {said}")
