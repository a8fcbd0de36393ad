"""PHO012–PHO014: what can be wrong with the zip around the photos, and archives among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.photo import Hurdle, Wrapping
from wdyy_cli.profile import Profile
from wdyy_cli.rules.photo.photo import PHOTO, Photo, photo
from wdyy_cli.rules.photo.photo_set import ONE, PHOTO_INPUT, PhotoInput, given
from wdyy_cli.rules.registry import PRACTICE


def wrapped(wrapping: Wrapping) -> PhotoInput:
    """Build an example: a right zip, wrapped in something."""
    return replace(given(f"{ONE}.jpg"), wrapping=wrapping)


@PHOTO.rule(
    "PHO012",
    "照片装在里面的压缩包或文档里",
    source=PRACTICE,
    fires=lambda: {"一个班的压缩包": photo("高一2班.zip", hurdle=Hurdle.ARCHIVE)},
    silent=lambda: {"正确的照片": photo(), "说明": photo("说明.txt")},
)
def archive_among_the_photos(photo: Photo, _: Profile) -> Iterator[Problem]:
    """
    平台只读最外面一层的照片，不会再打开里面的压缩包和文档；那些照片等于没有上传，这里也没有检查到。

    先解压它（文档里的照片逐张另存），与其他照片放在一起，再选中全部照片重新压缩；取出照片以前不要丢掉它。
    """
    if photo.hurdle is Hurdle.ARCHIVE and not photo.name.is_leftover:
        yield Problem(photo.whole, photo.hurdle_detail)


@PHOTO_INPUT.rule(
    "PHO013",
    "压缩包前面有别的内容",
    source=PRACTICE,
    fires=lambda: {
        "网页上传时夹带的文字": wrapped(Wrapping(before="前面多了 51 字节，像是网页上传时夹带的文字"))
    },
    silent=lambda: {"普通的压缩包": given(f"{ONE}.jpg")},
)
def something_before_the_zip(zipped: PhotoInput, _: Profile) -> Iterator[Problem]:
    """
    有的解压软件能跳过前面的内容，平台的程序多半从头读起，会说这不是压缩包。

    用 7-Zip 打开它，把照片全部解压出来，再选中全部照片重新压缩成 .zip。
    """
    if zipped.wrapping.before is not None:
        yield Problem(Place(location=Location(file=zipped.file)), zipped.wrapping.before)


@PHOTO_INPUT.rule(
    "PHO014",
    "压缩包的写法少见",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {"大小写在内容后面": wrapped(Wrapping(storing=("3 个文件没有压缩，大小却写在内容后面",)))},
    silent=lambda: {"普通的压缩包": given(f"{ONE}.jpg")},
)
def storing_is_unusual(zipped: PhotoInput, _: Profile) -> Iterator[Problem]:
    """
    这台电脑打得开，但严格的程序（例如很多网站用的 Java）会拒收整个压缩包。

    把照片全部解压出来，选中全部照片（不要选文件夹），用 Windows 自带的“压缩(zipped)文件夹”重新压缩。
    """
    for words in zipped.wrapping.storing:
        yield Problem(Place(location=Location(file=zipped.file)), words)
