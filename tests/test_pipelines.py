"""What pipelines, hooks and pages say: parseable, and in words that the program has."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from tests.support.command import prints
from tests.support.pages import BLOCK, Page
from tests.support.repository import ROOT
from topology import __version__
from topology.cli.commands.documents.starting import STARTERS, TEMPLATES
from topology.cli.configuration.keys import FORMATS, KEYS
from topology.cli.main import app
from topology.sources import reader

PAGE = Page("docs/gate-in-ci.md")
KEYS_PAGE = Page("docs/configuration.md")
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def plain(text: str) -> Any:
    return reader.parse(text.encode(), "snippet", reader.Form.YAML)


def block_under(heading: str, kind: str) -> str:
    """The block of a kind in a section of the page."""
    start = PAGE.text.index(f"\n## {heading}\n")
    line = PAGE.text.count("\n", 0, start)
    return next(block.text for block in PAGE.blocks(kind) if block.line > line)


def action() -> Any:
    return plain(ACTION.read_text("utf-8"))


def hooks() -> dict[str, Any]:
    return {hook["id"]: hook for hook in plain(HOOKS.read_text("utf-8"))}


# -- every word is one of the program -------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A call of the program that is written somewhere: its command, and what follows it."""

    where: str
    command: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.where}: {self.command} {' '.join(self.words)}"


CALL = re.compile(
    r"""(?:^|[\s`'"/;])topology"?\ (?P<rest>(?:[a-z]|--)(?:[^`'";|&>#\\\n]|"[^"\n]*"|\\\n)*)""",
    re.X,
)


def calls_in(where: str, text: str) -> list[Call]:
    found = []
    for match in CALL.finditer(text):
        words = shlex.split(match["rest"].replace("\\\n", " "))
        options = [word for word in words if word.startswith("-") and word != "--"]
        command = words[0] if words[0] in (*app.commands, "check") else ""
        if command or words[0].startswith("--"):
            found.append(Call(where, command, tuple(options if command else words[:1])))
    return found


def written() -> list[Call]:
    found = []
    for page in (PAGE, KEYS_PAGE):
        for text in (*(block.text for block in page.blocks()), BLOCK.sub("", page.text)):
            found += calls_in(page.path, text)
    found += calls_in("action.yml", ACTION.read_text("utf-8"))
    for name, hook in hooks().items():
        found += calls_in(f"hook {name}", hook["entry"])
    for name, (template, _) in STARTERS.items():
        if not template:
            continue
        found += calls_in(name, (TEMPLATES / template).read_text("utf-8"))
    return list(dict.fromkeys(found))


def test_calls_are_found() -> None:
    text = "run `topology spof x --limit 3`; 'a/topology' --version; .v/topology check --a \\\n -b"
    assert [(call.command, call.words) for call in calls_in("", text)] == [
        ("spof", ("--limit",)),
        ("check", ("--a", "-b")),
    ]
    commands = {call.command for call in written()}
    assert {"check", "init", "watch", "validate"} <= commands
    assert len(written()) > 10


@pytest.mark.parametrize("call", written(), ids=str)
def test_every_call_that_is_written_can_be_typed(call: Call) -> None:
    command: click.Command = app.commands[call.command] if call.command else app
    known = {"--help", "-h", *(opt for param in command.params for opt in param.opts)}
    assert {word.partition("=")[0] for word in call.words} <= known


def test_every_format_that_is_written_is_one() -> None:
    text = "".join(
        path.read_text("utf-8") for path in (ROOT / PAGE.path, ACTION, TEMPLATES / "workflow.yml")
    )
    written_to = re.findall(r"--output \"?(\w+)=", text)
    assert len(written_to) >= 7
    assert set(written_to) <= set(FORMATS)
    assert set(re.findall(r"--format (\w+)", text)) == {"github"}


def test_check_takes_all_that_a_configuration_may_say() -> None:
    options = {opt for param in app.commands["check"].params for opt in param.opts}
    assert {f"--{key.name}" for key in KEYS if key.name != "files"} <= options
    assert {"--today", "--show-config"} <= options


def test_check_has_the_formats_that_a_configuration_may_name() -> None:
    (form,) = (p for p in app.commands["check"].params if "--format" in p.opts)
    assert isinstance(form.type, click.Choice)
    assert set(form.type.choices) == set(FORMATS)


def test_versions_are_this_one() -> None:
    named = re.findall(r"topology-resilience==(\S+?)['\s]", PAGE.text)
    named += re.findall(r"(?:@|rev: )v(\d+\.\d+\.\d+)", PAGE.text)
    assert named == [__version__] * 4


def test_the_page_has_a_row_for_each_key() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \| (.*?) \|$", KEYS_PAGE.text, re.M)
    assert rows == [(key.name, key.type, key.about) for key in KEYS]


# -- GitHub ---------------------------------------------------------------------------------------


def test_the_action_is_one() -> None:
    found = action()
    assert found["runs"]["using"] == "composite"
    assert set(found["inputs"]) == {
        "files", "objectives", "baseline", "args", "version", "python-version",
    }  # fmt: skip
    assert all(set(given) == {"description", "default"} for given in found["inputs"].values())
    assert found["outputs"]["sarif"]["value"] == "${{ steps.check.outputs.sarif }}"
    assert [step.get("id") for step in found["runs"]["steps"]] == ["python", None, "check"]


def test_no_input_is_text_of_a_shell() -> None:
    """What stands in `${{ }}` is put into the text of a script before a shell reads it."""
    runs = [step for step in action()["runs"]["steps"] if "run" in step]
    assert len(runs) == 2
    for step in runs:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    given = [value for step in action()["runs"]["steps"] for value in step.get("env", {}).values()]
    given += action()["runs"]["steps"][0]["with"].values()
    used = {name for value in given for name in re.findall(r"inputs\.([\w-]+)", str(value))}
    assert used == set(action()["inputs"])


FAKE = """#!{python}
import os, sys
with open(os.environ["SAID"], "a", encoding="utf-8") as file:
    file.write(repr([os.path.basename(sys.argv[0]), *sys.argv[1:]]) + "\\n")
code = int(os.environ.get("CODE", 0))
for word in sys.argv:
    if word.startswith("sarif=") and code < 2:
        open(word[6:], "w").close()
sys.exit(code)
"""


@dataclass
class Runner:
    """A folder in which a step of the action runs as on a runner of GitHub."""

    folder: Path

    def run(self, step: int, env: dict[str, str], code: int = 0) -> tuple[int, list[list[str]]]:
        """The exit code, and the calls of programs."""
        bin_ = self.folder / "temp" / "topology" / "bin"
        bin_.mkdir(parents=True, exist_ok=True)
        for name in ("topology", "pip", "python"):
            (bin_ / name).write_text(FAKE.format(python=sys.executable), encoding="utf-8")
            (bin_ / name).chmod(0o755)
        said = self.folder / "said"
        said.write_text("")
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c",
             action()["runs"]["steps"][step]["run"]],
            cwd=work,
            env={
                "PATH": os.environ["PATH"], "SAID": str(said), "CODE": str(code),
                "PYTHON": str(bin_ / "python"), "RUNNER_TEMP": str(self.folder / "temp"),
                "GITHUB_OUTPUT": str(self.folder / "output"), "GITHUB_STEP_SUMMARY": "summary",
                "GITHUB_ACTION_PATH": "/the action", **env,
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stderr == ""
        return done.returncode, [ast.literal_eval(line) for line in said.read_text().splitlines()]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


NOTHING = {"FILES": "", "OBJECTIVES": "", "BASELINE": "", "ARGS": ""}


def called(runner: Runner, **env: str) -> list[str]:
    """The words after those that the action always gives."""
    code, (words,) = runner.run(2, {**NOTHING, **env})
    assert code == 0
    sarif = f"{runner.folder}/temp/topology.sarif"
    assert words[:8] == [
        "topology", "check", "--format", "github", "--output", f"sarif={sarif}",
        "--output", "markdown=summary",
    ]  # fmt: skip
    return words[8:]


def test_the_action_installs_itself_or_a_version(runner: Runner) -> None:
    venv = f"{runner.folder}/temp/topology"
    assert runner.run(1, {"VERSION": ""})[1] == [
        ["python", "-m", "venv", venv], ["pip", "install", "--quiet", "/the action"],
    ]  # fmt: skip
    assert runner.run(1, {"VERSION": "0.1; touch x"})[1][1] == [
        "pip", "install", "--quiet", "topology-resilience==0.1; touch x",
    ]  # fmt: skip


def test_the_action_without_inputs_goes_by_the_configuration(runner: Runner) -> None:
    assert called(runner) == ["--"]
    assert (runner.folder / "output").read_text() == f"sarif={runner.folder}/temp/topology.sarif\n"


def test_the_action_gives_each_input_as_words(runner: Runner) -> None:
    for name in ("a b.yaml", "deep/x/c.yaml", "-d.yaml"):
        path = runner.folder / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert called(
        runner, FILES="**/*.yaml\n\nother.json\n", OBJECTIVES="o p.yaml", BASELINE="*",
        ARGS="--profile=n-1\n--today\n2026-01-01\n*\n",
    ) == [
        "--profile=n-1", "--today", "2026-01-01", "*", "--objectives", "o p.yaml",
        "--baseline", "*", "--", "-d.yaml", "a b.yaml", "deep/x/c.yaml", "other.json",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
@pytest.mark.parametrize(
    "hostile", ["$(touch pwned)", "`touch pwned`", "; touch pwned", "' \" $HOME ${IFS}", "a|b&c>d"]
)
def test_no_input_is_run(runner: Runner, name: str, hostile: str) -> None:
    assert hostile in called(runner, **{name: hostile})
    assert list((runner.folder / "work").iterdir()) == []


@pytest.mark.parametrize("code", [1, 2])
def test_the_action_fails_as_the_check_does(runner: Runner, code: int) -> None:
    stale = runner.folder / "temp" / "topology.sarif"
    stale.parent.mkdir()
    stale.touch()
    assert runner.run(2, NOTHING, code)[0] == code
    assert (runner.folder / "output").exists() == stale.exists() == (code == 1)


def test_the_workflow_of_the_page_uses_the_action() -> None:
    found = plain(block_under("GitHub", "yaml"))
    _, uses, upload = found["jobs"]["check"]["steps"]
    assert set(uses["with"]) <= set(action()["inputs"])
    assert upload["with"]["sarif_file"] == "${{ steps.topology.outputs.sarif }}"
    assert uses["id"] == "topology"
    assert found["permissions"]["security-events"] == "write"


def test_the_workflow_that_is_written_is_one() -> None:
    found = plain((TEMPLATES / "workflow.yml").read_text("utf-8"))
    assert set(found) == {"name", "on", "permissions", "jobs"}
    assert found["permissions"] == {"contents": "read"}
    steps = found["jobs"]["check"]["steps"]
    assert [next(key for key in ("uses", "run") if key in step) for step in steps] == [
        "uses", "uses", "run", "run", "uses",
    ]  # fmt: skip
    assert steps[-1]["if"] == "always()"
    assert f"sarif={steps[-1]['with']['path']}" in steps[-2]["run"]


# -- others ---------------------------------------------------------------------------------------


def test_the_job_of_gitlab_keeps_what_it_writes() -> None:
    job = plain(block_under("GitLab", "yaml"))["topology"]
    assert set(job) == {"image", "script", "artifacts"}
    assert job["artifacts"]["when"] == "always"
    for key, form in (("codequality", "gitlab"), ("junit", "junit")):
        assert f"--output {form}={job['artifacts']['reports'][key]}" in job["script"][1]


def test_the_pipeline_of_jenkins_keeps_what_it_writes() -> None:
    text = block_under("Jenkins", "groovy")
    outside = re.sub(r"'[^'\n]*'", "''", text)
    assert [outside.count(sign) for sign in "{(["] == [outside.count(sign) for sign in "})]"]
    for form, path in re.findall(r"--output (\w+)=([\w.]+)", text):
        assert f"'{path}'" in text.split("post {")[1], form


def test_the_line_of_make_is_one(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(block_under("Make", "make"), encoding="utf-8")
    done = subprocess.run(
        ["make", "-n", "gate"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "topology check\n"


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    for hook in hooks().values():
        assert {"id", "name", "description", "entry", "language", "files", "exclude"} <= set(hook)
        assert hook["language"] == "python"
    used = plain(block_under("Before a commit", "yaml"))["repos"][0]
    assert {hook["id"] for hook in used["hooks"]} == set(hooks()) == {
        "topology-validate", "topology-check",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "validates", "checks"),
    [
        ("topology.yaml", True, True),
        ("services/shop.topology.json", True, True),
        ("my-topology.yml", True, True),
        ("objectives.yaml", False, True),
        ("team/accepted.json", False, True),
        ("baseline.json", False, True),
        ("topology.toml", False, True),
        (".github/workflows/topology.yml", False, False),
        ("docs/topology.schema.json", False, False),
        ("mytopology.json", False, False),
        ("topology.yaml.md", False, False),
        ("topology/main.py", False, False),
    ],
)
def test_the_hooks_run_for_what_they_are_about(path: str, validates: bool, checks: bool) -> None:
    for name, runs in (("topology-validate", validates), ("topology-check", checks)):
        hook = hooks()[name]
        taken = re.search(hook["files"], path) and not re.search(hook["exclude"], path)
        assert bool(taken) == runs


def test_the_hooks_know_what_init_writes(tmp_path: Path) -> None:
    prints("init", cwd=tmp_path)
    validated = [
        name for name in STARTERS if re.search(hooks()["topology-validate"]["files"], name)
    ]
    validated = [n for n in validated if not re.search(hooks()["topology-validate"]["exclude"], n)]
    assert validated == ["topology.yaml"]
    prints("validate", *validated, cwd=tmp_path)
