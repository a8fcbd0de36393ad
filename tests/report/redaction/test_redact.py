"""Redaction, through the front door: whatever members are called, no name and no number gets out."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import builders
from drawn import examples
from report_builders import HEADERS, cell_finding, photo_finding, plain_report, sheet_rows
from students import CHECK_DATE, id_number
from wdyy_cli.cli.app import main
from wdyy_cli.model import InputFile, Location, NotChecked, Place, Report, Table
from wdyy_cli.report.formats import FORMATS
from wdyy_cli.report.redaction.redact import redact
from wdyy_cli.report.said.words import clean_classes, split_by_class, visible

NAMES = ["张三丰", "欧阳娜娜", "阿依古丽·买买提", "李四光 ", "诸葛 亮明", "Zhang Sanfeng", "𠮷野家"]
BORN_ON_THE_DAY_OF_THE_EXAMPLES = "20080307"
NUMBERS = [n for n in map(id_number, range(0, 3000, 41)) if BORN_ON_THE_DAY_OF_THE_EXAMPLES not in n]
WRITTEN: dict[str, Callable[[str], str]] = {
    "right": lambda number: number,
    "spaced": lambda number: f"{number[:6]} {number[6:14]} {number[14:]}",
    "with a hyphen": lambda number: f"{number[:6]}-{number[6:]}",
    "with an invisible character": lambda number: f"{number[:10]}\u200b{number[10:]}",
    "full-width": lambda number: number.translate({ord("0") + d: ord("０") + d for d in range(10)}),
    "short of a digit": lambda number: number[:-1],
    "with a digit too many": lambda number: f"{number}1",
    "lower-case": lambda number: number.lower(),
}
MEMBERS = [
    "{number}.jpg",
    "{name}{number}.jpg",
    "{number}{name}(1).jpg",
    "{name}.jpg",
    "{name}/{number}.JPG",
    "{name}_{number}.jpeg",
    "{name}.{number}.jpg",
    "{number}.{name}",
    "1.{name}",
    "{name}.txt",
]


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            st.sampled_from(MEMBERS),
            st.sampled_from(NAMES),
            st.sampled_from(NUMBERS),
            st.sampled_from(list(WRITTEN)),
        ),
        max_size=8,
    )
)
@examples(60)
def test_no_name_and_no_number_gets_out(drawn: list[tuple[str, str, str, str]]) -> None:
    secrets = set()
    members = []
    for member, name, number, how in drawn:
        secrets |= {number, number[:14], *(word for word in re.split("[ ·]", name) if len(word) > 1)}
        stored = member.format(name=name, number=WRITTEN[how](number)).encode()
        members.append(builders.RawMember(name=stored, data=b"\xff\xd8\xff no picture"))
    out, err = io.StringIO(), io.StringIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        path = Path(folder) / "照片.zip"
        path.write_bytes(builders.zip_bytes(*members))
        written = Path(folder) / "报告.json"
        command = ["check-photos", str(path), "--redact", "--report", str(written), "--date", CHECK_DATE]
        assert main(command) < 3
        shown = out.getvalue() + err.getvalue() + written.read_text(encoding="utf-8")
    assert [secret for secret in secrets if secret in shown] == []


def everywhere(text: str) -> Report:
    """Build a report that repeats a text in every part of it."""
    place = Place(
        location=Location(file=f"{text}.xlsx", sheet=text, cell="B4", row=4, column=f"{text}的列"),
        value=text,
        stored_as="text",
    )
    finding = cell_finding(4, "name", sheet_rows()[3], place=place, message=f"与{text}不同", repair=text)
    photo = photo_finding(f"{text}.jpg", other=Location(file="照片.zip", member=f"{text}.png"))
    rows = [(f"班主任{text}",), (), ("姓名", "身份证号", "备注"), (text, text, f"{text}（复读）")]
    return plain_report(
        inputs=(
            InputFile(path=f"{text}/照片.zip", items=1),
            InputFile(path="坏.zip", reason=f"{text}读不了"),
        ),
        findings=(replace(finding, suppressed=f"{text}已确认"), photo),
        not_checked=(NotChecked(code="PHO010", reason=f"{text}没有给"),),
        lines=(f"  {text}：第 1 考场",),
        results={"seats": [{text: f"{text}，第 1 座"}]},
        tables=(Table(file=f"{text}.xlsx", sheet=text, header_row=3, columns=COLUMNS, rows=rows),),
        classes={text: f"{text}班"},
        group_by="class_name",
    )


COLUMNS = {"name": 0, "id_number": 1}
PEOPLE = [*NAMES, *(write(id_number(7)) for write in WRITTEN.values()), "1.10101199903071E+17"]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", FORMATS)
def test_a_person_gets_out_of_no_part_of_a_report(name: str, person: str) -> None:
    data = b"".join(FORMATS[name].render(redact(everywhere(person))))
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(part) for part in archive.namelist())
    text = visible(data.decode())
    assert visible(person.strip()) not in text
    assert "".join(person.split()) not in text


def test_the_masks_keep_as_much_as_is_promised() -> None:
    report = redact(plain_report())
    place = report.findings[3].place
    assert (place.name, place.id_number) == ("张*", f"{id_number(0)[:6]}********{id_number(0)[-4:]}")
    assert report.tables[0].rows[2] == HEADERS
    assert report.tables[0].rows[3][:2] == (place.name, place.id_number)
    assert report.tables[0].rows[3:5] == [report.tables[0].rows[3], report.tables[0].rows[4]]
    assert list(split_by_class(report)) == ["网店一班", "网店二班"]
    assert clean_classes(report) == ["网店三班"]
    assert report.thumbnails == {}
