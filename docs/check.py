"""Checks the Markdown of the project: links lead somewhere, fences are closed, no machine paths.

Run as `python docs/check.py`; prints one line for each thing that is wrong and exits with 1.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

PAGES = ("*.md", "docs/**/*.md", "reports/*.md")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(.*)")
HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*\s*")
LINK = re.compile(r"(?<!\\)\[(?:[^\[\]\\]|\\.)*\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)")
CODE_SPAN = re.compile(r"(`+).+?\1")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.:/~-])/(?:home|root|tmp|work|Users|opt)/\w"),
    "a note to oneself": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
    "a space at the end": re.compile(r"[ \t]+$"),
    "a tab": re.compile(r"\t"),
}

Line = tuple[int, str]


def problems(root: Path) -> Iterator[str]:
    """All that is wrong with the pages of a checkout, page by page."""
    pages = sorted({page for pattern in PAGES for page in root.glob(pattern)})
    for page in pages:
        lines = list(enumerate(page.read_text(encoding="utf-8").splitlines(), 1))
        prose, unclosed = _outside_fences(lines)
        found = [*_forbidden(lines), *_broken_links(page, prose)]
        if unclosed:
            found.append((unclosed, "the fence that opens here is not closed"))
        for number, what in sorted(found):
            yield f"{page.relative_to(root)}:{number}: {what}"


def _outside_fences(lines: list[Line]) -> tuple[list[Line], int]:
    """The lines that are not code, and the line of a fence that is never closed, or 0."""
    prose: list[Line] = []
    fence, opened = "", 0
    for number, line in lines:
        match = FENCE.fullmatch(line)
        if not fence and match:
            fence, opened = match[1], number
        elif not fence:
            prose.append((number, line))
        elif match and match[1].startswith(fence) and not match[2]:
            fence, opened = "", 0
    return prose, opened


def _forbidden(lines: list[Line]) -> Iterator[Line]:
    for number, line in lines:
        for what, pattern in FORBIDDEN.items():
            if match := pattern.search(line):
                yield number, f"{what}: {match[0].strip() or 'blank'}"


def _broken_links(page: Path, prose: list[Line]) -> Iterator[Line]:
    for number, line in prose:
        for match in LINK.finditer(CODE_SPAN.sub("`code`", line)):
            if not ELSEWHERE.match(match[1]) and (why := _broken(page, match[1])):
                yield number, f"the link {match[1]} {why}"


def _broken(page: Path, link: str) -> str:
    """Why a link within the checkout leads nowhere, or nothing."""
    name, _, anchor = unquote(link).partition("#")
    target = page.parent / name if name else page
    if name.startswith("/") or not target.exists():
        return "leads to no file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"leads to no heading of {target.name}"
    return ""


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    lines = list(enumerate(page.read_text(encoding="utf-8").splitlines(), 1))
    times: Counter[str] = Counter()
    found = set()
    for _, line in _outside_fences(lines)[0]:
        if match := HEADING.fullmatch(line):
            plain = re.sub(r"[^\w\- ]", "", match[1].lower()).replace(" ", "-")
            found.add(f"{plain}-{times[plain]}" if times[plain] else plain)
            times[plain] += 1
    return found


def main() -> int:
    """Prints what is wrong with this checkout; the exit code."""
    found = list(problems(Path(__file__).resolve().parent.parent))
    for problem in found:
        print(problem)
    print(f"{len(found)} problems" if found else "all pages are sound")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
