"""Rules about what a photo shows: its background, a frame around it, and whether there is anybody."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.colour import WORDS, hex_of
from wdyy_cli.model import Problem, Severity
from wdyy_cli.photo import Frame
from wdyy_cli.profile import Profile
from wdyy_cli.rules.photo.background.background import GroundVerdict
from wdyy_cli.rules.photo.photo import (
    PHOTO,
    Look,
    Photo,
    any_colour,
    background,
    example_picture,
    photo,
)


@PHOTO.rule(
    "PHO301",
    "照片底色不对",
    source="手册二.2 ⑤照片底色: 红色",
    fires=lambda: {"蓝底": photo(look=background(GroundVerdict.WRONG_COLOUR, 0.0, "蓝色", (67, 142, 219)))},
    silent=lambda: {"红底": photo(look=background(GroundVerdict.ACCEPTED, 1.0, "红色", (230, 9, 17)))},
    profiled=any_colour,
)
def background_is_another_colour(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    照片的底色必须是规定的颜色。

    请学生重拍，或用证件照软件换成规定的底色；换底后看看头发边缘有没有残留的旧底色。
    """
    judged = photo.look.background if photo.is_photo and photo.look is not None else None
    if judged is not None and judged.verdict is GroundVerdict.WRONG_COLOUR:
        accepted = profile.photo.background.accepted
        wanted = "或".join(WORDS[name] for name in accepted if name in WORDS) or judged.wanted_word
        found = f"{judged.found}（{judged.typical_hex}）"
        yield Problem(photo.whole, f"底色是{found}，应为{wanted}", measured=found, limit=wanted)


@PHOTO.rule(
    "PHO303",
    "照片有边框或白边",
    severity=Severity.WARNING,
    source="手册二.2 标准小一寸照片",
    fires=lambda: {
        "8 像素白边": photo(
            picture=example_picture(frame=Frame(left=8, top=8, right=8, bottom=8, colour=(255,) * 3))
        ),
        "只有一侧": photo(
            picture=example_picture(frame=Frame(left=8, top=0, right=0, bottom=0, colour=(255,) * 3))
        ),
    },
)
def picture_has_a_frame(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    照片四周或某一侧有一道边，多半是扫描、截图或排版时留下的，不是标准照片。

    裁掉这道边，照规定的比例裁好，再把图像大小改成规定的像素，不要拉伸；边很宽的，找没有边的原图。
    """
    picture = photo.decoded
    look = photo.look
    if not photo.is_photo or picture is None or picture.frame is None or look is None:
        return
    if look.blank or look.colourless:
        return
    frame = picture.frame
    colour = hex_of(frame.colour)
    sides = {"左": frame.left, "上": frame.top, "右": frame.right, "下": frame.bottom}
    widths = "、".join(f"{side} {width}" for side, width in sides.items() if width)
    message = f"边框宽：{widths} 像素，颜色 {colour}"
    yield Problem(photo.whole, message, measured=f"边框（{colour}）", limit="没有边框")


@PHOTO.rule(
    "PHO304",
    "照片里没有人",
    source="手册二.2 标准小一寸照片",
    fires=lambda: {"整张都是红色": photo(look=Look(blank=True))},
)
def nobody_in_the_picture(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    整张照片几乎是一个颜色，看不到人。

    换成这名学生的证件照。
    """
    if photo.is_photo and photo.look is not None and photo.look.blank:
        yield Problem(photo.whole, "整张几乎是一个颜色")
