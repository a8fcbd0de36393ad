"""`wdyy schedule` and `wdyy fees`: days, calendars that others can read, and sums."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from conftest import Ran
from wdyy_cli.planning.fees import Candidate, count_fees, split_by_school
from wdyy_cli.profile_files import load_profile
from wdyy_cli.texts.typed_date import read_typed_date

FIRST, SECOND, THIRD = (f"2021 年第{number}次网店运营推广全国统考" for number in "一二三")
STAGES = (
    "考试报名",
    "考务及技术人员培训、编排考场",
    "考点设备调试、安装考试平台",
    "下载准考证、部署考场、打印物料",
)


def states(ran: Ran) -> list[tuple[str, int | None]]:
    return [(stage["state"], stage["days_left"]) for stage in ran.report["results"]["stages"]]


@pytest.mark.parametrize(
    ("options", "day", "name", "expected"),
    [
        pytest.param(
            (), "2021-04-29", FIRST,
            [("now", 0), ("next", 10), ("now", 17), ("next", 17), ("next", 23), ("next", 45), ("next", 45)],
            id="报名的最后一天",
        ),
        pytest.param(
            (), "2021-04-30", FIRST,
            [("past", -1), ("now", 9), ("now", 16), ("next", 16), ("next", 22), ("next", 44), ("next", 44)],
            id="报名截止后的第一天",
        ),
        pytest.param(
            ("--round", "第三次"), "2021-07-19", THIRD,
            [*zip(["past"] * 6, [-46, -36, -29, -29, -23, -1], strict=True), ("now", None)],
            id="都过了，只剩颁发证书",
        ),
        pytest.param(
            ("--round", "2021年第二次网店运营推广全国统考"), "2021年5月20日", SECOND,
            [("now", 7), ("next", 17), ("now", 24), ("next", 24), ("next", 29), ("next", 52), ("next", 52)],
            id="名称里少一个空格，日期用中文写",
        ),
    ],
)  # fmt: skip
def test_days_left(
    wdyy: Callable[..., Ran],
    options: tuple[str, ...],
    day: str,
    name: str,
    expected: list[tuple[str, int | None]],
) -> None:
    ran = wdyy("schedule", *options, "--date", day, "--format", "json")
    results = ran.report["results"]
    assert (ran.status, results["round"], states(ran)) == (0, name, expected)
    assert [stage["hard"] for stage in results["stages"]] == [True, *[False] * 6]
    assert results["stages"][0].keys() == {"name", "start", "end", "days_left", "state", "hard"}
    assert [stage["start"] is None for stage in results["stages"]] == [True, *[False] * 6]


OWN = """
[[rounds]]
name = "校内模拟"
[[rounds.stages]]
name = "模拟考试"
start = 2026-03-02T09:00:00
end = 2026-03-02T11:30:00
[[rounds.stages]]
name = "交名单"
end = "2026年2月27日"
hard = true
"""


def own_rounds(folder: Path, text: str = OWN) -> Path:
    path = folder / "wdyy.toml"
    path.write_text(text, encoding="utf-8")
    return path


Event = tuple[date, date | None]


def by_icalendar(data: bytes) -> dict[str, Event]:
    return {
        str(event["summary"]): (event.decoded("dtstart"), event.decoded("dtend", None))
        for event in Calendar.from_ical(data).walk("VEVENT")
    }


def by_vobject(data: bytes) -> dict[str, Event]:
    return {
        event.summary.value: (event.dtstart.value, event.dtend.value if hasattr(event, "dtend") else None)
        for event in vobject.readOne(data.decode("utf-8")).vevent_list
    }


def test_the_calendar_is_read_by_two_parsers(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    target = tmp_path / "日程.ics"
    command = ("schedule", "--round", "第一次", "--ics", target, "--date", "2021-04-20")
    assert wdyy(*command).status == 0
    first = target.read_bytes()
    assert wdyy(*command).status == 2, "an existing file is kept"
    assert (wdyy(*command, "--force").status, target.read_bytes()) == (0, first)
    one, other = by_icalendar(first), by_vobject(first)
    assert one == other
    assert one["考试报名（截止）"] == (date(2021, 4, 29), date(2021, 4, 30))
    assert one["考点设备调试、安装考试平台"] == (date(2021, 4, 22), date(2021, 5, 17))
    assert one["颁发证书（开始）"] == (date(2021, 6, 13), None)
    alarms = [
        (alarm.decoded("trigger"), alarm["trigger"].params["related"])
        for alarm in Calendar.from_ical(first).walk("VALARM")
    ]
    assert alarms == [(timedelta(days=-days), "END") for days in (7, 3, 1)]


@pytest.mark.parametrize("name", [FIRST, SECOND, THIRD])
def test_every_round_of_the_guide_is_a_calendar_of_whole_days(
    wdyy: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    target = tmp_path / "日程.ics"
    assert wdyy("schedule", "--round", name, "--ics", target, "--date", "2021-04-01").status == 0
    (known,) = [each for each in load_profile().rounds or () if each.name == name]
    day = timedelta(days=1)
    expected = [(stage.start or stage.end, stage.end and stage.end + day) for stage in known.stages]
    data = target.read_bytes()
    assert list(by_icalendar(data).values()) == list(by_vobject(data).values()) == expected
    assert all(type(moment) is date for event in expected for moment in event if moment is not None)


def test_clock_times_stay_and_days_stay_whole(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    target = tmp_path / "日程.ics"
    own_rounds(tmp_path)
    ran = wdyy("schedule", "--config", tmp_path / "wdyy.toml", "--ics", target, "--date", "2026-02-20")
    events = [
        (event.decoded("dtstart"), event.decoded("dtend"))
        for event in Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    ]
    assert (ran.status, events) == (
        0,
        [
            (datetime.fromisoformat("2026-03-02T09:00"), datetime.fromisoformat("2026-03-02T11:30")),
            (date(2026, 2, 27), date(2026, 2, 28)),
        ],
    )
    assert "交名单（2 月 27 日 截止，还有 7 天）" in ran.out
    assert set(by_vobject(target.read_bytes()).values()) == set(events)


def test_two_stages_of_one_name_are_two_events(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    target = tmp_path / "日程.ics"
    afternoon = OWN[OWN.index("[[rounds.stages]]") : OWN.index('[[rounds.stages]]\nname = "交名单')]
    own_rounds(tmp_path, OWN + afternoon.replace("T09:00", "T14:00").replace("T11:30", "T16:30"))
    ran = wdyy("schedule", "--config", tmp_path / "wdyy.toml", "--ics", target, "--date", "2026-02-20")
    identities = {str(event["uid"]) for event in Calendar.from_ical(target.read_bytes()).walk("VEVENT")}
    assert (ran.status, len(identities)) == (0, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(OWN.replace("11:30", "08:00"), "晚于", id="还没开始就结束"),
        pytest.param(OWN.replace("2026年2月27日", "2026年2月30日"), "应是日期", id="没有这一天"),
        pytest.param(OWN.replace("2026年2月27日", "2月27日"), "应是日期", id="没有年份"),
        pytest.param(
            OWN.replace('"2026年2月27日"', "2026-02-30"),
            "里没有“2026-02-30”这一天",
            id="TOML 里没有这一天",
        ),
        pytest.param(OWN.replace('"2026年2月27日"', "2026/2/27"), "请写成 2026-02-27", id="日期用了斜线"),
        pytest.param(
            OWN.replace("模拟考试", "正式考试").replace("交名单", "考试报名").replace("2月27日", "3月4日"),
            "“正式考试”2026-03-02 11:30:00 已经结束",
            id="考完了才报名",
        ),
        pytest.param(OWN + OWN, "两个考次都叫“校内模拟”", id="两个考次同名"),
        pytest.param(OWN + OWN.replace("校内模拟", "再一次"), "“模拟考试”时间重叠", id="两个考次同时考试"),
        pytest.param("[fees]\n\"初级\" = '三百八'\n", "应是整数", id="收费不是数字"),
        pytest.param('[fees]\n"初级" = 380.5\n', "应是整数", id="收费有角分"),
        pytest.param('[fees]\n"初级" = -380\n', "初级", id="收费是负数"),
        pytest.param('[fees]\n"初级" = true\n', "应是整数", id="收费是真假"),
        pytest.param('[fees]\n"初级" = "380"\n', "应是整数", id="收费加了引号"),
        pytest.param('[fees]\n"特级" = 380\n', "特级", id="没有这个等级"),
    ],
)
def test_faults_of_a_configuration(wdyy: Callable[..., Ran], tmp_path: Path, text: str, said: str) -> None:
    ran = wdyy("schedule", "--config", own_rounds(tmp_path, text))
    assert (ran.status, said in ran.err) == (2, True)


def test_rounds_one_after_the_other_are_taken(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    later = OWN.replace("校内模拟", "再一次").replace("2026-03-02", "2026-03-03")
    ran = wdyy(
        "schedule", "--config", own_rounds(tmp_path, OWN + later), "--round", "再一次", "--date", "2026-02-20"
    )
    assert (ran.status, "3 月 3 日 09:00" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--round", "第九次"), "没有叫“第九次”的考次", id="没有这一次"),
        pytest.param(("--round", "2021"), "不止一个", id="几次都是"),
        pytest.param(("--date", "2月30日"), "--date 不能是“2月30日”", id="没有这一天"),
        pytest.param(("--ics", "日程.txt"), "要以 .ics 结尾", id="结尾不对"),
        pytest.param(("--profile", "generic-1x"), "没有写考试的时间安排", id="规定里没有日程"),
    ],
)
def test_what_cannot_be_told(
    wdyy: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = wdyy("schedule", *options)
    assert (ran.status, said in ran.err, list(tmp_path.iterdir())) == (2, True, [])


TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-22", date(2026, 5, 22)),
        ("2026/5/22", date(2026, 5, 22)),
        ("2026.5.22", date(2026, 5, 22)),
        ("20260522", date(2026, 5, 22)),
        ("2025年5月22日", date(2025, 5, 22)),
        ("5月22日", date(2026, 5, 22)),
        (" 5 月 22 号", date(2026, 5, 22)),
        ("２０２６－５－２２", date(2026, 5, 22)),
        ("5-22", date(2026, 5, 22)),
        ("后天", date(2026, 11, 27)),
        ("昨天", date(2026, 11, 24)),
        ("2026-02-30", None),
        ("2月29日", None),
        ("五月", None),
        ("", None),
    ],
)
def test_dates_as_people_type_them(text: str, day: date | None) -> None:
    assert read_typed_date(text, TODAY) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    forms = (f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日")
    assert {read_typed_date(form, TODAY) for form in forms} == {day}


def roster(path: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


HEADER = ("姓名", "身份证号", "证书等级", "所属院校")
PEOPLE = [
    ("王甲", "11010120050101101X", "初级", "甲校"),
    ("王乙", "110101200501021021", "中级", "甲校"),
    ("王丙", "110101200501031035", "初级", "乙校"),
    ("王丙", "110101200501031035", "初级", "乙校"),
    ("王丙", "110101200501031035", "高级", "乙校"),
]


def level(name: str, candidates: int, yuan: int) -> dict[str, object]:
    return {"level": name, "candidates": candidates, "fee_yuan": yuan, "sum_yuan": candidates * yuan}


def test_fees_by_level_and_school(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    ran = wdyy("fees", "--roster", roster(tmp_path / "花名册.csv", [HEADER, *PEOPLE]), "--format", "json")
    whole = {
        "levels": [level("初级", 2, 380), level("中级", 1, 360), level("高级", 1, 360)],
        "total_yuan": 1480,
    }
    schools = [
        {"school": "乙校", "levels": [level("初级", 1, 380), level("高级", 1, 360)], "total_yuan": 740},
        {"school": "甲校", "levels": [level("初级", 1, 380), level("中级", 1, 360)], "total_yuan": 740},
    ]
    assert (ran.status, ran.report["results"]) == (0, {**whole, "schools": schools})


def test_own_rates(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    rows = [row[:3] for row in (HEADER, PEOPLE[0])]
    config = own_rounds(tmp_path, '[fees]\n"初级" = 400\n')
    ran = wdyy(
        "fees", "--roster", roster(tmp_path / "花名册.csv", rows), "--config", config, "--format", "json"
    )
    assert ran.report["results"] == {"levels": [level("初级", 1, 400)], "total_yuan": 400}


def test_a_candidate_without_a_level_makes_no_whole_sum(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    rows = [HEADER, PEOPLE[0], ("王丁", "110101200501041049", "", "甲校")]
    ran = wdyy("fees", "--roster", roster(tmp_path / "花名册.csv", rows), "--level", "初级", "--no-redact")
    assert (ran.status, "第 3 行 王丁没有写证书等级" in ran.out, "380 元" in ran.out) == (1, True, True)


def test_fees_need_to_know_the_levels(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    sheet = roster(tmp_path / "花名册.csv", [row[:2] for row in (HEADER, PEOPLE[0])])
    ran = wdyy("fees", "--roster", sheet)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[1] == (
        "  全部是一个等级的，用 --level 写上，例如 --level 初级；不是的，在表里加上这一列。"
    )
    assert wdyy("fees", "--roster", sheet, "--level", "初级").status == 0


def test_fees_need_a_sheet(wdyy: Callable[..., Ran]) -> None:
    ran = wdyy("fees")
    assert (ran.status, "--registration" in ran.err) == (2, True)


LEVELS = ("初级", "中级", "高级")


@given(st.lists(st.builds(Candidate, level=st.sampled_from(LEVELS), school=st.sampled_from("甲乙丙"))))
def test_the_sums_of_the_schools_are_the_whole_sum(candidates: list[Candidate]) -> None:
    rates = {"初级": 380, "中级": 360, "高级": 300}
    whole, schools = count_fees(candidates, rates, LEVELS), split_by_school(candidates, rates, LEVELS)
    assert whole.total_yuan == sum(bill.total_yuan or 0 for bill in schools)
    assert whole.candidates == len(candidates) == sum(bill.candidates for bill in schools)
