"""All rules there are, by family and code; only the folders of the families that are asked for are loaded."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from wdyy_cli.rules.registry import Rule, RuleSet, load_folder


@dataclass(frozen=True)
class Family:
    """Rules whose codes begin alike; `word` names what they are about, `folder` is where they stand."""

    prefix: str
    word: str
    folder: str

    @property
    def rules(self) -> list[Rule[Any]]:
        """The rules of the family by code."""
        found = (rule for rules in sets_in(self.folder) for rule in rules.rules)
        return sorted((rule for rule in found if rule.code.startswith(self.prefix)), key=_code)


FAMILIES = (
    Family("IDN", "身份证号", "wdyy_cli.rules.table"),
    Family("PHO", "照片", "wdyy_cli.rules.photo"),
    Family("REG", "报考表", "wdyy_cli.rules.table"),
    Family("ROS", "花名册", "wdyy_cli.rules.table"),
    Family("STA", "平台上的考生信息状态", "wdyy_cli.rules.table"),
    Family("REC", "平台上的报考记录", "wdyy_cli.rules.across"),
    Family("ROM", "考场", "wdyy_cli.rules.rooms"),
    Family("PRC", "监考", "wdyy_cli.rules.rooms"),
    Family("MAT", "上交材料", "wdyy_cli.rules.rooms"),
    Family("XRF", "几个文件互相核对", "wdyy_cli.rules.across"),
    Family("CFG", "wdyy.toml 的规则部分", "wdyy_cli.rules"),
)


OTHER_WORDS = {
    "身份证": "IDN",
    "号码": "IDN",
    "报考": "REG",
    "考生信息": "STA",
    "状态": "STA",
    "报考记录": "REC",
    "记录": "REC",
    "监考名单": "PRC",
    "材料": "MAT",
    "核对": "XRF",
    "互相核对": "XRF",
}
"""What families are called besides."""


def code_words(given: Iterable[str]) -> list[str]:
    """Take codes and prefixes apart at commas, Chinese ones too; a family may be called by its word."""
    words = {family.word: family.prefix for family in FAMILIES} | OTHER_WORDS
    parts = (part.strip() for text in given for part in re.split("[,，、;；]", text))
    return [words.get(part, part) for part in parts if part]


@cache
def sets_in(folder: str) -> tuple[RuleSet[Any], ...]:
    """Every set that stands in a folder of rules."""
    values = (value for name in load_folder(folder) for value in vars(sys.modules[name]).values())
    return tuple(dict.fromkeys(value for value in values if isinstance(value, RuleSet)))


@cache
def all_rules() -> Mapping[str, Rule[Any]]:
    """Every rule by its code, in order."""
    return {rule.code: rule for family in FAMILIES for rule in family.rules}


def rules_of(prefixes: Iterable[str]) -> Mapping[str, Rule[Any]]:
    """Give the rules whose codes begin with one of these: families, or single codes. In order, by code."""
    wanted = tuple(prefixes)
    near = [family for family in FAMILIES if any(word.startswith(family.prefix) for word in wanted)]
    return {rule.code: rule for family in near for rule in family.rules if rule.code.startswith(wanted)}


def _code(rule: Rule[Any]) -> str:
    return rule.code
