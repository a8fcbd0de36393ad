"""All rules there are, in the order of their codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from wdyy_cli.rules.across.cross import CROSS
from wdyy_cli.rules.across.record import RECORD, RECORD_SUM
from wdyy_cli.rules.config import CONFIG
from wdyy_cli.rules.photo import photo_look, photo_member, photo_picture  # noqa: F401 - their rules add themselves to PHOTO
from wdyy_cli.rules.photo.photo import PHOTO
from wdyy_cli.rules.photo.photo_set import PHOTO_INPUT, PHOTO_SET, PICTURE_PAIR
from wdyy_cli.rules.registry import Rule, RuleSet
from wdyy_cli.rules.rooms.proctor import PROCTOR
from wdyy_cli.rules.rooms.room import ROOM
from wdyy_cli.rules.table.id_number import ID_NUMBER
from wdyy_cli.rules.table.people import REGISTRATION_PEOPLE, ROSTER_PEOPLE
from wdyy_cli.rules.table.registration import SHEET
from wdyy_cli.rules.table.registration_cell import COLUMN
from wdyy_cli.rules.table.roster import ROSTER_SHEET
from wdyy_cli.rules.table.status import STATUS
from wdyy_cli.rules.table.table import REGISTRATION_CELL, ROSTER_CELL


@dataclass(frozen=True)
class Family:
    """Rules whose codes begin alike; `word` names what they are about."""

    prefix: str
    word: str
    sets: tuple[RuleSet[Any], ...]

    @property
    def rules(self) -> list[Rule[Any]]:
        """The rules of the family by code."""
        return sorted((rule for rules in self.sets for rule in rules.rules), key=lambda rule: rule.code)


FAMILIES = (
    Family("IDN", "身份证号", (ID_NUMBER,)),
    Family("PHO", "照片", (PHOTO, PHOTO_INPUT, PHOTO_SET, PICTURE_PAIR)),
    Family("REG", "报考表", (SHEET, COLUMN, REGISTRATION_CELL, REGISTRATION_PEOPLE)),
    Family("ROS", "花名册", (ROSTER_SHEET, ROSTER_CELL, ROSTER_PEOPLE)),
    Family("STA", "平台上的考生信息状态", (STATUS,)),
    Family("REC", "平台上的报考记录", (RECORD, RECORD_SUM)),
    Family("ROM", "考场", (ROOM,)),
    Family("PRC", "监考", (PROCTOR,)),
    Family("XRF", "几个文件互相核对", (CROSS,)),
    Family("CFG", "wdyy.toml 的规则部分", (CONFIG,)),
)


@cache
def all_rules() -> Mapping[str, Rule[Any]]:
    """Every rule by its code, in order."""
    return {rule.code: rule for family in FAMILIES for rule in family.rules}
