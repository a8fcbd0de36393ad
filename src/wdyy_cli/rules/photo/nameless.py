"""PHO101: photos whose names hold no ID number, and whose they are where the roster tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wdyy_cli.model import Location, Place, Problem
from wdyy_cli.profile import Profile
from wdyy_cli.rules.photo.photo import EXAMPLE_DATE
from wdyy_cli.rules.photo.photo_set import ONE
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.texts.photo_name import PhotoName, read_photo_name, right_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """A student who comes into question; a photo may be called by her `id_number` where it is `usable`."""

    name: str
    id_number: str | None = None
    usable: bool = True
    student_number: str = ""
    class_name: str = ""

    @property
    def words(self) -> str:
        """Class and name, as people say them."""
        return f"{self.class_name} {self.name}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class NamelessPhoto:
    """
    A photo whose name holds no ID number, and what the roster says of it.

    `owner` is whose it is. Else `candidates` are the students who may be meant: several of one name, or
    `elsewhere`, in another class than the photo; one with `rivals`, other photos that say her name as well.
    """

    location: Location
    name: PhotoName
    roster_known: bool = False
    owner: Owner | None = None
    candidates: tuple[Owner, ...] = ()
    elsewhere: bool = False
    rivals: tuple[str, ...] = ()
    in_zip: bool = True

    @property
    def place(self) -> Place:
        """The photo as a place, with its student where one is known."""
        known = self.owner or (self.candidates[0] if self.rivals else None)
        if known is None:
            return Place(location=self.location)
        return Place(location=self.location, id_number=known.id_number, name=known.name)


NAMELESS = RuleSet[NamelessPhoto](__name__)


def nameless(member: str, **facts: object) -> NamelessPhoto:
    """Build an example."""
    name = read_photo_name(member, EXAMPLE_DATE)
    return NamelessPhoto(location=Location(file="照片.zip", member=member), name=name, **facts)  # type: ignore[arg-type]


EXAMPLE_OWNER = Owner(name="张三", id_number=ONE, student_number="240101", class_name="电商2401班")


@NAMELESS.rule(
    "PHO101",
    "文件名不是身份证号",
    source="手册二.2 命名为“身份证号.jpg”",
    fires=lambda: {
        "姓名": nameless("张三.jpg"),
        "学号": nameless("20210103.jpg"),
        "相机的编号": nameless("IMG_0001.jpg"),
        "花名册里有这名学生": nameless("240101.jpg", roster_known=True, owner=EXAMPLE_OWNER),
    },
    silent=lambda: {"身份证号": nameless(f"{ONE}.jpg"), "后面有多余的字": nameless(f"{ONE}(1).jpg")},
)
def name_is_no_id_number(photo: NamelessPhoto, profile: Profile) -> Iterator[Problem]:
    """
    平台靠文件名认人，文件名里没有身份证号就不知道是谁的照片。

    把文件名改成这名学生的 18 位身份证号，例如 11010120080307100X.jpg；只改名字，照片不用动。
    照片多时，用姓名或学号命名的可以用 wdyy prepare-photos 对着花名册一次都改好。
    """
    if photo.name.id_text is not None:
        return
    message, quotes = _say(photo, profile)
    stem = photo.name.stem
    yield Problem(photo.place, message, tuple(text for text in (stem, *quotes) if text), fix=_fix(photo))


RENAME = "把文件名改成这名学生的 18 位身份证号，例如 11010120080307100X.jpg；只改名字，照片不用动。"


def _fix(photo: NamelessPhoto) -> str | None:
    if photo.owner is None:
        return RENAME if photo.roster_known else None
    if not photo.owner.usable:
        return "先改正花名册里的身份证号，再照它改文件名；只改名字，照片不用动。"
    again = "，改好以后重新压缩" if photo.in_zip else ""
    return f"照这里写的改文件名{again}；只改名字，照片不用动。也可以用 wdyy prepare-photos 一次都改好、打包。"


def _say(photo: NamelessPhoto, profile: Profile) -> tuple[str, tuple[str, ...]]:
    """Say what is known, and which personal data are in it."""
    name, owner = photo.name, photo.owner
    if owner is not None:
        return _say_owner(photo, owner, profile)
    candidates = "、".join(one.words for one in photo.candidates)
    people = tuple(one.name for one in photo.candidates)
    if photo.rivals:
        others = "、".join(photo.rivals)
        right = _right(photo, photo.candidates[0], profile)
        rename = f"，改名为 {right}" if right else ""
        words = f"{name.file_name} 和 {others} 都是 {candidates} 的照片，挑对的一张{rename}，另外的移到别处"
        return words, (name.file_name, *photo.rivals, right or "", *people)
    found = f"文件名“{name.stem}”里没有身份证号"
    if photo.elsewhere:
        found += f"；花名册里有 {candidates}，班级与照片所在的不同，不能认定"
    elif photo.candidates:
        found += f"；花名册里有 {candidates}，分不清是谁的照片"
    elif photo.roster_known:
        found += "，也对不上花名册里的姓名或学号"
    return found, people


def _say_owner(photo: NamelessPhoto, owner: Owner, profile: Profile) -> tuple[str, tuple[str, ...]]:
    name, right = photo.name, _right(photo, owner, profile)
    if right is None:
        unusable = (
            f"{name.file_name} 是 {owner.words} 的照片，花名册里的身份证号用不了：先改正花名册，再照它改名"
        )
        return unusable, (name.file_name, owner.name)
    quotes = (name.file_name, right, owner.name, owner.id_number or "")
    return f"{name.file_name} 应改名为 {right}（{owner.words}）", quotes


def _right(photo: NamelessPhoto, owner: Owner, profile: Profile) -> str | None:
    if owner.id_number is None or not owner.usable:
        return None
    plain, allowed = photo.name.plain_ending, profile.photo.extensions
    stem = right_name(
        profile.photo.name_pattern, owner.id_number, name=owner.name, student_number=owner.student_number
    )
    return f"{stem}{plain if plain in allowed else allowed[0]}"
