"""`merge`: what several documents say together, with all that contradicts told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from topology.cli import options
from topology.cli.answers import need_suffix, opened, write_document
from topology.cli.files import need_one_stdin, need_outputs
from topology.cli.options import command
from topology.cli.progress import Progress
from topology.errors import DocumentError, Problem, UsageError, printable, quoted

if TYPE_CHECKING:
    from topology.document.merging.merging import Given, MergeNotes


@command("merge")
@options.argument(
    "files", "FILE…", "Documents, or files of other tools; - for stdin.", nargs=-1, required=True
)
@options.to_output
@options.several("--same", "same", "A=B", "A and B are the same; the id A stays (repeatable).")
@click.option("--rules", metavar="PATH", help="A file with what is the same and preferred.")
@click.option("--match", type=click.Choice(["names"]), help="Join what has a name alike: a guess.")
@options.several(
    "--prefer", "prefer", "FIELD=FILE", "Whom to believe where values contradict; * is any field."
)
@click.option("--notes", "notes_to", metavar="PATH", help="What was joined and how, as JSON.")
def merge(
    files: tuple[str, ...],
    output: str,
    same: tuple[str, ...],
    rules: str | None,
    match: str | None,
    prefer: tuple[str, ...],
    notes_to: str | None,
) -> None:
    """Join documents: all that each of them knows."""
    from topology.document.merging.merging import Given

    need_suffix(output, (".json",))
    need_one_stdin(read := [*files, *([rules] if rules else ())])
    need_outputs(output, notes_to, read)
    with Progress() as progress:
        given = [Given.of_text(opened(file, progress.step)) for file in files]
        progress.step("merging")
        text, notes = _merged(given, same, rules, match, prefer)
    has_traffic = any(one.document.get("traffic") for one in given)
    _write(text, notes, output, notes_to, "network" if has_traffic else "spof")


def _merged(
    given: Sequence[Given],
    same: Sequence[str],
    rules: str | None,
    match: str | None,
    prefer: Sequence[str],
) -> tuple[str, MergeNotes]:
    from topology.document.merging.merging import merged
    from topology.document.merging.renaming import ids_of, said_pairs
    from topology.values.indented_json import indented_json

    pairs, believed = _rules(rules) if rules is not None else ([], {})
    known = [name for one in given for name in ids_of(one.document)]
    for field, file in map(_preference, prefer):
        believed.setdefault(field, []).append(file)
    found = merged(
        given,
        same=[*pairs, *said_pairs(same, known, "--same")],
        match="names" if match else None,
        prefer=believed,
    )
    return indented_json(found.document) + "\n", found.notes


def _preference(text: str) -> tuple[str, str]:
    field, equals, file = text.partition("=")
    if not equals or not field.strip() or not file.strip():
        raise UsageError(f"--prefer {quoted(text)}: must be FIELD=FILE, as in count=k8s.json")
    return field.strip(), file.strip()


def _rules(path: str) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    """The pairs and preferences of a rule file. Raises `DocumentError`."""
    from topology.sources import reader

    file = reader.given(path)
    value, name = file.own_value, file.name
    problems = list(_rule_problems(value))
    if problems or not isinstance(value, dict):
        raise DocumentError(name, [Problem("", words) for words in problems])
    prefer: Mapping[str, Any] = value.get("prefer", {})
    files = {
        field: list(file) if isinstance(file, list) else [file] for field, file in prefer.items()
    }
    return [(a, b) for a, b in value.get("same", [])], files


def _rule_problems(value: object) -> Iterable[str]:
    if not isinstance(value, dict):
        yield 'must hold an object, as in {"same": [["db", "postgres"]]}'
        return
    for key in value.keys() - {"same", "prefer"}:
        yield f"{quoted(key)} is no rule; there are same and prefer"
    same, prefer = value.get("same", []), value.get("prefer", {})
    if not isinstance(same, list) or not all(map(_is_pair, same)):
        yield 'same must be a list of pairs of ids, as in [["db", "postgres"]]'
    if not isinstance(prefer, dict) or not all(map(_is_files, prefer.values())):
        yield 'prefer must name a file, or several, by field, as in {"count": "k8s.json"}'


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def _is_files(value: object) -> bool:
    files = value if isinstance(value, list) else [value]
    return bool(files) and all(isinstance(file, str) for file in files)


def _write(text: str, notes: MergeNotes, output: str, notes_to: str | None, analysis: str) -> None:
    from topology.render.terminal.documents.merging import merge_lines
    from topology.render.terminal.lines import command as shown

    following = shown([analysis, printable(output)])
    write_document(text, output, notes.plain(), notes_to, merge_lines(notes, output), following)
