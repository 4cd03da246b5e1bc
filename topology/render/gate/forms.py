"""The formats in which what came of a check is written, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from topology.findings.gate.checked import Checked
from topology.render.gate.github import github_text
from topology.render.gate.gitlab import gitlab_json
from topology.render.gate.junit import junit_xml
from topology.render.gate.markdown import gate_markdown
from topology.render.gate.sarif import sarif_json
from topology.render.machine.gate import gate_plain
from topology.render.machine.plain import ascii_json
from topology.render.terminal.gate import gate_lines
from topology.render.terminal.lines import plain

Written: TypeAlias = Callable[[Sequence[Checked]], str]


def _text(checked: Sequence[Checked]) -> str:
    return plain(gate_lines(checked))


def _json(checked: Sequence[Checked]) -> str:
    return ascii_json(gate_plain(checked))


FORMS: Mapping[str, Written] = {
    "text": _text,
    "json": _json,
    "junit": junit_xml,
    "sarif": sarif_json,
    "github": github_text,
    "gitlab": gitlab_json,
    "markdown": gate_markdown,
}
"""The text of a file, or of what is printed; each ends with a newline."""
