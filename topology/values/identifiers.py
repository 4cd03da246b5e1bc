"""Any id as a portable name of other formats, and back.

A portable name begins with a letter, goes on with letters, digits and underscores, and has single
dashes between them. Whatever else an id has is written as `_xHH_`, its code point in hexadecimal
digits; `id_x_` stands before a name that would not begin with a letter. An underscore of an id that
would look like the beginning of either is written so itself: each name is written for one id alone.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

_ESCAPE = re.compile(r"_x([0-9A-F]{1,6})_")
_FRONT = "id_x_"
_LETTERS = (
    "A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
"""The letters of names in XML 1.0, underscore, colon and invisible ones aside."""


class _Alphabet:
    """Which characters a name may have."""

    def __init__(self, letters: str) -> None:
        self.starts = re.compile(f"[{letters}]")
        self.plain = re.compile(f"[{letters}][{letters}0-9_]*(?:-[{letters}0-9_]+)*")
        other = rf"-(?![{letters}0-9_])|[^{letters}0-9_-]"
        self.foreign = re.compile(rf"_(?=x[0-9A-F]*+(?:_|{other}))|{other}|\A-")


@cache
def _alphabet(letters: str) -> _Alphabet:
    """Made when it is first asked for: that of XML takes longer than most files take to read."""
    return _Alphabet(letters)


def portable_name(text: str, *, ascii_only: bool = False) -> str:
    """The name that stands for an id.

    >>> portable_name("web#1"), portable_name("1st rack"), portable_name("dc-east")
    ('web_x23_1', 'id_x_1st_x20_rack', 'dc-east')
    """
    alphabet = _alphabet("A-Za-z" if ascii_only else _LETTERS)
    if "_x" not in text and alphabet.plain.fullmatch(text):
        return text
    name = alphabet.foreign.sub(lambda found: f"_x{ord(found[0]):X}_", text)
    return name if alphabet.starts.match(name) else _FRONT + name


def id_of(name: str) -> str:
    """The id that a name stands for; itself, if no id would be written so.

    >>> id_of("web_x23_1"), id_of("id_x_1st_x20_rack"), id_of("a_x7_b")
    ('web#1', '1st rack', 'a_x7_b')
    """
    if "_x" not in name:
        return name
    text = _ESCAPE.sub(_character, name.removeprefix(_FRONT))
    made = name in (portable_name(text), portable_name(text, ascii_only=True))
    return text if made and text.isprintable() and text == text.strip() else name


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code <= 0x10FFFF else found[0]


def free_name(base: str, taken: set[str], times: Counter[str]) -> str:
    """`A--B`, then `A--B#2` and so on; never a name that is taken."""
    while True:
        times[base] += 1
        name = base if times[base] == 1 else f"{base}#{times[base]}"
        if name not in taken:
            taken.add(name)
            return name
