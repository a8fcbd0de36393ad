"""XRF005–XRF008: what two files of the school say about one student; XRF001 to XRF004 stand in `presence`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wdyy_cli.model import Location, Place, Problem
from wdyy_cli.profile import Profile
from wdyy_cli.rules.across.candidate import match_levels, meant
from wdyy_cli.rules.across.files import SchoolFiles, Source, StudentEntry, only_at
from wdyy_cli.rules.across.near_miss import tell_difference
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.status import fix_of, read_status
from wdyy_cli.texts.cell_text import squeeze

CROSS = RuleSet[SchoolFiles](__name__)

ONCE_ACCURATE = "变成“信息准确”后再导入报考表；报考表已经导入过的，只为还没有报考记录的人补报。"
NOT_ON_THE_PLATFORM = (
    f"导出“考生管理”里的全部考生再检查一次；确实没有的，先在“考生管理”里导入这名学生，{ONCE_ACCURATE}"
)
PERHAPS_THE_SAME = (
    "先对照身份证，看是不是同一名学生：是的话，改正写错的那个号码就对上了，不要再加一行，也不要再导入一次；"
    "不是同一名的，各自问清考不考，考的补上，不考的删去。"
)
"""Where a student of the same name stands there under another number: to add her would double her."""

ONE, OTHER, THIRD = "11010120080307100X", "110101200903071031", "110101200803091042"
MISTYPED = "11010120080306100X"


def entry(number: str, name: str = "张三", *, level: str = "", status: str = "") -> StudentEntry:
    """Build an example."""
    place = Place(location=Location(file="例.xlsx", sheet="Sheet1", cell="B2", row=2), id_number=number)
    return StudentEntry(number, name, only_at(place), level, status=status)


def source(word: str, *entries: StudentEntry) -> Source:
    """Build an example."""
    return Source(word=word, entries=entries)


def roster(*entries: StudentEntry) -> Source:
    """Build an example."""
    return source("花名册", *entries)


def registration(*entries: StudentEntry) -> Source:
    """Build an example."""
    return source("报考表", *entries)


def held(listed: Sequence[StudentEntry], registered: Sequence[StudentEntry]) -> SchoolFiles:
    """Build an example of a roster and a registration sheet with these students."""
    return SchoolFiles(roster=roster(*listed), registration=registration(*registered))


def on_platform(*entries: StudentEntry) -> SchoolFiles:
    """Build an example of a student who is registered, and of the platform's list with these."""
    return SchoolFiles(registration=registration(entry(ONE)), status=source("考生信息", *entries))


def photos(*numbers: str) -> Source:
    """Build an example."""
    return source("照片", *(entry(number, "") for number in numbers))


def two_levels() -> tuple[StudentEntry, StudentEntry]:
    """Build an example."""
    return entry(ONE, level="初级"), entry(ONE, level="中级")


def agree() -> SchoolFiles:
    """Build an example of files in which one student stands everywhere."""
    return SchoolFiles(roster=roster(entry(ONE)), registration=registration(entry(ONE)), photos=photos(ONE))


@CROSS.rule(
    "XRF005",
    "同一个身份证号，两个文件里姓名不同",
    source="手册二 所有学生信息要通过系统的实名认证",
    fires=lambda: {
        "姓名差一个字": held([entry(ONE, "张三")], [entry(ONE, "张山")]),
        "平台上有一行姓名不同": on_platform(
            entry(ONE, "张三", status="信息准确"), entry(ONE, "张山", status="信息准确")
        ),
    },
    silent=lambda: {"姓名相同": agree()},
)
def name_differs(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    两个姓名至少有一个写错了，或者身份证号填到了别人名下，通不过实名认证。

    对照身份证原件，改正写错的那个文件。
    """
    for one, other in _misnamed(files.roster, files.registration):
        yield _another_name(files.roster, one, other)
    lists = [found for found in (files.registration, files.roster) if found is not None]
    first = lists[0] if lists else None
    for platform in (files.status, files.students):
        for one, other in _misnamed(first, platform):
            # Of two lists that differ only the one is wrong with whom the platform does not agree.
            if all(squeeze(other.name) not in _names(found, other) for found in lists):
                yield _another_name(first, one, other)


@CROSS.rule(
    "XRF006",
    "报考表与花名册的等级或类型不同",
    source="手册三 其他数据按实际填写",
    fires=lambda: {
        "等级不同": held([entry(ONE, level="初级")], [entry(ONE, level="中级")]),
        "第二个等级不同": held(two_levels(), [two_levels()[0], entry(ONE, level="高级")]),
    },
    silent=lambda: {
        "两个等级，次序不同": held(two_levels(), two_levels()[::-1]),
        "相同": held([entry(ONE, level="初级")], [entry(ONE, level="初级")]),
        "写法不同": held([entry(ONE, level="网店运营推广（中级）")], [entry(ONE, level="中级")]),
        "花名册里不是等级": held([entry(ONE, level="优秀")], [entry(ONE, level="中级")]),
        "花名册没有写": held([entry(ONE)], [entry(ONE, level="中级")]),
    },
)
def level_or_type_differs(files: SchoolFiles, profile: Profile) -> Iterator[Problem]:
    """
    报错了等级或学生类型，报名截止以后改不了。

    问清学生要考哪个等级、是院校考生还是社会考生，改正写错的那个文件。
    """
    lists = (
        ("level", "证书等级", profile.certificate.levels),
        ("student_type", "学生类型", profile.registration.student_types),
    )
    for one, other in _candidates(files.roster, files.registration, profile):
        for of, word, allowed in lists:
            listed, registered = getattr(one, of), getattr(other, of)
            if listed == registered:
                continue
            values = {meant(listed, allowed), meant(registered, allowed)}
            if len(values) > 1 and "" not in values:
                yield Problem(other.place(of), f"{word}这里是“{registered}”，花名册里是“{listed}”")


@CROSS.rule(
    "XRF007",
    "还不能报考：平台状态不是“信息准确”",
    source="手册二.3 查看所有学生信息状态是否都转为“信息准确”状态",
    fires=lambda: {
        "缺照片": on_platform(entry(ONE, status="缺照片")),
        "状态是空的": on_platform(entry(ONE)),
        "平台上没有这个人": on_platform(entry(OTHER, "李四", status="信息准确")),
    },
    silent=lambda: {
        "信息准确": on_platform(entry(ONE, status="信息准确")),
        "后面有说明": on_platform(entry(ONE, status="信息 准确（已确认）")),
    },
)
def registered_but_not_accurate(files: SchoolFiles, profile: Profile) -> Iterator[Problem]:
    """
    考生信息没有通过认证的学生报不了考，或者发不了证书。

    先在平台“考生管理”里按状态处理好，变成“信息准确”后再导入报考表；报考表已经导入过的，只为还没有报考记录的人补报。
    """
    if files.registration is None or files.status is None:
        return
    for number, registered in files.registration.by_number.items():
        known = files.status.of_number.get(number)
        if known is None:
            # Of a number that is wrong or nearly another one other rules speak.
            if not registered.faulty and not files.has(files.status, registered):
                said = f"平台的考生名单里没有 {registered.name or number}"
                other = files.namesake(registered, files.registration, files.status)
                yield lacking(registered, said, other, NOT_ON_THE_PLATFORM)
            continue
        for row in known:
            reading = read_status(row.status, profile.status)
            if not reading.is_accurate:
                said = f"平台上的状态是“{row.status}”" if row.status else "平台上没有写状态"
                fix = f"{fix_of(reading.kinds)}{ONCE_ACCURATE}"
                yield Problem(registered.place(), said, fix=fix if fix_of(reading.kinds) else None)
                break


@CROSS.rule(
    "XRF008",
    "身份证号与另一个文件里的只差一两位，多半写错了一个",
    source=PRACTICE,
    fires=lambda: {
        "差一位": held([entry(ONE)], [entry(MISTYPED)]),
        "两位颠倒": held([entry("110101200903071031")], [entry("110101200903070131")]),
    },
    silent=lambda: {
        "相同": agree(),
        "同名的另一名学生": held([entry(ONE), entry(THIRD)], [entry(ONE), entry(THIRD)]),
    },
)
def number_is_nearly_another(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    同一个姓名的身份证号在两个文件里差一两位或有两位颠倒，多半是同一名学生，其中一个号码写错了。

    对照身份证原件，改正写错的那个文件；改好以后两个文件就对得上了。
    """
    for wrong, right, other in files.near_misses:
        message = f"这里是 {wrong.id_number}，{other}里“{right.name}”是 {right.id_number}"
        said = tell_difference(wrong.id_number, right.id_number)
        yield Problem(wrong.place(), f"{message}，{said}", (wrong.id_number, right.id_number, right.name))


def _candidates(
    first: Source | None, second: Source | None, profile: Profile
) -> Iterator[tuple[StudentEntry, StudentEntry]]:
    """Yield the candidates who stand in both files under one number, in the order of the second."""
    if first is None or second is None:
        return
    for number, others in second.of_number.items():
        ones = first.of_number.get(number)
        if ones is not None:
            yield from match_levels(ones, others, profile.certificate.levels).pairs


def _misnamed(first: Source | None, second: Source | None) -> Iterator[tuple[StudentEntry, StudentEntry]]:
    """Yield students of the first file with the rows of the second that give them another name, each once."""
    if first is None or second is None:
        return
    for number, others in second.of_number.items():
        one = first.by_number.get(number)
        seen = {"", *_names(first, one)} if one is not None and one.name else None
        for other in others if seen is not None else ():
            # Of a blank inside a name another rule speaks.
            name = squeeze(other.name)
            if one is not None and seen is not None and name not in seen:
                seen.add(name)
                yield one, other


def _names(source: Source, entry: StudentEntry) -> set[str]:
    return {squeeze(other.name) for other in source.of_number.get(entry.id_number, ())}


def _another_name(source: Source | None, one: StudentEntry, other: StudentEntry) -> Problem:
    where = "另一个文件" if source is None else source.word
    message = f"这里是“{other.name}”，{where}里是“{one.name}”"
    return Problem(other.place("name"), message, (one.name, other.name))


def lacking(person: StudentEntry, said: str, other: StudentEntry | None, fix: str | None = None) -> Problem:
    """Tell of a student whom another file lacks; `other` has her name there, and another number."""
    if other is None:
        return Problem(person.place(), said, quotes(person), fix=fix)
    said = f"{said}；那里有同名的，号码是 {other.id_number}"
    return Problem(person.place(), said, quotes(person, other.id_number), fix=PERHAPS_THE_SAME)


def quotes(person: StudentEntry, near: str | None = None) -> tuple[str, ...]:
    """Give what a message about a student quotes."""
    return tuple(text for text in (person.name, person.id_number, near) if text)
