"""The pytest plugin: `--topology FILE` collects the objectives of documents as tests.

And there is the fixture `topology`. The package itself is imported where a document is named, so
that a suite that names none pays nothing. Whoever else calls something `topology`, an option, a
fixture or a key of the ini-file, keeps it: all is there under `topology_document` as well.
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.findings.objectives.clauses import Verdict
    from topology.findings.objectives.judged import Judged
    from topology.findings.objectives.verdicts import Asked

OPTION, ALWAYS = "--topology", "--topology-document"
KEY, KEY_ALWAYS = "topology", "topology_document"
UNKNOWN_KEY = "topology_allow_unknown"
BESIDE, BESIDE_KEY = "--topology-objectives", "topology_objectives"
FILES_HELP = (
    "a topology document (JSON or YAML): its objectives are collected as tests, and the fixture "
    "`topology` loads it; can be given several times, and FILE may be a pattern: 'models/*.json'"
)
KEY_HELP = "topology documents or patterns, a line each, relative to the ini-file"
GROUP = "topology, of the package topology-resilience"
NO_DATES = "no date is checked: --topology-today DATE does"
MAX_ID, MAX_NAME = 80, 200
"""Characters of the id of a target, and of the name of a test, before they are shortened."""

_OWNS_KEY = pytest.StashKey[bool]()
_PATHS = pytest.StashKey[list[Path]]()
_LOADED = pytest.StashKey[dict[Path, "Topology"]]()
_JUDGED = pytest.StashKey[dict[Path, "Judged | str"]]()


# -- options --------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options whose names clash with nobody's."""
    group = parser.getgroup("topology", GROUP)
    group.addoption(
        ALWAYS, metavar="FILE", dest=KEY_ALWAYS, action="append", default=None, help=FILES_HELP
    )
    group.addoption(
        "--topology-today",
        metavar="DATE",
        default=None,
        help="the date, YYYY-MM-DD, by which objectives judge what is still accepted; "
        "no date is checked without it",
    )
    group.addoption(
        "--topology-allow-unknown",
        action="store_true",
        default=False,
        help="objectives of which it is not known whether they hold pass",
    )
    group.addoption(
        BESIDE,
        metavar="FILE",
        action="append",
        default=None,
        help="objectives, and what is accepted, beside those of each document; several times",
    )
    parser.addini(BESIDE_KEY, f"as {BESIDE}, relative to the ini-file", type="linelist", default=[])
    parser.addini(KEY_ALWAYS, KEY_HELP, type="linelist", default=[])
    parser.addini(UNKNOWN_KEY, "as --topology-allow-unknown", type="bool", default=False)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, Any, Any]:
    """Adds `--topology`, and `topology` in the ini-file, unless somebody else has.

    All plugins and the first conftest files have added theirs by then.
    """
    _take_no_file_for_tests(early_config, args)
    loaded = yield
    if not _is_known(early_config.getoption, OPTION):
        with contextlib.suppress(ValueError, argparse.ArgumentError):
            parser.getgroup("topology", GROUP).addoption(
                OPTION, metavar="FILE", dest=KEY_ALWAYS, action="append", help=f"as {ALWAYS}"
            )
    owns = not _is_known(early_config.getini, KEY)
    early_config.stash[_OWNS_KEY] = owns
    if owns:
        parser.addini(KEY, f"as {KEY_ALWAYS}: {KEY_HELP}", type="linelist", default=[])
    return loaded


def _is_known(ask: Callable[[str], Any], name: str) -> bool:
    try:
        ask(name)
    except (ValueError, KeyError):
        return False
    return True


def _take_no_file_for_tests(config: pytest.Config, args: list[str]) -> None:
    """As the option is not there yet, its FILE looks like a path of tests, where conftests are.

    What does hold tests stays, as the option may be a flag of somebody else.
    """
    paths = config.known_args_namespace.file_or_dir
    folder = config.invocation_params.dir
    reader = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    reader.add_argument(OPTION, action="append", default=[], dest="files")
    with contextlib.suppress(argparse.ArgumentError):
        for file in reader.parse_known_args(args)[0].files:
            is_of_tests = Path(folder, file).is_dir() or ".py" in file
            if file in paths and not is_of_tests:
                paths.remove(file)


def pytest_configure(config: pytest.Config) -> None:
    """Refuses a date that is none, before anything is collected."""
    today = config.getoption("--topology-today")
    if today is None:
        return
    from topology.errors import quoted
    from topology.findings.assertions.given import parse_date

    try:
        config.option.topology_today = parse_date(today)
    except ValueError as error:
        raise pytest.UsageError(f"--topology-today {quoted(today)}: {error}") from None


# -- documents ------------------------------------------------------------------------------------


def _sources(config: pytest.Config) -> list[Path]:
    """The files and patterns that are named: by options, or else in the ini-file."""
    keys = [KEY_ALWAYS, *([KEY] if config.stash.get(_OWNS_KEY, False) else [])]
    return _named(config, KEY_ALWAYS, keys)


def _named(config: pytest.Config, option: str, keys: list[str]) -> list[Path]:
    given = config.getoption(option)
    if given:
        return [Path(config.invocation_params.dir, source) for source in given]
    folder = config.inipath.parent if config.inipath else config.rootpath
    return [Path(folder, source) for key in keys for source in config.getini(key)]


def _paths(config: pytest.Config) -> list[Path]:
    """The files, each once; a pattern stands for what it finds, sorted, or for itself."""
    if _PATHS not in config.stash:
        config.stash[_PATHS] = _found(config)
    return config.stash[_PATHS]


def _found(config: pytest.Config) -> list[Path]:
    found: dict[Path, None] = {}
    for source in _sources(config):
        some = [str(source)]
        if not source.exists():
            some = sorted(glob.glob(str(source), recursive=True)) or some  # noqa: PTH207
        found |= dict.fromkeys(Path(os.path.normpath(name)) for name in some)
    return list(found)


def _shown(path: Path, folder: Path) -> str:
    """A path as it is seen from a folder."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _loaded(config: pytest.Config, path: Path) -> Topology:
    """The document of a path with what is asked beside it, read once.

    Raises `_UnreadableError`.
    """
    from topology.document.document import load

    loaded = config.stash.setdefault(_LOADED, {})
    if path not in loaded:
        with _readable(config, path):
            document = load(path)
        for file in _named(config, BESIDE, [BESIDE_KEY]):
            with _readable(config, file):
                document = _joined(document, file)
        loaded[path] = document
    return loaded[path]


def _joined(document: Topology, file: Path) -> Topology:
    """A document with the objectives of a file, and what that accepts. Raises `TopologyError`."""
    from topology.document.demands.joining import joined
    from topology.document.demands.reading import of_file
    from topology.errors import DocumentError, Problem

    joint = joined(document, [of_file(file, "objectives")])
    if joint.of_nothing:
        said = "is accepted, and does not exist"
        ids = dict.fromkeys(one.target or one.entry.id for one in joint.of_nothing)
        raise DocumentError(str(file), [Problem("", f'"{name}" {said}') for name in ids])
    return joint.topology


@contextlib.contextmanager
def _readable(config: pytest.Config, path: Path) -> Iterator[None]:
    """Tells what is wrong with a file by its name as it is seen; raises `_UnreadableError`."""
    from topology.errors import TopologyError, printable

    try:
        yield
    except TopologyError as error:
        name = printable(str(path))
        shown = printable(_shown(path, config.invocation_params.dir))
        lines = (line.removeprefix(name) for line in error.lines())
        told = (f"{shown}{rest}" if rest.startswith(": ") else rest for rest in lines)
        raise _UnreadableError("\n".join(told)) from None


class _UnreadableError(Exception):
    """A document that cannot be used, and why."""


# -- tests ----------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Adds the documents to what is collected, but those that are named among the tests."""
    report = yield
    if isinstance(collector, pytest.Session) and report.passed:
        config = collector.config
        named = _named_among_tests(config)
        report.result.extend(
            _Document.at(collector, path)
            for path in _paths(config)
            if path not in named or not path.is_file()
        )
    return report


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """A document that is named among the tests, as in `pytest 'shop.json::pay survives 1 failure'`.

    In a folder of tests it is left to `pytest_make_collect_report`, as it lies in none sometimes.
    """
    config = parent.config
    is_meant = file_path in _paths(config) and file_path in _named_among_tests(config)
    return _Document.from_parent(parent, path=file_path) if is_meant else None


def _named_among_tests(config: pytest.Config) -> set[Path]:
    folder = config.invocation_params.dir
    return {Path(os.path.normpath(Path(folder, arg.partition("::")[0]))) for arg in config.args}


class _Document(pytest.File):
    """A document, whose verdicts are tests."""

    @classmethod
    def at(cls, session: pytest.Session, path: Path) -> _Document:
        """A document that lies anywhere."""
        name = _shown(path, session.config.rootpath)
        beside: dict[str, Any] = {"nodeid": name} if name.startswith("..") else {}
        return cls.from_parent(session, path=path, name=name, **beside)

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each verdict that will be made; nothing is judged yet."""
        from topology.findings.objectives.verdicts import asked

        try:
            document = _loaded(self.config, self.path)
        except _UnreadableError as error:
            raise self.CollectError(str(error)) from None
        names: dict[str, int] = {}
        for number, about in enumerate(asked(document)):
            name = _name(about)
            names[name] = names.get(name, 0) + 1
            again = f" ({names[name]})" if names[name] > 1 else ""
            yield _Objective.from_parent(self, name=f"{name}{again}", number=number)


def _name(about: Asked) -> str:
    """What a test is called: printable, and in one piece where parts are told by colons."""
    target = _short(about.about, MAX_ID)
    name = _short(f"{target} {', '.join(about.clauses) or 'works'}", MAX_NAME)
    return name.replace("::", ":\\u003a")


def _short(text: str, most: int) -> str:
    from topology.errors import printable

    text = printable(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


class _Objective(pytest.Item):
    """What one objective asks of one target, or of all its targets together."""

    def __init__(self, *, number: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.number = number

    def runtest(self) -> None:
        """Fails unless the objective holds."""
        from topology.findings.assertions.telling import fails

        judged = _judged(self.config, self.path)
        if isinstance(judged, str):
            raise _NotHeldError([judged])
        verdict = judged.verdicts[self.number]
        lines = self._lines(judged, verdict)
        if fails(verdict, allow_unknown=self._allows_unknown):
            raise _NotHeldError(lines)
        self.add_report_section("call", "topology", "\n".join(lines))

    @property
    def _allows_unknown(self) -> bool:
        config = self.config
        return bool(config.getoption("--topology-allow-unknown") or config.getini(UNKNOWN_KEY))

    def _lines(self, judged: Judged, verdict: Verdict) -> list[str]:
        from topology.errors import printable
        from topology.findings.assertions.telling import verdict_lines
        from topology.render.words.knowledge import extent_words

        lines = verdict_lines(judged, verdict) or [f"{verdict.about} works: holds"]
        extent = judged.points.extents.get(verdict.target)
        lines += [words] if extent and (words := extent_words(extent)) else []
        lines += [NO_DATES] if verdict.accepted and judged.points.today is None else []
        return list(map(printable, lines))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *rest: Any) -> Any:
        """The verdict as a finding, without a traceback."""
        if isinstance(excinfo.value, _NotHeldError):
            return "\n".join(excinfo.value.lines)
        return super().repr_failure(excinfo, *rest)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands, and what it is called."""
        return self.path, None, self.name


class _NotHeldError(Exception):
    """An objective that does not hold, and why."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(*lines)
        self.lines = lines


def _judged(config: pytest.Config, path: Path) -> Judged | str:
    """The verdicts on a document, made once in each process; or why it could not be judged."""
    from topology.errors import TopologyError
    from topology.findings.objectives.judged import Judged

    judged = config.stash.setdefault(_JUDGED, {})
    if path not in judged:
        today = config.getoption("--topology-today")
        try:
            judged[path] = Judged.of(_loaded(config, path), today=today)
        except TopologyError as error:
            judged[path] = str(error)
    return judged[path]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Says of which documents nothing is judged, as they have no objectives."""
    for path, document in config.stash.get(_LOADED, {}).items():
        if not document.objectives:
            shown = _shown(path, config.invocation_params.dir)
            said = f"{shown} has no objectives: nothing of it is judged"
            terminalreporter.write_line(f"{said} ({BESIDE} names a file with some)")


# -- fixtures -------------------------------------------------------------------------------------


def _only_document(request: pytest.FixtureRequest) -> Topology:
    config = request.config
    paths = _paths(config)
    name = request.fixturename
    if not paths:
        way = f"{OPTION} FILE, or topology = FILE in the ini-file"
        pytest.fail(f"the fixture `{name}` needs {way}", pytrace=False)
    if len(paths) > 1:
        named = ", ".join(_shown(path, config.invocation_params.dir) for path in paths)
        pytest.fail(f"the fixture `{name}` needs one document, not {named}", pytrace=False)
    try:
        return _loaded(config, paths[0])
    except _UnreadableError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def topology(request: pytest.FixtureRequest) -> Topology:
    """The topology named by `--topology FILE`, or by `topology` in the ini-file."""
    return _only_document(request)


@pytest.fixture(scope="session")
def topology_document(request: pytest.FixtureRequest) -> Topology:
    """The same as `topology`, for suites in which something else is called so."""
    return _only_document(request)
