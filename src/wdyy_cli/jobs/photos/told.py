"""What people read about photos that are to be prepared, or were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wdyy_cli.files.photos.holders.pack import ZipPart
from wdyy_cli.grouping import grouped
from wdyy_cli.jobs.photos.originals import Originals
from wdyy_cli.jobs.photos.photo_plan import person_of
from wdyy_cli.jobs.photos.photo_results import DonePhoto
from wdyy_cli.model import Shown
from wdyy_cli.planning.whose_photo import Student
from wdyy_cli.report.screen.columns import lay_out_columns

SHOWN = 20
"""So many of one kind are listed on the screen; the reports hold all."""

MEGABYTE = 1024 * 1024


def tell_plan(plan: Sequence[DonePhoto], missing: Sequence[Student], found: Originals) -> Shown:
    """Tell the whole plan as a table: nothing has been done yet."""
    rows = [("原来的文件", "学生", "改成")]
    rows += [
        (one.planned.source, person_of(one.planned.student), one.target)
        for one in plan
        if one.target is not None and one.planned.student is not None
    ]
    left = _left_out(plan)
    lines = ["只看计划，没有改动任何文件：", *(f"  {line}" for line in lay_out_columns(rows))]
    lines += [*_tell_left(left, "做不了", most=None), *_tell_missing(missing), *_tell_beside(found)]
    known = len(rows) - 1
    return Shown(
        lines=tuple(lines),
        advice=f"{known:,} 张照片知道是谁的；去掉 --dry-run 就开始做。",
        objection=f"照片还没有做：{_count(known, '知道是谁的', left, '做不了', missing)}。",
    )


def tell_result(
    parts: Sequence[ZipPart],
    done: Sequence[DonePhoto],
    missing: Sequence[Student],
    found: Originals,
    earlier: Sequence[str],
) -> Shown:
    """
    Tell what was made, what was left out, who has no picture, and where a person should look.

    `earlier` are zips of the name that is written which are not of this run.
    """
    lines: list[str] = []
    made = sum(len(part.photos) for part in parts)
    for part in parts:
        size = sum(photo.bytes for photo in part.photos) / MEGABYTE
        lines.append(f"已生成 {part.shown}：{len(part.photos):,} 张照片，{size:.1f} MB。")
    if not parts:
        lines.append("× 没有一张照片能做，没有生成压缩包。")
    left, by_middle = _left_out(done), [one.planned.source for one in done if one.by_middle]
    lines += _tell_left(left, "没有做成", most=SHOWN)
    lines += _tell_missing(missing)
    if by_middle:
        lines.append(f"！{len(by_middle):,} 张的底色不单一或太深，没有找到头，按中间裁的，请看一看：")
        lines += _tell_some(by_middle)
    if earlier:
        lines.append(f"！{'、'.join(earlier)} 是以前生成的，不是这一次的；上传前把它移到别处。")
    lines += _tell_beside(found)
    lacking = f"；还有 {len(missing):,} 名学生没有照片，见上面" if missing else ""
    if by_middle:
        lacking += f"；先看一看按中间裁的 {len(by_middle):,} 张，头有没有裁到"
    return Shown(
        lines=tuple(lines),
        advice=f"{made:,} 张照片都做好了，又检查了一遍，可以上传{lacking}。",
        objection=f"{_count(made, '做好了', left, '没有做成', missing)}：先不要上传。",
        made_file=bool(parts),
    )


def _left_out(done: Iterable[DonePhoto]) -> list[DonePhoto]:
    return [one for one in done if one.reason is not None]


def _count(good: int, done: str, left: Sequence[DonePhoto], undone: str, missing: Sequence[Student]) -> str:
    """Count what is done, what is not, and who lacks a picture; what there is none of is not named."""
    counts = [f"{good:,} 张{done}", f"{len(left):,} 张{undone}", f"{len(missing):,} 名学生没有照片"]
    kept = [True, bool(left), bool(missing)]
    return "，".join(said for said, wanted in zip(counts, kept, strict=True) if wanted)


def _tell_left(left: Sequence[DonePhoto], head: str, most: int | None) -> Iterator[str]:
    if not left:
        return
    yield f"× {head} {len(left):,} 张："
    for one in left[:most]:
        person = "" if one.planned.student is None else person_of(one.planned.student)
        whose = f"（{person}）" if person and person not in (one.reason or "") else ""
        yield f"    {one.planned.source}{whose}  {one.left_out}"
    if most is not None and len(left) > most:
        yield f"    ……还有 {len(left) - most:,} 张，加上 --report 预览.html 看全部"


def _tell_missing(missing: Sequence[Student]) -> Iterator[str]:
    if not missing:
        return
    yield f"× 没有照片的学生 {len(missing):,} 名："
    classes = grouped((student.class_name or "没有写班级", student.name) for student in missing)
    for name, people in sorted(classes.items()):
        yield f"    {name}：{'、'.join(people)}"


def _tell_beside(found: Originals) -> Iterator[str]:
    """Tell what else lies beside the pictures that were looked at."""
    if found.outputs:
        yield f"！{'、'.join(found.outputs)} 和要生成的压缩包同名，没有看里面的照片。"
        yield "    里面有要用的照片的，用 -o 换一个文件名，再运行一次。"
    if unsafe := found.unsafe:
        yield f"！{len(unsafe):,} 张在压缩包里的名称有问题，直接解压不安全；这里只读照片，没有解压："
        yield from _tell_some([f"{name}  {how}" for name, how in unsafe])
    if found.aside:
        yield f"· {len(found.aside):,} 个文件看名称不是照片，没有用；真是照片的，另存为 .jpg，再运行一次："
        yield from _tell_some(found.aside)


def _tell_some(names: Sequence[str]) -> Iterator[str]:
    yield from (f"    {name}" for name in names[:SHOWN])
    if len(names) > SHOWN:
        yield f"    ……还有 {len(names) - SHOWN:,} 个，加上 --report 预览.html 看全部"
