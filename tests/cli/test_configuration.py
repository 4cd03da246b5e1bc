"""The configuration of a team: found, checked, and put together with what was typed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.cli.configuration.keys import FORMATS, KEYS, wrong_in
from topology.cli.configuration.search import MAX_BYTES, Configuration, find, working_folder
from topology.cli.configuration.settings import (
    COMMAND_LINE,
    DEFAULT,
    Setting,
    Settings,
    Typed,
    parse_outputs,
    shown,
)
from topology.errors import DocumentError, UsageError
from topology.findings.gate.profiles import PROFILES
from topology.render.terminal.lines import plain

FULL = """\
files = ["*.json"]
objectives = "objectives.yaml"
baseline = "baseline.json"
accepted = "accepted.yaml"
profile = ["no-spof", "dora"]
allow-unknown = true
format = "markdown"
output = {sarif = "out/topology.sarif", junit = "-"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a repository with one document, from which commands are called."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "shop.json").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def wrong(folder: Path, text: str | bytes, name: str = "topology.toml") -> list[str]:
    """What is said of a file that cannot be used."""
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(DocumentError) as caught:
        find(folder)
    return list(caught.value.lines())


def settings_of(folder: Path, typed: Typed | None = None) -> Settings:
    return Settings.of(typed or Typed(), find(folder))


# -- where it is found ----------------------------------------------------------------------------


def test_without_a_file_there_is_none(folder: Path) -> None:
    assert find(folder) == Configuration()


def test_the_nearest_file_upward_holds_and_its_paths_are_seen_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "topology.toml", 'objectives = "far.yaml"')
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert find(inner).path("objectives") == "../../far.yaml"
    assert find(inner).origin("objectives") == "../../topology.toml: objectives"
    write(folder / "a" / "pyproject.toml", '[tool.topology]\nobjectives = "near.yaml"')
    assert find(inner).path("objectives") == "../near.yaml"
    assert find(inner).origin("objectives") == "../pyproject.toml: tool.topology.objectives"


def test_a_file_of_our_own_goes_before_a_shared_one(folder: Path) -> None:
    write(folder / "pyproject.toml", '[tool.topology]\nobjectives = "shared.yaml"')
    write(folder / "topology.toml", 'objectives = "own.yaml"')
    assert find(folder).path("objectives") == "own.yaml"


@pytest.mark.parametrize("text", ["", "[tool.ruff]\n", "tool = 3\n", "[project]\nname = 'x'\n"])
def test_a_shared_file_without_our_table_is_passed_over(folder: Path, text: str) -> None:
    write(folder / "topology.toml", 'objectives = "above.yaml"')
    write(folder / "a" / "pyproject.toml", text)
    assert find(folder / "a").name == "../topology.toml"


def test_an_empty_table_is_a_configuration(folder: Path) -> None:
    write(folder / "topology.toml", "")
    write(folder / "a" / "pyproject.toml", "[tool.topology]")
    assert find(folder / "a") == Configuration("pyproject.toml", "", {}, "tool.topology.")


@pytest.mark.parametrize("is_worktree", [False, True])
def test_what_lies_above_a_repository_is_not_its_own(folder: Path, is_worktree: bool) -> None:
    write(folder / "topology.toml", 'objectives = "above.yaml"')
    inner = folder / "inner"
    write(inner / ".git", "gitdir: x") if is_worktree else (inner / ".git").mkdir(parents=True)
    (inner / "deep").mkdir()
    assert find(inner / "deep") == find(inner) == Configuration()
    write(inner / "topology.toml", 'objectives = "own.yaml"')
    assert find(inner / "deep").path("objectives") == "../own.yaml"


def test_a_folder_that_is_gone_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a").mkdir()
    monkeypatch.chdir(folder / "a")
    assert working_folder() == folder / "a"
    (folder / "a").rmdir()
    with pytest.raises(UsageError, match="the working folder: No such file or directory"):
        working_folder()


# -- what may stand in it -------------------------------------------------------------------------


def test_every_key_is_taken(folder: Path) -> None:
    write(folder / "topology.toml", FULL)
    assert list(find(folder).values) == [key.name for key in KEYS]


LISTED = ", ".join(FORMATS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('objectves = "x"', 'has an unknown key "objectves"; did you mean "objectives"?'),
        (
            "allow_unknown = true",
            'has an unknown key "allow_unknown"; did you mean "allow-unknown"?',
        ),
        ("qqqq = 1", 'has an unknown key "qqqq"'),
        (
            "today = 2026-01-01",
            'has an unknown key "today": a date in a file would be forgotten there; '
            "--today gives it",
        ),
        (
            "[tool.topology]",
            'has an unknown key "tool": the keys stand at the top of topology.toml, '
            "[tool.topology] is for pyproject.toml",
        ),
        ('files = "a.json"', 'files: must be a list; it is text; write ["a.json"]'),
        ("files = 3", "files: must be a list; it is a number"),
        ("files = []", "files: must not be empty"),
        ("files = [true]", "files[0]: must be a path as text; it is true or false"),
        ('files = ["a", ""]', 'files[1]: must be a path; it is ""'),
        ('files = ["."]', 'files[0]: must name files; it is "."'),
        ('files = ["a**/b"]', 'files[0]: must have ** alone between slashes; it is "a**/b"'),
        (
            'files = ["/etc/*"]',
            'files[0]: must be relative to the folder of this file; it is "/etc/*"',
        ),
        ('objectives = ["a"]', "objectives: must be a path as text; it is a list of 1"),
        ('baseline = "a\\u0000"', 'baseline: must be a path; it is "a\\u0000"'),
        (
            'accepted = "/a"',
            'accepted: must be relative to the folder of this file; it is "/a"',
        ),
        ("accepted = 1979-05-27", "accepted: must be a path as text; it is a date"),
        (
            'profile = "nospof"',
            f'profile: "nospof" is none of {", ".join(PROFILES)}; did you mean "no-spof"?',
        ),
        ("profile = [1]", "profile[0]: must be text; it is a number"),
        ("profile = []", "profile: must not be empty"),
        ('allow-unknown = "yes"', "allow-unknown: must be true or false; it is text"),
        ("allow-unknown = 1", "allow-unknown: must be true or false; it is a number"),
        ('format = "jsn"', f'format: "jsn" is none of {LISTED}; did you mean "json"?'),
        ('output = "x"', "output: must be a table of paths by format; it is text"),
        (
            'output = {sarf = "x"}',
            f'output: "sarf" is none of {LISTED}; did you mean "sarif"?',
        ),
        ("output = {sarif = 1}", "output.sarif: must be a path as text; it is a number"),
        (
            'output = {sarif = "a/../../x"}',
            'output.sarif: must stay in the folder of this file; it is "a/../../x"',
        ),
        ('"a\\u001b[31m" = 1', 'has an unknown key "a\\u001b[31m"'),
        ("x = ", "is no TOML: Invalid value (at end of document)"),
        ("x = " + "[" * 9_000, "is nested too deeply"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_key(folder: Path, text: str, said: str) -> None:
    assert wrong(folder, text) == [f"topology.toml: {said}"]


def test_all_that_is_wrong_is_said_at_once_and_where_it_stands(folder: Path) -> None:
    text = '[tool.topology]\nformt = 1\nprofile = "n-3"\nfiles = [1]\n'
    assert wrong(folder, text, "pyproject.toml") == [
        'pyproject.toml: tool.topology: has an unknown key "formt"; did you mean "format"?',
        f'pyproject.toml: tool.topology.profile: "n-3" is none of {", ".join(PROFILES)}; '
        'did you mean "n-1"?',
        "pyproject.toml: tool.topology.files[0]: must be a path as text; it is a number",
    ]


def test_what_is_no_table_is_said(folder: Path) -> None:
    assert wrong(folder, "[tool]\ntopology = 3\n", "pyproject.toml") == [
        "pyproject.toml: tool.topology: must be a table; it is a number"
    ]


def test_bytes_that_are_no_text_are_said_with_their_line(folder: Path) -> None:
    assert wrong(folder, b"\n# a\nx = '\xff'\n") == [
        "topology.toml: line 3: byte 0xff is not UTF-8"
    ]
    (folder / "topology.toml").write_bytes(b"\xef\xbb\xbfformat = 'json'\n")
    assert find(folder).word("format") == "json"


def test_a_key_given_twice_is_said_with_its_line(folder: Path) -> None:
    (said,) = wrong(folder, "format = 'json'\nformat = 'text'\n")
    assert said.startswith("topology.toml: is no TOML: Cannot overwrite a value (at line 2, ")


def test_a_number_too_long_for_python_is_said(folder: Path) -> None:
    (said,) = wrong(folder, "files = " + "9" * 5_000)
    assert said.startswith("topology.toml: is no TOML: Exceeds the limit")


def test_files_that_cannot_be_read_are_said(folder: Path) -> None:
    (folder / "topology.toml").symlink_to("nowhere")
    with pytest.raises(DocumentError, match=r"topology\.toml: cannot be read: No such file"):
        find(folder)
    (folder / "topology.toml").unlink()
    (folder / "topology.toml").mkdir()
    with pytest.raises(DocumentError, match=r"topology\.toml: cannot be read: Is a directory"):
        find(folder)


def test_a_file_of_any_length_is_not_read_whole(folder: Path) -> None:
    assert wrong(folder, b"#" * (MAX_BYTES + 1)) == [
        "topology.toml: has more than 10,000,000 bytes"
    ]


profiles = st.sampled_from(tuple(PROFILES))
SOUND: dict[str, Any] = {
    "files": st.lists(st.text("ab*?[]./-~ ", min_size=1), min_size=1),
    "objectives": st.text("ab./-~ ", min_size=1),
    "profile": profiles | st.lists(profiles, min_size=1),
    "allow-unknown": st.booleans(),
    "format": st.sampled_from(FORMATS),
    "output": st.dictionaries(st.sampled_from(FORMATS), st.text("ab./-", min_size=1)),
}
ODD = st.none() | st.integers() | st.text(max_size=3) | st.dates() | st.lists(st.text(max_size=2))
TABLES = st.fixed_dictionaries({}, optional={key: of | ODD for key, of in SOUND.items()})


@given(TABLES | st.dictionaries(st.text(max_size=3), ODD))
def test_whatever_stands_in_a_table_is_named_or_can_be_used(table: dict[str, Any]) -> None:
    problems = [str(problem) for problem in wrong_in(table)]
    assert all(text.isprintable() for text in problems)
    if not problems:
        files = table.pop("files", [])
        Settings.of(Typed(), Configuration("t.toml", "no-such-folder", table))
        for pattern in files:
            with pytest.raises(DocumentError, match="files"):
                Configuration("t", "no-such-folder", {"files": [pattern]}).files("files")


SIGNS = (*"[]{}\"'#,.1é\n\x1b\u202e", " = ", "[[", "\\u0000", "1979-05-27", "true", '"json"')
PIECES = st.sampled_from(["files", "format", "output", "tool", "[tool.topology]", *SIGNS])


@given(st.lists(PIECES).map("".join).map(str.encode) | st.binary(max_size=30))
def test_whatever_a_file_holds_it_is_read_or_said_what_is_wrong(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, ".git").touch()
        for name in ("topology.toml", "pyproject.toml"):
            Path(folder, name).write_bytes(data)
            try:
                find(Path(folder))
            except DocumentError as error:
                assert all(line.startswith(f"{name}: ") for line in error.lines())
            Path(folder, name).unlink()


# -- files ----------------------------------------------------------------------------------------


def files_of(*patterns: str) -> tuple[str, ...]:
    found = Configuration("topology.toml", "", {"files": list(patterns)}).files("files")
    assert found is not None
    return found


def test_globs_are_files_sorted_each_once(folder: Path) -> None:
    for name in ("b/x.json", "a/x.json", "a/deep/y.json", "x.yaml", "dir.json/z.yaml"):
        write(folder / name, "")
    assert files_of("**/*.json", "shop.json") == (
        "a/deep/y.json", "a/x.json", "b/x.json", "shop.json",
    )  # fmt: skip
    assert files_of("[ab]/*.json") == ("a/x.json", "b/x.json")


def test_hidden_files_are_found_only_by_their_name(folder: Path) -> None:
    write(folder / ".venv" / "x.json", "")
    write(folder / ".x.json", "")
    assert files_of("**/*.json") == ("shop.json",)
    assert files_of(".venv/*.json", ".*.json") == (".venv/x.json", ".x.json")


@pytest.mark.usefixtures("folder")
def test_a_glob_that_finds_nothing_is_said() -> None:
    with pytest.raises(DocumentError) as caught:
        files_of("shop.json", "*.yml")
    assert caught.value.lines() == ('topology.toml: files[1]: "*.yml" is the name of no file',)
    with pytest.raises(DocumentError, match=r'files: "aaaa.*: File name too long'):
        files_of("a" * 5_000)


def test_more_files_than_anybody_means_are_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topology.cli.configuration.search.MAX_FILES", 3)
    for name in "abc":
        (folder / f"{name}.yaml").touch()
    assert len(files_of("*.yaml")) == 3
    for patterns in (["*.*"], ["*.yaml", "*.json"]):
        with pytest.raises(DocumentError, match="t: files: must be at most 3 files"):
            Configuration("t", "", {"files": patterns}).files("files")


def test_a_circle_of_links_is_not_walked(folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).symlink_to(folder, target_is_directory=True)
    assert files_of("**/*.json") == ("shop.json",)


def test_a_file_that_is_called_like_a_stream_is_a_file(folder: Path) -> None:
    (folder / "-").touch()
    assert files_of("-") == ("./-",)
    assert Configuration("t", "", {"objectives": "-"}).path("objectives") == "./-"


# -- what was typed, said, or neither -------------------------------------------------------------


def test_each_value_has_its_origin(folder: Path) -> None:
    write(folder / "topology.toml", FULL)
    found = settings_of(folder)
    said = {
        "files": ("shop.json",),
        "objectives": "objectives.yaml",
        "baseline": "baseline.json",
        "accepted": "accepted.yaml",
        "profile": ("no-spof", "dora"),
        "allow-unknown": True,
        "format": "markdown",
        "output": (("junit", "-"), ("sarif", "out/topology.sarif")),
    }
    for key, value in said.items():
        name = "form" if key == "format" else key.replace("-", "_")
        assert getattr(found, name) == Setting(value, f"topology.toml: {key}")
    assert found.today == Setting(None, DEFAULT)


def test_without_anything_defaults_hold(folder: Path) -> None:
    found = settings_of(folder)
    assert {getattr(found, name).origin for name in Settings.__slots__} == {DEFAULT}
    assert (found.form.value, found.allow_unknown.value, found.files.value) == ("text", False, ())


def test_what_was_typed_goes_before_value_by_value(folder: Path) -> None:
    write(folder / "topology.toml", FULL)
    typed = Typed(files=["a.json"], form="json", allow_unknown=False, output=["sarif=b"])
    found = settings_of(folder, typed)
    assert found.files == Setting(("a.json",), COMMAND_LINE)
    assert found.form == Setting("json", COMMAND_LINE)
    assert found.allow_unknown == Setting(False, COMMAND_LINE)
    assert found.output == Setting((("sarif", "b"),), COMMAND_LINE)
    assert found.objectives.origin == "topology.toml: objectives"
    everything = Typed(
        files=["a"], objectives="o", baseline="b", accepted="c", profile=["n-1"],
        today="2026-02-29", allow_unknown=True, form="text", output=["json=-"],
    )  # fmt: skip
    found = settings_of(folder, everything)
    assert {getattr(found, name).origin for name in Settings.__slots__} == {COMMAND_LINE}


def test_one_profile_is_a_list_of_one_and_reports_are_seen_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "topology.toml", 'profile = "n-1"\noutput = {sarif = "a/x", json = "-"}')
    (folder / "a").mkdir()
    monkeypatch.chdir(folder / "a")
    found = settings_of(folder / "a")
    assert found.profile.value == ("n-1",)
    assert found.output.value == (("json", "-"), ("sarif", "../a/x"))


def test_files_that_are_not_asked_for_are_not_looked_for(folder: Path) -> None:
    write(folder / "topology.toml", 'files = ["nowhere/*.json"]')
    assert settings_of(folder, Typed(files=["a.json"])).files.value == ("a.json",)
    with pytest.raises(DocumentError, match="is the name of no file"):
        settings_of(folder)


def test_no_report_leaves_the_folder_over_a_link(folder: Path) -> None:
    root = folder / "root"
    write(root / "topology.toml", 'output = {sarif = "out/x.sarif"}')
    (root / "out").symlink_to(folder, target_is_directory=True)
    with pytest.raises(DocumentError) as caught:
        Settings.of(Typed(), Configuration("root/topology.toml", "root", find(root).values))
    assert caught.value.lines() == (
        "root/topology.toml: output.sarif: must stay in the folder of this file; "
        '"out/x.sarif" leads out of it',
    )


@pytest.mark.parametrize(
    ("given_text", "rule"),
    [
        ("x.sarif", f"must be FORMAT=PATH with a format of {LISTED}"),
        ("sarif=", f"must be FORMAT=PATH with a format of {LISTED}"),
        ("=x", f"must be FORMAT=PATH with a format of {LISTED}"),
        ("srif=x", f'must be FORMAT=PATH with a format of {LISTED}; did you mean "sarif"?'),
        ("junit=a", "another form is written there already"),
    ],
)
def test_an_output_has_a_format_and_a_path_of_its_own(given_text: str, rule: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_outputs(["sarif=a", given_text])
    assert caught.value.lines() == (f'--output "{given_text}": {rule}',)
    assert parse_outputs(["sarif=a=b", "json=-"]) == (("sarif", "a=b"), ("json", "-"))


def test_it_is_shown_value_by_value_with_origins(folder: Path) -> None:
    (folder / "stock.json").touch()
    write(folder / "topology.toml", 'files = ["*.json"]\noutput = {sarif = "a", json = "-"}\n')
    found = settings_of(folder, Typed(objectives="o\x1b.yaml", profile=["n-1", "n-2"]))
    assert plain(shown(found)) == (
        "files          shop.json                 topology.toml: files\n"
        "               stock.json\n"
        "objectives     o\\u001b.yaml              command line\n"
        "baseline       none                      default\n"
        "accepted       none                      default\n"
        "profile        n-1                       command line\n"
        "               n-2\n"
        "today          the date of this machine  default\n"
        "allow-unknown  no                        default\n"
        "format         text                      default\n"
        "output         json=-                    topology.toml: output\n"
        "               sarif=a\n"
    )
    lines = plain(shown(settings_of(folder, Typed(allow_unknown=True)))).splitlines()
    assert "allow-unknown  yes                       command line" in lines


@given(
    st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    st.sampled_from([None, "json"]),
    st.sampled_from([None, True, False]),
    st.dictionaries(st.sampled_from(["format", "objectives", "allow-unknown"]), st.just(0)),
)
def test_a_value_comes_from_the_first_who_said_it(
    files: list[str], form: str | None, allow: bool | None, said: dict[str, Any]
) -> None:
    values = {"format": "sarif", "objectives": "o", "allow-unknown": True}
    configuration = Configuration("c.toml", "", {key: values[key] for key in said})
    found = Settings.of(Typed(files=files, form=form, allow_unknown=allow), configuration)
    assert found.files.value == tuple(files)
    assert found.form.value == (form or ("sarif" if "format" in said else "text"))
    wanted = allow if allow is not None else "allow-unknown" in said
    assert found.allow_unknown.value is wanted
    assert (found.objectives.value, found.objectives.origin) == (
        ("o", "c.toml: objectives") if "objectives" in said else (None, DEFAULT)
    )
