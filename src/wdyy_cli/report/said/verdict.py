"""The last line of a report: whether the files may be uploaded, what was not looked at, what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wdyy_cli.model import SCHOOLS, Report, ReportPart, Severity, Verdict
from wdyy_cli.report.said.words import GOOD, IGNORED, MARKS, ROLE_WORDS, UPLOADED

AGAIN = "再运行一次同样的命令"
WHO_LACKS_A_PHOTO = "XRF001"
OF_THE_PLATFORM = ("REC", "STA", "XRF007")
NOT_NOW = "现在不要上传。"


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The verdict for people; `severity` is None where all is well."""

    severity: Severity | None
    sentence: str
    next_step: str = ""

    @property
    def mark(self) -> str:
        """The mark that tells it without colours."""
        return MARKS[self.severity]

    @property
    def whole(self) -> str:
        """Everything on one line."""
        gap = "" if self.mark == "！" else " "
        return f"{self.mark}{gap}{self.sentence}{self.next_step}"


def verdict(report: Report, where: str = "上面") -> Closing:
    """Say whether the files may be uploaded; `where` the findings stand, seen from the verdict."""
    found = _verdict(report, where)
    if report.recorded and found.severity is None:
        return _doubt("没有发现错误。", "这一次只把问题记下来；上传前请不加 --update-baseline 再检查一次。")
    return found


def _verdict(report: Report, where: str) -> Closing:
    if report.parts:
        return _of_parts(report)
    if report.of_class is not None:
        return _of_class(report, where)
    if report.verdict is Verdict.UNUSABLE:
        return _unusable(report)
    if report.verdict is Verdict.FAULTY:
        anew = "，加上 --force 换掉这一次做的" if report.made_file else ""
        exported = "；在平台上改的，要重新导出" if _is_told_by_an_export(report) else ""
        step = f"请先改正{where}的错误{exported}，{AGAIN}{anew}，直到没有错误。"
        if report.mended is not None:
            step = f"剩下的错误请在“{report.mended}”里改，改好再检查它。"
        return _bad(report.objection or NOT_NOW, step)
    return _without_errors(report)


def _is_told_by_an_export(report: Report) -> bool:
    """Whether an error is one of the platform's own data: the export that was looked at never changes."""
    errors = (f for f in report.findings if f.severity is Severity.ERROR and f.suppressed is None)
    return any(error.code.startswith(OF_THE_PLATFORM) for error in errors)


def part_words(report: Report, part: ReportPart) -> str:
    """Say what one school or class of several came to; what a class has to do stands in its own report."""
    if part.report is None:
        return f"× {part.reason}"
    found = verdict(part.report, "报告里")
    if report.part_unit == SCHOOLS:
        return found.whole
    return replace(found, sentence=found.sentence.removeprefix(f"{part.shown}："), next_step="").whole


def _without_errors(report: Report) -> Closing:
    """Say what is left where no error is: what is known, what was left out, warnings, or nothing."""
    if known := report.count_suppressed(Severity.ERROR):
        sentence = f"没有新的问题；{known:,} 处错误还没有改，{report.objection or NOT_NOW}"
        return _doubt(sentence)
    if any(item.deselected for item in report.not_checked):
        step = "上传前请不加 --select 和 --ignore 再查一遍。"
        return _doubt("选中的规则没有发现错误，但还有规则没有检查。", step)
    if warnings := report.count(Severity.WARNING):
        step = f"请逐条看过，确认没有问题再往下做。{_still_lacking(report)}"
        return _doubt(f"没有错误，有 {warnings:,} 处警告。", step)
    return _good(report)


def _good(report: Report) -> Closing:
    ignored = report.count_suppressed()
    step = f"{IGNORED}的 {ignored:,} 处请自己把关。" if ignored else ""
    lacking = _still_lacking(report)
    if report.advice is not None:
        if lacking:
            return _doubt("检查过的没有发现问题。", f"{lacking}{step}")
        of_which = "" if report.mended is None else f"“{report.mended}”"
        return _well(f"{of_which}{report.advice.removeprefix(GOOD).lstrip()}", step)
    roles = {given.role: None for given in report.inputs if given.items and not given.beside}
    sent = [ROLE_WORDS[role] for role in roles if role in UPLOADED]
    agreeing = [ROLE_WORDS[role] for role in roles if role is not None and role not in UPLOADED]
    also = f"{'、'.join(agreeing)}也都对上了。" if agreeing else ""
    if not any(role in UPLOADED[1:] for role in roles):
        # Nobody uploads a roster alone.
        return _doubt(f"{'、'.join([*sent, *agreeing])}没有发现问题。", f"{lacking}{step}")
    of_which = "" if report.mended is None else f"（{report.mended}）"
    return _well(f"可以上传：{'、'.join(sent)}{of_which}。", f"{also}{lacking}{step}")


def _unusable(report: Report) -> Closing:
    if any(given.reason is not None for given in report.inputs):
        return _bad("有文件没有检查。", f"照上面写的改好，{AGAIN}。")
    return _bad("没有检查到任何内容，不能上传。", "请确认选对了文件。")


def _of_parts(report: Report) -> Closing:
    counts = {each: sum(part.verdict is each for part in report.parts) for each in Verdict}
    if counts[Verdict.CLEAN] == len(report.parts):
        if report.lacking:
            return _doubt(f"{len(report.parts):,} {report.part_unit}通过。", _still_lacking(report))
        return _well("全部通过。")
    words = {
        Verdict.UNUSABLE: "有文件没有检查",
        Verdict.FAULTY: "有错误",
        Verdict.PARTIAL: "没有新的错误，但没有全部检查或还有没改的",
        Verdict.CLEAN: "通过",
    }
    told = "；".join(f"{counts[each]:,} {report.part_unit}{words[each]}" for each in words if counts[each])
    if report.verdict is Verdict.PARTIAL:
        return _doubt(f"{told}。")
    each = "各校" if report.part_unit == SCHOOLS else "各班"
    return _bad(f"{told}。", f"请{each}改正，{AGAIN}。")


def _of_class(report: Report, where: str) -> Closing:
    """Say to a class teacher what is left to do; whether files may be uploaded is not for her to see."""
    if errors := report.count(Severity.ERROR):
        step = f"请照{where}写的改好，交给考务老师再检查一遍。"
        return _bad(f"{report.of_class}：{errors:,} 处错误。", step)
    if known := report.count_suppressed(Severity.ERROR):
        return _doubt(f"{report.of_class}：没有新的问题，{known:,} 处错误还没有改。")
    if any(given.reason is not None for given in report.inputs):
        return _doubt(f"{report.of_class}：读出来的文件里没有错误，但有文件没有检查。")
    if any(item.deselected for item in report.not_checked):
        return _doubt(f"{report.of_class}：选中的规则没有发现错误，但还有规则没有检查。")
    if warnings := report.count(Severity.WARNING):
        return _doubt(f"{report.of_class}：没有错误，有 {warnings:,} 处警告。", "请逐条看过。")
    read = [
        ROLE_WORDS[role] for role in dict.fromkeys(file.role for file in report.inputs) if role is not None
    ]
    return _well(f"{report.of_class}：没有发现问题。", f"检查过的：{'、'.join(read)}。" if read else "")


def _still_lacking(report: Report) -> str:
    if report.lacking:
        return f"还没有检查：{'、'.join(report.lacking)}。"
    nobody = any(item.code == WHO_LACKS_A_PHOTO for item in report.not_checked if not item.deselected)
    return "还没有检查：谁缺照片（没有写花名册）。" if nobody and report.advice is None else ""


def _bad(sentence: str, step: str) -> Closing:
    return Closing(severity=Severity.ERROR, sentence=sentence, next_step=step)


def _doubt(sentence: str, step: str = "") -> Closing:
    return Closing(severity=Severity.WARNING, sentence=sentence, next_step=step)


def _well(sentence: str, step: str = "") -> Closing:
    return Closing(severity=None, sentence=sentence, next_step=step)
