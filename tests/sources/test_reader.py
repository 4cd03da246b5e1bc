"""Bytes to plain values: what is read, and what is refused, where."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from topology.errors import DocumentError
from topology.sources import reader
from topology.sources.places import MAX_DEPTH
from topology.sources.reader import STDIN, Form, parse, read

BOM = b"\xef\xbb\xbf"


def form_of(yaml: bool | None) -> Form | None:
    return None if yaml is None else Form.YAML if yaml else Form.JSON


def refused(text: str | bytes, *, yaml: bool | None = None) -> str:
    """The one line that says why."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(DocumentError) as caught:
        parse(data, "", form_of(yaml))
    (line,) = caught.value.lines()
    assert line.isprintable()
    return line


def from_yaml(text: str) -> Any:
    return parse(text.encode(), "", Form.YAML)


# -- both -----------------------------------------------------------------------------------------

plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=10), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(plain_values)
def test_json_comes_back_equal(value: object) -> None:
    for ascii_only in (True, False):
        text = json.dumps({"x": value}, ensure_ascii=ascii_only)
        assert parse(text.encode(), "") == {"x": value}


@given(plain_values)
def test_quoted_yaml_comes_back_equal(value: object) -> None:
    """JSON as a writer of YAML 1.2 has it: everything that is text stands in quotes."""
    text = json.dumps({"x": value})
    if "<<" not in text and "\\ud" not in text:
        assert from_yaml(text) == {"x": value}


@pytest.mark.parametrize("data", [b"", b" \n\t", BOM, BOM + b"\n"])
@pytest.mark.parametrize("as_yaml", [True, False, None])
def test_nothing_is_empty(data: bytes, as_yaml: bool | None) -> None:
    assert refused(data, yaml=as_yaml) == "is empty"


@pytest.mark.parametrize("text", ['{"a": 1}', "a: 1", "{a: 1}"])
def test_a_byte_order_mark_is_passed_over(text: str) -> None:
    assert parse(BOM + text.encode(), "", None if '"' in text else Form.YAML) == {"a": 1}


def test_bytes_that_are_no_utf_8() -> None:
    said = "line 2 column 8: byte 0xff is not UTF-8"
    assert refused(b'{\n  "a": \xff}') == said
    assert refused(b"a: 1\nb: 2345\xff", yaml=True) == said
    assert refused("{}".encode("utf-16")) == "is UTF-16: save it as UTF-8"
    assert refused(b"\xed\xa0\x80") == "line 1 column 1: byte 0xed is not UTF-8"


@pytest.mark.parametrize(
    ("text", "as_yaml"),
    [
        ("[" * 10_000 + "]" * 10_000, False),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, False),
        ("[" * 10_000, True),
        ("{a: " * 10_000, True),
        ("- " * 10_000 + "x", True),
        ("".join(" " * depth + "a:\n" for depth in range(300)), True),
    ],
    ids=["list", "object", "flow list", "flow object", "block list", "block object"],
)
def test_deep_nesting(text: str, as_yaml: bool) -> None:
    assert refused(text, yaml=as_yaml).endswith(": is nested too deeply")


@pytest.mark.parametrize("as_yaml", [True, False])
def test_json_and_yaml_are_equally_deep(as_yaml: bool) -> None:
    parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "", form_of(as_yaml))
    deeper = b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)
    assert refused(deeper, yaml=as_yaml).endswith(f"column {MAX_DEPTH + 1}: is nested too deeply")


@pytest.mark.parametrize("as_yaml", [True, False])
def test_our_bound_comes_before_that_of_a_parser(as_yaml: bool) -> None:
    """Whatever a parser says of more than it bears, and however far it has looked ahead."""
    for depth in (MAX_DEPTH + 1, 999, 1_001, 50_000):
        said = refused('{"a": "[[", "b": ' + "[" * depth, yaml=as_yaml)
        assert said == f"line 1 column {17 + MAX_DEPTH}: is nested too deeply"


@pytest.mark.parametrize("as_yaml", [True, False])
def test_the_first_thing_that_is_wrong_is_said(as_yaml: bool) -> None:
    said = refused('{"a": ]}\n' + "[" * 1_001, yaml=as_yaml)
    assert said.startswith("line 1 column 7: is not valid ")


# -- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 2}', 'line 1 column 14: the key "a" is given twice'),
        ('{"x": {"a b": 1,\n"a b": 2}}', 'line 2 column 7: the key "a b" is given twice'),
        (r'{"\u001b[31m": 1, "\u001b[31m": 2}', r'the key "\u{1b}[31m" is given twice'),
    ],
)
def test_a_key_of_json_is_given_once(text: str, said: str) -> None:
    assert said in refused(text, yaml=False)


def is_not_valid(said: str, form: str, place: str, hint: str = "") -> bool:
    """Whether our words stand around those of a parser, whatever it says."""
    ours = rf"line {place}: is not valid {form}: [^;]+{'; ' * bool(hint)}{re.escape(hint)}"
    return re.fullmatch(ours, said) is not None


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ('{"a": 1,}', "1 column 9", ""),
        ('{"a": 1} x', "1 column 10", ""),
        ('{"a": 1', "1 column 7", ""),
        ("{'a': 1}", "1 column 2", "JSON has its text in double quotes"),
        ('{"a": 1} // no', "1 column 10", "JSON has no comments, YAML has"),
        (r'{"a": "\ud800"}', "1 column 14", ""),
        ('{"a": 01}', "1 column 8", ""),
        ('{"a": ' + "9" * 5_000 + "}", r"1 column \d+", ""),
        ('{"a": "\t"}', "1 column 8", ""),
    ],
)
def test_what_is_no_json(text: str, place: str, hint: str) -> None:
    assert is_not_valid(refused(text, yaml=False), "JSON", place, hint)


def test_a_number_that_is_too_large_is_left_to_the_schema() -> None:
    assert parse(b'{"a": 1e999}', "") == {"a": float("inf")}


# -- YAML -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("2015-05-27", "2015-05-27"),
        ("0o14", "0o14"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("! 5", "5"),
        ("!!str 5", "5"),
        ("|\n 5\n", "5\n"),
        ("012", 12),
        ("-7", -7),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e999", float("inf")),
        ("-.INF", float("-inf")),
        ("True", True),
        ("FALSE", False),
        ("~", None),
        ("Null", None),
        ("", None),
    ],
)
def test_scalars_of_yaml_1_2(text: str, value: object) -> None:
    found = from_yaml(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_key_that_looks_like_true_is_text() -> None:
    assert from_yaml("on: 1\nno: 2") == {"on": 1, "no": 2}


def test_the_pure_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x [1, {b: ~}]\nc: *x\nd: 'é'\n"
    with_c = from_yaml(text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert from_yaml(text) == with_c == {"a": [1, {"b": None}], "c": [1, {"b": None}], "d": "é"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", 'line 2 column 1: the key "a" is given twice'),
        ("a:\n  - b: 1\n    'b': 2", 'line 3 column 5: the key "b" is given twice'),
        ("&k a: 1\n*k : 2", 'line 2 column 1: the key "a" is given twice'),
        ("5: 1", "line 1 column 1: a key must be text, not 5"),
        ("~: 1", "line 1 column 1: a key must be text, not null"),
        ("true: 1", "line 1 column 1: a key must be text, not true"),
        ("[a]: 1", "a key must be text, not a list of 1"),
        ("{a: 1}: 1", "a key must be text, not an object of 1"),
        ("a: &x [1]\nc:\n  <<: *x", "line 3 column 7: << takes a mapping, or a list of mappings"),
        ("c:\n  <<: [{}, 5]", "line 2 column 13: << takes a mapping, or a list of mappings"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  <<: *x", 'line 4 column 3: the key "<<" is given twice'),
        ("a: *x", 'line 1 column 4: the anchor "x" is not defined before its use'),
        ("a: &x [*x]", 'the anchor "x" is not defined before its use'),
        ("a: 1\n---\nb: 2", "line 2 column 1: holds more than one YAML document"),
        ("a: 1\n---\n", "line 2 column 1: holds more than one YAML document"),
        ("# nothing", "is empty"),
        ("a: !!python/object:os.system x", 'has the tag "!!python/object:os.system": tags are not'),
        ("!!python/object/apply:os.system [ls]", 'has the tag "!!python/object/apply:os.system"'),
        ("a: !!int '5'", 'line 1 column 4: has the tag "!!int": tags are not read; leave it out'),
        ("a: !!binary aGVsbG8=", 'has the tag "!!binary"'),
        ("a: !local {}", 'has the tag "!local"'),
        ("!!set {a}", 'has the tag "!!set"'),
        ("é: 1\na: é\x01", "line 2 column 6: is not valid YAML: holds the character U+0001"),
        ("a: \0", "line 1 column 4: is not valid YAML: holds the character U+0000"),
    ],
)
def test_what_is_not_read_as_yaml(text: str, said: str) -> None:
    assert said in refused(text, yaml=True)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a:\n\t- b", "2 column 1", "YAML is indented with spaces, not with tabs"),
        ("a: [1, 2", "2 column 1", ""),
        ("a: 1\n b: 2", "2 column 3", ""),
        ('a: "\\ud800"', "1 column 7", ""),
        ("%YAML 2.0\n---\na: 1", "1 column 1", ""),
    ],
)
def test_what_is_no_yaml(text: str, place: str, hint: str) -> None:
    assert is_not_valid(refused(text, yaml=True), "YAML", place, hint)


def test_an_alias_is_the_same_value_again() -> None:
    assert from_yaml("a: &x [1]\nb: *x\nc: &x 2\nd: *x") == {"a": [1], "b": [1], "c": 2, "d": 2}


def test_what_is_merged_counts_where_nothing_else_is_given() -> None:
    """Written after or before: what a mapping gives itself counts, then the first merged one."""
    text = "a: &x {k: 1, l: 1}\nb: &y {l: 2, m: 2}\n"
    for form in ("{<<: [*x, *y], k: 3}", "{k: 3, <<: [*x, *y]}"):
        assert from_yaml(f"{text}c: {form}")["c"] == {"k": 3, "l": 1, "m": 2}
    assert from_yaml(f"{text}c: {{<<: *x}}\nd: {{<<: {{n: 4}}}}")["d"] == {"n": 4}
    nested = "a: &x {k: 1}\nb: &y {<<: *x, l: 2}\nc:\n  - <<: *y\n    m: {<<: *x}\n"
    assert from_yaml(nested)["c"] == [{"k": 1, "l": 2, "m": {"k": 1}}]
    assert from_yaml('c: {"<<": 5}') == {"c": {"<<": 5}}


def test_floods_of_merges_are_cut_short() -> None:
    keys = ", ".join(f"k{i}: 1" for i in range(1_000))
    merges = "".join(f"  - <<: *x\n    k{i}: 2\n" for i in range(1_000))
    said = refused(f"x: &x {{{keys}}}\nc:\n{merges}", yaml=True)
    assert said.endswith("aliases repeat more than 1,000,000 values")


def test_a_billion_laughs_are_cut_short() -> None:
    lines = ["a0: &a0 [" + ", ".join(["lol"] * 9) + "]"]
    for depth in range(1, 10):
        aliases = ", ".join([f"*a{depth - 1}"] * 9)
        lines.append(f"a{depth}: &a{depth} [{aliases}]")
    said = refused("\n".join(lines), yaml=True)
    assert said == "line 7 column 10: aliases repeat more than 1,000,000 values"


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"a": 1}'),
        ("a.yaml", "a: 1"),
        ("a.YML", "{a: 1}"),
        ("a", "a: 1"),
        ("a.txt", ' {"a": 1}'),
    ],
)
def test_the_name_tells_the_form_or_else_the_first_character(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert read(path) == ({"a": 1}, str(path))
    assert read(str(path)) == ({"a": 1}, str(path))


def test_a_json_file_that_is_none_is_not_taken_for_yaml(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('"components": []')
    with pytest.raises(DocumentError, match="line 1 column 13: is not valid JSON: "):
        read(path)


def unreadable(source: str | Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read(source)
    (line,) = caught.value.lines()
    return line


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    assert unreadable(missing) == f"{missing}: no such file"
    assert unreadable(tmp_path) == (
        f"{tmp_path}: is a folder; name a file in it, or "
        f"`topology import {tmp_path} -o topology.json` makes one document of all"
    )
    assert unreadable("") == "the name of the file is empty"
    assert unreadable("a\0b").startswith("a\\u0000b: cannot be read: ")
    long = "a" * 5_000
    assert unreadable(long) == f"{long}: cannot be read: {os.strerror(errno.ENAMETOOLONG)}"
    file = tmp_path / "file"
    file.touch()
    assert unreadable(file / "x") == (f"{file / 'x'}: cannot be read: {os.strerror(errno.ENOTDIR)}")
    assert unreadable(file) == f"{file}: is empty"


def test_the_name_of_a_file_is_shown_without_its_control_characters(tmp_path: Path) -> None:
    assert "\\u001b[31m" in unreadable(tmp_path / "\x1b[31m.json")


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b'{"a": 1}'))
    assert read(STDIN) == ({"a": 1}, "standard input")
    monkeypatch.setattr(sys, "stdin", Stdin(b"a: [1"))
    assert unreadable(STDIN).startswith("standard input: line 2 column 1: is not valid YAML")
    monkeypatch.setattr(sys, "stdin", None)
    assert unreadable(STDIN) == "standard input: cannot be read: it is closed"


def test_what_is_too_long_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_READ", 3_000_000)
    said = "cannot be read: it has more than 3,000,000 bytes"
    assert unreadable(Path("/dev/zero")) == f"/dev/zero: {said}"
    monkeypatch.setattr(sys, "stdin", Stdin(b" " * 3_000_001))
    assert unreadable(STDIN) == f"standard input: {said}"
    monkeypatch.setattr(sys, "stdin", Stdin(b" " * 2_999_998 + b"{}"))
    assert read(STDIN)[0] == {}
    file = tmp_path / "sparse.json"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    assert unreadable(file) == f"{file}: {said}"


def test_a_file_named_like_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_text('{"a": 1}')
    assert reader.read("./-")[0] == {"a": 1}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(b"{}", mtime=0), "is compressed (gzip): unpack it first"),
        ("{}".encode("utf-16"), "is UTF-16: save it as UTF-8"),
        (b"{'a': 1}", "key must be a string; JSON has its text in double quotes"),
        (b'{"a": 1} // why', "JSON has no comments, YAML has"),
        (b'{\n  // why\n  "a": 1}', "JSON has no comments, YAML has"),
        (b"a:\n\t- 1", "YAML is indented with spaces, not with tabs"),
    ],
)
def test_what_to_do_about_it(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_the_name_of_a_ready_made_topology_is_no_file() -> None:
    with pytest.raises(DocumentError) as caught:
        read("visa")
    (line,) = caught.value.lines()
    assert line == "visa: no such file; `topology models visa` prints the ready-made one"
