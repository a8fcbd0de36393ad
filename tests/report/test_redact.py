"""Redaction, through the front door: whatever members are called, no name and no number gets out."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import builders
from students import CHECK_DATE, id_number
from wdyy_cli.cli.app import main

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
@settings(deadline=None, max_examples=60)
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
        for form in ("json", "text"):
            main(["check-photos", str(path), "--redact", "--format", form, "--date", CHECK_DATE])
    shown = out.getvalue() + err.getvalue()
    assert [secret for secret in secrets if secret in shown] == []
