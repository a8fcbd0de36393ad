"""借考: candidates who sit for the exam at another school's site: rooms go by site, fees by school."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from conftest import Ran
from exam_tables import PROCTOR_HEADERS, ROOM_HEADERS, placed, room, write
from school import CERTIFICATE, NAMES, PLAN, table
from students import CHECK_DATE, id_number
from wdyy_cli.profile_files import load_profile

Wdyy = Callable[..., Ran]
HERE, THERE = "甲学院网店运营推广证书考核站点", "乙学院网店运营推广证书考核站点"
OWN, OTHER = "甲学院", "乙学院"
LAB, HALL = "1号楼101机房", "2号楼202机房"
JSON = ("--format", "json", "--date", CHECK_DATE)

Groups = Mapping[tuple[str, str], int]
"""How many candidates of a school sit at a site."""


def registered(path: Path, groups: Groups) -> Path:
    """Write a registration sheet with candidates of these schools at these sites."""
    people = [where for where, count in groups.items() for _ in range(count)]
    rows = [
        (NAMES[index], id_number(index), "院校考生", school, site, PLAN, CERTIFICATE, "初级")
        for index, (school, site) in enumerate(people)
    ]  # fmt: skip
    return table(path, tuple(load_profile().registration.columns.values()), rows)


def at(name: str, seats: int, site: str = HERE, school: str = OWN) -> list[object]:
    """Give the row of a room at a site, for candidates of a school."""
    return room(name, seats, site=site, school=school)


TWO_SCHOOLS: Groups = {(OWN, HERE): 6, (OTHER, HERE): 4}
TWO_SITES: Groups = {(OWN, HERE): 6, (OWN, THERE): 4}

# words: (candidates, rooms, expected messages of ROM001, words of what was not held against anything)
SEATS: dict[str, tuple[Groups, Sequence[list[object]], list[str], str]] = {
    "two schools at one site, the rooms under the name of one": (TWO_SCHOOLS, [at(LAB, 10)], [], ""),
    "two schools at one site, a room for each": (
        TWO_SCHOOLS, [at(LAB, 6), at(HALL, 4, school=OTHER)], [], ""
    ),
    "two schools at one site, seats for one alone": (
        TWO_SCHOOLS, [at(LAB, 6)], ["座位共 6 个，考生 10 名，少 4 个"], ""
    ),
    "one school at two sites, rooms at both": (TWO_SITES, [at(LAB, 6), at(LAB, 4, THERE)], [], ""),
    "one school at two sites, rooms at its own alone": (
        TWO_SITES, [at(LAB, 6)], [], f"在“{THERE}”考试的考生 4 名，考场表里没有这个站点的考场"
    ),
    "one school at two sites, seats for all at its own": (
        TWO_SITES,
        [at(LAB, 10)],
        [f"“{HERE}”的座位共 10 个，在这里考试的考生 6 名，多 4 个"],
        f"在“{THERE}”考试的考生 4 名",
    ),
    "right in sum, wrong at each site": (
        TWO_SITES,
        [at(LAB, 5), at(LAB, 5, THERE)],
        [
            f"“{HERE}”的座位共 5 个，在这里考试的考生 6 名，少 1 个",
            f"“{THERE}”的座位共 5 个，在这里考试的考生 4 名，多 1 个",
        ],
        "",
    ),
    "a site that nobody goes to, which is all the fault": (
        TWO_SITES,
        [at(LAB, 6), at(LAB, 4, "丙站点")],
        ["报考表里没有考生在“丙站点”考试，这里有它的 4 个座位"],
        f"在“{THERE}”考试的考生 4 名",
    ),
    "seats for a school whose registration is not here": (
        {(OWN, HERE): 6}, [at(LAB, 6), at(HALL, 4, school=OTHER)], [], "有 4 个座位是别的学校的"
    ),
    "the same, and one too many for the own school": (
        {(OWN, HERE): 6},
        [at(LAB, 7), at(HALL, 4, school=OTHER)],
        ["座位共 11 个（其中 4 个是别的学校的），考生 6 名，多 5 个"],
        "",
    ),
    "one site on either side, and not the same": (
        {(OWN, HERE): 6}, [at(LAB, 6, THERE)], [], f"考场表的考核站点是“{THERE}”，报考表里的是“{HERE}”"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SEATS)
def test_seats_are_those_of_the_site(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    groups, rooms, messages, not_held = SEATS[case]
    monkeypatch.chdir(tmp_path)
    registered(Path("报考.xlsx"), groups)
    write(Path("考场.xlsx"), ROOM_HEADERS, rooms)
    ran = wdyy("check-rooms", "考场.xlsx", "--registration", "报考.xlsx", *JSON)
    found = sorted((f["code"], f["message"]) for f in ran.report["findings"])
    assert found == sorted(("ROM001", message) for message in messages)
    assert ran.status == (1 if messages else 0)
    said = {item["code"]: item["reason"] for item in ran.report["not_checked"]}.get("ROM001", "")
    assert (not_held in said, bool(said)) == (True, bool(not_held))


BORROWED = f"""
[school]
name = "{OWN}"
site = "{HERE}"
host_sites = ["{THERE}"]
guest_schools = ["{OTHER}"]
[exam]
plan = "{PLAN}"
[files]
registration = "报考.xlsx"
rooms = "考场.xlsx"
"""


@pytest.mark.parametrize(
    ("toml", "seats", "codes"),
    [
        pytest.param(BORROWED, 7, [], id="told in wdyy.toml"),
        pytest.param(BORROWED, 10, ["ROM001"], id="seats for those as well who are elsewhere"),
        pytest.param(BORROWED.replace(f'["{OTHER}"]', '["丙学院"]'), 7, ["REG111"], id="not this school"),
        pytest.param(
            BORROWED.replace(f'host_sites = ["{THERE}"]', ""),
            7,
            ["REG110"] * 3,
            id="not told: an error at each of them, and no other that comes of it",
        ),
    ],
)
def test_the_gate_knows_of_borrowed_sites(
    wdyy: Wdyy, tmp_path: Path, toml: str, seats: int, codes: list[str]
) -> None:
    groups = {(OWN, HERE): 6, (OTHER, HERE): 1, (OWN, THERE): 3}
    registered(tmp_path / "报考.xlsx", groups)
    write(tmp_path / "考场.xlsx", ROOM_HEADERS, [at(LAB, seats)])
    (tmp_path / "wdyy.toml").write_text(toml, encoding="utf-8")
    ran = wdyy("check", tmp_path, *JSON, "--select", "REG1,ROM")
    assert [code for code, *_ in placed(ran)] == codes
    assert "ROM001" not in {item["code"] for item in ran.report["not_checked"]}


@pytest.mark.parametrize(
    ("seats", "codes"),
    [
        pytest.param((6, 4), ["REG110"], id="the seats of both sites have room for the one"),
        pytest.param((6, 3), ["REG110", "ROM001"], id="a seat too few at the other site as well"),
        pytest.param((8, 3), ["REG110", "ROM001", "ROM001"], id="a seat too many and one too few"),
    ],
)
def test_a_misspelt_site_is_told_alone_where_both_have_rooms(
    wdyy: Wdyy, tmp_path: Path, seats: tuple[int, int], codes: list[str]
) -> None:
    registered(tmp_path / "报考.xlsx", {(OWN, HERE): 5, (OWN, HERE.removesuffix("站点")): 1, (OWN, THERE): 4})
    write(tmp_path / "考场.xlsx", ROOM_HEADERS, [at(LAB, seats[0]), at(HALL, seats[1], THERE)])
    (tmp_path / "wdyy.toml").write_text(BORROWED, encoding="utf-8")
    ran = wdyy("check", tmp_path, *JSON, "--select", "REG1,ROM001")
    assert [code for code, *_ in placed(ran)] == codes


@pytest.mark.parametrize("meant", [HERE, THERE])
def test_a_misspelt_site_is_mended_to_the_one_it_is_like(wdyy: Wdyy, tmp_path: Path, meant: str) -> None:
    registered(
        tmp_path / "报考.xlsx", {(OWN, HERE): 5, (OWN, meant.removesuffix("站点")): 1, (OWN, THERE): 4}
    )
    (tmp_path / "wdyy.toml").write_text(BORROWED.replace('rooms = "考场.xlsx"', ""), encoding="utf-8")
    ran = wdyy("check", tmp_path, *JSON, "--select", "REG1")
    said = [(found["code"], found["message"]) for found in ran.report["findings"]]
    assert said == [("REG110", f"“{meant.removesuffix('站点')}”，应为“{meant}”")]


def test_rooms_are_planned_for_the_site(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet = registered(tmp_path / "报考.xlsx", TWO_SITES)
    plan = ("plan-rooms", "--registration", sheet, "--room", f"{LAB}=20")
    unclear = wdyy(*plan)
    assert (unclear.status, "用 --site 写明给哪一个站点分座位" in unclear.err) == (2, True)
    ran = wdyy(*plan, "--site", HERE, *JSON)
    assert (ran.status, ran.report["results"]["total_seats"]) == (0, 6)


def test_a_sheet_of_rooms_for_several_schools_says_so(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet, out = registered(tmp_path / "报考.xlsx", TWO_SCHOOLS), tmp_path / "考场.xlsx"
    plan = ("plan-rooms", "--registration", sheet, "--room", f"{LAB}=20", "-o", out, "--address", "某路")
    ran = wdyy(*plan, "--school", OWN, "--site", HERE, "--plan", PLAN)
    assert (ran.status, "请改成那所学校的全称" in ran.out) == (0, True)
    assert wdyy("check-rooms", out, "--registration", sheet, *JSON).found == []


def test_proctors_are_those_of_the_own_site(wdyy: Wdyy, tmp_path: Path) -> None:
    rooms = write(tmp_path / "考场.xlsx", ROOM_HEADERS, [at(LAB, 6), at(HALL, 4, THERE)])
    people = [(name, f"1380000000{index}", OWN, "语文") for index, name in enumerate(("陈一", "褚二"))]
    proctors = write(tmp_path / "监考.xlsx", PROCTOR_HEADERS, people)
    command = ("check-proctors", proctors, "--rooms", rooms, *JSON)
    everywhere = wdyy(*command)
    (tmp_path / "wdyy.toml").write_text(f'[school]\nsite = "{HERE}"\n', encoding="utf-8")
    here = wdyy(*command, "--config", tmp_path / "wdyy.toml")
    codes = [[code for code, *_ in placed(ran)] for ran in (everywhere, here)]
    assert codes == [["PRC001"], []]


def test_each_school_pays_for_its_own_wherever_they_sit(wdyy: Wdyy, tmp_path: Path) -> None:
    groups = {(OWN, HERE): 3, (OTHER, HERE): 2, (OWN, THERE): 4}
    sheet = registered(tmp_path / "报考.xlsx", groups)
    ran = wdyy("fees", "--registration", sheet, *JSON)
    sums = [(bill["school"], bill["total_yuan"]) for bill in ran.report["results"]["schools"]]
    assert (ran.status, sums) == (0, [(OWN, 7 * 380), (OTHER, 2 * 380)])
    config = tmp_path / "wdyy.toml"
    for text, said in ((BORROWED, False), (BORROWED.replace(f'["{OTHER}"]', "[]"), True)):
        config.write_text(text, encoding="utf-8")
        told = wdyy("fees", "--registration", sheet, "--config", config)
        assert (told.status, f"2 名的所属院校是“{OTHER}”" in told.out) == (0, said)


def test_sheets_to_hand_in_are_asked_for_in_the_rooms_of_the_site_alone(wdyy: Wdyy, tmp_path: Path) -> None:
    folder = tmp_path / "上交材料"
    for item in ("签到表", "考场情况记录表"):
        (folder / item).mkdir(parents=True)
        for subject in ("理论", "实操"):
            (folder / item / f"{LAB} {subject}.pdf").write_bytes(b"scan")
    rooms = write(tmp_path / "考场.xlsx", ROOM_HEADERS, [at(LAB, 6), at(HALL, 4, THERE)])
    command = ("check-materials", folder, "--rooms", rooms, "--select", "MAT002", *JSON)
    found = {site: len(wdyy(*command, "--site", site).report["findings"]) for site in (HERE, "")}
    assert found == {HERE: 0, "": 2}
