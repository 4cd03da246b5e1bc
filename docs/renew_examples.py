"""Renews what the commands of a page print: `python docs/renew_examples.py PAGE...`.

Blocks of `console` are run, and what they print now takes the place of what is shown, with the same
lines left out (`...`) as far as they can be found again. Read the difference before you keep it.
"""

from __future__ import annotations

import re
import sys
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.pages import Page, as_pattern, printed  # noqa: E402

LEFT_OUT = "..."


def renewed(page: Page) -> str:
    """The text of a page with what its commands print now."""
    text = page.text
    for command in page.commands():
        with TemporaryDirectory() as folder:
            page.lay_out(Path(folder))
            found = printed(command, Path(folder))
        if not re.fullmatch(as_pattern(command.output), found):
            old = f"$ {command.command}\n{command.output}"
            shown = "\n".join(_shown(command.output.splitlines(), found.splitlines()))
            text = text.replace(old, f"$ {command.command}\n{shown}\n", 1)
    return text


def _shown(before: list[str], now: list[str]) -> list[str]:
    """The lines of `now` that stand where those of `before` stood."""
    if LEFT_OUT not in before:
        return now
    shown: list[str] = []
    place = 0
    for number, part in enumerate(_parts(before)):
        if number and shown[-1:] != [LEFT_OUT]:
            shown.append(LEFT_OUT)
        if part:
            start, end = _place(part, now, place)
            shown += now[start:end]
            place = end
    return shown


def _parts(lines: list[str]) -> list[list[str]]:
    """The runs of lines between those left out."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if line == LEFT_OUT:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _place(part: list[str], now: list[str], after: int) -> tuple[int, int]:
    """Where the lines stand that are most like those of a part."""
    matcher = SequenceMatcher(None, part, now[after:], autojunk=False)
    same = [block for block in matcher.get_matching_blocks() if block.size]
    if not same:
        return after, after + len(part)
    first, last = same[0], same[-1]
    start = after + max(0, first.b - first.a)
    return start, after + last.b + last.size + len(part) - last.a - last.size


if __name__ == "__main__":
    for name in sys.argv[1:]:
        (ROOT / name).write_text(renewed(Page(name)), encoding="utf-8")
