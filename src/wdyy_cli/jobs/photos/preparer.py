"""What one process does with the photographer's pictures: decode, find the head, cut, reduce, encode."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from wdyy_cli.files.photos.decoding.original import (
    UNPACK,
    Original,
    Unusable,
    draw_preview,
    encode_photo,
    open_original,
)
from wdyy_cli.photo import Hurdle, Thumbnail
from wdyy_cli.planning.crop import Crop, Head, find_head, plan_crop
from wdyy_cli.profile import PrepareLimits, Profile

SCARCELY_CUT = 0.01
"""Who cuts off no more of a side delivers photos that are right already."""

TIGHTER = "请自己先裁紧一些，或重新拍。"

HURDLES = {
    Hurdle.ENCRYPTED: "先用密码解压，把照片放进文件夹，再运行一次。",
    Hurdle.DAMAGED: "再复制或下载一次；还是这样的，请摄影师重新发。",
    Hurdle.OVERSIZED: "这不像照片，先不要解压；请摄影师单独发这一张。",
    Hurdle.METHOD: "先解压，把照片放进文件夹，再运行一次。",
    Hurdle.LINK: "把原来的照片复制过来，不要放快捷方式。",
    Hurdle.ARCHIVE: UNPACK,
}
"""What to do where the bytes of a picture could not be had."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """
    A photo of `jpeg_bytes` that was made of a picture, or why none was: `left_out`, and what to do: `advice`.

    `crop` are left, top, right and bottom as shares of the upright original, also where that would be too
    much. `before` and `after` are small copies for a contact sheet. `actions` are words of the report, in no
    order of theirs. `by_head`: the head told where to cut.
    """

    jpeg: bytes = b""
    jpeg_bytes: int = 0
    crop: tuple[float, float, float, float] | None = None
    actions: tuple[str, ...] = ()
    by_head: bool = False
    width: int = 0
    height: int = 0
    before: Thumbnail | None = None
    after: Thumbnail | None = None
    left_out: str | None = None
    advice: str = ""


def prepare_photo(data: bytes, profile: Profile, *, previews: bool) -> Prepared:
    """Make a photo of the bytes of a picture; whatever they are, nothing is raised."""
    try:
        return _prepare(data, profile, previews=previews)
    except Unusable as unusable:
        return Prepared(left_out=unusable.message, advice=unusable.hint)


def _prepare(data: bytes, profile: Profile, *, previews: bool) -> Prepared:
    size, limits = profile.made_size, profile.prepare
    # What is decoded is large enough for a crop that takes all that may be taken.
    kept = 1 - 2 * min(limits.max_crop_share, 0.25)
    least = (math.ceil(size[0] / kept), math.ceil(size[1] / kept))
    original = open_original(data, profile.zip.cap_pixels, least)
    head = find_head(original.pixels)
    crop = plan_crop(original.width, original.height, head, size, limits)
    cut = (crop.left, crop.top, crop.right, crop.bottom)
    prepared = Prepared(
        crop=cut,
        width=original.width,
        height=original.height,
        before=original.draw() if previews else None,
    )
    fault = _find_fault(original, crop, size, limits)
    if head is not None:
        fault = _find_misplaced(head, crop, limits) or fault
    if fault is not None:
        said, advice = fault
        return replace(prepared, left_out=said, advice=advice)
    photo = original.cut(cut, size)
    actions = _actions(original, crop, size)
    # What is right already stays as it is: encoding it once more could only make it worse.
    right = not actions and _fits(len(data), profile)
    jpeg = data if right else encode_photo(photo, profile.photo, limits)
    return replace(
        prepared,
        jpeg=jpeg,
        jpeg_bytes=len(jpeg),
        actions=actions,
        by_head=crop.by_head,
        after=draw_preview(photo) if previews else None,
    )


def _fits(size: int, profile: Profile) -> bool:
    most = profile.photo.max_bytes
    return size >= (profile.photo.min_bytes or 0) and (most is None or size <= most)


def _find_fault(
    original: Original, crop: Crop, size: tuple[int, int], limits: PrepareLimits
) -> tuple[str, str] | None:
    """Say what of a crop is beyond the limits, and what to do; None where all is well."""
    kept = round((crop.right - crop.left) * original.width), round((crop.bottom - crop.top) * original.height)
    enlarged = max(size[0] / max(1, kept[0]), size[1] / max(1, kept[1]))
    shown = f"{original.width:,}×{original.height:,}"
    if enlarged > limits.max_enlargement:
        return (
            f"照片太小（{shown}），要放大到 {enlarged:.1f} 倍才够 {size[0]}×{size[1]}，会糊",
            "请向摄影师要原图，或重新拍。",
        )
    if crop.largest_cut > limits.max_crop_share:
        return (
            f"照片的比例差得太多（{shown}），有一边要裁掉 {crop.largest_cut:.0%}",
            "请自己裁一下，或重新拍。",
        )
    return None


def _find_misplaced(head: Head, crop: Crop, limits: PrepareLimits) -> tuple[str, str] | None:
    """Say what is wrong with where the head is in a crop, and what to do; None where all is well."""
    if crop.touches(head):
        return "照片的比例差得太多，裁剪会碰到头", "请摄影师给一张四周留得多一些的，或重拍。"
    above, own = crop.share_above(head), crop.share_of(head)
    if crop.largest_cut <= SCARCELY_CUT:
        return None
    if above > limits.max_head_top_share:
        return f"头顶上面空得太多，每边裁掉 {limits.max_crop_share:.0%} 还占 {above:.0%}", TIGHTER
    if own < limits.min_head_share:
        return f"人在照片里太小，裁好以后头只占高的 {own:.0%}", TIGHTER
    return None


def _actions(original: Original, crop: Crop, size: tuple[int, int]) -> tuple[str, ...]:
    done = set(original.actions)
    if not crop.is_whole:
        done.add("cropped")
    kept = (crop.right - crop.left) * original.width
    if round(kept) > size[0]:
        done.add("reduced")
    elif round(kept) < size[0]:
        done.add("enlarged")
    return tuple(sorted(done))
