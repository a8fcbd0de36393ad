"""What `wdyy build-registration` does where nothing can be written, or the writing ends too early."""

from __future__ import annotations

import csv
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from programs import posix_only, program
from school import NAMES
from sheet_builders import OPTIONS, listed, roster, student
from students import CHECK_DATE, id_number
from template_builders import minimal
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.workbooks.template import read_template

Wdyy = Callable[..., Ran]
BUILD = (*OPTIONS, "--format", "json", "--date", CHECK_DATE)


def rows_of(path: Path) -> list[tuple[object, ...]]:
    return list(read_tables(path, "x").sheets[0].rows[3:])


REFUSED = {
    "the roster": (["-o", "花名册.xlsx"], "“花名册.xlsx”是输入的文件，不能写到它上面。"),
    "the roster in other words, by force": (["-o", "./花名册.xlsx", "--force"], "是输入的文件"),
    "the template": (["-o", "模板.xlsx", "--template", "模板.xlsx", "--force"], "是输入的文件"),
    "a file that is there": (["-o", "旧.xlsx"], "“旧.xlsx”已经存在，没有改动它。"),
    "a folder": (["-o", "文件夹.xlsx", "--force"], "写不了“文件夹.xlsx”：这是一个文件夹。"),
    "a missing folder": (["-o", "没有/报考.xlsx"], "写不了“没有/报考.xlsx”：没有这个文件夹。"),
    "an ending that Excel would not open": (["-o", "报考.xls"], "“报考.xls”要以 .xlsx 结尾"),
    "no ending": (["-o", "报考"], "“报考”要以 .xlsx 结尾"),
    "the report": (["-o", "新.xlsx", "--report", "新.xlsx"], "“新.xlsx”既是要生成的文件，又是报告的"),
    "a template that holds students": (["-o", "新.xlsx", "--template", "满.xlsx"], "第 4 行已经有内容"),
    "merged rows": (["-o", "新.xlsx", "--template", "合并.xlsx"], "要填写的行里有合并单元格 D5:D6"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_an_output_that_cannot_be_is_refused_and_nothing_is_touched(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    roster(Path("花名册.xlsx"), listed())
    Path("模板.xlsx").write_bytes(read_template("registration"))
    Path("满.xlsx").write_bytes(minimal('<row r="4"><c r="A4" t="str"><v>张三</v></c></row>'))
    Path("合并.xlsx").write_bytes(minimal("", '<mergeCells><mergeCell ref="D5:D6"/></mergeCells>'))
    Path("旧.xlsx").write_bytes(b"mine")
    Path("文件夹.xlsx").mkdir()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    ran = wdyy("build-registration", "花名册.xlsx", *options, *OPTIONS)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_an_existing_file_is_replaced_where_that_is_wanted(wdyy: Wdyy, tmp_path: Path) -> None:
    names, out = roster(tmp_path / "花名册.xlsx", listed()), tmp_path / "旧.xlsx"
    out.write_bytes(b"mine")
    assert wdyy("build-registration", names, "-o", out, "--force", *BUILD).status == 0
    assert rows_of(out) == [student(index) for index in range(5)]


@pytest.mark.slow
@posix_only
def test_a_disk_that_is_full_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    roster(tmp_path / "花名册.xlsx", listed())
    (tmp_path / "旧.xlsx").write_bytes(b"mine")
    running = program(
        tmp_path, "build-registration", "花名册.xlsx", "-o", "旧.xlsx", "--force", *OPTIONS,
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )  # fmt: skip
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (2, b"")
    assert "写不了“旧.xlsx”：磁盘可能已满" in err.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["旧.xlsx", "花名册.xlsx"]
    assert (tmp_path / "旧.xlsx").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_that_is_read_only_is_told(wdyy: Wdyy, tmp_path: Path) -> None:
    names, folder = roster(tmp_path / "花名册.xlsx", listed()), tmp_path / "只读"
    folder.mkdir(mode=0o555)
    ran = wdyy("build-registration", names, "-o", folder / "报考.xlsx", *OPTIONS)
    assert (ran.status, "没有权限" in ran.err) == (2, True)


@pytest.mark.slow
@posix_only
def test_ctrl_c_leaves_no_file_behind(tmp_path: Path) -> None:
    rows = [[name, id_number(index)] for index, name in enumerate(NAMES * 500)]
    with (tmp_path / "花名册.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("姓名", "身份证号"), *rows])
    running = program(tmp_path, "build-registration", "花名册.csv", "-o", "报考.xlsx", *OPTIONS)
    while running.poll() is None and len(list(tmp_path.iterdir())) == 1:
        time.sleep(0.002)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    if running.returncode == 0:
        assert (tmp_path / "报考.xlsx").exists()
    else:
        assert (running.returncode, out, err.decode()) == (130, b"", "已中断，没有检查完。\n")
        assert [path.name for path in tmp_path.iterdir()] == ["花名册.csv"]
