"""PHO201–PHO211: what can be wrong with the bytes of a photo, its format, its pixels."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.model import Problem, Severity
from wdyy_cli.photo import SIDEWAYS, Hurdle, Picture
from wdyy_cli.profile import PixelLimits, Profile
from wdyy_cli.profile_files import replaced
from wdyy_cli.rules.photo.photo import (
    ENDING_FORMATS,
    PHOTO,
    Look,
    Photo,
    example_picture,
    photo,
    right,
)
from wdyy_cli.rules.photo.preparable import has_to_be_enlarged, otherwise
from wdyy_cli.rules.registry import PRACTICE

MEGABYTE = 1_048_576

FEW_PIXELS = 3
"""So few pixels too many or too few are an export that was rounded, no other picture."""

OVER_THE_OLD = "另存为 JPG，换下原来的文件"
"""A photo saved beside the old one makes two for one student."""

ALL_AT_ONCE = "有花名册的，也可以用 wdyy prepare-photos 一次都做好。"

_LARGER = "找这名学生更大的原图；放大只会变模糊。"
_BY_HAND = "请用修图软件自己裁成规定的比例，不要裁到头，再把图像大小改成规定的像素；裁不出来的，请重拍。"

_SHOULD = {
    "exact": "应为 {}",
    "minimum": "应不小于 {}",
    "ratio": "宽高比应与 {} 相同",
    "minimum-and-ratio": "应不小于 {}，宽高比相同",
}


def cut_off() -> Picture:
    """Build an example of a picture that ends early."""
    return example_picture(fault="文件后面缺了一截", pixels=None)


def heic() -> Picture:
    """Build an example of a picture in a format that is only recognised."""
    return example_picture("HEIC", 0, 0, pixels=None)


def huge() -> Picture:
    """Build an example of a picture that is too large to be decoded."""
    return example_picture(width=20_000, height=20_000, over_cap=True, pixels=None)


def text_file() -> Picture:
    """Build an example of a file that is no picture."""
    return example_picture(None, 0, 0, fault="不是图片，其实是文本文件", pixels=None)


def _size(count: int) -> str:
    return f"{count:,} 字节（{count / MEGABYTE:.2f} MB）" if count >= MEGABYTE else f"{count:,} 字节"


@PHOTO.rule(
    "PHO201",
    "照片文件过大",
    source="手册二.2 ②照片大小: 5M 以内",
    fires=lambda: {"5 MB 多一个字节": photo(bytes=5_242_881)},
    silent=lambda: {
        "正好 5 MB": photo(bytes=5_242_880),
        "没有解压的另有说明": photo(bytes=10**9, hurdle=Hurdle.OVERSIZED),
    },
    profiled=lambda profile: "不知道照片最大可以多大" if profile.photo.max_bytes is None else None,
)
def too_many_bytes(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    平台只接收规定大小以内的照片，手册写的是 5M。

    有花名册就用 wdyy prepare-photos 一次都做小；也可以用画图等软件打开，
    另存为 JPG，换下原来的文件，或把像素缩小到规定的大小。
    """
    limit = profile.photo.max_bytes
    if limit is None or not photo.is_photo or photo.hurdle is Hurdle.OVERSIZED:
        return
    if photo.bytes > limit:
        size, most = _size(photo.bytes), _size(limit)
        fix = otherwise(photo, profile, f"用画图等软件打开，{OVER_THE_OLD}；打不开的，找到原来的照片。")
        yield Problem(photo.whole, f"{size}，上限 {most}", measured=size, limit=f"最多 {most}", fix=fix)


@PHOTO.rule("PHO202", "照片是空文件", source=PRACTICE, fires=lambda: {"0 字节": photo(bytes=0)}, silent=right)
def no_bytes(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    文件里什么都没有，多半是复制或下载中断了。

    找到原来的照片，重新复制或下载。
    """
    if photo.is_photo and photo.bytes == 0 and photo.hurdle is None:
        yield Problem(photo.whole, "0 字节")


PHOTO_INSTEAD = (
    "找到这名学生的照片，以身份证号命名，换下这个文件；照片就在这个文件里的，打开它，把照片另存为 JPG 再换。"
)


@PHOTO.rule(
    "PHO203",
    "照片损坏或打不开",
    source=PRACTICE,
    fires=lambda: {
        "缺了后半截": photo(picture=cut_off()),
        "其实是文本": photo(picture=text_file()),
        "只少了结束标记": photo(picture=example_picture(lacks_end=True)),
    },
    silent=lambda: {"空文件另有说明": photo(bytes=0), **right()},
)
def cannot_be_decoded(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    文件已损坏、不完整，或者根本不是图片，平台和准考证上显示不出来，或者只显示一部分。

    用看图软件打开确认，找到原来的照片重新复制；手机传照片时请用“原图”。
    """
    picture = photo.picture
    if not photo.is_photo or not photo.bytes or picture is None:
        return
    if picture.fault is not None:
        yield Problem(photo.whole, picture.fault, fix=PHOTO_INSTEAD if photo.is_document else None)
    elif picture.lacks_end:
        yield Problem(
            photo.whole,
            "画面是完整的，只是文件末尾少了结束标记，有的程序会拒收",
            severity=Severity.WARNING,
            fix=f"用画图等软件打开，{OVER_THE_OLD}，结束标记就补上了；找到原来的照片重新复制一次也可以。",
        )


@PHOTO.rule(
    "PHO204",
    "照片内容与文件名结尾不符",
    source="手册二.2 ①照片格式: jpg、png",
    fires=lambda: {"PNG 改名成 .jpg": photo(picture=example_picture("PNG"))},
    silent=lambda: {
        "PNG 叫 .png": photo("11010120080307100X.png"),
        "格式根本不允许的另有说明": photo(picture=heic()),
    },
)
def content_is_not_what_the_ending_says(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    只改名字不会改变图片的格式，平台可能拒收或显示不出来。

    有花名册就用 wdyy prepare-photos 一次都转成 JPG；也可以把结尾改成真正的格式，或用画图等软件打开后
    另存为 JPG，换下原来的文件。
    """
    if not photo.is_photo or photo.picture is None or photo.picture.format not in profile.photo.formats:
        return
    claimed = ENDING_FORMATS.get(photo.name.ending.strip().lower())
    if claimed is not None and claimed != photo.picture.format:
        kind, ending = photo.picture.kind, photo.name.ending
        message = f"内容是 {kind}，结尾却是 {ending}"
        fix = otherwise(photo, profile, f"把结尾改成真正的格式，或用画图等软件打开后{OVER_THE_OLD}。")
        yield Problem(photo.whole, message, measured=kind, limit=f"与结尾 {ending} 相符", fix=fix)


@PHOTO.rule(
    "PHO205",
    "照片格式不允许",
    source="手册二.2 ①照片格式: jpg、png",
    fires=lambda: {"苹果手机的 HEIC": photo(picture=heic())},
)
def format_is_not_allowed(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    平台只接收 jpg 和 png 格式的照片，只改文件名没有用。

    有花名册就用 wdyy prepare-photos 一次都转成 JPG；也可以用画图等软件打开后另存为 JPG，换下原来的文件。
    苹果手机请在“设置 → 相机 → 格式”里选“兼容性最佳”后重拍或重传。
    """
    if photo.is_photo and photo.picture is not None:
        form = photo.picture.format
        if form is not None and form not in profile.photo.formats:
            kind, allowed = photo.picture.kind, "、".join(profile.photo.formats)
            by_hand = f"用拍照的手机、相机自带的软件，或看图软件打开后{OVER_THE_OLD}。"
            fix = otherwise(photo, profile, by_hand)
            yield Problem(
                photo.whole, f"内容是 {kind}，只允许 {allowed}", measured=kind, limit=allowed, fix=fix
            )


@PHOTO.rule(
    "PHO206",
    "照片像素不符",
    source="手册二.2 ③照片像素: 295*413",
    fires=lambda: {
        "横过来了": photo(picture=example_picture(width=413, height=295)),
        "高多了一个像素": photo(picture=example_picture(height=414)),
        "比例对，大小不对": photo(picture=example_picture(width=590, height=826)),
        "比例不对": photo(picture=example_picture(width=480, height=640)),
    },
    silent=lambda: {"295×413": photo(), "打不开的另有说明": photo(picture=cut_off())},
    profiled=lambda profile: "本证书没有规定照片像素" if profile.photo.pixels is None else None,
)
def pixels_are_not_the_wanted_ones(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    照片的宽和高（像素）要与规定的一致，多一个像素也可能被拒收。

    有花名册就用 wdyy prepare-photos 一次都裁好、缩小；
    也可以用修图软件先裁成规定的比例，再把图像大小改成规定的像素；不要直接拉伸变形。
    """
    wanted, picture = profile.photo.pixels, photo.decoded
    if not photo.is_photo or wanted is None or picture is None:
        return
    width, height = picture.width, picture.height
    if not _pixels_match(width, height, wanted):
        margin = f"±{wanted.tolerance}" if wanted.match == "exact" and wanted.tolerance else ""
        should = _SHOULD[wanted.match].format(f"{wanted.width}×{wanted.height}{margin}")
        larger = has_to_be_enlarged(picture, profile)
        hint, fix = _pixels_hint(picture, wanted, too_small=larger)
        fix = fix or otherwise(photo, profile, _LARGER if larger else _BY_HAND)
        message, limit = f"{width}×{height}，{should}（{hint}）", should.removeprefix("应为 ")
        yield Problem(photo.whole, message, measured=f"{width}×{height}", limit=limit, fix=fix)


def _pixels_match(width: int, height: int, wanted: PixelLimits) -> bool:
    if wanted.match == "exact":
        off = max(abs(width - wanted.width), abs(height - wanted.height))
        return off <= wanted.tolerance
    if wanted.match != "ratio" and (width < wanted.width or height < wanted.height):
        return False
    return wanted.match == "minimum" or _ratio_matches(width, height, wanted)


def _ratio_matches(width: int, height: int, wanted: PixelLimits) -> bool:
    return abs(width * wanted.height / (height * wanted.width) - 1) <= wanted.ratio_tolerance


def _pixels_hint(picture: Picture, wanted: PixelLimits, *, too_small: bool) -> tuple[str, str | None]:
    """Say in which way the pixels differ, and what to do in this case; None: what the rule says."""
    width, height, exact = picture.width, picture.height, wanted.match == "exact"
    if _pixels_match(height, width, wanted):
        turn = UPRIGHT_AT_SIGHT if picture.orientation in SIDEWAYS else TURN
        return "宽和高颠倒了，照片横过来了", turn
    if exact and (off := _slightly_off(width, height, wanted)):
        return off, (
            f"用画图打开，在“重新调整大小”里选像素、取消“保持纵横比”，填 {wanted.width} 和 {wanted.height}，"
            f"{OVER_THE_OLD}；只差这几个像素，人不会变形。{ALL_AT_ONCE}"
        )
    if wanted.match != "minimum" and not _ratio_matches(width, height, wanted):
        return "比例也不对，需要先裁剪" if exact else "比例不对，需要裁剪", None
    if exact and width > wanted.width:
        size = f"{wanted.width}×{wanted.height} 像素"
        by_hand = f"用画图等软件打开，把大小改成正好 {size}，{OVER_THE_OLD}；比例本来就对，人不会变形。"
        fix = f"{by_hand}{ALL_AT_ONCE}"
        return "比例是对的，只需缩小", fix
    if exact and not too_small:
        return "比例是对的，只小了一点", None
    return ("比例是对的，但照片太小，请找更大的原图" if exact else "照片太小，请找更大的原图"), _LARGER


UPRIGHT_AT_SIGHT = f"用画图等软件打开：看着是正的，直接{OVER_THE_OLD}；看着是歪的，先转正再存。"
"""Programs that obey the mark show it upright already: whoever turns it once more lays it on its side."""

TURN = (
    f"用画图等软件打开：人是横着的，旋转 90° 转正，{OVER_THE_OLD}；"
    "人是正的、照片却是横的，请裁成竖的，裁不出来的请重拍。"
)


def _slightly_off(width: int, height: int, wanted: PixelLimits) -> str:
    """Say which side has a few pixels too many or too few; empty where more are wrong than a few."""
    sides = {"宽": width - wanted.width, "高": height - wanted.height}
    if max(map(abs, sides.values())) > FEW_PIXELS:
        return ""
    return "，".join(
        f"{side}{'多' if by > 0 else '少'}了 {abs(by)} 个像素" for side, by in sides.items() if by
    )


@PHOTO.rule(
    "PHO207",
    "照片是横着或倒着存的",
    source=PRACTICE,
    fires=lambda: {"手机竖拍、横着存": photo(picture=example_picture(orientation=6))},
)
def stored_sideways(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    照片里记着“显示时要转过来”，有的程序会转，有的不会，准考证上可能是歪的。

    有花名册就用 wdyy prepare-photos 一次都转正；也可以用画图等软件打开：看着是正的，直接另存为 JPG，
    换下原来的文件；看着是歪的，先转正再存。
    """
    picture = photo.decoded
    if photo.is_photo and picture is not None and picture.orientation != 1:
        how = "转了 90°" if picture.orientation in SIDEWAYS else "上下颠倒或左右反了"
        message = f"实际存的画面{how}（EXIF 方向 {picture.orientation}）"
        fix = otherwise(photo, profile, UPRIGHT_AT_SIGHT)
        yield Problem(photo.whole, message, measured=how, limit="正着存", fix=fix)


@PHOTO.rule(
    "PHO208",
    "照片是黑白的",
    source="手册二.2 ⑤照片底色: 红色",
    fires=lambda: {"黑白照片": photo(look=Look(colourless=True))},
    silent=lambda: {"整张一个颜色的另有说明": photo(look=Look(blank=True, colourless=True)), **right()},
)
def picture_is_black_and_white(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    黑白照片看不出底色，也不能用于准考证和证书。

    换成彩色照片。
    """
    if photo.is_photo and photo.look is not None and photo.look.colourless and not photo.look.blank:
        yield Problem(photo.whole, "没有颜色，是黑白或灰度照片")


@PHOTO.rule(
    "PHO209",
    "照片的颜色模式少见",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {
        "印刷用的 CMYK": photo(picture=example_picture(oddities=("CMYK",))),
        "算术编码": photo(picture=example_picture(oddities=("算术编码",))),
    },
)
def colour_mode_is_odd(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    CMYK、调色板、16 位、透明、会动、算术编码、颜色配置不对的图片，在平台上可能变色、变黑或显示不出来。

    有花名册就用 wdyy prepare-photos 一次都转好；也可以用画图等软件打开后另存为普通的 JPG，换下原来的文件。
    """
    picture = photo.decoded
    if photo.is_photo and picture is not None and picture.oddities:
        fix = otherwise(photo, profile, f"用画图等软件打开后{OVER_THE_OLD}。")
        yield Problem(photo.whole, "、".join(picture.oddities), fix=fix)


@PHOTO.rule(
    "PHO210",
    "照片的像素多得不正常",
    source=PRACTICE,
    fires=lambda: {"两万乘两万": photo(picture=huge())},
)
def too_many_pixels(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    像素总数超过了安全上限，为保护电脑没有打开。

    换成规定像素的照片。
    """
    picture = photo.picture
    if photo.is_photo and picture is not None and picture.over_cap:
        size = f"{picture.width:,}×{picture.height:,}，" if picture.width else ""
        yield Problem(photo.whole, f"{size}安全上限是 {profile.zip.cap_pixels:,} 个像素")


@PHOTO.rule(
    "PHO211",
    "照片文件过小",
    source="由证书规定给出；手册没有写照片最小多大",
    fires=lambda: {"少一个字节": photo(bytes=10_239)},
    silent=lambda: {
        "正好": photo(bytes=10_240),
        "空文件另有说明": photo(bytes=0),
        "缺了后半截的另有说明": photo(bytes=9_000, picture=cut_off()),
    },
    under=lambda profile: replaced(profile, photo={"min_bytes": 10_240}),
    profiled=lambda profile: "不知道照片最小可以多小" if profile.photo.min_bytes is None else None,
)
def too_few_bytes(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    照片文件太小，多半是压缩得太厉害，看不清人，平台不接收。

    找到原来的照片，重新存一次，质量选高一些；不要放大后再存。
    """
    limit, picture = profile.photo.min_bytes, photo.picture
    if limit is None or not photo.is_photo or picture is None or picture.fault is not None:
        return
    if photo.bytes < limit:
        size, least = _size(photo.bytes), _size(limit)
        yield Problem(photo.whole, f"{size}，下限 {least}", measured=size, limit=f"最少 {least}")
