"""`import`: what people's own files say, as a document, and how sure each part of it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from topology.cli import options
from topology.cli.answers import need_suffix, say_written, write_document
from topology.cli.files import need_one_stdin, need_outputs, write_file
from topology.cli.options import command
from topology.cli.progress import Progress
from topology.cli.streams import print_text
from topology.errors import DocumentError, Problem, UsageError, did_you_mean, printable, quoted

if TYPE_CHECKING:
    from topology.sources.imports.given import Given
    from topology.sources.imports.table import Format, Imported
    from topology.sources.reader import Text

FAULT_TREES = ("open-psa", "aralia")
SUFFIXES = (".json", ".yaml", ".yml")
"""The files of a folder that are read."""
MAX_FILES = 10_000
UNKNOWN_FORMAT = (
    "is in no format that is known by what a file holds; --from FORMAT says which it is"
)


@command("import")
@options.argument(
    "sources", "[FORMAT] SOURCE…", "Files or folders, - for stdin; the format first, if it is "
    "not to be told by what they hold.", nargs=-1, required=True
)  # fmt: skip
@options.to_output
@click.option(
    "--from", "form", metavar="FORMAT", help="The format, whatever the files hold: compose, "
    "kubernetes, terraform, traces, netbox, backstage, cyclonedx, sndlib, graphml, gml, node-link, "
    "dot, csv, open-psa or aralia."
)  # fmt: skip
@click.option("--notes", "notes_to", metavar="PATH", help="What is known and assumed, as JSON.")
@options.several("--profile", "profiles", "NAME", "Compose: a profile that is on (repeatable).")
@click.option("--env-file", metavar="PATH", help="Compose: variables; else .env beside the file.")
@click.option("--hosts", type=click.IntRange(min=1), metavar="N", help="Members are on N hosts.")
@options.several("--quorum", "quorum", "NAME=K", "K members of NAME must work (repeatable).")
@click.option("--reach", metavar="NODE", help="Networks: every other node must have a way there.")
@click.option("--ducts", metavar="FILE", help="Networks: a table of ducts and the links in them.")
@click.option("--directed", is_flag=True, help="Networks: links lead from first to second only.")
@click.option("--window", metavar="TIME", help="Traces: over how long calls were counted.")
@click.option("--external", is_flag=True, help="What is referred to only becomes a component.")
@click.option("--allow-outside", is_flag=True, help="Read files outside the folder of the first.")
@click.option("--no-guesses", is_flag=True, help="Leave out what only names tell of.")
def import_(
    sources: tuple[str, ...],
    output: str,
    form: str | None,
    notes_to: str | None,
    profiles: tuple[str, ...],
    env_file: str | None,
    hosts: int | None,
    quorum: tuple[str, ...],
    reach: str | None,
    ducts: str | None,
    directed: bool,
    window: str | None,
    external: bool,
    allow_outside: bool,
    no_guesses: bool,
) -> None:
    """Turn files of other tools into a document, with what is assumed in it."""
    need_suffix(output, (".json",))
    files, named = _sources(sources, form)
    beside = [file for file in (env_file, ducts) if file]
    need_one_stdin([*files, *beside])
    need_outputs(output, notes_to, (*files, *beside))
    given: dict[str, Any] = {
        "profiles": profiles,
        "env_file": env_file,
        "hosts": hosts,
        "quorum": _quorums(quorum),
        "reach": reach,
        "ducts": ducts,
        "directed": directed,
        "window_s": _window(window),
        "external": external,
        "allow_outside": allow_outside,
        "guesses": not no_guesses,
    }
    used = {name: value for name, value in given.items() if value not in _UNUSED[name]}
    with Progress() as progress:
        progress.step(f"reading {files[0]}")
        made = _fault_tree if named in FAULT_TREES else _imported
        text, found = made(files, named, used)
        if found is not None:
            need_outputs(output, notes_to, map(str, found.followed))
        progress.step("writing")
    _write(files, text, found, output, notes_to)


_UNUSED: Mapping[str, tuple[Any, ...]] = {
    "profiles": ((),),
    "env_file": (None,),
    "hosts": (None,),
    "quorum": ({},),
    "reach": (None,),
    "ducts": (None,),
    "directed": (False,),
    "window_s": (None,),
    "external": (False,),
    "allow_outside": (False,),
    "guesses": (True,),
}
"""The value of each option that says nothing."""


def _sources(sources: Sequence[str], form: str | None) -> tuple[list[str], str]:
    """The files, and the name of their format, or none. Raises `UsageError`."""
    from topology.sources.imports.table import FORMATS

    names = [*(one.name for one in FORMATS), *FAULT_TREES]
    if form is not None and form not in names:
        raise UsageError(f"--from {quoted(form)} is no format{did_you_mean(form, names)}; "
                         f"there are {', '.join(names)}")  # fmt: skip
    first = sources[0]
    if form is None and first in names and (len(sources) > 1 or not Path(first).exists()):
        if len(sources) == 1:
            raise UsageError(f"{first} is a format: name a file as well")
        form, sources = first, sources[1:]
    is_name = first != "-" and "." not in first
    if form is None and len(sources) > 1 and is_name and not Path(first).exists():
        raise UsageError(f"{quoted(first)} is neither a file nor a format"
                         f"{did_you_mean(first, names)}; there are {', '.join(names)}")  # fmt: skip
    return [file for source in sources for file in _in_folder(source)], form or ""


def _in_folder(source: str) -> Iterator[str]:
    path = Path(source)
    if source == "-" or not path.is_dir():
        yield source
        return
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not found:
        raise DocumentError(printable(source), [Problem("", "is a folder without JSON or YAML")])
    if len(found) > MAX_FILES:
        raise DocumentError(
            printable(source), [Problem("", f"is a folder of more than {MAX_FILES:,} files")]
        )
    yield from map(str, found)


def _window(text: str | None) -> float | None:
    found = options.seconds(text, "--window")
    if found == 0:
        raise UsageError(f"--window {quoted(text or '')}: must be longer than nothing")
    return found


def _quorums(given: Sequence[str]) -> dict[str, int]:
    found = {}
    for text in given:
        name, equals, number = text.rpartition("=")
        if not equals or not name.strip() or not number.strip().isascii() or not number.isdigit():
            raise UsageError(f"--quorum {quoted(text)}: must be NAME=K, as in db=2")
        if int(number[:9]) < 1:
            raise UsageError(f"--quorum {quoted(text)}: at least one member must work")
        found[name.strip()] = int(number[:9])
    return found


def _need_one_tree(files: Sequence[str], form: str, used: Mapping[str, Any]) -> None:
    if used:
        raise UsageError(f"a fault tree ({form}) has no options")
    if len(files) > 1:
        raise UsageError("one fault tree at a time")


def _fault_tree(
    files: Sequence[str], form: str, used: Mapping[str, Any]
) -> tuple[str, Imported | None]:
    from topology.sources import reader

    _need_one_tree(files, form, used)
    (file,) = files
    return _tree_json(reader.opened(file, reader.Form(form)), file), None


def _tree_json(text: Text, file: str) -> str:
    """The document that says what a fault tree does."""
    from topology.document.document import Topology

    found = Topology.from_dict(text.value, source=text.name, default_name=Path(file).stem)
    return found.to_json()


def _imported(
    files: Sequence[str], name: str, used: Mapping[str, Any]
) -> tuple[str, Imported | None]:
    from topology.document.document import Topology
    from topology.sources import reader
    from topology.sources.imports import table
    from topology.sources.imports.options import Options

    given = [reader.given(file) for file in files]
    form = table.named(name) if name else _format_of(given)
    if form is None:
        # A fault tree, or what nobody here reads, as it is read without an import.
        return _as_it_stands(files, given[0], used)
    table.need_use(form, used)
    if "ducts" in used:
        used = {**used, "ducts": reader.given(used["ducts"])}
    found = table.imported(form, given, Options(**used))
    return Topology.from_dict(found.document, source=given[0].name).to_json(), found


def _format_of(given: Sequence[Given]) -> Format | None:
    """The one format of all files; None where none is recognised. Raises `UsageError`."""
    from topology.sources.imports import table

    found = {file.name: table.recognised(file) for file in given}
    forms = {form for form in found.values() if form is not None}
    unknown = [name for name, form in found.items() if form is None]
    if len(forms) > 1 or (forms and unknown):
        # Of each format the first file.
        first = {form: name for name, form in reversed(found.items())}
        said = [f"{name} is {form.title if form else 'not recognised'}"
                for form, name in first.items()]  # fmt: skip
        raise UsageError(f"{', '.join(reversed(said))}: import each, then `topology merge` them")
    return next(iter(forms), None)


def _as_it_stands(files: Sequence[str], first: Given, used: Mapping[str, Any]) -> tuple[str, None]:
    """A fault tree, from what was read of it: standard input is read once."""
    from topology.sources import reader

    text = reader.parsed(first.data, first.name, path=first.path)
    if text.form in (reader.Form.OPEN_PSA, reader.Form.ARALIA):
        _need_one_tree(files, text.form.value, used)
        return _tree_json(text, files[0]), None
    is_own = isinstance(text.value, dict) and "components" in text.value
    why = "is a document already, and needs no import" if is_own else UNKNOWN_FORMAT
    raise DocumentError(text.name, [Problem("", why)])


def _following(files: Sequence[str], found: Imported, output: str) -> str:
    """The command that comes next: of traffic its own, and without a target another import."""
    from topology.render.terminal.documents.imports import import_command
    from topology.render.terminal.lines import command as shown

    if "traffic" in found.document:
        return shown(["network", printable(output)])
    if found.wants_reach and len(files) == 1:
        return import_command(found, files[0], output)
    return shown(["spof", printable(output)])


def _write(
    files: Sequence[str], text: str, found: Imported | None, output: str, notes_to: str | None
) -> None:
    if found is not None:
        from topology.render.terminal.documents.imports import notes_lines

        lines = notes_lines(found.notes, output, found.dropped)
        following = _following(files, found, output)
        write_document(text, output, found.notes.plain(), notes_to, lines, following)
    elif output == "-":
        print_text(text)
    else:
        write_file(output, text)
        say_written(output, ["cuts", printable(output)])
