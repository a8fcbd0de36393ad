"""Every advice is followed to the letter: it can be done as it is written, helps, and harms nobody."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advised import advised, codes, commands_in, found, refused
from conftest import Ran
from drawn import examples
from school import CERTIFICATE, PLAN, STUDENTS, School, changed, table
from sheet_builders import put, registration
from students import id_number, photo_zip, portrait
from wdyy_cli.cli.commands import BY_NAME
from wdyy_cli.errors import quoted

SOURCES = Path(__file__).resolve().parents[2] / "src" / "wdyy_cli"


# --- Commands ---


def test_every_command_in_an_advice_can_be_typed_as_it_is_written() -> None:
    """An option that there is not, or that lacks its value, leaves her with an error instead of help."""
    lines = [line for _, text in advised() for line in commands_in(text)]
    assert len(lines) > 20
    assert [said for line in lines if (said := refused(line))] == []


def test_every_command_in_a_message_can_be_typed_as_it_is_written() -> None:
    """What the sources say of commands, in hints of errors and next steps."""
    texts = [
        line
        for path in SOURCES.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "wdyy " in line and '"' in line and not line.strip().startswith(("#", '"""'))
    ]
    lines = [line for text in texts for line in commands_in(text) if line[0] in BY_NAME]
    assert len(lines) > 20
    assert [said for line in lines if (said := refused(line))] == []


@examples(100)
@given(st.text(st.sampled_from("花名册一 ()（）&;,，'^!#@=[]-_.1a"), min_size=1))
def test_a_name_in_a_hint_is_one_word_when_it_is_typed(name: str) -> None:
    """A blank, a bracket or a comma in a file's name takes the command apart."""
    assert shlex.split(f"wdyy {quoted(name)}") == ["wdyy", name]
    assert quoted("学校/花名册.xlsx") == "学校/花名册.xlsx"


def test_a_lacking_value_leads_to_the_help_of_the_command(wdyy: Callable[..., Ran]) -> None:
    """The page about all commands says nothing of its options."""
    ran = wdyy("check-roster", "--fix")
    assert (ran.status, ran.err.splitlines()[-1].strip()) == (2, "用法见 wdyy check-roster --help。")


LACKING = ("check-photos", "prepare-photos", "build-registration", "verify-records", "count-proctors")


@pytest.mark.parametrize("command", LACKING)
def test_what_is_lacking_is_shown_in_a_command_that_can_be_typed(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """An advice names a command alone; whoever types that reads how it goes on."""
    monkeypatch.chdir(tmp_path)
    ran = wdyy(command)
    example = ran.err.partition("例如 wdyy ")[2].partition("。用法见")[0]
    assert (ran.status, refused(shlex.split(example))) == (2, "")
    assert len(example.split()) > 1


@pytest.mark.parametrize("filled", [True, False])
def test_the_next_steps_lead_into_the_folder_first(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: bool
) -> None:
    """The commands that follow would look at another folder."""
    monkeypatch.chdir(tmp_path)
    if filled:
        School().write(tmp_path / "一中 (新)")
        (tmp_path / "一中 (新)" / "wdyy.toml").unlink()
    assert '  1. 进入这个文件夹：cd "一中 (新)"\n' in wdyy("init", "一中 (新)").out
    monkeypatch.chdir(tmp_path / "一中 (新)")
    assert "进入这个文件夹" not in wdyy("init").out


# --- What was made, and what to do with it ---


def test_a_mended_copy_is_what_may_be_uploaded_and_where_the_rest_is_mended(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet itself is as faulty as before; run again, the same command would undo what she mends."""
    monkeypatch.chdir(School(registration=changed(STUDENTS, 1, name=" 李二")).write(tmp_path))
    ran = wdyy("lint-registration", "报考.xlsx", "--fix", "改好的报考.xlsx")
    assert ran.out.splitlines()[-1].startswith("√ 可以上传：报考表（改好的报考.xlsx）。")
    assert "报考.xlsx 还是原来的样子：请移到别的文件夹，以后都用 改好的报考.xlsx。" in ran.out
    assert "！wdyy.toml 的 registration 写的是 报考.xlsx；要检查新的，请改成 改好的报考.xlsx" in ran.err
    again = wdyy("lint-registration", "改好的报考.xlsx", "--format", "json")
    assert (again.status, again.report["findings"]) == (0, [])
    students = changed(changed(STUDENTS, 1, name=" 李二"), 2, name="")
    monkeypatch.chdir(School(roster=students).write(tmp_path / "二"))
    closing = wdyy("check-roster", "--fix", "新.xlsx").out.splitlines()[-1]
    assert closing == "× 现在不要上传。剩下的错误请在“新.xlsx”里改，改好再检查它。"


def test_where_nothing_could_be_mended_the_same_command_can_be_run_again(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy that was written all the same stands in its way."""
    monkeypatch.chdir(School(roster=changed(STUDENTS, 2, name="")).write(tmp_path))
    closing = wdyy("check-roster", "花名册.xlsx", "--fix", "新.xlsx").out.splitlines()[-1]
    assert closing.endswith("再运行一次同样的命令，加上 --force 换掉这一次做的，直到没有错误。")
    assert wdyy("check-roster", "花名册.xlsx", "--fix", "新.xlsx").status == 2
    assert wdyy("check-roster", "花名册.xlsx", "--fix", "新.xlsx", "--force").status == 1


def test_a_photo_under_the_number_that_was_wrong_is_renamed_as_well(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """Roster right, registration and photo wrong: who follows the advice has nothing left to mend."""
    photos = {f"{each.number}.jpg": portrait(index) for index, each in enumerate(STUDENTS)}
    own = f"{STUDENTS[2].number}.jpg"
    wrong = {(f"{OTHER_NUMBER}.jpg" if name == own else name): data for name, data in photos.items()}
    registered = changed(STUDENTS, 2, number=OTHER_NUMBER)
    first = found(wdyy, School(registration=registered, photos=wrong).write(tmp_path))
    (fix,) = [each["fix"] for each in first if each["code"] == "XRF001"]
    assert "照片也用身份证上的号码命名" in fix
    assert found(wdyy, School(photos=photos).write(tmp_path)) == []


def test_a_list_that_lies_there_twice_is_moved_away_as_a_whole(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """A mended copy beside the old list: nobody deletes all rows one by one."""
    folder = School(status=None, records=None, registration=None).write(tmp_path)
    (folder / "wdyy.toml").unlink()
    (folder / "改好的花名册.xlsx").write_bytes((folder / "花名册.xlsx").read_bytes())
    findings = found(wdyy, folder)
    assert {each["code"] for each in findings} == {"ROS201"}
    assert all(each["fix"].startswith("如果是同一份名单的两份") for each in findings)
    (folder / "改好的花名册.xlsx").unlink()
    assert found(wdyy, folder) == []


def test_a_plan_without_everybody_is_not_said_to_be_ready(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A misspelt site leaves a candidate without a seat; a site that was told does not."""
    monkeypatch.chdir(School(registration=STUDENTS[:9]).write(tmp_path))
    book = openpyxl.load_workbook("报考.xlsx")
    book.worksheets[0]["E6"] = "某学院考核站点"
    book.save("报考.xlsx")
    asked = ("plan-rooms", "--registration", "报考.xlsx", "--room", "一号机房=20")
    assert wdyy(*asked, "--format", "json").report["summary"]["verdict"] == "partial"
    last = wdyy(*asked).out.splitlines()[-1]
    assert last.endswith("还没有检查：在“某学院考核站点”考试的 1 名是不是借考。")
    settings = Path("wdyy.toml").read_text(encoding="utf-8")
    told = settings.replace("[school]", '[school]\nhost_sites = ["某学院考核站点"]', 1)
    Path("wdyy.toml").write_text(told, encoding="utf-8")
    assert wdyy(*asked, "--format", "json").report["summary"]["verdict"] == "clean"


def test_the_command_that_makes_photos_runs_from_where_it_was_printed(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A school's folder, with a blank in its name, that was checked from outside it."""
    monkeypatch.chdir(tmp_path)
    folder = School(photos=None, registration=None, records=None, status=None).write(tmp_path / "一中 (新)")
    photo_zip(folder / "原照片.zip", {f"{each.name}.jpg": portrait(i) for i, each in enumerate(STUDENTS)})
    with (folder / "wdyy.toml").open("a", encoding="utf-8") as file:
        file.write('originals = ["原照片.zip"]\n')
    shown = wdyy("check", folder.name).out
    line = next(line for line in shown.splitlines() if "还没有做成可以上传的：运行 wdyy " in line)
    assert wdyy(*shlex.split(line.partition("运行 wdyy ")[2])).status == 0
    assert "可以上传：花名册、照片。" in wdyy("check", folder.name).out


def test_a_list_that_is_in_doubt_says_how_it_is_settled(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is wholly clean while it lies there; moved away, or said to be a roster, it is settled."""
    folder = School(records=None, status=None).write(tmp_path / "校")
    monkeypatch.chdir(folder)
    Path("wdyy.toml").unlink()
    name = "补考 缴费.xlsx"
    table(folder / name, ("姓名", "身份证号", "缴费金额"), [("马甲", id_number(40), "380")])
    report = wdyy("check", "--format", "json").report
    (reason,) = [each["reason"] for each in report["unused"] if each["path"] == name]
    option = shlex.split(reason.partition("加上 ")[2])[:2]
    said = wdyy("check", *option, "--format", "json").report
    assert [each["code"] for each in said["findings"]] == ["XRF001", "XRF003"]
    Path(name).rename(tmp_path / name)
    assert wdyy("check", "--format", "json").report["summary"]["verdict"] == "clean"


def test_a_list_that_is_like_two_kinds_is_not_said_to_be_a_third(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """Taken for a roster, each student of it would stand there twice."""
    folder = School(records=None, status=None).write(tmp_path / "校")
    (folder / "wdyy.toml").unlink()
    rows = [(s.name, s.number, subject, "信息准确") for s in STUDENTS for subject in ("理论", "实操")]
    table(folder / "导出.xlsx", ("姓名", "身份证号", "科目", "信息状态"), rows)
    report = wdyy("check", folder, "--format", "json").report
    (reason,) = [each["reason"] for each in report["unused"] if each["path"] == "导出.xlsx"]
    assert re.findall(r"--as (\w+)=导出\.xlsx", reason) == ["records", "status"]
    said = wdyy("check", folder, "--as", "records=导出.xlsx", "--format", "json").report
    assert (said["findings"], said["summary"]["verdict"]) == ([], "clean")


# --- Cells ---


def test_a_number_of_a_proctor_is_asked_for_only_where_nobody_knows_it(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """What each finding says to do is for that one alone."""
    rows = [
        ("甲一", "138 0000 0001"),
        ("乙二", "1380000000"),
        ("丙三", "13800000003"),
        ("丁四", "13800000003"),
        ("戊五", "13800000005"),
        ("戊五", "13800000005"),
    ]
    path = table(tmp_path / "监考.xlsx", ("教师姓名", "手机号码", "所属院校"), [(*r, "某校") for r in rows])
    findings = wdyy("check-proctors", path, "--format", "json").report["findings"]
    assert [(each["code"], each["location"]["row"], each["fix"]) for each in findings] == [
        ("PRC002", 2, "照“应写成”后面的改，号码本身不用改。"),
        ("PRC002", 3, "向老师问清号码，重新填写。"),
        ("PRC003", 5, "向两位老师问清号码，改正写错的那个；其实是同一位老师的，改正姓名，删去一行。"),
        ("PRC003", 7, "删去重复的一行。"),
    ]


@pytest.mark.parametrize("unseen", ["\u200b", "\u3000\u2060 ", "\ufeff"])
def test_a_cell_in_which_nobody_sees_anything_is_to_be_filled_in(
    wdyy: Callable[..., Ran], tmp_path: Path, unseen: str
) -> None:
    """It was told that nothing should stand there, and then that something must."""
    path = tmp_path / "报考.xlsx"
    registration(path, put(A5=unseen, B6=unseen, D7=unseen, H8=unseen))
    ran = wdyy("lint-registration", path, "--format", "json")
    found = {(each["location"]["cell"], each["code"]) for each in ran.report["findings"]}
    assert found == {(cell, "REG101") for cell in ("A5", "B6", "D7", "H8")}


# --- One student under two numbers ---


OTHER_NUMBER = id_number(40)
DOUBLING = re.compile("把这名学生加|补进|请这名学生交照片，以|先在“考生管理”里导入")


@pytest.mark.parametrize(
    ("school", "told"),
    [
        (
            School(registration=changed(STUDENTS, 2, number=OTHER_NUMBER)),
            {"XRF001", "XRF003", "XRF004", "XRF007"},
        ),
        (School(roster=changed(STUDENTS, 2, number=OTHER_NUMBER)), {"XRF001", "XRF003", "XRF004"}),
    ],
    ids=["in the registration", "in the roster"],
)
def test_nobody_is_added_who_stands_there_under_another_number(
    wdyy: Callable[..., Ran], tmp_path: Path, school: School, told: set[str]
) -> None:
    """To add her where she seems to be lacking would register her twice, and that cannot be undone."""
    findings = [each for each in found(wdyy, school.write(tmp_path)) if each["code"].startswith("XRF")]
    assert codes(findings) == told
    assert all("同名" in each["message"] for each in findings)
    assert [each["fix"] for each in findings if DOUBLING.search(each["fix"])] == []
    assert all(each["fix"].startswith("先对照身份证，看是不是同一名学生") for each in findings)


def test_nobody_is_imported_twice_into_the_sheet_of_students(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """The same of the sheet that is imported once: 不要重复导入."""
    folder = School(status=None).write(tmp_path)
    rows = [(each.name, each.number, "男", "汉族") for each in changed(STUDENTS, 2, number=OTHER_NUMBER)]
    table(folder / "学生信息.xlsx", ("*姓名", "*身份证号", "性别", "民族"), rows)
    with (folder / "wdyy.toml").open("a", encoding="utf-8") as file:
        file.write('students = "学生信息.xlsx"\n')
    findings = [each for each in found(wdyy, folder) if each["code"] in ("XRF009", "XRF010")]
    assert [(each["code"], "那里有同名的，号码是" in each["message"]) for each in findings] == [
        ("XRF009", True),
        ("XRF010", True),
    ]
    assert [each["fix"] for each in findings if DOUBLING.search(each["fix"])] == []


# --- The platform ---


def test_no_advice_imports_the_whole_sheet_a_second_time() -> None:
    """Everybody whose records are there already would have them twice."""
    again = re.compile("导入报考|重报|补报|重新报考|导入一次")
    careful = re.compile("只|单独|不要|不用|才为|没有报上，要为他")
    sentences = [
        sentence
        for code, text in advised()
        if code.startswith("REC")
        for sentence in re.split("[。]", text)
        if again.search(sentence)
    ]
    assert len(sentences) > 5
    assert [each for each in sentences if not careful.search(each)] == []


def test_what_is_mended_on_the_platform_is_exported_anew(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command on the same export would tell the same errors for ever."""
    records = (School().records or ())[1:]
    folder = School(records=records, status=changed(STUDENTS, 3, status="信息不全")).write(tmp_path)
    monkeypatch.chdir(folder)
    for command in ("verify-records", "check-status", "check"):
        assert "；在平台上改的，要重新导出，再运行一次" in wdyy(command).out.splitlines()[-1], command
    School(roster=changed(STUDENTS, 1, name=""), records=None, status=None).write(tmp_path)
    assert "重新导出" not in wdyy("check").out.splitlines()[-1]


WORDS_TAUGHT = {
    "a status": ("STA005", "status", "accurate", "审核完毕"),
    "the state of a record": ("REC009", "records.states", "accepted", "二审"),
}


@pytest.mark.parametrize("case", WORDS_TAUGHT)
def test_a_word_that_is_taught_as_advised_is_known_and_all_others_still_are(
    wdyy: Callable[..., Ran], tmp_path: Path, case: str
) -> None:
    """The line is written as it stands in the advice; what was known before is in it."""
    code, section, key, word = WORDS_TAUGHT[case]
    folder = School(status=changed(STUDENTS, 3, status=word)).write(tmp_path)
    states = {"7": word}
    rows = [
        (s.name, s.number, subject, s.level, CERTIFICATE, PLAN, states.get(str(index), "审核通过"))
        for index, (s, subject) in enumerate((s, x) for s in STUDENTS for x in ("理论考试", "实操考试"))
    ]
    headers = ("姓名", "身份证号", "科目", "证书等级", "报考证书", "考试计划名称", "审核状态")
    table(folder / "报考记录.xlsx", headers, rows)
    first = found(wdyy, folder)
    (fix,) = [each["fix"] for each in first if each["code"] == code]
    line = re.search(rf"{key} = \[[^\]]*\]", fix)
    assert line is not None
    assert f"[{section}] 这一节" in fix
    _write_section(folder, section, line[0])
    told = {"STA005": {"STA005", "XRF007"}, "REC009": {"REC009"}}[code]
    assert codes(found(wdyy, folder)) == codes(first) - told


def test_a_subject_that_is_taught_as_advised_is_known(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    """The platform calls a subject otherwise for one candidate: nobody is told to register her again."""
    records = [
        (s, "上机考试" if s is STUDENTS[2] and x == "实操考试" else x) for s, x in School().records or ()
    ]
    folder = School(records=records).write(tmp_path)
    first = found(wdyy, folder)
    (fix,) = [each["fix"] for each in first if each["code"] == "REC007"]
    line = re.search(r"subjects = \[.*\}\]", fix)
    assert line is not None
    assert "再把“上机考试”照样写进它那一科的方括号里" in fix
    _write_section(folder, "records", line[0].replace('"实操", ', '"实操", "上机考试", '))
    assert (codes(first), found(wdyy, folder)) == ({"REC001", "REC007"}, [])


def _write_section(folder: Path, section: str, line: str) -> None:
    with (folder / "wdyy.toml").open("a", encoding="utf-8") as file:
        file.write(f"[{section}]\n{line}\n")
