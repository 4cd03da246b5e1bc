"""Findings as annotations of GitHub: workflow commands, a line each.

Of each step GitHub shows ten errors and ten warnings, so no more are written than that; a notice
says of how many. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from topology.errors import printable
from topology.findings.gate.checked import Checked, Place
from topology.render.gate.ordered import Told, not_checked, worst_first
from topology.render.words.changes.gate import Kind, accepted_words, cut, error_words, summary_words

MOST = 10
"""Of errors, and of warnings, that a step shows."""
MAX_MESSAGE = 2_000
WARNINGS = (Kind.ALLOWED, Kind.ACCEPTED)
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def github_text(checked: Sequence[Checked]) -> str:
    """What fails the check as errors, what is borne or allowed as warnings, all in a notice.

    What is as in the baseline is only counted: nobody is to read it again each time.
    """
    told = worst_first(checked)
    errors = [_not_checked(one) for one in not_checked(checked)]
    errors += [_annotation("error", one) for one in told if one.kind.fails]
    warnings = [_annotation("warning", one) for one in told if one.kind in WARNINGS]
    shown = [
        f"{min(len(lines), MOST):,} of {len(lines):,} {name} are shown"
        for name, lines in (("errors", errors), ("warnings", warnings))
        if len(lines) > MOST
    ]
    said = [cut("; ".join([summary_words(checked), *shown]), MAX_MESSAGE), *_known(checked)]
    notice = _command("notice", {"title": "topology check"}, "\n".join(said))
    return "".join(f"{line}\n" for line in [*errors[:MOST], *warnings[:MOST], notice])


def _known(checked: Sequence[Checked]) -> Iterator[str]:
    """How much is known of what the verdicts hang on."""
    told = [f"{one.file}: {one.known}" for one in checked if one.known]
    yield from (cut(words, MAX_MESSAGE) for words in told[:MOST])
    if told[MOST:]:
        yield f"… and of {len(told) - MOST:,} of {len(told):,} documents more"


def _not_checked(one: Checked) -> str:
    return _line("error", Place(one.file), "not checked", cut(error_words(one), MAX_MESSAGE))


def _annotation(command: str, told: Told) -> str:
    found = told.found
    words = [found.message]
    if found.accepted is not None:
        words.append(accepted_words(found.accepted))
    elif told.kind is not Kind.VIOLATED:
        words.append(told.kind)
    message = "\n".join(cut(part, MAX_MESSAGE) for part in words)
    return _line(command, told.place, found.rule, message)


def _line(command: str, place: Place, title: str, message: str) -> str:
    at = {"file": place.file, "line": place.line, "col": place.column}
    said = {key: str(value) for key, value in at.items() if value}
    return _command(command, {**said, "title": title}, message)


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    """One command; nothing in it ends it, or begins another."""
    said = ((key, _escaped(printable(value), _PROPERTY)) for key, value in properties.items())
    return f"::{name} {','.join(f'{key}={value}' for key, value in said)}::" + _escaped(
        message, _DATA
    )


def _escaped(text: str, by: Mapping[str, str]) -> str:
    return "".join(by.get(char, char) for char in text)
