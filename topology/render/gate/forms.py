"""The formats in which what came of a check is written, by name.

Their names are known before anything is checked, so each is imported when it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from topology.findings.gate.checked import Checked

Written: TypeAlias = "Callable[[Sequence[Checked]], str]"


def _text(checked: Sequence[Checked]) -> str:
    from topology.render.terminal.gate import gate_lines
    from topology.render.terminal.lines import plain

    return plain(gate_lines(checked))


def _json(checked: Sequence[Checked]) -> str:
    from topology.render.machine.gate import gate_plain
    from topology.render.machine.plain import ascii_json

    return ascii_json(gate_plain(checked))


def _junit(checked: Sequence[Checked]) -> str:
    from topology.render.gate.junit import junit_xml

    return junit_xml(checked)


def _sarif(checked: Sequence[Checked]) -> str:
    from topology.render.gate.sarif import sarif_json

    return sarif_json(checked)


def _github(checked: Sequence[Checked]) -> str:
    from topology.render.gate.github import github_text

    return github_text(checked)


def _gitlab(checked: Sequence[Checked]) -> str:
    from topology.render.gate.gitlab import gitlab_json

    return gitlab_json(checked)


def _markdown(checked: Sequence[Checked]) -> str:
    from topology.render.gate.markdown import gate_markdown

    return gate_markdown(checked)


FORMS: Mapping[str, Written] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "markdown": _markdown,
}
"""The text of a file, or of what is printed; each ends with a newline."""
