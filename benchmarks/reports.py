"""
Times the reports on many findings, each in a process of its own: seconds, size, memory beyond the findings.

Half of the findings are about photos, half about the cells of a sheet with as many rows.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import time
from random import Random

from PIL import Image, ImageFilter

from wdyy_cli.files.photos.decoding.whole_picture import draw_thumbnail
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.model import Finding, InputFile, Location, Place, Report, Severity, Table
from wdyy_cli.photo import Thumbnail
from wdyy_cli.profile_files import load_profile
from wdyy_cli.report.formats import FORMATS
from wdyy_cli.report.redaction.redact import redact
from wdyy_cli.texts.id_number import check_digit

HEADERS = ("学生姓名", "身份证号", "学生类型", "所属院校", "考核站点", "考试计划名称", "报考证书", "证书等级")
KILOBYTES = 1024
MEGABYTE = 1024 * 1024


def id_number(index: int) -> str:
    """Give the right ID number of an invented student."""
    born = f"2008{1 + index // 28 % 12:02d}{1 + index % 28:02d}"
    first = f"{110101 + index // 336_000}{born}{index // 336 % 1000:03d}"
    return first + check_digit(first)


def grainy_thumbnail(index: int) -> Thumbnail:
    """Draw a photo with the noise of a real camera, and its thumbnail."""
    portrait = draw_portrait(index)
    noise = Image.frombytes("L", portrait.size, Random(index).randbytes(portrait.width * portrait.height))  # noqa: S311 - no secret
    grain = Image.merge("RGB", [noise.filter(ImageFilter.GaussianBlur(0.7))] * 3)
    buffer = io.BytesIO()
    Image.blend(portrait, grain, 0.07).save(buffer, "JPEG", quality=92)
    profile = load_profile()
    drawn = draw_thumbnail(buffer.getvalue(), profile.photo, profile.zip.cap_pixels)
    if drawn is None:
        raise SystemExit("the photo cannot be drawn")
    return drawn


def build(findings: int, thumbnails: int) -> Report:
    """Build a report with so many findings."""
    half = findings // 2
    rows: list[tuple[str, ...]] = [("标题",), ("说明",), HEADERS]
    found = []
    for index in range(half):
        number, name = id_number(index), f"测试{chr(0x4E00 + index % 5000)}"
        rows.append((name, number, "院校考生", "某某学院", "某某站点", "某某计划", "某某证书", "一级"))
        member = f"{id_number(index % thumbnails if thumbnails else index)}.jpg"
        photo = Place(location=Location(file="照片.zip", member=member), id_number=number)
        found.append(
            Finding(
                code=("PHO206", "PHO301", "PHO303")[index % 3],
                severity=Severity.ERROR,
                title="照片像素不符",
                message="480×640，应为 295×413（比例也不对，需要先裁剪）",
                fix="用修图软件先裁成规定的比例，再把图像大小改成规定的像素；不要直接拉伸变形。",
                place=photo,
                measured="480×640",
                limit="295×413",
            )
        )
        row = index + 4
        at = Location(file="报考.xlsx", sheet="Sheet1", cell=f"H{row}", row=row, column="证书等级")
        found.append(
            Finding(
                code="REG107",
                severity=Severity.ERROR,
                title="证书等级不是可选的值",
                message="“一级”不是可选的值，可选的有初级、中级、高级",
                fix="在下拉列表里选证书有的等级。",
                place=Place(location=at, value="一级", stored_as="text", id_number=number, name=name),
            )
        )
    columns = {field: place for place, field in enumerate(("name", "id_number"))}
    return Report(
        command="check",
        profile="wdyy-2021",
        checked_on="2026-11-23",
        inputs=(
            InputFile(path="照片.zip", items=half, unit="张照片"),
            InputFile(path="报考.xlsx", items=half, unit="名考生"),
        ),
        findings=tuple(found),
        exit_code=1,
        tables=(Table(file="报考.xlsx", sheet="Sheet1", header_row=3, columns=columns, rows=rows),),
        thumbnails={
            ("照片.zip", f"{id_number(index)}.jpg"): grainy_thumbnail(index) for index in range(thumbnails)
        },
        classes={id_number(index): f"{1 + index // 50} 班" for index in range(half)},
    )


def peak_megabytes() -> float:
    """Give the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES


def measure(name: str, findings: int, thumbnails: int, *, masked: bool) -> None:
    """Render one report in this process, and print the figures."""
    report = build(findings, thumbnails)
    before, start = peak_megabytes(), time.perf_counter()
    if masked:
        report = redact(report)
    size = sum(len(piece) for piece in FORMATS[name].render(report))
    seconds, more = time.perf_counter() - start, peak_megabytes() - before
    words = f"{name}{' redacted' if masked else ''}"
    print(
        f"{words:16} {seconds:6.2f} s {size / MEGABYTE:7.1f} MB  {more:5.0f} MB of memory beyond {before:.0f}"
    )


def main() -> None:
    """Measure all formats, or the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--thumbnails", type=int, default=0)
    parser.add_argument("--masked", action="store_true")
    parser.add_argument("--format", choices=list(FORMATS))
    options = parser.parse_args()
    if options.format is not None:
        measure(options.format, options.findings, options.thumbnails, masked=options.masked)
        return
    print(f"{options.findings:,} findings, {options.thumbnails:,} thumbnails")
    for name in FORMATS:
        command = [sys.executable, __file__, "--format", name, f"--findings={options.findings}"]
        command.append(f"--thumbnails={options.thumbnails}")
        for extra in ([], ["--masked"]):
            subprocess.run([*command, *extra], check=True)


if __name__ == "__main__":
    main()
