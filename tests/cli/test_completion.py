"""Completion by shells: what is answered, where a script goes, and start-up files left whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.command import Done, fails, prints, run
from tests.support.processes import process
from tests.support.surroundings import surroundings
from topology.cli.completion.installing import BEGIN, END, OURS, with_block
from topology.errors import UsageError

SHELLS = ("bash", "zsh", "fish")
PLACES = {
    "bash": ".local/share/bash-completion/completions/topology",
    "zsh": ".local/share/topology/completion.zsh",
    "fish": ".config/fish/completions/topology.fish",
}
ELSEWHERE = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "BASH_COMPLETION_USER_DIR", "ZDOTDIR")


def install(home: Path, *shell: str, **given: str) -> Done:
    around: dict[str, Any] = {**dict.fromkeys(ELSEWHERE, ""), "HOME": str(home), **given}
    return run("--install-completion", *shell, **around)


def installed(home: Path, shell: str, **given: str) -> str:
    done = install(home, shell, **given)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def refused(home: Path, shell: str, **given: str) -> str:
    done = install(home, shell, **given)
    assert (done.returncode, done.stdout) == (2, ""), done
    return done.stderr


# -- what is answered -----------------------------------------------------------------------------


def answered(*words: str) -> list[str]:
    """What is completed for the last of the words."""
    done = process(
        _TOPOLOGY_COMPLETE="bash_complete",
        COMP_WORDS="\n".join(["topology", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout.splitlines()


def test_commands_options_and_words_are_completed() -> None:
    assert answered("sp") == ["plain,spof"]
    assert "plain,--fail-on-spof" in answered("spof", "--fail")
    assert answered("spof", "x.json", "--format", "") == ["plain,text", "plain,json", "plain,csv"]


@pytest.mark.parametrize("words", [("spof", "sh"), ("report", "a.json", "-o", "sh")])
def test_where_nothing_is_known_files_are_completed(words: tuple[str, ...]) -> None:
    assert answered(*words) == ["file,sh"]


@pytest.mark.parametrize(("shell", "at"), [("zsh", "2"), ("fish", "sh")])
def test_other_shells_complete_files_too(shell: str, at: str) -> None:
    words = "topology spof sh"
    done = process(_TOPOLOGY_COMPLETE=f"{shell}_complete", COMP_WORDS=words, COMP_CWORD=at)
    assert done.stdout.replace("\n", ",").startswith("file,sh")


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_asks_this_program(shell: str) -> None:
    text = prints("--show-completion", shell)
    assert f"_TOPOLOGY_COMPLETE={shell}_complete" in text
    assert prints("--show-completion", SHELL=f"/usr/local/bin/{shell}") == text


def test_a_shell_completes_by_the_script_that_is_written(tmp_path: Path) -> None:
    installed(tmp_path, "bash")
    ask = (
        f". '{tmp_path / PLACES['bash']}'; COMP_WORDS=(topology spof --format j); COMP_CWORD=3; "
        '_topology_completion topology; echo "${COMPREPLY[@]}"; complete -p topology'
    )
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "--norc", "-c", ask],
        env=surroundings(PATH=path), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout == "json\ncomplete -o nosort -F _topology_completion topology\n"


# -- which shell ----------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--show-completion", "--install-completion"])
def test_a_shell_that_is_not_known_is_said(option: str, tmp_path: Path) -> None:
    home = str(tmp_path)
    assert fails(option, "bsh", HOME=home) == [
        'error: shell "bsh" is none of bash, zsh, fish; did you mean "bash"?'
    ]
    assert fails(option, HOME=home, SHELL="/bin/tcsh") == [
        'error: $SHELL is "tcsh", none of bash, zsh, fish: name one of them'
    ]
    assert fails(option, HOME=home, SHELL="") == [
        'error: $SHELL is "", none of bash, zsh, fish: name one of them'
    ]
    assert list(tmp_path.iterdir()) == []


# -- where it goes --------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_written_once_and_renewed(shell: str, tmp_path: Path) -> None:
    place = tmp_path / PLACES[shell]
    assert f"written  ~/{PLACES[shell]}\n" in installed(tmp_path, shell)
    text = place.read_bytes()
    assert text == OURS + prints("--show-completion", shell).encode()
    assert f"as it was  ~/{PLACES[shell]}\n" in installed(tmp_path, shell)
    place.write_bytes(OURS + b"of an older version\n")
    assert f"written  ~/{PLACES[shell]}\n" in installed(tmp_path, shell)
    assert place.read_bytes() == text


def test_what_is_written_is_said_and_what_comes_next(tmp_path: Path) -> None:
    done = install(tmp_path, SHELL="/bin/bash")
    assert done.stdout == (
        f"written  ~/{PLACES['bash']}\n"
        "next: open a new bash, which reads it (by its package bash-completion)\n"
    )
    assert installed(tmp_path, "zsh").splitlines()[1:] == [
        "written  ~/.zshrc",
        "next: open a new zsh, which reads it",
    ]
    files = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert files == {PLACES["bash"], PLACES["zsh"], ".zshrc"}


def test_folders_of_the_user_are_kept_to_where_they_are_absolute(tmp_path: Path) -> None:
    home, other = tmp_path / "home", str(tmp_path / "other")
    installed(home, "fish", XDG_CONFIG_HOME=other)
    installed(home, "bash", XDG_DATA_HOME=other)
    assert not home.exists()
    installed(home, "bash", BASH_COMPLETION_USER_DIR=f"{other}/bash", XDG_DATA_HOME="relative")
    installed(home, "zsh", XDG_DATA_HOME="relative", ZDOTDIR=other)
    found = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {
        "other/fish/completions/topology.fish",
        "other/bash-completion/completions/topology",
        "other/bash/completions/topology",
        "other/.zshrc",
        f"home/{PLACES['zsh']}",
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_a_file_of_somebody_else_is_left_alone(shell: str, tmp_path: Path) -> None:
    place = tmp_path / PLACES[shell]
    place.parent.mkdir(parents=True)
    place.write_text("complete -W mine topology\n")
    assert refused(tmp_path, shell) == (
        f"error: {place} is there already, and is not of this program\n"
    )
    assert place.read_text() == "complete -W mine topology\n"
    assert not (tmp_path / ".zshrc").exists()


def test_what_cannot_be_read_or_made_is_said(tmp_path: Path) -> None:
    (tmp_path / ".local").touch()
    assert "cannot be read: Not a directory" in refused(tmp_path, "bash")
    (tmp_path / ".zshrc").mkdir()
    (tmp_path / ".local").unlink()
    assert refused(tmp_path, "zsh") == f"error: {tmp_path}/.zshrc cannot be read: Is a directory\n"
    (tmp_path / ".config").symlink_to("nowhere")
    assert "cannot be made: File exists" in refused(tmp_path, "fish")


# -- start-up files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [b"", b"alias a=b\n", b"alias a=b", b"PATH=a:\\", b"x \\\n", b"# \xff\xfe\r\n", b"\n\n\n"],
)
def test_a_start_up_file_keeps_all_that_it_has(before: bytes, tmp_path: Path) -> None:
    rc = tmp_path / ".zshrc"
    rc.write_bytes(before)
    rc.chmod(0o640)
    installed(tmp_path, "zsh")
    after = rc.read_bytes()
    assert after.startswith(before)
    assert after.removeprefix(before).startswith((b"\n" + BEGIN, b"\n\n" + BEGIN))
    assert rc.stat().st_mode & 0o777 == 0o640
    assert "as it was  ~/.zshrc" in installed(tmp_path, "zsh")
    assert rc.read_bytes() == after


def test_a_start_up_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "zshrc").write_text("alias a=b\n")
    (tmp_path / ".zshrc").symlink_to("dotfiles/zshrc")
    installed(tmp_path, "zsh")
    assert (tmp_path / ".zshrc").is_symlink()
    assert BEGIN in (tmp_path / "dotfiles" / "zshrc").read_bytes()


def test_the_lines_are_sound_for_any_home(tmp_path: Path) -> None:
    home = tmp_path / "it's a $HOME"
    home.mkdir()
    installed(home, "zsh")
    lines = (home / ".zshrc").read_text("utf-8")
    (reading,) = [line for line in lines.splitlines() if line.startswith("if ")]
    found = subprocess.run(
        ["bash", "-c", reading.replace("source", "echo")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout == f"{home}/{PLACES['zsh']}\n"
    if zsh := shutil.which("zsh"):
        subprocess.run([zsh, "-n", home / ".zshrc"], check=True)


LINES = st.lists(st.sampled_from([b"a\n", b"b\\\n", b"\n", b"c", b"\xff"])).map(b"".join)


@given(LINES, LINES)
def test_the_block_is_there_once_and_nothing_else_changes(before: bytes, after: bytes) -> None:
    once = with_block(before, b"x\n", "rc")
    assert once.startswith(before)
    grown = once + after
    again = with_block(grown, b"y\n", "rc")
    assert again == grown.replace(b"x\n", b"y\n", 1)
    assert with_block(again, b"y\n", "rc") == again
    assert (again.count(BEGIN), again.count(END)) == (1, 1)


@pytest.mark.parametrize("text", [BEGIN, END, END + BEGIN, BEGIN + END + BEGIN, BEGIN * 2 + END])
def test_a_block_that_has_lost_an_end_is_not_guessed_at(text: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        with_block(b"a\n" + text, b"x\n", ".zshrc")
    assert caught.value.lines() == (
        ".zshrc: the lines of topology completion are damaged; take them out",
    )
