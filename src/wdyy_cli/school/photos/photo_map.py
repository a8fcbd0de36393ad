"""A table in which a person has decided whose pictures are: 文件名, 身份证号."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from wdyy_cli.errors import WdyyError
from wdyy_cli.header import aliases_of
from wdyy_cli.model import InputFile
from wdyy_cli.rules.table.aside import RowKind
from wdyy_cli.rules.table.leftover import Leftover, say_leftover
from wdyy_cli.school.account import Sought, find_leftovers, holds_id_number, id_numbers_in, is_text
from wdyy_cli.school.listing import ListedRow, Listing
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.tables import Looks, open_blocks

FIELDS = REQUIRED = ("file_name", "id_number")
LOOKS: Looks = {"id_number": holds_id_number, "file_name": is_text}
SOUGHT = Sought(field="id_number", marks=id_numbers_in, unit="个身份证号", needs="文件名和身份证号")


class PhotoTable(Listing):
    """A table of file names, each with an ID number."""

    @property
    def unit(self) -> str:
        """What its rows are, to count them."""
        return "张照片"

    @property
    def kind(self) -> RowKind:
        """Which fields make a row a decision about a picture."""
        return RowKind(who="file_name", number="id_number")

    def find_lost(self) -> Iterator[Leftover]:
        """Find the ID numbers that stand in it and belong to no row."""
        return find_leftovers(self.every_part, self.counted_parts, SOUGHT)


@dataclass(frozen=True, kw_only=True)
class PhotoMap:
    """The decisions by file name, as it is written: with or without folders and ending."""

    shown: str
    numbers: dict[str, str]
    sheet: PhotoTable

    @property
    def beside(self) -> InputFile:
        """The table as an input that only helps."""
        return self.sheet.beside

    def decide(self, sources: Iterable[str]) -> dict[int, str]:
        """
        Give the ID numbers of pictures by their places.

        Raises WdyyError for a file name that no picture has, or several have: a decision must not get lost.
        """
        decided: dict[int, str] = {}
        known = list(sources)
        for name, number in self.numbers.items():
            places = [at for at, source in enumerate(known) if _is_called(source, name)]
            if len(places) != 1:
                said = "没有这个文件" if not places else "有几个文件叫这个名称"
                raise WdyyError(
                    f"“{self.shown}”里写的“{name}”：{said}。", "照文件夹里的名称写，重名的连文件夹一起写。"
                )
            decided[places[0]] = number
        return decided


def read_photo_map(shown: str, settings: Settings) -> PhotoMap:
    """
    Read such a table.

    Raises WdyyError where it cannot be read, a column is missing, a row lacks one of the two, or a number
    stands somewhere else: a decision must not get lost.
    """
    sheet = PhotoTable(open_blocks(shown, aliases_of(FIELDS), FIELDS, settings, LOOKS), settings)
    numbers: dict[str, str] = {}
    for row in sheet.rows():
        name, number = row.table.text(row.values, "file_name"), row.table.id_number(row.values)
        if not name or number is None:
            raise WdyyError(
                f"“{shown}”第 {row.row} 行缺少{_lacking(row)}。", "每行写一个文件名和一个身份证号。"
            )
        if numbers.setdefault(name, number) != number:
            raise WdyyError(f"“{shown}”里“{name}”写了两个身份证号。", "每个文件只写一行。")
    if lost := "；".join(map(say_leftover, sheet.find_lost())):
        raise WdyyError(
            f"“{shown}”没有全部读到：{lost}。",
            "要用的，写到“文件名”“身份证号”两列的下面；不用的，从表里移走。",
        )
    return PhotoMap(shown=shown, numbers=numbers, sheet=sheet)


def _lacking(row: ListedRow) -> str:
    return "文件名" if not row.table.text(row.values, "file_name") else "能用的身份证号"


def _is_called(source: str, name: str) -> bool:
    path, wanted = PurePosixPath(source), PurePosixPath(name.replace("\\", "/"))
    ends = (path.as_posix(), path.with_suffix("").as_posix())
    return any(end == wanted.as_posix() or end.endswith(f"/{wanted.as_posix()}") for end in ends)
