"""The faults that are planted in the files of the demo school: one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wdyy_cli.demo import planting as plant
from wdyy_cli.demo.materials import FOLDER
from wdyy_cli.demo.people import EXAM_DAY, NAMES, OTHER_PLAN, SITE, person
from wdyy_cli.demo.school import FILES, PHOTOS, SchoolDraft
from wdyy_cli.demo.school import ROOMS as LABS

ROSTER, REGISTRATION = FILES[plant.ROSTER], FILES[plant.REGISTRATION]
INFORMATION, RECORDS, STATUS = FILES[plant.INFORMATION], FILES[plant.RECORDS], FILES[plant.STATUS]
ROOMS, ROOM_LIST, PROCTORS = FILES[plant.ROOMS], FILES[plant.ROOM_LIST], FILES[plant.PROCTORS]


@dataclass(frozen=True, kw_only=True)
class PlantedFault:
    """
    One planted fault: what it is, in which file, whose it is (None: nobody's).

    `expected` are all codes that must be found, each with the file in which it is found.
    """

    file: str
    student: int | None
    kind: str
    plant: plant.Plant
    expected: Sequence[tuple[str, str]]


def plant_faults(draft: SchoolDraft) -> None:
    """Plant all faults in a draft of the school."""
    for fault in FAULTS:
        fault.plant(draft, person(fault.student or 1))


def list_faults() -> str:
    """Say in Chinese what was planted, for comparing with what is found."""
    lines = ["这所学校是虚构的，学生和老师都不存在。文件里故意放了这些错误：", ""]
    for fault in FAULTS:
        whose = "" if fault.student is None else f"{NAMES[fault.student - 1]}，"
        codes = "、".join(dict.fromkeys(code for code, _ in fault.expected))
        lines.append(f"{fault.file}：{whose}{fault.kind}（{codes}）")
    return "\n".join([*lines, "", "运行 wdyy check，看看是不是都找到了。", ""])


def _in(
    file: str,
    student: int | None,
    kind: str,
    planted: plant.Plant,
    *found: str | tuple[str, str],
) -> PlantedFault:
    """Plant a fault of which these codes are found: in the file itself, or in the one beside the code."""
    expected = [(one, file) if isinstance(one, str) else one for one in found]
    return PlantedFault(file=file, student=student, kind=kind, plant=planted, expected=expected)


def _in_status(student: int, word: str, *codes: str) -> PlantedFault:
    # A known state is told once, where the student is registered.
    state = plant.write(plant.STATUS, status=word)
    return _in(STATUS, student, f"状态是“{word}”，却报考了", state, *codes, ("XRF007", REGISTRATION))


_VIDEO = f"监控视频/{EXAM_DAY:%Y%m%d}{SITE}{LABS[1]}.mp4"
_BOTH = (plant.REGISTRATION, plant.RECORDS)
_ALL = (*_BOTH, plant.STATUS)

FAULTS: tuple[PlantedFault, ...] = (
    _in(ROSTER, 1, "姓名前面有空格", plant.write(plant.ROSTER, name=f" {NAMES[0]}"), "ROS105"),
    _in(ROSTER, 2, "写了两遍", plant.repeat(plant.ROSTER), "ROS201"),
    _in(ROSTER, 3, "身份证号有两位颠倒", plant.renumber(plant.swapped, plant.ROSTER), "IDN003", "XRF008"),
    _in(ROSTER, 4, "身份证号里有空格", plant.renumber(plant.spaced, plant.ROSTER), "IDN008"),
    _in(ROSTER, 25, "身份证号末尾是小写 x", plant.renumber(str.lower, plant.ROSTER), "IDN009"),
    _in(
        ROSTER,
        5,
        "姓名多了一个数字",
        plant.write(plant.ROSTER, name=f"{NAMES[4]}2"),
        "ROS112",
        ("XRF005", REGISTRATION),
    ),
    _in(ROSTER, 6, "没有报考", plant.drop(*_BOTH), "XRF003"),
    _in(ROSTER, 7, "没有姓名", plant.write(plant.ROSTER, name=""), "ROS101"),
    _in(PHOTOS, 9, "底色是蓝色", plant.flaw("blue"), "PHO301"),
    _in(PHOTOS, 10, "底色是白色", plant.flaw("white"), "PHO301"),
    _in(PHOTOS, 11, "比例不对", plant.flaw("another shape"), "PHO206"),
    _in(PHOTOS, 12, "比例对，像素大了一倍", plant.flaw("twice as large"), "PHO206"),
    _in(PHOTOS, 13, "有一圈白边", plant.flaw("framed"), "PHO303"),
    _in(PHOTOS, 14, "底色从红渐变到白", plant.flaw("fading"), "PHO302"),
    _in(PHOTOS, 15, "黑白照片", plant.flaw("grey"), "PHO208"),
    _in(PHOTOS, 16, "照片里没有人", plant.flaw("nobody"), "PHO304"),
    _in(PHOTOS, 17, "横着存的", plant.flaw("sideways"), "PHO206", "PHO207"),
    _in(PHOTOS, 18, "文件缺了后半截", plant.flaw("cut off"), "PHO203"),
    _in(PHOTOS, 19, "PNG 改名成 .jpg", plant.flaw("PNG"), "PHO204"),
    _in(PHOTOS, 20, "用姓名作文件名", plant.name_photo("{name}.jpg"), "PHO101"),
    _in(PHOTOS, 21, "没有照片", plant.without_photo, ("XRF001", ROSTER)),
    _in(PHOTOS, 22, "文件名多了“(1)”", plant.name_photo("{id_number}(1).jpg"), "PHO104"),
    _in(PHOTOS, 23, "文件名少了一位", plant.name_photo("{short}.jpg"), "IDN001", ("XRF001", ROSTER)),
    _in(PHOTOS, 24, "文件名结尾是大写", plant.name_photo("{id_number}.JPG"), "PHO103"),
    _in(PHOTOS, 26, "照片在文件夹里", plant.name_photo("电商2302班/{id_number}.jpg"), "PHO006"),
    _in(PHOTOS, 28, "用了上一名学生的照片", plant.photo_of_the_one_before, "PHO402"),
    _in(PHOTOS, 50, "谁也不认识的照片", plant.add_photo, "XRF002"),
    _in(PHOTOS, None, "混进了 Thumbs.db", plant.leftover, "PHO005"),
    _in(INFORMATION, 27, "没有填民族", plant.write(plant.INFORMATION, nation=""), "ROS113"),
    _in(INFORMATION, 52, "花名册里没有这个人", plant.add_information, "XRF010"),
    _in(REGISTRATION, 29, "身份证号存成了数字", plant.renumber(float, plant.REGISTRATION), "IDN010"),
    _in(REGISTRATION, 31, "没有填学生类型", plant.write(plant.REGISTRATION, student_type=""), "REG101"),
    _in(
        REGISTRATION,
        32,
        "证书等级写成“一级”",
        plant.write(plant.REGISTRATION, level="一级"),
        "REG107",
        *[("REC006", RECORDS)] * 2,
    ),
    _in(REGISTRATION, 33, "姓名后面有空格", plant.write(plant.REGISTRATION, name=f"{NAMES[32]} "), "REG105"),
    _in(REGISTRATION, 34, "考试计划名称是另一次的", plant.write(*_BOTH, plan=OTHER_PLAN), "REG109"),
    _in(REGISTRATION, 35, "考核站点少写了几个字", plant.write(*_BOTH, site="示例学院考核站点"), "REG110"),
    _in(REGISTRATION, 36, "所属院校写了简称", plant.write(*_BOTH, school="示例职院"), "REG111"),
    _in(REGISTRATION, 40, "报考证书没有写全称", plant.write(*_BOTH, certificate="网店运营推广"), "REG108"),
    _in(REGISTRATION, 37, "姓名与花名册不同", plant.write(*_ALL, name="凌云志高"), "XRF005"),
    _in(REGISTRATION, 38, "等级与花名册不同", plant.write(*_BOTH, level="初级"), "XRF006"),
    _in(
        REGISTRATION, 39, "身份证号写成了同一天生的人的", plant.renumber(plant.of_a_sibling, *_ALL), "XRF008"
    ),
    _in(REGISTRATION, 49, "花名册里没有这个人", plant.register, "XRF004"),
    _in(RECORDS, 41, "没有实操的记录", plant.drop_subject("实操"), ("REC001", REGISTRATION)),
    _in(RECORDS, 42, "理论有两条记录", plant.repeat(plant.RECORDS), "REC002"),
    _in(RECORDS, 43, "一条记录也没有", plant.drop(plant.RECORDS), ("REC003", REGISTRATION)),
    _in(RECORDS, 44, "等级与报考表不同", plant.write(plant.RECORDS, level="高级"), "REC006", "REC006"),
    _in(RECORDS, 45, "多了一科“面试”", plant.repeat(plant.RECORDS, subject="面试"), "REC007"),
    _in(RECORDS, 51, "没有报考的人有记录", plant.add_records, "REC004", "REC004"),
    _in(RECORDS, None, "总数不是考生的 2 倍", plant.nothing_more, "REC005"),
    _in_status(46, "缺照片"),
    _in_status(47, "信息不全"),
    _in_status(30, "需人工确认"),
    _in_status(8, "信息待认证"),
    _in_status(48, "审核中", "STA005"),
    _in(ROOMS, None, "填了备用考场", plant.add_room, "ROM006"),
    _in(ROOMS, None, "座位总数比考生多", plant.write_in_row(plant.ROOMS, 0, seats=30), "ROM001"),
    _in(
        ROOMS, None, "考场类型少写了实操", plant.write_in_row(plant.ROOMS, 1, room_type="机考考场"), "ROM004"
    ),
    _in(ROOMS, None, "没有填地址", plant.write_in_row(plant.ROOMS, 0, address=""), "ROM005"),
    _in(ROOMS, None, "考场名称说不清在哪里", plant.write_in_row(plant.ROOMS, 1, room="第二考场"), "ROM007"),
    # Which room lacks machines is shown where its seats stand.
    _in(
        ROOM_LIST,
        None,
        "机位比座位少",
        plant.write_in_row(plant.ROOM_LIST, 0, machines=25),
        ("ROM002", ROOMS),
    ),
    _in(PROCTORS, None, "少一名监考", plant.drop_proctor, "PRC001"),
    _in(
        PROCTORS, None, "手机号码少一位", plant.write_in_row(plant.PROCTORS, 0, phone="1000000000"), "PRC002"
    ),
    _in(
        PROCTORS, None, "两人同一个号码", plant.write_in_row(plant.PROCTORS, 2, phone="10000000002"), "PRC003"
    ),
    _in(
        PROCTORS, None, "教的是同一专业", plant.write_in_row(plant.PROCTORS, 1, teaching="网店运营"), "PRC004"
    ),
    _in(PROCTORS, None, "没有填所属院校", plant.write_in_row(plant.PROCTORS, 2, school=""), "PRC005"),
    _in(FOLDER, None, "没有考场封场确认单", plant.drop_material("考场封场确认单.pdf"), "MAT001"),
    _in(
        FOLDER,
        None,
        "承诺书是没有签字的 Word 文档",
        plant.rename_material("考务人员承诺书.pdf", "考务人员承诺书.docx"),
        "MAT001",
    ),
    _in(FOLDER, None, "少一份实操的签到表", plant.drop_material(f"考场签到表/{LABS[1]} 实操.pdf"), "MAT002"),
    _in(
        FOLDER,
        None,
        "视频没有写日期和站点",
        plant.rename_material(_VIDEO, f"监控视频/{LABS[1]}.mp4"),
        "MAT003",
    ),
    _in(FOLDER, None, "认不出是什么的扫描件", plant.add_scan("扫描0001.pdf"), "MAT004"),
)
