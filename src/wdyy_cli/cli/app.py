"""The one place where a command line begins and where errors end. Light until it is known what is wanted."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wdyy_cli import __version__
from wdyy_cli.about import DEFAULT_PROFILE, RULE_COUNT
from wdyy_cli.cli.screen.streams import ENDED, complain, note, prepare_streams, write_out, write_unless_begun
from wdyy_cli.cli.screen.words import in_program_words
from wdyy_cli.errors import WdyyError

USAGE, FAULT, INTERRUPTED = 2, 3, 130
"""Exit statuses beyond those of a job."""

INTERRUPTED_WORDS = "已中断，没有检查完。"


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command line, `sys.argv` by default, and return the exit status.

    No exception leaves: what the user can mend is said in Chinese, anything else goes to a file that is
    named.
    """
    prepare_streams()
    if argv is None and getattr(sys, "frozen", False):
        from wdyy_cli.cli.clicked import serve, was_clicked

        if was_clicked(sys.argv[1:]):
            return serve(sys.argv[1:], main)
    given = in_program_words(sys.argv[1:] if argv is None else argv)
    try:
        return _run(given)
    except WdyyError as error:
        _tell_programs(given, error.whole, USAGE)
        complain(error)
        return USAGE
    except KeyboardInterrupt:
        _tell_programs(given, INTERRUPTED_WORDS, INTERRUPTED)
        note(INTERRUPTED_WORDS)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the boundary: nothing may end in a traceback on the screen
        _tell_programs(given, f"程序自身出错了：{type(error).__name__}", FAULT)
        return _report_fault(error)


def _tell_programs(argv: Sequence[str], reason: str, status: int) -> None:
    """Where JSON was asked for, and none has been written, write a report that says why there is no other."""
    words = " ".join(argv)
    if "--format json" in words or "--format=json" in words:
        from wdyy_cli.report.machine.json_report import render_failure
        from wdyy_cli.report.redaction.redact import mask_numbers

        write_unless_begun([render_failure(argv[0], mask_numbers(reason), status)])


def _run(argv: list[str]) -> int:
    if argv == ["--version"]:
        write_out([f"wdyy {__version__}（证书规定 {DEFAULT_PROFILE}，{RULE_COUNT} 条规则）\n"])
        return 0
    from wdyy_cli.cli.commands import names_a_file, run_command

    if argv and names_a_file(argv[0]):
        argv = ["check", *argv]
    status = run_command(argv or ["--help"])
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    if status == ENDED:
        return INTERRUPTED
    return status if argv else USAGE


def _report_fault(error: Exception) -> int:
    from wdyy_cli.cli.screen.fault import keep_details

    where = keep_details(error)
    note(f"× 程序自身出错了，检查没有完成：{type(error).__name__}。这不是您的文件的问题。")
    note(f"  {where}")
    return FAULT
