"""A table in which a person has decided whose pictures are: 文件名, 身份证号."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import ClassVar, Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.planning.whose_photo import Student
from wdyy_cli.rules.table.aside import RowKind
from wdyy_cli.rules.table.cell_marks import holds_id_number, id_numbers_in, is_text
from wdyy_cli.rules.table.leftover import say_leftover
from wdyy_cli.school.reading.account import Sought
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.reading.tables import Looks
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.cell_text import squeeze

_FROM_THE_ROOT = re.compile("/|[A-Za-z]:/")
NAMED = 5
"""So many faults of the table are told together."""


class PhotoMap(Listing):
    """The decisions: rows of a file name, with or without folders and ending, and an ID number."""

    unit = "张照片"
    kind = RowKind(who="file_name", number="id_number")
    needed = ("file_name", "id_number")
    fields = (*needed, "name")
    looks: ClassVar[Looks] = {"id_number": holds_id_number, "file_name": is_text}
    sought = Sought(field="id_number", marks=id_numbers_in, unit="个身份证号", needs="文件名和身份证号")

    @classmethod
    def open(cls, shown: str, settings: Settings) -> Self:
        """
        Open such a table.

        Raises WdyyError as for any table, and where there is no row, a row lacks one of both, or a number
        stands somewhere else: a decision must not get lost.
        """
        found = super().open(shown, settings)
        faults = [] if found.rows else ["一行也没有"]
        faults += [
            f"第 {row.row} 行缺少{'能用的身份证号' if file_name else '文件名'}"
            for row in found.rows
            if not (file_name := row.text("file_name")) or row.id_number is None
        ]
        _refuse(shown, faults, "每行写一个文件名和一个身份证号。")
        if lost := "；".join(map(say_leftover, found.find_lost())):
            raise WdyyError(
                f"“{shown}”没有全部读到：{lost}。",
                "要用的，写到“文件名”“身份证号”两列的下面；不用的，从表里移走。",
            )
        return found

    def decide(self, sources: Iterable[str], students: Iterable[Student]) -> dict[int, str]:
        """
        Give the ID numbers of pictures by their places.

        Raises WdyyError for a file name that no picture has, or several have, and for an ID number that no
        student has, or one of another name: a decision must not get lost.
        """
        decided: dict[int, str] = {}
        faults: list[str] = []
        known, names = list(sources), {student.id_number: student.name for student in students}
        for row in self.rows:
            file_name, own_name = (row.text(of) for of in ("file_name", "name"))
            number, name = row.id_number or "", names.get(row.id_number)
            places = _find_called(known, file_name)
            if len(places) != 1:
                said = "没有这个文件" if not places else "有几个文件叫这个名称"
                faults.append(f"第 {row.row} 行“{file_name}”{said}")
            elif name is None:
                faults.append(f"第 {row.row} 行的身份证号，花名册里没有")
            elif own_name and squeeze(own_name) != squeeze(name):
                faults.append(f"第 {row.row} 行的姓名和身份证号，在花名册里不是同一个人")
            elif decided.setdefault(places[0], number) != number:
                faults.append(f"第 {row.row} 行“{file_name}”写了两个身份证号")
        _refuse(self.shown, faults, "照上面写的改好。文件名照文件夹里的写，重名的连文件夹一起写。")
        return decided


def _refuse(shown: str, faults: Sequence[str], hint: str) -> None:
    """Raise WdyyError that names what is wrong with the table; nothing where nothing is."""
    if faults:
        more = f"；等 {len(faults):,} 处" if len(faults) > NAMED else ""
        raise WdyyError(f"“{shown}”用不了：{'；'.join(faults[:NAMED])}{more}。", hint)


def _find_called(sources: Sequence[str], name: str) -> list[int]:
    """Find the pictures that a name means: as it is written, else whatever its capitals, as on Windows."""
    exact = [at for at, source in enumerate(sources) if _is_called(source, name)]
    folded = name.casefold()
    return exact or [at for at, source in enumerate(sources) if _is_called(source.casefold(), folded)]


def _is_called(source: str, name: str) -> bool:
    """Whether a picture is meant by its name, with or without its ending, or by a part or all of its path."""
    wanted = name.strip("\"'“”").replace("\\", "/")
    wanted = PurePosixPath(wanted).as_posix()
    path = PurePosixPath(source.replace("\\", "/"))
    ends = (path.as_posix(), path.with_suffix("").as_posix())
    if _FROM_THE_ROOT.match(wanted):
        return any(wanted.endswith(f"/{end.lstrip('/')}") for end in ends)
    return any(end == wanted or end.endswith(f"/{wanted}") for end in ends)
