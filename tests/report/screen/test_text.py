"""The report for reading: nothing wider than the terminal, nothing lost, columns aligned."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from report_builders import plain_report
from wdyy_cli.model import Finding, InputFile, Location, Place, Report, Severity
from wdyy_cli.report.redaction.redact import redact
from wdyy_cli.report.screen.columns import cells
from wdyy_cli.report.screen.text import render_text

WORDS = st.text(st.sampled_from("张三（，。）“ ”1X.jpgab/é😀\u200b"), min_size=1, max_size=60)


def finding(member: str, message: str, code: str = "PHO206", file: str = "照片.zip") -> Finding:
    place = Place(location=Location(file=file, member=member))
    return Finding(
        code=code, severity=Severity.ERROR, title="照片像素不符", message=message, fix="先裁剪。", place=place
    )


def report(*findings: Finding, files: tuple[str, ...] = ("照片.zip",)) -> Report:
    return Report(
        command="check-photos",
        profile="wdyy-2021",
        checked_on="2026-11-23",
        inputs=tuple(InputFile(path=file, items=3) for file in files),
        findings=findings,
        exit_code=1,
        unit="张照片",
    )


def lines_of(found: Report, width: int | None, max_per_rule: int | None = 20) -> list[str]:
    return [line.text for line in render_text(found, max_per_rule, width)]


@given(st.lists(st.tuples(WORDS, WORDS), max_size=6), st.integers(30, 120))
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(
    written: list[tuple[str, str]], width: int
) -> None:
    found = report(*(finding(member, message) for member, message in written))
    lines = lines_of(found, width)
    assert max(map(cells, lines)) <= width
    assert "".join("".join(lines).split()) == "".join("".join(lines_of(found, None)).split())


def test_a_rule_with_few_findings_is_one_line_in_a_pipe() -> None:
    long = "一个很长的文件夹名称" * 5 + "/1.jpg"
    lines = lines_of(report(finding(long, "内容" * 90)), None)
    assert lines[2:4] == [
        "照片.zip：3 张照片，错误 1 处",
        f"  × PHO206 照片像素不符：{long} {'内容' * 90}。怎么办：先裁剪。",
    ]


def many(*findings: Finding) -> Report:
    """Build a report with so many findings of the rule that each stands on a line of its own."""
    return report(*findings, *(finding(f"{index}0.jpg", f"{index} 字节") for index in range(6)))


def test_messages_begin_in_one_column_and_hang_there() -> None:
    found = many(
        finding("1.jpg", "480×640，应为 295×413（比例也不对，需要先裁剪）"), finding("张三.jpg", "1,000 字节")
    )
    assert lines_of(found, 50)[4:8] == [
        "  × PHO206 照片像素不符（8 处）。怎么办：先裁剪。",
        "      1.jpg     480×640，应为 295×413（比例也不",
        "                对，需要先裁剪）",
        "      张三.jpg  1,000 字节",
    ]


def test_a_place_that_is_too_wide_stands_on_a_line_of_its_own() -> None:
    found = many(finding("网店运营推广一班/110101200812121232.jpg", "10 字节"), finding("1.jpg", "11 字节"))
    assert lines_of(found, 60)[4:7] == [
        "      网店运营推广一班/110101200812121232.jpg",
        "        10 字节",
        "      1.jpg   11 字节",
    ]


def test_the_file_is_named_where_there_are_several() -> None:
    found = report(finding("1.jpg", "0 字节", file="二.zip"), files=("一.zip", "二.zip"))
    assert "  × PHO206 照片像素不符：二.zip/1.jpg 0 字节。怎么办：先裁剪。" in lines_of(found, 80)


def test_what_many_photos_share_is_said_once_and_the_exceptions_apart() -> None:
    same = [finding(f"{index:03}.jpg", "1200×1600，应为 295×413") for index in range(147)]
    lines = lines_of(report(*same, finding("x.jpg", "413×295，应为 295×413")), None, max_per_rule=1)
    assert [line for line in lines if "PHO206" in line or "1200" in line or "还有" in line][:3] == [
        "  × PHO206 照片像素不符（148 处）。怎么办：先裁剪。",
        "      000.jpg …… 共 147 张  都是：1200×1600，应为 295×413",
        "      还有 147 处没有列出；加上 --max-per-rule all 全部列出",
    ]
    usual = lines_of(report(*same, finding("x.jpg", "413×295，应为 295×413")), None)
    assert [sum(name in line for line in usual) for name in ("019.jpg", "020.jpg", "x.jpg")] == [1, 0, 0]
    whole = lines_of(report(*same, finding("x.jpg", "413×295，应为 295×413")), None, max_per_rule=None)
    assert all(any(f"{index:03}.jpg" in line for line in whole) for index in range(147))
    assert "      x.jpg  413×295，应为 295×413" in whole


def test_files_come_in_the_order_of_work_errors_before_warnings() -> None:
    lines = lines_of(plain_report(), None)
    marks = ("【", "  × ", "  ！", "  · ", "× ")
    assert [line[:10] for line in lines if line.startswith(marks)] == [
        "【照片】照片.zip",
        "  × PHO206",
        "  ！ PHO302",
        "【报考表】报考.xl",
        "  × REG107",
        "  · REG112",
        "× 坏.zip 不是",
        "× 有文件没有检查。",
    ]


def long_report() -> Report:
    """Build a report of forty rules, each with more findings than the one before, the first one ignored."""
    findings = [
        replace(finding(f"{rule:02d}-{at}.jpg", f"内容{at}", code=f"PHO{rule:03d}"), title=f"第 {rule} 条")
        for rule in range(1, 41)
        for at in range(rule)
    ]
    return report(replace(findings[0], suppressed="已知"), *findings[1:])


def test_a_report_too_long_for_a_screen_says_where_and_how_many_and_how_to_read_the_rest() -> None:
    found = long_report()
    lines = lines_of(found, 80)
    assert lines[2:8] == [
        "照片.zip：3 张照片，错误 819 处，已忽略 1 处",
        "  × PHO001 第 1 条（已忽略）：01-0.jpg",
        "  × PHO002 第 2 条（2 处）：02-0.jpg、02-1.jpg",
        "  × PHO003 第 3 条（3 处）：03-0.jpg、03-1.jpg、03-2.jpg",
        "  × PHO004 第 4 条（4 处）：04-0.jpg、04-1.jpg、04-2.jpg ……",
        "  × PHO005 第 5 条（5 处）：05-0.jpg、05-1.jpg、05-2.jpg ……",
    ]
    assert lines[-4:-1] == [
        "合计：错误 819 处，警告 0 处，已忽略 1 处。",
        "这里只写了哪里有什么问题。错在哪里、怎么改、读到了哪些列：加上 --open 看网页报",
        "  告，或加上 --max-per-rule all 全部写在屏幕上。",
    ]
    assert (len(lines), max(map(cells, lines)) <= 80) == (48, True)
    assert len(lines_of(found, 80, None)) > 800
    assert len(lines_of(found, None)) > 400


def test_two_short_rules_stand_on_one_line_of_a_long_report() -> None:
    found = long_report()
    ones = [replace(one, severity=Severity.WARNING) for one in found.findings if "-0" in str(one.place)]
    lines = lines_of(replace(found, findings=(*found.findings, *ones)), 80)
    assert "  ！ PHO039 第 39 条：39-0.jpg  ！ PHO040 第 40 条：40-0.jpg" in lines


def by_class(numbers: dict[str, int], classes: tuple[str, ...]) -> Report:
    """Build a report with so many findings for each class, two rules in turn; '' is no known class."""
    findings = []
    known = {f"{name}-{index}": name for name in classes for index in range(numbers.get(name, 0) or 1)}
    for name, count in numbers.items():
        for index in range(count):
            found = finding(f"{name}{index}.jpg", f"{index} 字节", code=("PHO202", "PHO206")[index % 2])
            findings.append(replace(found, place=replace(found.place, id_number=f"{name}-{index}")))
    return replace(report(*findings), classes=known, group_by="class_name")


def test_findings_stand_by_class_with_true_totals_however_few_are_shown() -> None:
    found = by_class({"二班": 7, "": 1, "一班": 2}, ("一班", "二班", "三班"))
    lines = lines_of(found, None, max_per_rule=1)
    assert [line.split("：")[0] for line in lines if line.startswith(("【", "  ×", "没有问题", "× "))] == [
        "【一班】错误 2 处",
        "  × PHO202 照片像素不符",
        "  × PHO206 照片像素不符",
        "【二班】错误 7 处",
        "  × PHO202 照片像素不符（4 处）。怎么办",
        "  × PHO206 照片像素不符（3 处）。怎么办",
        "【未知班级】错误 1 处",
        "  × PHO202 照片像素不符",
        "没有问题的班级",
        "× 现在不要上传。请先改正上面的错误，再运行一次同样的命令，直到没有错误。",
    ]
    assert [line.strip() for line in lines if "没有列出" in line] == [
        "还有 3 处没有列出；加上 --max-per-rule all 全部列出",
        "还有 2 处没有列出；加上 --max-per-rule all 全部列出",
    ]
    assert "合计：3 张照片，错误 10 处，警告 0 处。" in lines
    whole = lines_of(found, None, max_per_rule=None)
    assert "".join(whole).count(".jpg") == 10


def test_a_class_called_unknown_and_the_unknown_class_are_one() -> None:
    found = by_class({"": 1, "未知班级": 2}, ("未知班级",))
    assert [line for line in lines_of(found, None) if line.startswith("【")] == ["【未知班级】错误 3 处"]


def test_ignored_findings_say_so_and_do_not_count() -> None:
    found = report(replace(finding("1.jpg", "0 字节"), suppressed="平台\x07已确认"))
    lines = lines_of(found, None)
    assert "  × PHO206 照片像素不符：1.jpg 0 字节（已忽略：平台□已确认）。怎么办：先裁剪。" in lines
    assert "合计：3 张照片，错误 0 处，警告 0 处，已忽略 1 处。" in lines
    assert lines[-1] == "！没有新的问题；1 处错误还没有改，现在不要上传。"


def test_a_class_teacher_reads_names_beside_numbers() -> None:
    report_of_class = plain_report(group_by="class_name")
    lines = "\n".join(lines_of(report_of_class, None))
    assert "张三丰（网店一班） 480×640，应为 295×413（比例也不对，需要先裁剪）" in lines
    assert "王五一（网店一班） 看过的背景里只有约 50% 是红色" in lines
    redacted = "\n".join(lines_of(redact(report_of_class), None))
    assert "张*（网店一班） 480×640" in redacted
    assert "张三丰" not in redacted


def test_line_breaks_are_blanks_and_no_code_points() -> None:
    lines = lines_of(report(finding("1.jpg", "“身份证\n号码”")), None)
    assert "  × PHO206 照片像素不符：1.jpg “身份证 号码”。怎么办：先裁剪。" in lines
