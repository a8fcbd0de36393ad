"""What is wrong with the spelling of a text in a cell, and the text as it was meant. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TIDY = re.compile(r"[\u4e00-\u9fff·A-Za-z0-9（）()《》“”、，。+_./-]*")
"""Texts in which nothing can be untidy: no blank, nothing unseen. Nearly all are of this kind."""

_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)*")

_BREAKS = "\t\n\r\v\f\x85\u2028\u2029"
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_SPACES = re.compile(r"\s+")
# What only odd texts need is compiled when one comes: large classes of characters take long at a start.
_ODD_BLANK = f"[^\\S {_BREAKS}]"
_UNSEEN = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
"""Fillers and variation selectors: letters and marks by their category, but nobody can see them."""

_CJK = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_UNASSIGNED = frozenset({"Co", "Cn", "Cs"})
_LOOKALIKE = "[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]"
"""Radicals and compatibility forms, which look like a common character and are another one."""

_RADICALS = dict(
    zip(
        "⺁⺄⺇⺊⺒⺓⺗⺜⺝⺠⺧⺩⺫⺬⺴⺶⺻⺼⻁⻄⻅⻆⻉⻋⻏⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻯⻰⻲⻳",
        "厂乙几卜巳幺心日月民牛王目示冗羊聿肉虎西见角贝车邑長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿竜龙亀龟",
        strict=True,
    )
)
"""Radicals that PDFs give for a character where no normal form tells it: Unicode's equivalent ideographs."""

_LATIN_MARKS = " -'’.·"
_OTHER_DOTS = frozenset("•・‧∙⋅．.。,，、")
_GAP_IN_CJK = f"(?<=[{_CJK}])\\s+(?=[{_CJK}])"
_TWO_CHARACTERS = f"[{_CJK}]\\s+[{_CJK}]"


def is_plain_name(text: str) -> bool:
    """Whether a text is a Chinese name of which nothing can be wrong: the quick way past all rules."""
    return len(text) > 1 and _CHINESE_NAME.fullmatch(text) is not None


def find_untidiness(text: str, *, is_name: bool = False) -> list[str]:
    """Say in Chinese what of a text nobody meant: blanks around it, line breaks, invisible characters …"""
    if _TIDY.fullmatch(text):
        return []
    found = []
    if any(char in _BREAKS for char in text):
        found.append("有换行或制表符")
    if any(map(is_invisible, text)):
        found.append("有看不见的字符")
    if any(_is_control(char) for char in text):
        found.append("有控制字符")
    core = "".join(c for c in text if c not in _BREAKS and not is_invisible(c) and not _is_control(c))
    if core != core.strip():
        found.append("前后有空格")
    inner = core.strip()
    if re.search(_ODD_BLANK, inner) or (is_name and re.search(_GAP_IN_CJK, inner)):
        found.append("中间有空格")
    if _FULL_WIDTH.search(inner):
        found.append("有全角的字母或数字")
    return found


def tidy(text: str, *, is_name: bool = False) -> str:
    """
    Give the text as it was meant.

    A blank between the two characters of a name only aligns it with longer ones; in longer names it mostly
    stands for the · of a minority's name, and stays.
    """
    if _TIDY.fullmatch(text):
        return text
    seen = "".join(char for char in text if not is_invisible(char) and not _is_control(char))
    seen = _FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), seen)
    for mark in _BREAKS:
        # A line that was broken goes on; only words of Latin letters need a blank between them.
        seen = re.sub(f"\\s*{re.escape(mark)}\\s*", _joint, seen)
    seen = re.sub(_ODD_BLANK, " ", seen).strip()
    return re.sub(_GAP_IN_CJK, "", seen) if is_name and re.fullmatch(_TWO_CHARACTERS, seen) else seen


def dotted_name(text: str) -> str | None:
    """Give a longer Chinese name with · for the blank inside it, None where there is none."""
    seen = tidy(text, is_name=True)
    return re.sub(_GAP_IN_CJK, "·", seen) if re.search(_GAP_IN_CJK, seen) else None


UNSEEN = "□"
"""Stands on the screen for a character that nobody can see."""

_LINE_ENDS = str.maketrans({"\r": None, **dict.fromkeys("\n\t\v\f\u2028\x85", " ")})


def visible(text: str) -> str:
    """Make what nobody sees harmless: line breaks and odd blanks are blanks, all else is a box."""
    if text.isprintable():
        return text
    plain = text.translate(_LINE_ENDS)
    return "".join(char if char.isprintable() else " " if char.isspace() else UNSEEN for char in plain)


def has_control_characters(text: str) -> bool:
    """Whether there are characters that no keyboard writes: what stood there cannot be known."""
    return any(_is_control(char) for char in text)


@lru_cache(maxsize=1024)
def squeeze(text: str) -> str:
    """Give the form in which values from a list are compared: half width, without any blank."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in _SPACES.sub("", plain) if not is_invisible(c) and not _is_control(c))


def is_blank(text: str) -> bool:
    """Whether nobody sees anything in a text: blanks, invisible and control characters alone."""
    if text[:1].isalnum() and not is_invisible(text[0]):
        return False  # nearly every cell
    return not squeeze(text)


def is_invisible(char: str) -> bool:
    """Whether nobody can see a character: zero width, direction marks, soft hyphens, fillers, selectors."""
    if char.isascii():
        return False
    return unicodedata.category(char) == "Cf" or re.match(_UNSEEN, char) is not None


def find_name_oddity(name: str) -> str | None:
    """Say in Chinese what is unlikely in a tidy name, None where nothing is."""
    return None if is_plain_name(name) else _find_odd_character(name) or _find_odd_shape(name)


def _find_odd_character(name: str) -> str | None:
    lost = [char for char in name if unicodedata.category(char) in _UNASSIGNED or char == "\ufffd"]
    alike = next((char for char in name if re.match(_LOOKALIKE, char) and _plain(char) != char), None)
    digits = [char for char in name if _kind_of(char)[0] == "N"]
    if lost:
        return "有显示不出来的字，多半是生僻字没有存好"
    if alike is not None:
        said = f"里的“{alike}”看着像“{_plain(alike)}”，其实是另一个字"
        return f"{said}；请用输入法重新输入"
    return f"有数字“{''.join(dict.fromkeys(digits[:5]))}”" if digits else None


def _find_odd_shape(name: str) -> str | None:
    kinds = {char: _kind_of(char) for char in name}
    latin = any("a" <= _plain(char)[:1].lower() <= "z" for char in name)
    allowed = _LATIN_MARKS if latin else "·"
    marks = [char for char, kind in kinds.items() if kind[0] not in "LMN" and char not in allowed]
    if latin and "Lo" in kinds.values():
        return "汉字里夹着拉丁字母"
    if marks:
        dot = "；少数民族姓名的间隔号应为“·”" if set(marks) & _OTHER_DOTS else ""
        return f"有标点或符号“{''.join(marks[:5])}”{dot}"
    return "间隔号在开头或末尾" if name.strip("·") != name else "只有一个字" if len(name) == 1 else None


def _kind_of(char: str) -> str:
    return "Lo" if char == "〇" else unicodedata.category(char)


def _plain(char: str) -> str:
    return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)


def _joint(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    both = text[start - 1 : start] + text[end : end + 1]
    return " " if len(both) == 2 and both.isascii() else ""  # noqa: PLR2004 - one character on either side


def _is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and char not in _BREAKS
