"""XRF001–XRF004: who stands in one file of the school and not in the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.across.candidate import by_level, match_levels
from wdyy_cli.rules.across.cross import (
    CROSS,
    ONE,
    OTHER,
    agree,
    entry,
    held,
    lacking,
    photos,
    quotes,
    roster,
    two_levels,
)
from wdyy_cli.rules.across.files import SchoolFiles, Source, StudentEntry
from wdyy_cli.rules.across.near_miss import tell_difference

MOST_COMPARISONS = 20_000
"""Where more photos of nobody would have to be held against more students without one, none is hinted at."""


@CROSS.rule(
    "XRF001",
    "名单里有，照片里没有",
    source="手册二.2 批量导入考试照片",
    fires=lambda: {
        "花名册里有，没有照片": SchoolFiles(
            roster=roster(entry(ONE), entry(OTHER, "李四")), photos=photos(ONE)
        )
    },
    silent=lambda: {"都有照片": agree(), "没有提供照片": SchoolFiles(roster=roster(entry(ONE)))},
)
def photo_is_missing(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    平台上没有照片的学生是“缺照片”状态，不能报考，也打印不出准考证。

    请这名学生交照片，以身份证号命名，和其他照片放在一起；如果照片已经交了，看看文件名是不是写错了。
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
        other = None if near else _pictured_namesake(files, person)
        hint = f"；同名的 {other.id_number} 有照片" if other else hint
        message = f"{person.name or person.id_number} 没有照片{hint}"
        quoted = quotes(person, near or (other and other.id_number))
        yield Problem(person.place(), message, quoted, fix=PERHAPS_HERS if other else None)


PERHAPS_HERS = (
    "先对照身份证，看是不是同一名学生：是的话，改正名单里写错的那个号码，照片也用身份证上的号码命名；"
    "不是同一名的，请这名学生交照片。"
)
"""Which of the two numbers is the right one nobody knows here; the photo may have the wrong one."""


def _pictured_namesake(files: SchoolFiles, person: StudentEntry) -> StudentEntry | None:
    """Give who stands in the other list under the same name, another number, and has a photo."""
    lists = (files.roster, files.registration)
    for here, there in (lists, lists[::-1]):
        if here is not None and there is not None and person.id_number in here.by_number:
            other = files.namesake(person, here, there)
            if other is not None and files.photos is not None and files.has(files.photos, other):
                return other
    return None


@CROSS.rule(
    "XRF002",
    "有照片，名单里没有这个人",
    severity=Severity.WARNING,
    source="手册二.2 批量导入考试照片",
    fires=lambda: {"名单里没有这个人": SchoolFiles(roster=roster(entry(ONE)), photos=photos(ONE, OTHER))},
    silent=lambda: {"名单里都有": agree()},
)
def photo_of_somebody_else(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    照片的身份证号不在花名册和报考表里：可能是别的学生，也可能是文件名写错了一位。

    核对身份证号；确实不考试的学生，把照片拿出来，不要上传。
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
        "报考表里没有": held([entry(ONE), entry(OTHER, "李四")], [entry(ONE)]),
        "只报了一个等级": held(two_levels(), two_levels()[:1]),
    },
    silent=lambda: {
        "都报考了": agree(),
        "两个等级都报考了": held(two_levels(), two_levels()[::-1]),
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
    fires=lambda: {"花名册里没有": held([entry(ONE)], [entry(ONE), entry(OTHER, "李四")])},
    silent=lambda: {"花名册里都有": agree()},
)
def registered_but_not_in_the_roster(files: SchoolFiles, profile: Profile) -> Iterator[Problem]:
    """
    报考了不该考的人，考试那天就是“缺考”，还要交费；也可能是身份证号填错了。

    核对这名学生；不考的从报考表里删去，要考的补进花名册。
    """
    yield from _missing(files, files.registration, files.roster, profile)


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
            absent = list(by_level(entries, levels).values())
            several = len(absent) > 1
        for each in absent:
            who = each.name or each.id_number
            message = f"{there.word}里没有 {who}{f'（{each.level}）' if several else ''}"
            other = files.namesake(person, here, there) if known is None else None
            yield lacking(each, message, other)
