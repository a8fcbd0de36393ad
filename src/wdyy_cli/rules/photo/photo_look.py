"""PHO302 and PHO305: pictures at which a person must look, and what there is to see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wdyy_cli import colour as hues
from wdyy_cli.model import Problem, Severity
from wdyy_cli.rules.photo.background.background import GroundVerdict
from wdyy_cli.rules.photo.background.beside import Side, ThingBeside
from wdyy_cli.rules.photo.photo import PHOTO, Look, Photo, any_colour, background, example_picture, photo
from wdyy_cli.rules.registry import PRACTICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.profile import Profile
    from wdyy_cli.rules.photo.background.background import Background

RED = (230, 9, 17)
WALL = ThingBeside(side=Side.RIGHT, colour=(232, 228, 220), height=0.15)
TABLE = ThingBeside(side=Side.BELOW, colour=(107, 142, 90), height=0.36)
BLURRED = replace(example_picture("JPEG"), steep_share=0.02)

# How far down something begins, in words: up to which share of the height.
HEIGHTS = (
    (0.18, "六分之一"),
    (0.22, "五分之一"),
    (0.29, "四分之一"),
    (0.42, "三分之一"),
    (0.55, "一半"),
    (1, "五分之三"),
)

# From so many percent on, the wanted colour is nearly everywhere, and a number would only confuse.
NEARLY_ALL = 90


@PHOTO.rule(
    "PHO302",
    "照片底色不均匀",
    severity=Severity.WARNING,
    source="手册二.2 ⑤照片底色: 红色",
    fires=lambda: {
        "只有一半是红色": photo(look=background(GroundVerdict.PARTLY, 0.5, "白色", (250, 250, 250))),
        "红到白的渐变": photo(look=background(GroundVerdict.GRADIENT, 0.8, "红色", RED)),
        "头的右边有墙": photo(look=background(GroundVerdict.BESIDE, 0.8, "红色", RED, WALL)),
        "红色只到三分之一": photo(look=background(GroundVerdict.BESIDE, 0.9, "红色", RED, TABLE)),
        "偏粉的红色": photo(look=background(GroundVerdict.NEARLY, 1.0, "偏粉的红色", (199, 2, 55))),
        "整张照片很暗": photo(look=background(GroundVerdict.DARK, 1.0, "红色", (84, 3, 6))),
        "头占满了画面": photo(look=background(GroundVerdict.HIDDEN, 0.1, "棕色", (152, 98, 71))),
    },
    silent=lambda: {"红底": photo(look=background(GroundVerdict.ACCEPTED, 1.0, "红色", RED))},
    profiled=any_colour,
)
def background_needs_a_look(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    底色只有一部分是规定的颜色、深浅差得很多、接近别的颜色，或者头旁边还有别的东西，平台审核时可能不通过。

    打开照片看一看；底色不是整片的规定颜色时，请重拍或用证件照软件换底。
    """
    judged = photo.look.background if photo.is_photo and photo.look is not None else None
    if judged is None or judged.verdict in (GroundVerdict.ACCEPTED, GroundVerdict.WRONG_COLOUR):
        return
    message, measured, limit = _describe(judged)
    yield Problem(photo.whole, message, measured=measured, limit=limit)


def _describe(judged: Background) -> tuple[str, str, str]:
    """Say what one sees, in short what was found, and what it should be."""
    if judged.verdict in (GroundVerdict.GRADIENT, GroundVerdict.UNEVEN):
        return _describe_shades(judged)
    wanted = judged.wanted_word
    whole = f"整片{wanted}"
    found = f"{judged.found}（{judged.typical_hex}）"
    if judged.verdict in (GroundVerdict.HIDDEN, GroundVerdict.DARK):
        return _describe_unseen(judged, whole)
    if judged.beside is not None:
        return _describe_beside(judged.beside, wanted), f"头旁边有{judged.beside.name}", whole
    if judged.verdict is GroundVerdict.NEARLY:
        return f"底色是{found}，和{wanted}接近，但不容易分清", found, f"明显的{wanted}"
    if judged.percent >= NEARLY_ALL or judged.found == wanted:
        return f"看得到的底色是{wanted}，但有一大块被{found}挡住，看不出后面是什么", "底色被挡住", whole
    share = f"约 {judged.percent}%"
    return f"看过的背景里只有{share}是{wanted}，还有{found}", f"{share}是{wanted}", whole


def _describe_shades(judged: Background) -> tuple[str, str, str]:
    wanted, even = judged.wanted_word, f"均匀的{judged.wanted_word}"
    if judged.verdict is GroundVerdict.GRADIENT:
        return f"底色从{wanted}渐变到别的颜色或变淡，不是{even}", "渐变", even
    drop = f"{judged.value_drop:.0%}"
    return f"底色是{wanted}，但深浅不匀，最暗处比最亮处暗 {drop}", f"深浅差 {drop}", even


def _describe_unseen(judged: Background, whole: str) -> tuple[str, str, str]:
    wanted = judged.wanted_word
    if judged.verdict is GroundVerdict.DARK:
        return (
            f"整张照片都很暗，底色（{judged.typical_hex}）和脸都看不清",
            "整张照片很暗",
            f"看得清的{wanted}",
        )
    return f"头或头发占满了画面，几乎看不到底色，说不准是不是{wanted}", "看不到底色", whole


def _describe_beside(beside: ThingBeside, wanted: str) -> str:
    thing = f"{beside.name}（{hues.hex_of(beside.colour)}）"
    if beside.side is Side.BELOW:
        height = next(word for most, word in HEIGHTS if beside.height <= most)
        return f"{wanted}只到上面约{height}处，齐齐的一条横线下面是{thing}，像墙、柜子或桌子"
    if beside.side is Side.ABOVE:
        return f"照片最上面有一条{thing}，下面才是{wanted}"
    if beside.side is Side.BOTH:
        return f"头的两边都有{thing}的东西，像墙或柜子，不全是{wanted}"
    return f"头的{beside.side}有一块{thing}的东西，像墙、柜子或窗户，不全是{wanted}"


@PHOTO.rule(
    "PHO305",
    "照片很模糊，或人是黑白的",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {
        "由很小的图放大的": photo(picture=BLURRED),
        "红底前的黑白人像": photo(look=Look(grey_person=True)),
    },
    silent=lambda: {
        "整张黑白的另有说明": photo(look=Look(colourless=True, grey_person=True)),
        "没有人的另有说明": photo(look=Look(blank=True, grey_person=True)),
        "没有人的照片也谈不上清楚": photo(look=Look(blank=True), picture=BLURRED),
        "清楚的照片": photo(picture=replace(BLURRED, steep_share=0.6)),
        "彩色的照片": photo(),
    },
)
def person_is_grey_or_blurred(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    由小图放大的、没有对准焦的照片看不清人；彩色底色前的人是黑白的，多半换过底色。审核时都可能不通过。

    打开照片看一看；找到原来的照片重新做，没有就请学生重拍。
    """
    look = photo.look
    if not photo.is_photo or photo.decoded is None or look is None or look.blank:
        return
    if look.grey_person and not look.colourless:
        message = "底色是彩色的，人却是黑白的，像是用黑白照片换的底"
        yield Problem(photo.whole, message, measured="人是黑白的", limit="彩色照片")
    steep = photo.decoded.steep_share
    if steep is not None and steep < profile.photo.min_steep_share:
        message = "很模糊，像是由很小的图放大的，或没有对准焦"
        yield Problem(photo.whole, message, measured="模糊", limit="看得清")
