"""PHO007, PHO009, PHO010 and PHO401–PHO403: what can be wrong among the photos of one run."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.photo import UNWRAPPED, Wrapping
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import replaced
from wdyy_cli.rules.first_places import FirstPlaces
from wdyy_cli.rules.photo.photo import EXAMPLE_DATE
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.texts.photo_name import read_photo_name


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoTrace:
    """
    What is kept of a member when its bytes are gone.

    `photo` tells photos from other files. `id_number` is the one in its name, without typing noise;
    `attached` tells that more stands around it. `digest` is the SHA-256 of the bytes; None where
    there are none. `archive`: it holds photos that nobody looks at.
    """

    file: str
    member: str
    index: int
    photo: bool = True
    id_number: str | None = None
    attached: bool = False
    digest: bytes | None = None
    archive: bool = False

    @property
    def whole(self) -> Place:
        """The member as a place."""
        return Place(location=Location(file=self.file, member=self.member), id_number=self.id_number)


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoInput:
    """
    One zip or folder as a whole: `bytes` of the zip file itself, None for a folder.

    `zips_apart`: it is a folder whose photos are in the zips that lie in it, which are inputs of their own.
    """

    file: str
    bytes: int | None
    members: Sequence[PhotoTrace]
    wrapping: Wrapping = UNWRAPPED
    zips_apart: bool = False

    @property
    def photos(self) -> int:
        """How many members are photos."""
        return sum(1 for member in self.members if member.photo)


@dataclass(frozen=True, kw_only=True, slots=True)
class PicturePair:
    """Two photos that show nearly the same picture; `same_pixels` where no pixel differs."""

    first: PhotoTrace
    second: PhotoTrace
    same_pixels: bool


PHOTO_INPUT = RuleSet[PhotoInput](__name__)
PHOTO_SET = RuleSet[Sequence[PhotoTrace]](__name__)
PICTURE_PAIR = RuleSet[PicturePair](__name__)

MOST_OF_AN_INPUT = 0.5
"""An input that shares a larger share of its photos with another is that one again: a folder and its zip."""

ONE_OF_BOTH = (
    "多半是照片的文件夹和由它做成的压缩包：只检查要上传的那一个，wdyy.toml 的 photos 里也只写那一个；"
    "另一个留着，不用删。"
)


FEW_AGAIN = 2
"""So few photos that are there once more were taken anew, one by one."""

ONE_BATCH = (
    "两个里多半是同一批学生：像是原来的照片和做好的。只留要上传的那一个，另一个移到别的文件夹（不用删），再检查；"
    "不是的，打开两张照片看一看，只留正确的一张。"
)


def trace(member: str, file: str = "照片.zip", digest: bytes | None = None) -> PhotoTrace:
    """Build an example."""
    name = read_photo_name(member, EXAMPLE_DATE)
    return PhotoTrace(
        file=file, member=member, index=0, id_number=name.id_text, attached=name.attached, digest=digest
    )


def given(*members: str, size: int | None = 30_000, photo: bool = True) -> PhotoInput:
    """Build an example input."""
    traces = tuple(
        PhotoTrace(file="照片.zip", member=member, index=index, photo=photo)
        for index, member in enumerate(members)
    )
    return PhotoInput(file="照片.zip", bytes=size, members=traces)


ONE, OTHER = "11010120080307100X", "110101200903071031"


def two_pictures(*, same_pixels: bool) -> PicturePair:
    """Build an example."""
    return PicturePair(first=trace(f"{ONE}.jpg"), second=trace(f"{OTHER}.jpg"), same_pixels=same_pixels)


@PHOTO_INPUT.rule(
    "PHO007",
    "压缩包里有两个同名文件",
    source=PRACTICE,
    fires=lambda: {
        "名字完全相同": given(f"{ONE}.jpg", f"{ONE}.jpg"),
        "只有大小写不同": given(f"{ONE}.jpg", f"{ONE.lower()}.JPG"),
    },
    silent=lambda: {
        "名字不同": given(f"{ONE}.jpg", f"{OTHER}.jpg"),
        "在两个文件夹里": given(f"a/{ONE}.jpg", f"b/{ONE}.jpg"),
        "不是照片的另有说明": given("Thumbs.db", "Thumbs.db", photo=False),
    },
)
def two_members_of_one_name(zipped: PhotoInput, _: Profile) -> Iterator[Problem]:
    """
    解压时后一个会盖掉前一个，平台用了哪一张说不准。

    打开两个文件看一看，只留正确的一张，重新压缩。
    """
    members = zipped.members
    seen = FirstPlaces(lambda place: same_name_key(members[place].member))
    for place, member in enumerate(members):
        if not (member.photo or member.archive):
            continue
        if (first_at := seen.first(same_name_key(member.member), place)) != place:
            first = members[first_at]
            same = (
                "名字完全相同" if first.member == member.member else f"与“{first.member}”只有大小写或写法不同"
            )
            yield Problem(member.whole, f"{same}，解压后只剩一个", (first.member,))


@PHOTO_INPUT.rule(
    "PHO009",
    "一张照片也没有",
    source="手册二.2 批量导入考试照片",
    fires=lambda: {"空的压缩包": given(), "只有别的文件": given("说明.txt", photo=False)},
    silent=lambda: {"有照片": given(f"{ONE}.jpg")},
)
def no_photo_at_all(zipped: PhotoInput, _: Profile) -> Iterator[Problem]:
    """
    这里面没有任何照片，上传后不会有学生得到照片。

    确认选对了文件；照片应以“身份证号.jpg”命名，直接放在压缩包里。
    """
    elsewhere = zipped.zips_apart or any(member.archive for member in zipped.members)
    if zipped.photos == 0 and not elsewhere:
        others = f"里面有 {len(zipped.members):,} 个别的文件" if zipped.members else "里面是空的"
        yield Problem(Place(location=Location(file=zipped.file)), f"{others}，没有照片")


@PHOTO_INPUT.rule(
    "PHO010",
    "压缩包超过平台的限制",
    source="手册没有写压缩包的限制；由证书规定文件给出",
    fires=lambda: {"超过 100 MB": given(f"{ONE}.jpg", size=104_857_601)},
    silent=lambda: {
        "正好 100 MB": given(f"{ONE}.jpg", size=104_857_600),
        "文件夹不是压缩包": given(f"{ONE}.jpg", size=None),
    },
    under=lambda profile: replaced(profile, zip={"max_bytes": 104_857_600}),
    profiled=lambda profile: (
        "不知道平台对压缩包大小和照片张数的限制"
        if profile.zip.max_bytes is None and profile.zip.max_photos is None
        else None
    ),
)
def zip_over_the_limits(zipped: PhotoInput, profile: Profile) -> Iterator[Problem]:
    """
    压缩包太大或照片太多，平台会拒收整个压缩包。

    把照片分成几个压缩包，分批导入；同一名学生的照片只放在一个包里。
    """
    limits, place = profile.zip, Place(location=Location(file=zipped.file))
    if zipped.bytes is None:
        return
    if limits.max_bytes is not None and zipped.bytes > limits.max_bytes:
        yield Problem(place, f"压缩包 {zipped.bytes:,} 字节，上限 {limits.max_bytes:,}")
    if limits.max_photos is not None and zipped.photos > limits.max_photos:
        yield Problem(place, f"{zipped.photos:,} 张照片，上限 {limits.max_photos:,}")


@PHOTO_SET.rule(
    "PHO401",
    "同一个身份证号有两张照片",
    source="手册二.2 命名为“身份证号.jpg”",
    fires=lambda: {
        ".jpg 和 .png 各一张": (trace(f"{ONE}.jpg"), trace(f"{ONE}.png")),
        "在两个压缩包里": (trace(f"{ONE}.jpg"), trace(f"{ONE}.jpg", "照片2.zip")),
        "文件夹里还有由它做成的压缩包": tuple(
            trace(f"{number}.jpg", file, number.encode())
            for file in ("照片", "照片/照片.zip")
            for number in (ONE, OTHER)
        ),
    },
    silent=lambda: {
        "两名学生": (trace(f"{ONE}.jpg"), trace(f"{OTHER}.jpg")),
        "同名文件另有说明": (trace(f"{ONE}.jpg"),) * 2,
        "多了“(1)”的另有说明": (trace(f"{ONE}.jpg"), trace(f"{ONE}(1).jpg")),
    },
)
def two_photos_for_one_id_number(photos: Sequence[PhotoTrace], _: Profile) -> Iterator[Problem]:
    """
    同一名学生有两张照片，平台用了哪一张说不准。

    打开两张照片看一看，只留正确的一张；如果其实是两名学生，改正其中一个文件名。
    """
    pairs = list(_pairs_of_one_number(photos))
    twice, batches = _inputs_given_twice(photos, pairs), _inputs_of_one_batch(photos, pairs)
    for first, photo in pairs:
        if (first.file, photo.file) not in twice or first.digest != photo.digest:
            message = f"已经有一张：{named(first, photo.file)}"
            fix = ONE_BATCH if (first.file, photo.file) in batches else None
            yield Problem(photo.whole, message, (first.member,), other=first.whole.location, fix=fix)
    for (first_file, file), count in twice.items():
        inside = file.startswith((f"{first_file.rstrip('/')}/", f"{first_file}\\"))
        yield Problem(
            Place(location=Location(file=file)),
            f"里面有 {count:,} 张照片，“{first_file}”里各有一张一模一样的：同一批照片给了两次",
            severity=Severity.WARNING if inside else None,
            fix=ONE_OF_BOTH,
        )


def _pairs_of_one_number(photos: Sequence[PhotoTrace]) -> Iterator[tuple[PhotoTrace, PhotoTrace]]:
    """Give each photo of a number that has one already, behind the first one."""
    seen = FirstPlaces(lambda place: photos[place].id_number)
    for place, photo in enumerate(photos):
        if photo.id_number is None or photo.attached:
            continue
        if (first_at := seen.first(photo.id_number, place)) == place:
            continue
        first = photos[first_at]
        if (first.file, same_name_key(first.member)) != (photo.file, same_name_key(photo.member)):
            yield first, photo


def _inputs_given_twice(
    photos: Sequence[PhotoTrace], pairs: Sequence[tuple[PhotoTrace, PhotoTrace]]
) -> dict[tuple[str, str], int]:
    """Count the photos that two inputs share byte for byte, where these are most of one of them."""
    shared = Counter(
        (first.file, photo.file)
        for first, photo in pairs
        if first.file != photo.file and first.digest is not None and first.digest == photo.digest
    )
    if not shared:
        return {}
    held = Counter(photo.file for photo in photos if photo.photo)
    return {
        both: count
        for both, count in shared.items()
        if count > 1 and count > MOST_OF_AN_INPUT * min(map(held.__getitem__, both))
    }


def _inputs_of_one_batch(
    photos: Sequence[PhotoTrace], pairs: Sequence[tuple[PhotoTrace, PhotoTrace]]
) -> frozenset[tuple[str, str]]:
    """Give the inputs that hold mostly the same students: the originals, and what was made of them."""
    shared = Counter((first.file, photo.file) for first, photo in pairs if first.file != photo.file)
    held = Counter(photo.file for photo in photos if photo.photo)
    return frozenset(
        both
        for both, count in shared.items()
        if count > FEW_AGAIN and count > MOST_OF_AN_INPUT * max(map(held.__getitem__, both))
    )


@PICTURE_PAIR.rule(
    "PHO402",
    "两名学生用了同一张照片",
    source="手册二.2 准考证、证书和学分银行都用这张照片",
    fires=lambda: {"每个像素都一样": two_pictures(same_pixels=True)},
    silent=lambda: {"很像但不相同": two_pictures(same_pixels=False)},
)
def same_picture_under_two_id_numbers(pair: PicturePair, _: Profile) -> Iterator[Problem]:
    """
    两个身份证号下是同一张照片，其中至少一名学生的照片错了。

    打开照片认人，给另一名学生换上本人的照片。
    """
    if pair.same_pixels:
        yield _beside_first(pair, "是同一张照片")


@PICTURE_PAIR.rule(
    "PHO403",
    "两名学生的照片几乎相同",
    severity=Severity.WARNING,
    source="手册二.2 准考证、证书和学分银行都用这张照片",
    fires=lambda: {"重新存过一次": two_pictures(same_pixels=False)},
    silent=lambda: {"完全相同的另有说明": two_pictures(same_pixels=True)},
)
def nearly_the_same_picture(pair: PicturePair, _: Profile) -> Iterator[Problem]:
    """
    两个身份证号下的照片几乎一样，可能是同一张照片另存或裁剪过，也可能是双胞胎。

    打开两张照片认人；确实是两个人就不用改。
    """
    if not pair.same_pixels:
        yield _beside_first(pair, "几乎相同")


def _beside_first(pair: PicturePair, said: str) -> Problem:
    message, other = f"与{named(pair.first, pair.second.file)}{said}", pair.first.whole.location
    return Problem(pair.second.whole, message, (pair.first.member,), other=other)


def same_name_key(member: str) -> str:
    """Give what a case-insensitive file system, or one that normalises names, takes for the same name."""
    name = member.removeprefix("./")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def named(photo: PhotoTrace, file: str) -> str:
    """Name a photo beside another one: with its input only where that is a different one."""
    return f"“{photo.member}”" if photo.file == file else f"“{photo.file}”里的“{photo.member}”"
