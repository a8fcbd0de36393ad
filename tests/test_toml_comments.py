"""Comments of TOML by the key about which they speak."""

from __future__ import annotations

import pytest

from wdyy_cli.toml.toml_comments import KeyPath, drop_below, read_comments

CASES: dict[str, tuple[str, dict[KeyPath, str]]] = {
    "behind a value": ("a = 1 # one", {("a",): "one"}),
    "above a value": ("# one\n# more\na = 1", {("a",): "one more"}),
    "behind beats above": ("# above\na = 1 # behind", {("a",): "behind"}),
    "an empty line parts": ("# about the file\n\na = 1", {}),
    "above one value, not the next": ("# one\na = 1\nb = 2", {("a",): "one"}),
    "in a section": ("[x.y] # section\na = 1 # one", {("x", "y"): "section", ("x", "y", "a"): "one"}),
    "a dotted key": ("x.y = 1 # one", {("x", "y"): "one"}),
    "a quoted key": ('["等级"]\n"初级" = 1 # one', {("等级", "初级"): "one"}),
    "a number sign in text": ("a = \"#1\" # one\nb = '#'", {("a",): "one"}),
    "an escaped quote": ('a = "\\"#" # one', {("a",): "one"}),
    "a backslash at the end of plain text": ("a = 'C:\\' # one", {("a",): "one"}),
    "text over several lines": ('a = """\n# not one\n""" # one\nb = 1 # two', {("a",): "one", ("b",): "two"}),
    "quotes in text over several lines": ("a = '''\n\"\"\" # not one\n''' # one", {("a",): "one"}),
    "a list over several lines": ("a = [ # not one\n  1, # not one\n] # one\nb = 1", {("a",): "one"}),
    "a table in one line": ("a = {b = [1, 2], c = 3} # one", {("a",): "one"}),
    "items of an array": (
        "[[r]] # first\na = 1 # one\n[[r]]\na = 2 # two\n",
        {("r", 0): "first", ("r", 0, "a"): "one", ("r", 1, "a"): "two"},
    ),
    "items in items": (
        "[[r]]\n[[r.s]] # a\n[[r.s]] # b\n[[r]]\n[[r.s]] # c\n[r.t] # d",
        {("r", 0, "s", 0): "a", ("r", 0, "s", 1): "b", ("r", 1, "s", 0): "c", ("r", 1, "t"): "d"},
    ),
}


@pytest.mark.parametrize(("text", "comments"), CASES.values(), ids=CASES)
def test_comments_are_found(text: str, comments: dict[KeyPath, str]) -> None:
    assert read_comments(text) == comments


def test_comments_about_what_is_gone_are_dropped() -> None:
    comments: dict[KeyPath, str] = {("a",): "a", ("a", "b"): "b", ("a", "b", 0): "0", ("ab",): "ab"}
    assert drop_below(comments, ("a", "b")) == {("a",): "a", ("ab",): "ab"}
