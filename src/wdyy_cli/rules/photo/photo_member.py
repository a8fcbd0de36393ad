"""PHO002–PHO008, PHO011, PHO102–PHO104: what can be wrong with a member of a photo zip and its name."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.model import Problem, Severity
from wdyy_cli.photo import Hurdle
from wdyy_cli.profile import Profile
from wdyy_cli.rules.photo.photo import ENDING_FORMATS, PHOTO, Photo, example_picture, photo, right
from wdyy_cli.rules.photo.preparable import otherwise
from wdyy_cli.rules.registry import PRACTICE
from wdyy_cli.texts.photo_name import right_name

ONLY_RENAME_HERE = (
    "只改文件名，照片不用动；已经有叫那个名称的，是同一名学生的两张照片，只留正确的一张。"
    "看不到结尾时，先在资源管理器的“查看”里打开“文件扩展名”。"
)
ONLY_RENAME = f"{ONLY_RENAME_HERE}改好以后重新压缩。"


_TOLD_BY_ITSELF = frozenset({Hurdle.ARCHIVE, Hurdle.LINK, Hurdle.OVERSIZED})
"""What is said of a member that is no photo, instead of that."""


def _if_hurdle(photo: Photo, hurdle: Hurdle, in_folder: str | None = None) -> Iterator[Problem]:
    """Tell a hurdle; `in_folder` is what to do where the photos are in a folder and in no zip."""
    if photo.hurdle is hurdle and not photo.name.is_leftover:
        yield Problem(photo.whole, photo.hurdle_detail, fix=None if photo.member.in_zip else in_folder)


@PHOTO.rule(
    "PHO002",
    "文件加了密码",
    source=PRACTICE,
    fires=lambda: {"加密的照片": photo(hurdle=Hurdle.ENCRYPTED)},
)
def member_is_encrypted(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    压缩时设了密码，平台打不开里面的照片。

    解压后重新压缩，压缩时不要设密码。
    """
    yield from _if_hurdle(photo, Hurdle.ENCRYPTED)


@PHOTO.rule(
    "PHO003",
    "压缩包里的文件已损坏",
    source=PRACTICE,
    fires=lambda: {"校验和不符": photo(hurdle=Hurdle.DAMAGED)},
)
def member_is_damaged(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    文件解压不出来，或者解压出来的内容与压缩时不同，多半是下载、复制时出了错。

    找到原来的照片，重新压缩；不要上传这个压缩包。
    """
    in_folder = "关闭正在使用它的程序再试；仍读不出来的，请找原来的照片换上。"
    yield from _if_hurdle(photo, Hurdle.DAMAGED, in_folder)


@PHOTO.rule(
    "PHO004",
    "解压后大得不正常",
    source=PRACTICE,
    fires=lambda: {"压缩炸弹": photo(hurdle=Hurdle.OVERSIZED)},
)
def member_unpacks_beyond_the_caps(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    解压后的大小超过了安全上限，一张小一寸照片不会这么大；为保护电脑没有解压。

    确认这个文件的来历，换成正常的照片后重新压缩。
    """
    in_folder = "确认这个文件的来历；不是照片的移出文件夹，是照片的换成正常大小的。"
    yield from _if_hurdle(photo, Hurdle.OVERSIZED, in_folder)


@PHOTO.rule(
    "PHO005",
    "不是照片的文件",
    severity=Severity.WARNING,
    source="手册二.2 压缩包里只放以身份证号命名的照片",
    fires=lambda: {
        "Windows 缩略图": photo("Thumbs.db"),
        "苹果电脑的附带文件": photo("__MACOSX/._1.jpg"),
        "NAS 的缩略图": photo("@eaDir/11010120080307100X.jpg/SYNOFILE_THUMB_M.jpg"),
        "说明": photo("说明.txt"),
    },
    silent=lambda: {
        **right(),
        "压缩包另有说明": photo("高一2班.zip", hurdle=Hurdle.ARCHIVE),
        "快捷方式另有说明": photo("高一2班", hurdle=Hurdle.LINK),
        "大得不正常的另有说明": photo("说明.txt", hurdle=Hurdle.OVERSIZED),
        "不安全的另有说明": photo("../说明.txt", unsafe="名称里有“..”，会解压到别的文件夹"),
    },
)
def member_is_no_photo(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    压缩包里有照片以外的文件，平台可能拒收或报错。

    重新压缩一次，只选中照片，不选这些文件；文件留在原来的地方就好，不用删除。
    """
    leftover, unsafe = photo.name.is_leftover, photo.member.unsafe is not None
    if photo.is_photo or unsafe or (photo.hurdle in _TOLD_BY_ITSELF and not leftover):
        return
    if leftover:
        words = "是系统、NAS 或手机自动生成的文件，或在回收站里"
    else:
        kind = f"{photo.picture.kind}，" if photo.picture is not None and photo.bytes else ""
        words = f"{kind}不是照片"
    in_folder = None if photo.member.in_zip else "把这些文件移出文件夹，放到别处，只留照片。"
    yield Problem(photo.whole, words, fix=in_folder)


@PHOTO.rule(
    "PHO006",
    "照片在文件夹里",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {"压缩包里有文件夹": photo("高一1班/11010120080307100X.jpg")},
    silent=lambda: {
        "直接在压缩包里": photo(),
        "检查的是文件夹": photo("高一1班/11010120080307100X.jpg", in_zip=False),
    },
    profiled=lambda profile: "本证书允许压缩包里有文件夹" if profile.zip.folders_allowed else None,
)
def photo_is_in_a_folder(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    手册要求直接把照片打包，没有提到文件夹；平台不一定会读文件夹里的照片。

    解压后把全部照片放到同一个文件夹里，打开它，选中全部照片（而不是文件夹）再压缩；
    有花名册就用 wdyy prepare-photos 一次都排好。
    """
    inside = photo.member.in_zip and photo.name.folder and photo.member.unsafe is None
    if inside and photo.is_photo and not profile.zip.folders_allowed:
        fix = NAME_FIRST if photo.name.id_text is None else None
        yield Problem(photo.whole, f"在文件夹“{photo.name.folder}”里", (photo.name.folder,), fix=fix)


NAME_FIRST = (
    "先把文件名改成身份证号：几个文件夹里可能有同名的，直接放到一起会盖掉。改好再把全部照片放到同一个文件夹里，打开它，"
    "选中全部照片（而不是文件夹）再压缩；有花名册就用 wdyy prepare-photos 一次都改好、排好。"
)
"""Of two students of one name the folders tell who is who."""


@PHOTO.rule(
    "PHO008",
    "文件名不安全",
    source=PRACTICE,
    fires=lambda: {
        "跳到上一级文件夹": photo("../11010120080307100X.jpg", unsafe="名称里有“..”"),
        "快捷方式": photo(hurdle=Hurdle.LINK),
    },
)
def member_name_is_unsafe(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    名称里有盘符、“..”、反斜杠、控制字符，或者它只是一个快捷方式（链接）；平台会拒收这样的压缩包。

    解压后检查照片，用 Windows 自带的“压缩(zipped)文件夹”重新压缩。
    """
    in_folder = "改掉名称里的这些字；快捷方式（链接）换成照片文件本身。"
    if photo.member.unsafe is not None:
        yield Problem(photo.whole, photo.member.unsafe, fix=None if photo.member.in_zip else in_folder)
    else:
        yield from _if_hurdle(photo, Hurdle.LINK, in_folder)


@PHOTO.rule(
    "PHO011",
    "压缩方法太少见",
    source=PRACTICE,
    fires=lambda: {"LZMA 压缩": photo(hurdle=Hurdle.METHOD)},
)
def method_is_unusual(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    平台的程序不一定能解开这种压缩方法，只有“存储”和“Deflate”处处都能打开。

    用 Windows 自带的“压缩(zipped)文件夹”重新压缩，或在压缩软件里选 zip 格式、Deflate 方法。
    """
    yield from _if_hurdle(photo, Hurdle.METHOD)


@PHOTO.rule(
    "PHO102",
    "文件名结尾不允许",
    source="手册二.2 ①照片格式: jpg、png",
    fires=lambda: {
        ".jpeg": photo("11010120080307100X.jpeg"),
        "没有结尾": photo("11010120080307100X"),
        "中文句号": photo("11010120080307100X。jpg"),
        "结尾后面有空格": photo("11010120080307100X.jpg "),
    },
    silent=lambda: {
        ".jpg": photo(),
        ".png": photo("11010120080307100X.png"),
        "大写": photo("11010120080307100X.JPG"),
        "两个结尾的另有说明": photo("11010120080307100X.jpg.bak"),
        "根本不是照片的另有说明": photo(
            "11010120080307100X.pdf", picture=example_picture(None, kind="PDF 文档")
        ),
        "格式也不允许的另有说明": photo("11010120080307100X.heic", picture=example_picture("HEIC")),
    },
)
def ending_is_not_allowed(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    平台只认规定的结尾；.jpeg、.bmp、.heic、.webp 等都不认。

    .jpeg 直接改名为 .jpg；其他格式有花名册就用 wdyy prepare-photos 一次都转成 JPG，也可以用画图等软件打开后
    另存为 JPG，换下原来的文件；只改名字没有用。
    """
    name, ending = photo.name, photo.name.ending
    if not photo.is_photo or ending.lower() in profile.photo.extensions or photo.is_document or name.doubled:
        return  # PHO203 and PHO104 tell the rest
    form = None if photo.picture is None else photo.picture.format
    if form is not None and form not in profile.photo.formats:
        return  # PHO205: saving it in another format gives it another ending as well
    allowed = " 或 ".join(profile.photo.extensions)
    found = f"结尾是“{ending}”" if ending else "没有结尾"
    quotes = () if ending.isascii() else (ending,)  # “照片.张三”: it may be anything
    right = _ending_of(photo, profile)
    if right is None or name.attached:
        unknown = otherwise(
            photo, profile, "看看它是不是照片：是的，用画图等软件打开后另存为 JPG，换下原来的文件。"
        )
        fix = unknown if right is None else "改名时把结尾一起改对，照片不用动。"
        yield Problem(photo.whole, f"{found}，应为 {allowed}", quotes, fix=fix)
        return
    old, new = f"{name.stem}{ending}", f"{name.stem}{right}"
    fix = ONLY_RENAME if photo.member.in_zip else ONLY_RENAME_HERE
    yield Problem(photo.whole, f"{found}，把“{old}”改名为“{new}”", (old, new, *quotes), fix=fix)


def _ending_of(photo: Photo, profile: Profile) -> str | None:
    """Give the ending that a photo should have by what it is, or is called; None where nothing tells it."""
    plain = photo.name.plain_ending
    form = None if photo.picture is None else photo.picture.format
    if form is None:
        return plain if plain in profile.photo.extensions else None
    if plain in profile.photo.extensions and ENDING_FORMATS.get(plain, form) == form:
        return plain
    return next((e for e in profile.photo.extensions if ENDING_FORMATS.get(e) == form), None)


@PHOTO.rule(
    "PHO103",
    "文件名结尾是大写",
    severity=Severity.WARNING,
    source="手册二.2 命名为“身份证号.jpg”",
    fires=lambda: {".JPG": photo("11010120080307100X.JPG")},
    silent=lambda: {".jpg": photo()},
)
def ending_is_upper_case(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    手册写的是小写的 .jpg；有的系统把 .JPG 当作另一种结尾。

    把结尾改成小写；已经有叫那个名称的，是同一名学生的两张照片，只留正确的一张。
    """
    ending = photo.name.ending
    if photo.is_photo and ending != ending.lower() and ending.lower() in profile.photo.extensions:
        yield Problem(photo.whole, f"结尾是“{ending}”，应为 {ending.lower()}")


@PHOTO.rule(
    "PHO104",
    "文件名除了身份证号还有别的字",
    source="手册二.2 命名为“身份证号.jpg”",
    fires=lambda: {
        "重复下载": photo("11010120080307100X(1).jpg"),
        "带姓名": photo("张三11010120080307100X.jpg"),
        "两个结尾": photo("11010120080307100X.jpg.jpg"),
    },
    silent=lambda: {"只有身份证号": photo()},
)
def something_else_around_the_id_number(photo: Photo, profile: Profile) -> Iterator[Problem]:
    """
    文件名要照规定的写法，手册规定只有身份证号加结尾，多一个字平台就对不上人。

    删去多余的字，少了的补上；已经有叫那个名称的，是同一名学生的两张照片，打开看一看，只留正确的一张。
    看不到结尾时，先在资源管理器里打开“文件扩展名”。
    """
    name = photo.name
    if not photo.is_photo or name.id_text is None or not (name.attached or name.doubled) or photo.is_document:
        return
    ending = name.plain_ending if name.plain_ending in profile.photo.extensions else ""
    ending = _ending_of(photo, profile) or ending or profile.photo.extensions[0]
    right = f"{right_name(profile.photo.name_pattern, photo.id_number or '')}{ending}"
    yield Problem(photo.whole, f"“{name.file_name}”应为“{right}”", (name.file_name, right))
