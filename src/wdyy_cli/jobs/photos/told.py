"""What people read about photos that are to be prepared, or were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from wdyy_cli.files.photos.holders.pack import ZipPart
from wdyy_cli.planning.whose_photo import Student
from wdyy_cli.report.columns import lay_out_columns

SHOWN = 20
"""So many of one kind are listed on the screen; the reports hold all."""

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A picture of which no photo was made: whose it is, why, and what to do."""

    source: str
    person: str
    reason: str
    advice: str

    @property
    def whole(self) -> str:
        """Why there is none, and what to do, as one sentence."""
        return f"{self.reason}；{self.advice}" if self.advice else self.reason


@dataclass(frozen=True, kw_only=True)
class Told:
    """The lines of a report, and its closing sentences."""

    lines: tuple[str, ...]
    advice: str
    objection: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """
    What else lies beside the pictures and the zip that is written.

    `earlier` are zips of its name that are not of this run, `outputs` those among the sources, whose pictures
    were not looked at. `unsafe` are pictures whose names lead out of their zip, and how. `aside` are no
    pictures.
    """

    earlier: Sequence[str] = ()
    outputs: Sequence[str] = ()
    unsafe: Sequence[tuple[str, str]] = ()
    aside: Sequence[str] = ()


class Planned(Protocol):
    """A picture with the name it will have, or the reason why it has none."""

    @property
    def target(self) -> str | None:
        """The name of the photo."""

    @property
    def left_out(self) -> str | None:
        """Why there is none."""

    @property
    def advice(self) -> str:
        """What to do."""

    @property
    def student(self) -> Student | None:
        """Whose it is."""

    @property
    def source(self) -> str:
        """How the picture is called."""


def tell_plan(plan: Sequence[Planned], missing: Sequence[Student], beside: Beside) -> Told:
    """Tell the whole plan as a table: nothing has been done yet."""
    rows = [("原来的文件", "学生", "改成")]
    rows += [
        (one.source, _person(one.student), one.target)
        for one in plan
        if one.target is not None and one.student is not None
    ]
    left = [
        LeftOut(source=one.source, person=_person(one.student), reason=one.left_out, advice=one.advice)
        for one in plan
        if one.left_out is not None
    ]
    lines = ["只看计划，没有改动任何文件：", *(f"  {line}" for line in lay_out_columns(rows))]
    lines += [*_tell_left(left, "做不了", most=None), *_tell_missing(missing), *_tell_beside(beside)]
    known = len(rows) - 1
    return Told(
        lines=tuple(lines),
        advice=f"{known:,} 张照片知道是谁的；去掉 --dry-run 就开始做。",
        objection=f"照片还没有做：{_count(known, '知道是谁的', left, '做不了', missing)}。",
    )


def tell_result(
    parts: Sequence[ZipPart],
    left: Sequence[LeftOut],
    missing: Sequence[Student],
    *,
    by_middle: Sequence[str],
    beside: Beside,
) -> Told:
    """Tell what was made, what was left out, who has no picture, and where a person should look."""
    lines: list[str] = []
    made = sum(len(part.photos) for part in parts)
    for part in parts:
        size = sum(photo.bytes for photo in part.photos) / MEGABYTE
        lines.append(f"已生成 {part.shown}：{len(part.photos):,} 张照片，{size:.1f} MB。")
    if not parts:
        lines.append("× 没有一张照片能做，没有生成压缩包。")
    lines += _tell_left(left, "没有做成", most=SHOWN)
    lines += _tell_missing(missing)
    if by_middle:
        lines.append(f"！{len(by_middle):,} 张的底色不单一或太深，没有找到头，按中间裁的，请看一看：")
        lines += _tell_some(by_middle)
    lines += _tell_beside(beside)
    lacking = f"；还有 {len(missing):,} 名学生没有照片，见上面" if missing else ""
    if by_middle:
        lacking += f"；先看一看按中间裁的 {len(by_middle):,} 张，头有没有裁到"
    return Told(
        lines=tuple(lines),
        advice=f"{made:,} 张照片都做好了，又检查了一遍，可以上传{lacking}。",
        objection=f"{_count(made, '做好了', left, '没有做成', missing)}：先不要上传。",
    )


def _count(good: int, done: str, left: Sequence[LeftOut], undone: str, missing: Sequence[Student]) -> str:
    """Count what is done, what is not, and who lacks a picture; what there is none of is not named."""
    counts = [f"{good:,} 张{done}", f"{len(left):,} 张{undone}", f"{len(missing):,} 名学生没有照片"]
    kept = [True, bool(left), bool(missing)]
    return "，".join(said for said, wanted in zip(counts, kept, strict=True) if wanted)


def _tell_left(left: Sequence[LeftOut], head: str, most: int | None) -> Iterator[str]:
    if not left:
        return
    yield f"× {head} {len(left):,} 张："
    for one in left[:most]:
        whose = f"（{one.person}）" if one.person and one.person not in one.reason else ""
        yield f"    {one.source}{whose}  {one.whole}"
    if most is not None and len(left) > most:
        yield f"    ……还有 {len(left) - most:,} 张，加上 --report 预览.html 看全部"


def _tell_missing(missing: Sequence[Student]) -> Iterator[str]:
    if not missing:
        return
    yield f"× 没有照片的学生 {len(missing):,} 名："
    classes: dict[str, list[str]] = {}
    for student in missing:
        classes.setdefault(student.class_name or "没有写班级", []).append(student.name)
    for name, people in sorted(classes.items()):
        yield f"    {name}：{'、'.join(people)}"


def _tell_beside(beside: Beside) -> Iterator[str]:
    if beside.earlier:
        yield f"！{'、'.join(beside.earlier)} 是以前生成的，不是这一次的；上传前把它移到别处。"
    if beside.outputs:
        yield f"！{'、'.join(beside.outputs)} 和要生成的压缩包同名，没有看里面的照片。"
        yield "    里面有要用的照片的，用 -o 换一个文件名，再运行一次。"
    if beside.unsafe:
        yield f"！{len(beside.unsafe):,} 张在压缩包里的名称有问题，直接解压不安全；这里只读照片，没有解压："
        yield from _tell_some([f"{name}  {how}" for name, how in beside.unsafe])
    if beside.aside:
        yield f"· {len(beside.aside):,} 个文件看名称不是照片，没有用；真是照片的，另存为 .jpg，再运行一次："
        yield from _tell_some(beside.aside)


def _tell_some(names: Iterable[str]) -> Iterator[str]:
    listed = list(names)
    yield from (f"    {name}" for name in listed[:SHOWN])
    if len(listed) > SHOWN:
        yield f"    ……还有 {len(listed) - SHOWN:,} 个，加上 --report 预览.html 看全部"


def _person(student: Student | None) -> str:
    return "" if student is None else f"{student.class_name} {student.name}".strip()
