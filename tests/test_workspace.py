"""wdyy.toml: found, read, and every mistake in it named with its key and the nearest valid one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conftest import Ran
from school import School
from sheet_builders import listed, roster
from students import CHECK_DATE
from template_builders import unpack, wps
from wdyy_cli.profile_files import load_profile
from wdyy_cli.workspace import Ignore, read_workspace
from wdyy_cli.workspace_file import find_workspace

Wdyy = Callable[..., Ran]

WHOLE = """
profile = "wdyy-2021"
[school]
name = "某某职业技术学院"
site = "某某学院网店运营推广证书考核站点"
[exam]
plan = "2021年上半年全国统考"
level = "初级"
student_type = "院校考生"
certificate = "网店运营推广职业技能等级证书"
[files]
roster = "花名册.xlsx"
photos = ["一班.zip", "二班.zip"]
registration = "报考.xlsx"
[columns]
id_number = "证件号"
[rules]
ignore = [{code = "PHO006", reason = "平台已确认可带文件夹", until = 2026-12-31}]
severity = {PHO302 = "info"}
[photo]
max_bytes = 5_000_000
"""


def test_everything_that_may_be_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wdyy.toml"
    path.write_text(WHOLE, "utf-8-sig")
    found = read_workspace(path, "wdyy.toml")
    assert (found.school.name, found.exam.level, found.files.photos, found.folder) == (
        "某某职业技术学院",
        "初级",
        ("一班.zip", "二班.zip"),
        tmp_path,
    )
    assert found.columns == {"id_number": ("证件号",)}
    assert found.changes == {"photo": {"max_bytes": 5_000_000}}
    assert found.rules.ignore == (
        Ignore(code="PHO006", reason="平台已确认可带文件夹", until=date(2026, 12, 31)),
    )
    assert found.load_profile().photo.max_bytes == 5_000_000
    assert found.load_profile().photo.pixels == load_profile().photo.pixels


def test_an_empty_file_lays_nothing_down(tmp_path: Path) -> None:
    path = tmp_path / "wdyy.toml"
    path.write_text("", "utf-8")
    assert read_workspace(path, "wdyy.toml").load_profile() == load_profile()


def test_it_is_found_in_the_folder_or_the_nearest_parent(tmp_path: Path) -> None:
    inner = tmp_path / "2021" / "上半年"
    inner.mkdir(parents=True)
    (tmp_path / "wdyy.toml").touch()
    assert find_workspace(inner) == tmp_path / "wdyy.toml"
    (tmp_path / "2021" / "wdyy.toml").touch()
    assert find_workspace(inner) == tmp_path / "2021" / "wdyy.toml"


def test_a_name_is_taken_to_the_letter_and_blanks_alone_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "wdyy.toml"
    path.write_text(
        "[school]\nname = '示例学院 '\nsite = ' '\n[exam]\nlevel = '\u3000'\nstudent_type = ''", "utf-8"
    )
    found = read_workspace(path, "wdyy.toml")
    found.load_profile()
    assert (found.school.name, found.school.site) == ("示例学院 ", "")
    assert (found.exam.level, found.exam.student_type) == ("", "")


IN_RULES = "的 [rules]："
# words: (text, what the message says after the name of the file, what the hint begins with)
MISTAKES: dict[str, tuple[str, str, str]] = {
    "a misspelt key": ("[school]\nnmae = 'x'", "不能用：没有 school.nmae 这一项，您是不是想写 name。", ""),
    "a misspelt section": ("[schol]\nname = 'x'", "不能用：没有 schol 这一项。", "您是不是想写 school？"),
    "a level that there is not": (
        "[exam]\nlevel = '特级'",
        "的 [exam]：level 不能是“特级”。",
        "可以写：初级、中级、高级。",
    ),
    "a student type that there is not": (
        "[exam]\nstudent_type = '在校生'",
        "的 [exam]：student_type 不能是“在校生”。",
        "可以写：院校考生、社会考生。",
    ),
    "a misspelt key at the top": ("profil = 'x'", "不能用：没有 profil 这一项。", "您是不是想写 profile？"),
    "a key of a profile": ("[photo]\nmax_byte = 3", "不能用：没有 photo.max_byte 这一项，您是不是想写", ""),
    "a blank for a file": ("[files]\nstudents = ' '", "不能用：files.students 不能是空的。", "看第 2 行。"),
    "nothing for a file of several": (
        "[files]\nphotos = ['a.zip', '']",
        "不能用：files.photos 第 2 项 不能是空的。",
        "",
    ),
    "an unlike section": ("[xyz]\na = 1", "不能用：没有 xyz 这一项。", "可以写的见"),
    "a number for a name": ("[school]\nname = 3", "不能用：school.name 应是加引号的文字。", ""),
    "a text for a section": ("school = 'x'", "不能用：school 应是一个小节，里面逐项写 名称 = 值。", ""),
    "a code for an ignore": (
        "[rules]\nignore = ['PHO006']",
        "不能用：rules.ignore 第 1 项 要写成 {code = ",
        "看第 2 行。",
    ),
    "a text for the ignores": (
        "[rules]\nignore = 'PHO006'",
        "不能用：rules.ignore 要写成 [{code = ",
        "看第 2 行。",
    ),
    "a text for a list": ("[files]\nphotos = 'a.zip'", "不能用：files.photos 要写在方括号里", ""),
    "a number in a list": ("[files]\nphotos = [1]", "不能用：files.photos 第 1 项 应是加引号的文字。", ""),
    "a number too large": (
        "\n[prepare]\nquality = 200",
        "不能用：prepare.quality 太大，至多 100。",
        "看第 3 行。",
    ),
    "a number that is not above zero": (
        "[prepare]\nquality = 90\nwidth = 0",
        "不能用：prepare.width 太小，要大于 0。",
        "看第 3 行。",
    ),
    "two faults": (
        "[prepare]\nquality = '好'\n# 放大\nmax_enlargement = 0.5",
        "不能用：prepare.max_enlargement 太小，至少 1；prepare.quality 应是整数。",
        "看第 2、4 行。",
    ),
    "numbers that contradict each other": (
        "[prepare]\nhead_top_share = 0.3",
        "不能用：prepare 里 head_top_share（0.3）比 most_head_top_share（0.2）大，互相矛盾。",
        "看第 1 行。",
    ),
    "a text for a number": ("[photo]\nmax_bytes = '5M'", "不能用：photo.max_bytes 应是整数。", ""),
    "an unknown profile": (
        "profile = 'wdyy-2012'",
        "的 profile：没有证书规定“wdyy-2012”。",
        "您是不是想写 wdyy-2021？",
    ),
    "an unlike profile": ("profile = 'x'", "的 profile：没有证书规定“x”。", "自带的有："),
    "a profile that is not there": (
        "profile = 'x.toml'",
        "的 profile：没有证书规定“x.toml”。",
        "路径从 wdyy.toml 所在的文件夹算起",
    ),
    "an unknown field": (
        "[columns]\nid_numbr = 'x'",
        "的 [columns]：没有名为“id_numbr”的字段。",
        "您是不是想写 id_number？可以写：name 姓名、id_number 身份证号",
    ),
    "an empty header": ("[columns]\nname = ''", "不能用：columns.name 不能是空的。", ""),
    "an unknown rule": (
        "[rules]\nignore = [{code = 'PHO3O2', reason = 'x'}]",
        f"{IN_RULES}没有规则“PHO3O2”。",
        "您是不是想写 PHO302？",
    ),
    "an empty rule": ("[rules]\nignore = [{code = '', reason = 'x'}]", f"{IN_RULES}规则代码是空的。", "写"),
    "no reason": (
        "[rules]\nignore = [{code = 'PHO006'}]",
        '不能用：缺少 rules.ignore 第 1 项 reason，例如 {code = "PHO006", reason = "平台已确认可带文件夹"}。',
        "",
    ),
    "an empty reason": (
        "[rules]\nignore = [{code = 'PHO006', reason = ''}]",
        "不能用：rules.ignore 第 1 项 reason 不能是空的。",
        "",
    ),
    "a date in quotes": (
        "[rules]\nignore = [{code = 'PHO006', reason = 'x', until = '2026-12-31'}]",
        "不能用：rules.ignore 第 1 项 until 应是日期，如 2026-12-31，不加引号。",
        "",
    ),
    "one table for a list": (
        "[rules]\nignore = {code = 'PHO006', reason = 'x'}",
        "不能用：rules.ignore 要写成 [{code = ",
        "",
    ),
    "an unknown severity": (
        "[rules]\nseverity = {PHO302 = 'hint'}",
        "不能用：rules.severity.PHO302 不是允许的值，允许的有 'error', 'warning' 或 'info'。",
        "",
    ),
    "the severity of an unknown rule": (
        "[rules]\nseverity = {PHO9 = 'info'}",
        f"{IN_RULES}没有规则“PHO9”。",
        "",
    ),
    "an open bracket": ("[school\n", "第 1 行写法不对。", "检查引号、括号和等号是否成对"),
    "Chinese quotes": (
        "[school]\nname = “某校”",
        "第 2 行用了中文引号",
        "name = “某校”\n         ^\n  请改成英文引号",
    ),
    "a full-width sign": ("[school]\nname ＝ '某校'", "第 2 行用了“＝”。", "请改成英文的 =（"),
    "an open quote": ("[school]\nname = '某校\n[exam]\n", "第 2 行的引号没有成对。", "前后各要一个英文引号"),
    "a path of Windows": (
        '[files]\nroster = "C:\\学校\\花名册.xlsx"',
        "第 2 行双引号里的 \\ 写法不对。",
        "              ^\n  路径里的 \\ 写成 /",
    ),
    "a key twice": ("[exam]\nplan = 'a'\nplan = 'b'", "第 3 行的“plan”前面已经写过了。", "同一项只写一次"),
    "a section twice": (
        "[exam]\n[school]\n[exam]\n",
        "第 3 行的“[exam]”前面已经写过了。",
        "合到前面那个下面",
    ),
    "a text without quotes": ("[school]\nname = 某校", "第 2 行的文字没有加引号。", '请写成 name = "某校"。'),
}


@pytest.mark.parametrize(("text", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wdyy.toml").write_text(text, "utf-8")
    ran = wdyy("check-roster", roster(Path("花名册.xlsx"), listed(1)))
    assert (ran.status, ran.out) == (2, "")
    said, _, help_text = ran.err.partition("\n")
    assert said.startswith(f"× 配置文件“wdyy.toml”{message}")
    assert hint in help_text


def test_several_mistakes_are_named_at_once(wdyy: Wdyy, tmp_path: Path) -> None:
    path = tmp_path / "wdyy.toml"
    path.write_text("[school]\nnmae = 'x'\nsite = 3\n", "utf-8")
    ran = wdyy("check-roster", roster(tmp_path / "花名册.xlsx", listed(1)), "--config", path)
    assert "没有 school.nmae 这一项，您是不是想写 name" in ran.err
    assert "school.site 应是加引号的文字" in ran.err


FILES = {
    "no file": (None, "找不到配置文件“别的.toml”。"),
    "another encoding": ("[school]\nname = '电商学院'".encode("gb18030"), "不是 UTF-8 编码。"),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_is_told(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("别的.toml").write_bytes(content)
    ran = wdyy("check-roster", roster(Path("花名册.xlsx"), listed(1)), "--config", "别的.toml")
    assert (ran.status, message in ran.err) == (2, True)


def test_one_in_a_parent_folder_counts_and_is_shown_from_here(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "上半年"
    inner.mkdir()
    monkeypatch.chdir(inner)
    (tmp_path / "wdyy.toml").write_text("[columns]\nname = '学生'\n", "utf-8")
    path = roster(Path("花名册.xlsx"), listed(1), ("学生", "身份证号"))
    assert wdyy("check-roster", path, "--date", CHECK_DATE).status == 0
    (tmp_path / "wdyy.toml").write_text("[columns]\nnam = '学生'\n", "utf-8")
    said = Path("..") / "wdyy.toml"
    assert f"配置文件“{said}”的 [columns]" in wdyy("check-roster", path).err


def test_its_template_is_filled_and_is_the_measure(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "上半年"
    inner.mkdir()
    monkeypatch.chdir(inner)
    (tmp_path / "平台模板.xlsx").write_bytes(wps())
    config = WHOLE.replace("[columns]\nid_number", "[columns]\n# id_number")
    config = config.replace("[files]", '[files]\ntemplate = "平台模板.xlsx"')
    (tmp_path / "wdyy.toml").write_text(config, "utf-8")
    path = roster(Path("花名册.xlsx"), listed(2))
    built = wdyy("build-registration", path, "-o", "报考.xlsx", "--date", CHECK_DATE, "--format", "json")
    given = [entry["path"] for entry in built.report["inputs"]]
    assert (built.status, given) == (0, ["花名册.xlsx", str(Path("..") / "平台模板.xlsx")])
    assert unpack(Path("报考.xlsx").read_bytes()).keys() == unpack(wps()).keys()
    linted = wdyy("lint-registration", "报考.xlsx", "--date", CHECK_DATE, "--format", "json")
    assert (linted.status, linted.report["findings"]) == (0, [])


def test_a_roster_is_no_template(wdyy: Wdyy, tmp_path: Path) -> None:
    School(photos=None, records=None, status=None).write(tmp_path)
    config = tmp_path / "wdyy.toml"
    named = config.read_text("utf-8").replace("[files]", '[files]\ntemplate = "花名册.xlsx"')
    config.write_text(named, "utf-8")
    ran = wdyy("check", tmp_path, "--format", "json")
    reasons = [given["reason"] for given in ran.report["inputs"] if given["reason"]]
    assert (ran.status, len(reasons)) == (2, 1)
    assert reasons[0].startswith("模板“花名册.xlsx”第 1 行的表头缺少 “所属院校”、“考核站点”、“考试计划名称”")
    assert ran.report["findings"] == []


def test_the_command_line_beats_a_header_of_the_workspace(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wdyy.toml").write_text("[columns]\nid_number = '旧号'\n", "utf-8")
    rows = [[name, "作废", number] for name, number in listed()]
    path = roster(Path("花名册.xlsx"), rows, ("姓名", "旧号", "新号"))
    assert wdyy("check-roster", path, "--date", CHECK_DATE).status == 1
    assert wdyy("check-roster", path, "--column", "id_number=新号", "--date", CHECK_DATE).status == 0


WRONG_COLUMNS = {
    "no equals sign": ("id_number", "--column 不能是“id_number”。"),
    "no header": ("id_number=", "--column 不能是“id_number=”。"),
    "no field": ("=证件号", "--column 不能是“=证件号”。"),
    "an unknown field": ("id_numbr=证件号", "--column：没有名为“id_numbr”的字段。"),
}


@pytest.mark.parametrize(("given", "message"), WRONG_COLUMNS.values(), ids=WRONG_COLUMNS)
def test_a_column_that_is_wrongly_named_is_told(wdyy: Wdyy, tmp_path: Path, given: str, message: str) -> None:
    ran = wdyy("check-roster", roster(tmp_path / "花名册.xlsx", listed(1)), "--column", given)
    assert (ran.status, ran.err.startswith(f"× {message}")) == (2, True)
