"""XRF: files held against each other, by ID number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.across.candidate import each_level, match_levels, meant
from wdyy_cli.rules.across.files import SchoolFiles, Source, StudentEntry
from wdyy_cli.rules.across.near_miss import tell_difference
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.status import fix_of, read_status

CROSS = RuleSet[SchoolFiles](__name__)

MOST_COMPARISONS = 20_000
"""Where more photos of nobody would have to be held against more students without one, none is hinted at."""

NOT_ON_THE_PLATFORM = (
    "导出“考生管理”里的全部考生再检查一次；"
    "确实没有的，先在“考生管理”里导入这名学生，变成“信息准确”后再导入报考表。"
)

ONE, OTHER, THIRD = "11010120080307100X", "110101200903071031", "110101200803091042"
MISTYPED = "11010120080306100X"


def entry(
    number: str, name: str = "张三", *, level: str = "", student_type: str = "", status: str = ""
) -> StudentEntry:
    """Build an example."""
    place = Place(location=Location(file="例.xlsx", sheet="Sheet1", cell="B2", row=2), id_number=number)
    return StudentEntry(number, name, {"id_number": place}, level, student_type, status)


def source(word: str, *entries: StudentEntry) -> Source:
    """Build an example."""
    return Source(file=f"{word}.xlsx", word=word, entries=entries)


def _roster(*entries: StudentEntry) -> Source:
    return source("花名册", *entries)


def _registration(*entries: StudentEntry) -> Source:
    return source("报考表", *entries)


def _photos(*numbers: str) -> Source:
    return source("照片", *(entry(number, "") for number in numbers))


def _two_levels() -> tuple[StudentEntry, StudentEntry]:
    return entry(ONE, level="初级"), entry(ONE, level="中级")


def agree() -> SchoolFiles:
    """Build an example of files in which one student stands everywhere."""
    return SchoolFiles(
        roster=_roster(entry(ONE)), registration=_registration(entry(ONE)), photos=_photos(ONE)
    )


@CROSS.rule(
    "XRF001",
    "名单里有，照片里没有",
    source="手册二.2 批量导入考试照片",
    fires=lambda: {
        "花名册里有，没有照片": SchoolFiles(
            roster=_roster(entry(ONE), entry(OTHER, "李四")), photos=_photos(ONE)
        )
    },
    silent=lambda: {"都有照片": agree(), "没有提供照片": SchoolFiles(roster=_roster(entry(ONE)))},
)
def photo_is_missing(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    平台上没有照片的学生是“缺照片”状态，不能报考，也打印不出准考证。

    请这名学生交照片，以身份证号命名后放进压缩包；如果照片已经交了，看看文件名是不是写错了。
    """
    if files.photos is None:
        return
    missing = [person for person in _people(files) if not files.has(files.photos, person)]
    known = _people_numbers(files)
    strangers = [number for number in files.photos.by_number if number not in known]
    if len(missing) * len(strangers) > MOST_COMPARISONS:
        strangers = []
    for person in missing:
        near = next((number for number in strangers if tell_difference(number, person.id_number)), None)
        hint = f"；有一张照片叫 {near}，{tell_difference(near, person.id_number)}" if near else ""
        message = f"{person.name or person.id_number} 没有照片{hint}"
        yield Problem(person.place(), message, _quotes(person, near))


@CROSS.rule(
    "XRF002",
    "有照片，名单里没有这个人",
    severity=Severity.WARNING,
    source="手册二.2 批量导入考试照片",
    fires=lambda: {"名单里没有这个人": SchoolFiles(roster=_roster(entry(ONE)), photos=_photos(ONE, OTHER))},
    silent=lambda: {"名单里都有": agree()},
)
def photo_of_somebody_else(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    照片的身份证号不在花名册和报考表里：可能是别的学生，也可能是文件名写错了一位。

    核对身份证号；确实不考试的学生，把照片从压缩包里拿掉。
    """
    people = [found for found in (files.roster, files.registration) if found is not None]
    if files.photos is None or not people:
        return
    where = "和".join(found.word for found in people)
    named = {person.name for found in people for person in found.by_number.values()}
    lost = len({name for found in people for name in found.lost} - named)
    perhaps = f"；其中有 {lost:,} 名学生没有可用的身份证号，可能是他们的" if lost else ""
    for photo in files.photos.by_number.values():
        if not photo.faulty and not any(files.has(found, photo) for found in people):
            yield Problem(photo.place(), f"{where}里没有 {photo.id_number}{perhaps}", (photo.id_number,))


@CROSS.rule(
    "XRF003",
    "花名册里有，没有报考",
    source="手册三 注意事项 1 必须完成为学生报考才算报名成功",
    fires=lambda: {
        "报考表里没有": SchoolFiles(
            roster=_roster(entry(ONE), entry(OTHER, "李四")), registration=_registration(entry(ONE))
        ),
        "只报了一个等级": SchoolFiles(
            roster=_roster(*_two_levels()), registration=_registration(_two_levels()[0])
        ),
    },
    silent=lambda: {
        "都报考了": agree(),
        "两个等级都报考了": SchoolFiles(
            roster=_roster(*_two_levels()), registration=_registration(*reversed(_two_levels()))
        ),
    },
)
def student_is_not_registered(files: SchoolFiles, profile: Profile) -> Iterator[Problem]:
    """
    报名截止以后不能补报，花名册里的学生不在报考表里就考不了试。

    把这名学生加到报考表里；确实不考的，从花名册里删去。
    """
    yield from _missing(files, files.roster, files.registration, profile)


@CROSS.rule(
    "XRF004",
    "报考了，花名册里没有",
    source="手册三 报考结束后，所有报考数据将不能编辑或删除",
    fires=lambda: {
        "花名册里没有": SchoolFiles(
            roster=_roster(entry(ONE)), registration=_registration(entry(ONE), entry(OTHER, "李四"))
        )
    },
    silent=lambda: {"花名册里都有": agree()},
)
def registered_but_not_in_the_roster(files: SchoolFiles, profile: Profile) -> Iterator[Problem]:
    """
    报考了不该考的人，考试那天就是“缺考”，还要交费；也可能是身份证号填错了。

    核对这名学生；不考的从报考表里删去，要考的补进花名册。
    """
    yield from _missing(files, files.registration, files.roster, profile)


@CROSS.rule(
    "XRF005",
    "同一个身份证号，两个文件里姓名不同",
    source="手册二 所有学生信息要通过系统的实名认证",
    fires=lambda: {
        "姓名差一个字": SchoolFiles(
            roster=_roster(entry(ONE, "张三")), registration=_registration(entry(ONE, "张山"))
        ),
        "平台上有一行姓名不同": SchoolFiles(
            registration=_registration(entry(ONE, "张三")),
            status=source(
                "考生信息", entry(ONE, "张三", status="信息准确"), entry(ONE, "张山", status="信息准确")
            ),
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
    for first in lists[:1]:
        for one, other in _misnamed(first, files.status):
            # Of two lists that differ only the one is wrong with whom the platform does not agree.
            if all(other.name not in _names(found, other) for found in lists):
                yield _another_name(first, one, other)
        for one, other in _misnamed(first, files.students):
            if all(other.name not in _names(found, other) for found in lists):
                yield _another_name(first, one, other)


@CROSS.rule(
    "XRF006",
    "报考表与花名册的等级或类型不同",
    source="手册三 其他数据按实际填写",
    fires=lambda: {
        "等级不同": SchoolFiles(
            roster=_roster(entry(ONE, level="初级")), registration=_registration(entry(ONE, level="中级"))
        ),
        "第二个等级不同": SchoolFiles(
            roster=_roster(*_two_levels()),
            registration=_registration(_two_levels()[0], entry(ONE, level="高级")),
        ),
    },
    silent=lambda: {
        "两个等级，次序不同": SchoolFiles(
            roster=_roster(*_two_levels()), registration=_registration(*reversed(_two_levels()))
        ),
        "相同": SchoolFiles(
            roster=_roster(entry(ONE, level="初级")), registration=_registration(entry(ONE, level="初级"))
        ),
        "写法不同": SchoolFiles(
            roster=_roster(entry(ONE, level="网店运营推广（中级）")),
            registration=_registration(entry(ONE, level="中级")),
        ),
        "花名册里不是等级": SchoolFiles(
            roster=_roster(entry(ONE, level="优秀")), registration=_registration(entry(ONE, level="中级"))
        ),
        "花名册没有写": SchoolFiles(
            roster=_roster(entry(ONE)), registration=_registration(entry(ONE, level="中级"))
        ),
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
        "缺照片": SchoolFiles(
            registration=_registration(entry(ONE)), status=source("考生信息", entry(ONE, status="缺照片"))
        ),
        "状态是空的": SchoolFiles(
            registration=_registration(entry(ONE)), status=source("考生信息", entry(ONE))
        ),
        "平台上没有这个人": SchoolFiles(
            registration=_registration(entry(ONE)),
            status=source("考生信息", entry(OTHER, "李四", status="信息准确")),
        ),
    },
    silent=lambda: {
        "信息准确": SchoolFiles(
            registration=_registration(entry(ONE)), status=source("考生信息", entry(ONE, status="信息准确"))
        ),
        "后面有说明": SchoolFiles(
            registration=_registration(entry(ONE)),
            status=source("考生信息", entry(ONE, status="信息 准确（已确认）")),
        ),
    },
)
def registered_but_not_accurate(files: SchoolFiles, profile: Profile) -> Iterator[Problem]:
    """
    考生信息没有通过认证的学生报不了考，或者发不了证书。

    先在平台“考生管理”里按状态处理好，变成“信息准确”后再导入报考表。
    """
    if files.registration is None or files.status is None:
        return
    for number, registered in files.registration.by_number.items():
        known = files.status.of_number.get(number)
        if known is None:
            # Of a number that is wrong or nearly another one other rules speak.
            if not registered.faulty and not files.has(files.status, registered):
                said = f"平台的考生名单里没有 {registered.name or number}"
                yield Problem(registered.place(), said, _quotes(registered), fix=NOT_ON_THE_PLATFORM)
            continue
        for row in known:
            reading = read_status(row.status, profile.status)
            if not reading.is_accurate:
                said = f"平台上的状态是“{row.status}”" if row.status else "平台上没有写状态"
                fix = f"{fix_of(reading.kinds)}变成“信息准确”后再导入报考表。"
                yield Problem(registered.place(), said, fix=fix if fix_of(reading.kinds) else None)
                break


@CROSS.rule(
    "XRF008",
    "身份证号与另一个文件里的只差一两位，多半写错了一个",
    source=PRACTICE,
    fires=lambda: {
        "差一位": SchoolFiles(roster=_roster(entry(ONE)), registration=_registration(entry(MISTYPED))),
        "两位颠倒": SchoolFiles(
            roster=_roster(entry("110101200903071031")),
            registration=_registration(entry("110101200903070131")),
        ),
    },
    silent=lambda: {
        "相同": agree(),
        "同名的另一名学生": SchoolFiles(
            roster=_roster(entry(ONE), entry(THIRD)), registration=_registration(entry(ONE), entry(THIRD))
        ),
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


def _people(files: SchoolFiles) -> Iterator[StudentEntry]:
    """Yield each student of roster and registration once, where she stands first."""
    seen: set[str] = set()
    for found in (files.roster, files.registration):
        for number, person in found.by_number.items() if found is not None else ():
            if number not in seen and files.same.get(number) not in seen:
                seen.add(number)
                yield person


def _people_numbers(files: SchoolFiles) -> frozenset[str]:
    sources = [found for found in (files.roster, files.registration) if found is not None]
    return frozenset(number for found in sources for number in found.by_number)


def _missing(
    files: SchoolFiles, here: Source | None, there: Source | None, profile: Profile
) -> Iterator[Problem]:
    """Report who stands here and not there: a student, or one of the levels that she takes."""
    if here is None or there is None:
        return
    lost, levels = Counter(there.lost), profile.certificate.levels
    for number, entries in here.of_number.items():
        person = entries[0]
        known = there.of_number.get(number)
        if known is not None:
            absent = match_levels(entries, known, levels).ones if len(entries) > 1 else []
            several = True
        elif files.same.get(number) in there.by_number:
            continue
        elif person.name and lost[person.name]:
            # There is a student of this name whose number was lost: another rule speaks of it.
            lost[person.name] -= 1
            continue
        else:
            absent = each_level(entries, levels)
            several = len(absent) > 1
        for each in absent:
            who = each.name or each.id_number
            message = f"{there.word}里没有 {who}{f'（{each.level}）' if several else ''}"
            yield Problem(each.place(), message, _quotes(each))


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
            if one is not None and seen is not None and other.name not in seen:
                seen.add(other.name)
                yield one, other


def _names(source: Source, entry: StudentEntry) -> set[str]:
    return {other.name for other in source.of_number.get(entry.id_number, ())}


def _another_name(source: Source | None, one: StudentEntry, other: StudentEntry) -> Problem:
    where = "另一个文件" if source is None else source.word
    message = f"这里是“{other.name}”，{where}里是“{one.name}”"
    return Problem(other.place("name"), message, (one.name, other.name))


def _quotes(person: StudentEntry, near: str | None = None) -> tuple[str, ...]:
    return tuple(text for text in (person.name, person.id_number, near) if text)
