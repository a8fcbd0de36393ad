"""XRF: files held against each other, by ID number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.across.exams import meant, pair_exams
from wdyy_cli.rules.across.files import Entry, Files, Source
from wdyy_cli.rules.across.near_miss import tell_difference
from wdyy_cli.rules.registry import PRACTICE, RuleSet

CROSS = RuleSet[Files](__name__)

MOST_COMPARISONS = 20_000
"""Where more photos of nobody would have to be held against more students without one, none is hinted at."""

ONE, OTHER, THIRD = "11010120080307100X", "110101200903071031", "110101200803091042"
MISTYPED = "11010120080306100X"


def entry(
    number: str, name: str = "张三", *, level: str = "", student_type: str = "", status: str = ""
) -> Entry:
    """Build an example."""
    place = Place(location=Location(file="例.xlsx", sheet="Sheet1", cell="B2", row=2), id_number=number)
    return Entry(number, name, {"id_number": place}, level, student_type, status)


def source(word: str, *entries: Entry) -> Source:
    """Build an example."""
    return Source(file=f"{word}.xlsx", word=word, entries=entries)


def _roster(*entries: Entry) -> Source:
    return source("花名册", *entries)


def _registration(*entries: Entry) -> Source:
    return source("报考表", *entries)


def _photos(*numbers: str) -> Source:
    return source("照片", *(entry(number, "") for number in numbers))


def agree() -> Files:
    """Build an example of files in which one student stands everywhere."""
    return Files(roster=_roster(entry(ONE)), registration=_registration(entry(ONE)), photos=_photos(ONE))


@CROSS.rule(
    "XRF001",
    "名单里有，照片里没有",
    source="手册二.2 批量导入考试照片",
    fires=lambda: {
        "花名册里有，没有照片": Files(roster=_roster(entry(ONE), entry(OTHER, "李四")), photos=_photos(ONE))
    },
    silent=lambda: {"都有照片": agree(), "没有提供照片": Files(roster=_roster(entry(ONE)))},
)
def photo_is_missing(files: Files, _: Profile) -> Iterator[Problem]:
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
    fires=lambda: {"名单里没有这个人": Files(roster=_roster(entry(ONE)), photos=_photos(ONE, OTHER))},
    silent=lambda: {"名单里都有": agree()},
)
def photo_of_somebody_else(files: Files, _: Profile) -> Iterator[Problem]:
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
        "报考表里没有": Files(
            roster=_roster(entry(ONE), entry(OTHER, "李四")), registration=_registration(entry(ONE))
        ),
        "两个等级只报了一个": Files(
            roster=_roster(entry(ONE, level="初级"), entry(ONE, level="中级")),
            registration=_registration(entry(ONE, level="初级")),
        ),
    },
    silent=lambda: {"都报考了": agree()},
)
def student_is_not_registered(files: Files, profile: Profile) -> Iterator[Problem]:
    """
    报名截止以后不能补报，花名册里的学生不在报考表里就考不了试。

    把这名学生加到报考表里；确实不考的，从花名册里删去。
    """
    yield from _missing(files, files.roster, files.registration)
    exams = pair_exams(files.roster, files.registration, profile.certificate.levels)
    yield from (_other_level(person, "报考表") for person in exams.only_first)


@CROSS.rule(
    "XRF004",
    "报考了，花名册里没有",
    source="手册三 报考结束后，所有报考数据将不能编辑或删除",
    fires=lambda: {
        "花名册里没有": Files(
            roster=_roster(entry(ONE)), registration=_registration(entry(ONE), entry(OTHER, "李四"))
        )
    },
    silent=lambda: {"花名册里都有": agree()},
)
def registered_but_not_in_the_roster(files: Files, profile: Profile) -> Iterator[Problem]:
    """
    报考了不该考的人，考试那天就是“缺考”，还要交费；也可能是身份证号填错了。

    核对这名学生；不考的从报考表里删去，要考的补进花名册。
    """
    yield from _missing(files, files.registration, files.roster)
    exams = pair_exams(files.roster, files.registration, profile.certificate.levels)
    yield from (_other_level(person, "花名册") for person in exams.only_second)


@CROSS.rule(
    "XRF005",
    "同一个身份证号，两个文件里姓名不同",
    source="手册二 所有学生信息要通过系统的实名认证",
    fires=lambda: {
        "姓名差一个字": Files(
            roster=_roster(entry(ONE, "张三")), registration=_registration(entry(ONE, "张山"))
        )
    },
    silent=lambda: {"姓名相同": agree()},
)
def name_differs(files: Files, _: Profile) -> Iterator[Problem]:
    """
    两个姓名至少有一个写错了，或者身份证号填到了别人名下，通不过实名认证。

    对照身份证原件，改正写错的那个文件。
    """
    pairs = ((files.roster, files.registration), (files.registration or files.roster, files.status))
    for first, second in pairs:
        for one, other in _both(first, second):
            if one.name and other.name and one.name != other.name and first is not None:
                message = f"这里是“{other.name}”，{first.word}里是“{one.name}”"
                yield Problem(other.place("name"), message, (one.name, other.name))


@CROSS.rule(
    "XRF006",
    "报考表与花名册的等级或类型不同",
    source="手册三 其他数据按实际填写",
    fires=lambda: {
        "等级不同": Files(
            roster=_roster(entry(ONE, level="初级")), registration=_registration(entry(ONE, level="中级"))
        )
    },
    silent=lambda: {
        "相同": Files(
            roster=_roster(entry(ONE, level="初级")), registration=_registration(entry(ONE, level="初级"))
        ),
        "写法不同": Files(
            roster=_roster(entry(ONE, level="网店运营推广（中级）")),
            registration=_registration(entry(ONE, level="中级")),
        ),
        "花名册里不是等级": Files(
            roster=_roster(entry(ONE, level="优秀")), registration=_registration(entry(ONE, level="中级"))
        ),
        "花名册没有写": Files(
            roster=_roster(entry(ONE)), registration=_registration(entry(ONE, level="中级"))
        ),
    },
)
def level_or_type_differs(files: Files, profile: Profile) -> Iterator[Problem]:
    """
    报错了等级或学生类型，报名截止以后改不了。

    问清学生要考哪个等级、是院校考生还是社会考生，改正写错的那个文件。
    """
    lists = (
        ("level", "证书等级", profile.certificate.levels),
        ("student_type", "学生类型", profile.registration.student_types),
    )
    for one, other in pair_exams(files.roster, files.registration, profile.certificate.levels).both:
        for of, word, allowed in lists:
            listed, registered = getattr(one, of), getattr(other, of)
            if listed == registered:
                continue
            named = {meant(listed, allowed), meant(registered, allowed)}
            if len(named) > 1 and "" not in named:
                yield Problem(other.place(of), f"{word}这里是“{registered}”，花名册里是“{listed}”")


@CROSS.rule(
    "XRF007",
    "还不能报考：平台状态不是“信息准确”",
    source="手册二.3 查看所有学生信息状态是否都转为“信息准确”状态",
    fires=lambda: {
        "缺照片": Files(
            registration=_registration(entry(ONE)), status=source("考生信息", entry(ONE, status="缺照片"))
        )
    },
    silent=lambda: {
        "信息准确": Files(
            registration=_registration(entry(ONE)), status=source("考生信息", entry(ONE, status="信息准确"))
        )
    },
)
def registered_but_not_accurate(files: Files, profile: Profile) -> Iterator[Problem]:
    """
    考生信息没有通过认证的学生报不了考，或者发不了证书。

    先在平台“考生管理”里按状态处理好，变成“信息准确”后再导入报考表。
    """
    for registered, known in _both(files.registration, files.status):
        if known.status and known.status not in profile.status.accurate:
            yield Problem(registered.place(), f"平台上的状态是“{known.status}”")


@CROSS.rule(
    "XRF008",
    "身份证号与另一个文件里的只差一两位，多半写错了一个",
    source=PRACTICE,
    fires=lambda: {
        "差一位": Files(roster=_roster(entry(ONE)), registration=_registration(entry(MISTYPED))),
        "两位颠倒": Files(
            roster=_roster(entry("110101200903071031")),
            registration=_registration(entry("110101200903070131")),
        ),
    },
    silent=lambda: {
        "相同": agree(),
        "同名的另一名学生": Files(
            roster=_roster(entry(ONE), entry(THIRD)), registration=_registration(entry(ONE), entry(THIRD))
        ),
    },
)
def number_is_nearly_another(files: Files, _: Profile) -> Iterator[Problem]:
    """
    同一个姓名的身份证号在两个文件里差一两位或有两位颠倒，多半是同一名学生，其中一个号码写错了。

    对照身份证原件，改正写错的那个文件；改好以后两个文件就对得上了。
    """
    for wrong, right, other in files.near_misses:
        message = f"这里是 {wrong.id_number}，{other}里“{right.name}”是 {right.id_number}"
        said = tell_difference(wrong.id_number, right.id_number)
        yield Problem(wrong.place(), f"{message}，{said}", (wrong.id_number, right.id_number, right.name))


def _people(files: Files) -> Iterator[Entry]:
    """Yield each student of roster and registration once, where she stands first."""
    seen: set[str] = set()
    for found in (files.roster, files.registration):
        for number, person in found.by_number.items() if found is not None else ():
            if number not in seen and files.same.get(number) not in seen:
                seen.add(number)
                yield person


def _people_numbers(files: Files) -> frozenset[str]:
    sources = [found for found in (files.roster, files.registration) if found is not None]
    return frozenset(number for found in sources for number in found.by_number)


def _missing(files: Files, here: Source | None, there: Source | None) -> Iterator[Problem]:
    """Report who stands here and not there."""
    if here is None or there is None:
        return
    lost = Counter(there.lost)
    for person in here.by_number.values():
        if person.id_number in there.by_number or files.same.get(person.id_number) in there.by_number:
            continue
        if person.name and lost[person.name]:
            # There is a student of this name whose number was lost: another rule speaks of it.
            lost[person.name] -= 1
            continue
        message = f"{there.word}里没有 {person.name or person.id_number}"
        yield Problem(person.place(), message, _quotes(person))


def _other_level(person: Entry, word: str) -> Problem:
    """Say of a student who takes several levels that one of them stands here alone."""
    message = f"{word}里没有 {person.name or person.id_number} 的“{person.level}”"
    return Problem(person.place("level"), message, _quotes(person))


def _both(first: Source | None, second: Source | None) -> Iterator[tuple[Entry, Entry]]:
    """Yield the students who stand in both files under one number, in the order of the second."""
    if first is None or second is None:
        return
    for number, other in second.by_number.items():
        one = first.by_number.get(number)
        if one is not None:
            yield one, other


def _quotes(person: Entry, near: str | None = None) -> tuple[str, ...]:
    return tuple(text for text in (person.name, person.id_number, near) if text)
