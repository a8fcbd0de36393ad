"""The program as a whole: help, mistakes on the command line, formats, streams, exit statuses."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import wdyy_cli.cli.app
from conftest import Ran
from students import CHECK_DATE, id_number, photo_zip, portrait, right_photos
from wdyy_cli import __version__
from wdyy_cli.cli.app import main
from wdyy_cli.cli.commands import BY_NAME, load_command
from wdyy_cli.cli.options import ENDINGS
from wdyy_cli.profile_files import load_profile
from wdyy_cli.report.formats import FORMATS
from wdyy_cli.report.screen.columns import cells
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.workbooks.template import read_template

Wdyy = Callable[..., Ran]


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    members = {**right_photos(3), **{f"学生{index}.jpg": portrait(50 + index) for index in range(5)}}
    return photo_zip(tmp_path / "照片.zip", members)


def program(*argv: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run wdyy as a process of its own."""
    env = {key: value for key, value in os.environ.items() if key != "CI"} | environment
    command = [sys.executable, "-m", "wdyy_cli", *map(str, argv)]
    return subprocess.run(command, capture_output=True, check=False, env=env, timeout=60)


MISTAKES = {
    "a misspelt command": (["chek-photos", "a.zip"], "没有“chek-photos”这个命令。", "check-photos"),
    "an unknown option": (
        ["check-photos", "a.zip", "--formt", "json"],
        "没有“--formt”这个选项。",
        "--format",
    ),
    "no input": (["check-photos"], "还要写 照片…。", "wdyy check-photos --help"),
    "an option without its value": (
        ["check-photos", "a.zip", "--date"],
        "选项“--date”后面要写一个值。",
        "--help",
    ),
    "a flag with a value": (["check-photos", "a.zip", "--quiet=1"], "选项“--quiet”后面不用写值。", "--help"),
    "one word too many": (["rules", "x"], "多写了“x”。", "wdyy rules --help"),
    "a date that is none": (
        ["check-photos", "a.zip", "--date", "2026-13-01"],
        "--date 不能是“2026-13-01”。",
        "年-月-日",
    ),
    "an unknown format": (["check-photos", "a.zip", "--format", "pdf"], "没有“pdf”这种格式。", "json"),
    "a page on the screen": (
        ["check-photos", "a.zip", "--format", "html"],
        "--format html 的报告要存成文件，不能显示在屏幕上。",
        "--report 报告.html",
    ),
    "a workbook on the screen": (
        ["check-photos", "a.zip", "--format", "xlsx", "--report", "a.html"],
        "--format xlsx 的报告要存成文件，不能显示在屏幕上。",
        "--report 报告.xlsx",
    ),
    "an empty name": (["check-photos", ""], "有一个文件名是空的。", "看看变量有没有值"),
    "a report of an unknown kind": (
        ["check-photos", "a.zip", "--report", "a.doc"],
        "不知道“a.doc”要用哪种格式。",
        ".json",
    ),
    "an unknown code": (
        ["check-photos", "a.zip", "--ignore", "PHO206,PHX1"],
        "没有规则“PHX1”。",
        "wdyy rules",
    ),
    "an unknown rule to explain": (["explain", "PHO99"], "没有规则“PHO99”。", "PHO"),
    "no number": (["check-photos", "a.zip", "--max-per-rule", "-1"], "--max-per-rule 不能是“-1”。", "大于 0"),
    "an unknown degree": (
        ["check-photos", "a.zip", "--fail-on", "info"],
        "--fail-on 不能是“info”。",
        "warning",
    ),
    "an unknown profile": (
        ["check-photos", "a.zip", "--profile", "wdyy-2012"],
        "没有名为“wdyy-2012”的证书规定。",
        "wdyy-2021",
    ),
}


@pytest.mark.parametrize(("argv", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_explained_in_chinese(wdyy: Wdyy, argv: list[str], message: str, hint: str) -> None:
    ran = wdyy(*argv)
    first, second = ran.err.splitlines()
    assert (ran.status, ran.out, first) == (2, "", f"× {message}")
    assert hint in second


@pytest.mark.parametrize(
    "argv", [["--help"], ["-h"], ["check-photos", "--help"], ["rules", "-h"], ["explain", "-h"]]
)
def test_help_is_chinese_and_fits_80_columns(wdyy: Wdyy, argv: list[str]) -> None:
    ran = wdyy(*argv)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("用法：wdyy")
    assert max(cells(line) for line in ran.out.splitlines()) <= 80
    for english in ("Usage", "Options", "Show this", "[default", "TEXT"):
        assert english not in ran.out


def test_version(wdyy: Wdyy) -> None:
    said = f"wdyy {__version__}（证书规定 {load_profile().name}，{len(all_rules())} 条规则）\n"
    assert wdyy("--version") == Ran(0, said, "")


def test_nothing_to_do_is_a_mistake_but_shows_the_help(wdyy: Wdyy) -> None:
    ran = wdyy()
    assert (ran.status, ran.out[:6]) == (2, "用法：wdy")


DEGREES = {
    "errors fail by default": (["--select", "PHO101"], 1),
    "warnings do not": (["--select", "PHO3"], 0),
    "errors need not fail": (["--fail-on", "never"], 0),
    "an ignored error does not fail": (["--ignore", "PHO101"], 0),
}


@pytest.mark.parametrize(("options", "status"), DEGREES.values(), ids=DEGREES)
def test_exit_status(wdyy: Wdyy, faulty: Path, options: list[str], status: int) -> None:
    assert wdyy("check-photos", faulty, "--date", CHECK_DATE, *options).status == status


def test_warnings_fail_where_wanted(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {f"{id_number(1)}.JPG": portrait(1)})
    command = ("check-photos", zipped, "--date", CHECK_DATE)
    assert [wdyy(*command).status, wdyy(*command, "--fail-on", "warning").status] == [0, 1]


def test_an_empty_zip_never_passes_whatever_is_ignored(wdyy: Wdyy, tmp_path: Path) -> None:
    empty = photo_zip(tmp_path / "照片.zip", {})
    options: list[list[str]] = [[], ["--ignore", "PHO009"], ["--select", "PHO2"], ["--fail-on", "never"]]
    assert [wdyy("check-photos", empty, *extra).status for extra in options] == [1, 2, 2, 2]


def test_only_the_first_findings_are_shown_and_the_total_is_true(wdyy: Wdyy, faulty: Path) -> None:
    out = wdyy("check-photos", faulty, "--date", CHECK_DATE, "--max-per-rule", "2").out
    assert "PHO101 文件名不是身份证号（5 处）" in out
    assert [line.split()[0] for line in out.splitlines() if line.startswith("      学生")] == [
        "学生0.jpg",
        "学生1.jpg",
    ]
    assert "还有 3 处没有列出" in out
    assert "学生4.jpg" in wdyy("check-photos", faulty, "--max-per-rule", "all").out


def test_a_report_file_is_the_same_as_standard_output(wdyy: Wdyy, faulty: Path, tmp_path: Path) -> None:
    path = tmp_path / "结果.json"
    ran = wdyy("check-photos", faulty, "--date", CHECK_DATE, "--format", "json", "--report", path)
    assert path.read_text(encoding="utf-8") == ran.out
    assert ran.err == f"报告已存到 {path}\n"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_a_report_never_replaces_an_input(wdyy: Wdyy, tmp_path: Path) -> None:
    path = photo_zip(tmp_path / "照片.json", right_photos(1))
    before = path.read_bytes()
    ran = wdyy("check-photos", path, "--report", path)
    assert (ran.status, path.read_bytes()) == (2, before)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_report_replaces_an_earlier_one_and_no_other_file(wdyy: Wdyy, tmp_path: Path, ending: str) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", right_photos(1))
    report = tmp_path / f"报告{ending}"
    report.touch()  # an empty file is nobody's
    command = ("check-photos", zipped, "--date", CHECK_DATE, "--report", report)
    assert [wdyy(*command).status for _ in range(2)] == [0, 0]
    for other in (read_template("registration"), "我的笔记".encode()):
        report.write_bytes(other)
        ran = wdyy(*command)
        assert (ran.status, ran.out, report.read_bytes()) == (2, "", other)
        assert "不是 wdyy 的报告，没有盖掉它" in ran.err


def test_a_report_that_cannot_be_written_is_a_clear_error_and_the_findings_are_shown(
    wdyy: Wdyy, faulty: Path, tmp_path: Path
) -> None:
    path, good = tmp_path / "没有" / "结果.json", tmp_path / "结果.json"
    ran = wdyy("check-photos", faulty, "--report", path, "--report", good, "--format", "json")
    assert (
        ran.err == f"报告已存到 {good}\n× 写不了“{path}”：没有这个文件夹。\n  先建好文件夹，或换一个位置。\n"
    )
    assert (ran.status, ran.report["summary"]["exit_code"], len(ran.found)) == (2, 2, 5)
    assert json.loads(good.read_text(encoding="utf-8"))["summary"] == ran.report["summary"]
    behind_a_file = good / "结果.json"
    ran = wdyy("check-photos", faulty, "--report", behind_a_file)
    assert (ran.status, f"写不了“{behind_a_file}”：" in ran.err, "磁盘" in ran.err) == (2, True, False)


def test_the_same_input_in_other_words_is_checked_once(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", right_photos(2))
    again = tmp_path / "." / ".." / tmp_path.name / "照片.zip"
    ran = wdyy("check-photos", zipped, again, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, [given["path"] for given in ran.report["inputs"]]) == (0, [str(zipped)])


def test_redaction_leaves_no_number_and_no_name(wdyy: Wdyy, tmp_path: Path) -> None:
    numbers = [id_number(index) for index in range(6)]
    members = {
        f"{numbers[0]}.jpg": portrait(0),
        f"{numbers[1]}.png": portrait(0, "PNG"),
        f"张三丰{numbers[2]}.jpg": portrait(2),
        f"高一三班/{numbers[3]}.JPG": portrait(3),
        f"{numbers[4][:6]} {numbers[4][6:]}.jpg": portrait(4),
        f"{numbers[5][:-1]}.jpg": portrait(5),
        "李四光.jpg": portrait(6),
    }
    zipped = photo_zip(tmp_path / "照片.zip", members)
    for extra in (["--format", "json", "--redact"], ["--redact"]):
        out = wdyy("check-photos", zipped, "--date", CHECK_DATE, *extra).out
        for secret in (*numbers, *(n[6:14] for n in numbers), "张三丰", "李四光", "三丰"):
            assert secret not in out
    assert numbers[0][:6] + "********" + numbers[0][-4:] in out


def test_output_is_redacted_by_default_in_ci(
    wdyy: Wdyy, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert "学生0" not in wdyy("check-photos", faulty).out
    assert "学生0" in wdyy("check-photos", faulty, "--no-redact").out


def test_quiet_says_nothing_about_a_clean_zip(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", right_photos(2))
    assert wdyy("check-photos", zipped, "--quiet", "--date", CHECK_DATE) == Ran(0, "", "")


@pytest.mark.slow
def test_a_gbk_console_shows_the_report(tmp_path: Path) -> None:
    zipped = photo_zip(
        tmp_path / "照片.zip", {"张三😀[b]/.jpg".replace("/", ""): portrait(1), "𠮷.jpg": portrait(2)}
    )
    ran = program("check-photos", zipped, PYTHONIOENCODING="gbk")
    assert (ran.returncode, ran.stderr) == (1, b"")
    out = ran.stdout.decode("gbk")
    assert "张三\\U0001f600[b].jpg" in out
    assert "× 现在不要上传" in out


@pytest.mark.slow
def test_json_on_a_gbk_console_still_parses(tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {"张三😀.jpg": portrait(1)})
    ran = program("check-photos", zipped, "--format", "json", PYTHONIOENCODING="gbk")
    report = json.loads(ran.stdout.decode("ascii"))
    assert report["findings"][0]["location"]["member"] == "张三😀.jpg"


def test_a_file_name_cannot_play_with_the_terminal(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {"张\x1b[31m三\u202egpj.jpg": portrait(1)})
    out = wdyy("check-photos", zipped).out
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_fault(faulty: Path) -> None:
    command = f"{sys.executable} -m wdyy_cli check-photos '{faulty}' | head -n 1"
    ran = subprocess.run(command, shell=True, capture_output=True, check=False, timeout=60)  # noqa: S602 - a pipe of our own
    assert ran.stderr == b""


@pytest.mark.slow
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_program_without_a_stream_works(faulty: Path, stream: str) -> None:
    code = f"import sys; sys.{stream} = None; from wdyy_cli.cli.app import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "check-photos", str(faulty)]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (1, b"")


def test_ctrl_c_while_loading_is_quiet() -> None:
    code = """
import builtins, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in the background without
load = builtins.__import__
def interrupted(name, *rest):
    if name == "wdyy_cli.cli.app":
        signal.raise_signal(signal.SIGINT)
    return load(name, *rest)
from wdyy_cli.__main__ import run
builtins.__import__ = interrupted
run()
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


def test_a_fault_of_wdyy_itself_shows_no_traceback(wdyy: Wdyy, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = id_number(7)

    def broken(_argv: list[str]) -> int:
        raise KeyError(secret)

    monkeypatch.setattr(wdyy_cli.cli.app, "_run", broken)
    ran = wdyy("rules")
    assert (ran.status, ran.out) == (3, "")
    assert "Traceback" not in ran.err
    path = Path(ran.err.split("详情在 ")[1].split("，")[0])
    details = path.read_text(encoding="utf-8")
    path.unlink()
    assert "KeyError" in details
    assert secret not in details


def test_ctrl_c_ends_with_130(wdyy: Wdyy, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_argv: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(wdyy_cli.cli.app, "_run", interrupted)
    assert wdyy("rules") == Ran(130, "", "已中断，没有检查完。\n")


def test_a_file_format_leaves_the_screen_to_the_text(wdyy: Wdyy, faulty: Path, tmp_path: Path) -> None:
    path = tmp_path / "报告.html"
    ran = wdyy("check-photos", faulty, "--date", CHECK_DATE, "--format", "html", "--report", path)
    assert "× PHO101" in ran.out
    assert path.read_bytes().startswith(b"<!DOCTYPE html>")


def test_reports_in_all_formats_from_one_run_are_the_same_each_time(
    wdyy: Wdyy, faulty: Path, tmp_path: Path
) -> None:
    runs = []
    for name in ("一", "二"):
        paths = [tmp_path / f"{name}{ending}" for ending in ENDINGS]
        ran = wdyy("check-photos", faulty, "--date", CHECK_DATE, *(f"--report={path}" for path in paths))
        assert ran.status == 1
        runs.append([path.read_bytes() for path in paths])
    assert runs[0] == runs[1]
    assert all(runs[0])


@pytest.mark.parametrize("name", [name for name, fmt in FORMATS.items() if not fmt.file_only])
def test_programs_read_every_format_from_a_console_of_another_encoding(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {"张三😀é.jpg": portrait(1)})
    shown, complained = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(stream, encoding="gbk") for stream in (shown, complained))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(["check-photos", str(zipped), "--format", name, "--no-redact"]) == 1
    monkeypatch.undo()
    out.flush()
    err.flush()
    assert complained.getvalue() == b""
    text = shown.getvalue().decode("utf-8")
    if text.isascii():
        assert name in ("json", "sarif", "junit")
    else:
        assert "张三😀é" in text


@pytest.mark.parametrize("name", list(BY_NAME))
def test_the_table_of_commands_says_of_each_what_it_says_itself(wdyy: Wdyy, name: str) -> None:
    page = wdyy(name, "--help").out
    command = load_command(name)
    assert (command.name, (command.help or "").partition("\n")[0]) == (name, BY_NAME[name].summary)
    assert page.startswith(f"用法：wdyy {name} ")


LOADED = """
import sys
from wdyy_cli.cli.app import main
main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(%r)), file=sys.stderr)
print(*(name for name in sys.modules if name.startswith("wdyy_cli.school.recognise")), file=sys.stderr)
"""
SLOW = ("typer", "rich", "PIL", "python_calamine", "openpyxl", "jinja2", "numpy")


@pytest.mark.parametrize(
    ("argv", "loaded"),
    [
        pytest.param(["--version"], "", id="the version is said without the command line's library"),
        pytest.param(["--help"], "typer", id="the help page needs nothing else"),
        pytest.param(["count-proctors", "45"], "typer", id="a command loads only what it works with"),
    ],
)
def test_a_start_loads_nothing_that_is_not_needed(argv: list[str], loaded: str) -> None:
    command = [sys.executable, "-c", LOADED % (SLOW,), *argv]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=60, encoding="utf-8")
    libraries, kinds_of_tables = ran.stderr.splitlines()
    assert (libraries, kinds_of_tables) == (loaded, "")
