"""Where a TOML file of the user's breaks the rules, shown with a mark below, and how it should be written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from wdyy_cli.errors import WdyyError
from wdyy_cli.texts.typed_date import read_typed_date

CHINESE_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"'}
FULL_WIDTH = {
    "＝": "=", "［": "[", "］": "]", "【": "[", "】": "]", "｛": "{", "｝": "}", "，": ",", "、": ",",
    "．": ".", "＂": '"', "＃": "#", "：": "=", ":": "=", "\u3000": " ",
}  # fmt: skip
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_ESCAPE = re.compile(r'\\(?![btnfr"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_BARE_VALUE = re.compile(r"^\s*[\w.-]+\s*=\s*(?=[^\s\"'\[{+\-0-9#])(?!true\b|false\b|inf\b|nan\b)(\S+)")
_DAY = re.compile(r"^\s*[\w.-]+\s*=\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)")
_OTHER = "检查引号、括号和等号是否成对；Windows 路径里的 \\ 写成 /，或用单引号。"


def explain_toml_fault(
    text: str, at: tuple[int, int] | None, shown: str, *, is_double: bool = False
) -> WdyyError:
    """
    Say what is wrong with a text that is no TOML; `at` is line and column, None at the end of the file.

    `is_double`: what stands there was written before.
    """
    lines = text.splitlines()
    if is_double and lines:
        at = at or (len(lines), 1)
        line = lines[at[0] - 1]
        said = f"“{line.partition('=')[0].strip()}”前面已经写过了"
        return WdyyError(
            f"{shown}第 {at[0]} 行的{said}。",
            f"{line}\n^\n同一项只写一次；同一个小节写了两次的，把内容合到前面那个下面。",
        )
    number = _line_of_fault(lines, None if at is None else at[0])
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    column, said, hint = _find_fault(line)
    if column is None:
        column = at[1] - 1 if at is not None and at[0] == number else len(line)
    mark = " " * sum(_cells(char) for char in line[:column]) + "^"
    return WdyyError(f"{shown}第 {number} 行{said}。", f"{line}\n{mark}\n{hint}" if line else hint)


def _line_of_fault(lines: list[str], told: int | None) -> int:
    """Give the line that is meant: a quote or bracket left open is noticed only further down."""
    last = len(lines) if told is None else min(told, len(lines))
    if last and _find_fault(lines[last - 1])[0] is not None:
        return last
    near = range(last - 1, 0, -1) if told is None else range(last - 1, max(0, last - 3), -1)
    return next((number for number in near if _find_fault(lines[number - 1])[0] is not None), max(1, last))


def _find_fault(line: str) -> tuple[int | None, str, str]:
    """Find the first thing in a line that Chinese keyboards write otherwise; no column where none is."""
    bare = _QUOTED.sub(lambda found: " " * len(found[0]), line)
    comment = bare.find("#")
    bare = bare if comment < 0 else bare[:comment]
    for column, char in enumerate(bare):
        if char in CHINESE_QUOTES:
            return column, "用了中文引号 “ ”", '请改成英文引号 " "（切换到英文输入法再打）。'
        if char in FULL_WIDTH:
            right = FULL_WIDTH[char].strip() or "空格"
            return column, f"用了“{char}”", f"请改成英文的 {right}（切换到英文输入法再打）。"
    if quote := re.search(r"[\"']", bare):
        return quote.start(), "的引号没有成对", '文字的前后各要一个英文引号 " "。'
    if (fault := _find_fault_of_value(line, bare)) is not None:
        return fault
    if (key := re.match(r"\s*([^\s=\[#]*[^\x00-\x7f][^\s=]*)\s*=", bare)) is not None:
        return key.start(1), "等号左边不能用中文", "可以写的名称见 wdyy init 生成的 wdyy.toml。"
    return None, "写法不对", _OTHER


def _find_fault_of_value(line: str, bare: str) -> tuple[int, str, str] | None:
    """Find a day that does not exist or is written otherwise, text without quotes, a path of Windows."""
    for quoted in _QUOTED.finditer(line[: len(bare)]):
        if quoted[0].startswith('"') and (escape := _ESCAPE.search(quoted[0])):
            hint = "路径里的 \\ 写成 /，或把两边的双引号换成单引号 ' '。"
            return quoted.start() + escape.start(), "双引号里的 \\ 写法不对", hint
    if day := _DAY.match(bare):
        meant = read_typed_date(day[1], date.max)
        if meant is None:
            return day.start(1), f"里没有“{day[1]}”这一天", "看看月份和日子是不是写错了。"
        if meant.isoformat() != day[1]:
            return day.start(1), "的日期写法不对", f"请写成 {meant.isoformat()}，不加引号。"
    if value := _BARE_VALUE.match(bare):
        return value.start(1), "的文字没有加引号", f'请写成 {line[: value.start(1)].strip()} "{value[1]}"。'
    return None


def _cells(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
