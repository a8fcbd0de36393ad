"""Invented students for the benchmarks, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types

from wdyy_cli.texts.id_number import check_digit

SCHOOL, SITE = "某某职业技术学院", "某某学院网店运营推广证书考核站点"
PLAN, CERTIFICATE = "网店运营推广职业技能等级证书2021年上半年全国统考", "网店运营推广职业技能等级证书"
NAMES = "张王李赵陈杨黄周吴徐孙马朱胡林郭何高罗郑"
FIRST, LETTERS = 0x4E00, 2000


def make_students(count: int) -> list[tuple[str, str, str]]:
    """Invent names, right ID numbers and classes; no number twice, none that ends in zeros."""
    chance = random.Random(1)  # noqa: S311 - no secret
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        area = f"{chance.choice((11, 32, 33, 44, 51))}{chance.randrange(101, 130):04d}"
        born = f"{chance.randrange(2004, 2010)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
        first = f"{area}{born}{chance.randrange(1, 999):03d}"
        numbers[first + check_digit(first)] = None
    words = [chr(FIRST + chance.randrange(LETTERS)) for _ in range(2 * count)]
    return [
        (NAMES[index % len(NAMES)] + words[2 * index] + words[2 * index + 1], number, f"{index % 50}班")
        for index, number in enumerate(numbers)
    ]


def write_roster(path: Path, students: Sequence[tuple[str, str, str]]) -> None:
    """Write a roster of one sheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (("姓名", "身份证号", "班级"), *students):
        sheet.append(row)
    book.save(path)
