"""From recognised files to the files of a school: one for each role that takes one, never a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wdyy_cli.errors import WdyyError, quoted
from wdyy_cli.grouping import grouped
from wdyy_cli.model import Role, UnusedFile
from wdyy_cli.report.said.words import ROLE_WORDS
from wdyy_cli.rules.photo.photo_set import FEW_AGAIN, MOST_OF_AN_INPUT
from wdyy_cli.school.form import Registration
from wdyy_cli.school.recognise.found import Left, Recognised, Taken, in_order_of_roles
from wdyy_cli.school.recognise.picture_kinds import Pictures
from wdyy_cli.school.settings import Settings, SheetValues
from wdyy_cli.workspace import Files

SEVERAL = frozenset({Role.ROSTER, Role.PHOTOS})
"""Roles that take several files together."""

ROLE_NAMES: Mapping[str, Role] = {
    **{role.value: role for role in Role},
    **{word: role for role, word in ROLE_WORDS.items()},
    "名单": Role.ROSTER,
    "学生名单": Role.ROSTER,
    "报考": Role.REGISTRATION,
    "报名表": Role.REGISTRATION,
    "模板": Role.TEMPLATE,
    "报考表模板": Role.TEMPLATE,
    "状态": Role.STATUS,
    "考生状态": Role.STATUS,
    "记录": Role.RECORDS,
    "考场表": Role.ROOMS,
    "机位": Role.ROOM_LIST,
    "机位数": Role.ROOM_LIST,
    "考场机位": Role.ROOM_LIST,
    "监考表": Role.PROCTORS,
    "监考人员": Role.PROCTORS,
    "学生信息模板": Role.STUDENTS,
    "students_template": Role.STUDENTS,
    "材料": Role.MATERIALS,
}
"""What a role may be called on the command line."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """
    Which file has which role, and what each was taken for.

    `unclear` are lists of people of which nobody can say whether they are students to be registered, `unseen`
    are files and folders into which nobody looked.
    `originals` are photos that are named by name, beside others that are named by ID number: the platform
    wants those.
    """

    files: Files
    taken: tuple[Taken, ...]
    originals: tuple[Taken, ...] = ()
    unused: tuple[UnusedFile, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Mapping[str, str]]:
        """The headers that no alias knows, by file and field."""
        return {taken.path: taken.columns for taken in self.taken if taken.columns}


def choose_files(recognised: Recognised, forced: Sequence[Taken] = (), *, refuse: bool = True) -> Chosen:
    """
    Give each file its role; what the user said (`forced`) beats what was recognised.

    Where several claim a role that takes one, none has it; raises WdyyError that names them all, and what to
    type, unless they are only to be left aside (`refuse`).
    """
    said = {taken.path for taken in forced}
    settled = {taken.key for taken in forced if taken.role not in SEVERAL}
    found = [taken for taken in recognised.taken if taken.path not in said]
    beaten = [taken for taken in found if taken.key in settled]
    kept = [*forced, *(taken for taken in found if taken.key not in settled)]
    numbered = any(taken.pictures is Pictures.NUMBERED for taken in kept)
    originals = [
        t for t in kept if numbered and t not in forced and t.pictures not in (None, Pictures.NUMBERED)
    ]
    kept = [taken for taken in kept if taken not in originals]
    again = {taken.path: _same_photos(taken, kept, said) for taken in kept}
    kept = [taken for taken in kept if again[taken.path] is None]
    made = {taken.path: zipped for taken in kept if (zipped := _made_of(taken, kept, said)) is not None}
    originals += [taken for taken in kept if taken.path in made]
    kept = [taken for taken in kept if taken.path not in made]
    conflicts = _conflicts(kept)
    if refuse and conflicts:
        raise _cannot_choose(conflicts)
    unclear = [taken for claims in conflicts for taken in claims]
    kept = [taken for taken in kept if taken not in unclear]
    unused = [
        *(
            UnusedFile(path=each.path, reason=each.reason + (_what_to_do(each) if each.is_unclear else ""))
            for each in recognised.left
            if each.path not in said
        ),
        *(UnusedFile(path=t.path, reason=f"像是{t.words}，没有用：已经用 --as 指定了别的") for t in beaten),
        *(
            UnusedFile(path=path, reason=f"里面的照片 {other.path} 里都有，没有再查")
            for path, other in again.items()
            if other is not None
        ),
        *(UnusedFile(path=t.path, reason=f"不止一个像{ROLE_WORDS[t.role]}，没有选") for t in unclear),
        *(
            UnusedFile(
                path=t.path,
                reason=(
                    f"像是做成 {made[t.path]} 的原照片，没有检查；不要上传的话，移到别的文件夹"
                    if t.path in made
                    else f"像是原来的照片（{t.why}），没有检查；检查的是以身份证号命名的"
                ),
            )
            for t in originals
        ),
    ]
    chosen = in_order_of_roles(kept)
    return Chosen(
        files=files_of(chosen),
        taken=chosen,
        originals=tuple(originals),
        unused=tuple(sorted(unused, key=lambda file: file.path)),
        unreadable={path: why for path, why in recognised.unreadable.items() if path not in said},
        unclear=tuple(each.path for each in recognised.left if each.is_unclear and each.path not in said),
        unseen=(
            *(each.path for each in recognised.left if each.is_unseen and each.path not in said),
            *made,  # it could be packed and uploaded just as well
        ),
    )


def files_of(taken: Iterable[Taken]) -> Files:
    """Give the [files] of a wdyy.toml that name these files."""
    named: dict[str, tuple[str, ...] | str] = {}
    for each in taken:
        before = named.get(each.key, ())
        named[each.key] = (*before, each.path) if each.role in SEVERAL else each.path
    return Files(**named)  # type: ignore[arg-type] # a tuple where there may be several


def _same_photos(taken: Taken, others: Sequence[Taken], said: Collection[str]) -> Taken | None:
    """
    Find the zip or folder that holds all photos of another one; a zip first.

    They are read where names and sizes agree: a damaged copy keeps both.
    """
    if not taken.members or taken.path in said:
        return None
    rank = _rank(taken)
    return next(
        (
            other
            for other in others
            if other is not taken
            and taken.members <= other.members
            and (taken.members != other.members or _rank(other) < rank)
            and taken.contents() <= other.contents()
        ),
        None,
    )


def _what_to_do(left: Left) -> str:
    """Say how a list of people, whom nobody may pass over, is no longer in doubt."""
    path = quoted(left.path)
    options = "、".join(f"是{ROLE_WORDS[role]}就加上 --as {role}={path}" for role in left.may_be)
    return f"；不用检查的，移到别的文件夹；要检查的，{options or f'加上 --as roster={path} 这样的'}"


def _made_of(taken: Taken, others: Sequence[Taken], said: Collection[str]) -> str | None:
    """
    Name the zips that `wdyy prepare-photos` made of other photos: mostly the same students in both.

    A few who are in both were photographed anew; nobody knows which picture is meant.
    """
    if taken.path in said or taken.made_here or taken.pictures is not Pictures.NUMBERED:
        return None
    zips = [other for other in others if other.made_here and other.pictures is Pictures.NUMBERED]
    own, made = _stems(taken), frozenset(stem for zipped in zips for stem in _stems(zipped))
    if len(own & made) <= max(FEW_AGAIN, MOST_OF_AN_INPUT * max(len(own), len(made))):
        return None
    return "、".join(zipped.path for zipped in zips)


def _stems(taken: Taken) -> frozenset[str]:
    return frozenset(member.name.rpartition(".")[0].casefold() for member in taken.members)


def _rank(taken: Taken) -> tuple[bool, str]:
    return not taken.path.lower().endswith(".zip"), taken.path


def _conflicts(kept: Sequence[Taken]) -> list[list[Taken]]:
    """Give the files that claim one role that takes one, role by role."""
    claims = grouped((taken.key, taken) for taken in in_order_of_roles(kept) if taken.role not in SEVERAL)
    return [each for each in claims.values() if len(each) > 1]


def _cannot_choose(conflicts: Sequence[Sequence[Taken]]) -> WdyyError:
    told = [
        f"{'、'.join(f'“{taken.path}”' for taken in claims)}都像{ROLE_WORDS[claims[0].role]}"
        for claims in conflicts
    ]
    options = [f"--as {claims[0].role.value}={quoted(claims[0].path)}" for claims in conflicts]
    return WdyyError(
        f"{'；'.join(told)}，不知道用哪一个，没有检查。",
        f"用哪一个，就在命令后面写明，例如 {' '.join(options)}；也可以把不用的移到别的文件夹。",
    )


FROM_REGISTRATION = {"school": "学校", "site": "考核站点", "plan": "考试计划", "level": "证书等级"}


def values_of(sheet: Registration, known: SheetValues) -> tuple[SheetValues, dict[str, str]]:
    """
    Fill what nobody gave with the commonest value of a registration sheet, and give what was taken.

    A level only where all candidates have it: it would be held against everybody's.
    """
    taken: dict[str, str] = {}
    for of in FROM_REGISTRATION:
        texts = [text for _, values in sheet.rows if (text := sheet.table.text(values, of))]
        counts = Counter(texts)
        if getattr(known, of) or not counts or (of == "level" and len(counts) > 1):
            continue
        taken[of] = min(counts, key=lambda text: (-counts[text], text))
    return replace(known, **taken), taken  # type: ignore[arg-type] # all of these are texts


def told_by(
    sheet: Registration, settings: Settings, called: str, fields: Collection[str] = tuple(FROM_REGISTRATION)
) -> tuple[Settings, tuple[str, ...]]:
    """Take from a registration sheet, `called` so, what nobody gave; say which of these fields it told."""
    values, taken = values_of(sheet, settings.values)
    words = "，".join(f"{FROM_REGISTRATION[of]} {value}" for of, value in taken.items() if of in fields)
    said = f"从{called}里取的（写得最多的）：{words}。请核对。"
    return replace(settings, values=values), (said,) if words else ()
