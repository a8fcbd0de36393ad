"""The command line as a whole, and the one place where errors end."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from wdyy_cli import __version__
from wdyy_cli.cli import (
    batch,
    check,
    check_photos,
    exam,
    init,
    profile,
    records,
    registration,
    rooms,
    rules,
    schema,
    template,
)
from wdyy_cli.cli.command import add_command
from wdyy_cli.cli.fault import keep_details
from wdyy_cli.cli.help import ChineseGroup, explain_usage_error
from wdyy_cli.cli.output import complain, note, prepare_streams, write_out, write_unless_begun
from wdyy_cli.errors import WdyyError
from wdyy_cli.report.json_report import render_failure
from wdyy_cli.report.redact import mask_numbers

USAGE, FAULT, INTERRUPTED = 2, 3, 130
"""Exit statuses beyond those of a job."""

INTERRUPTED_WORDS = "已中断，没有检查完。"

app = typer.Typer(
    name="wdyy",
    cls=ChineseGroup,
    help="1+X 证书报考材料检查：上传到平台之前，把照片和表格里的错误都找出来。",
    epilog="从这里开始：wdyy check-photos 照片.zip\n一条规则的说明：wdyy explain PHO206",
    add_completion=False,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# The order in which the help page lists them.
add_command(app, init.init, init.EXAMPLES)
add_command(app, check.check, check.EXAMPLES)
add_command(app, batch.batch, batch.EXAMPLES)
add_command(app, check_photos.check_photos, check_photos.EXAMPLES)
add_command(app, registration.check_roster, registration.ROSTER_EXAMPLES)
add_command(app, registration.build_registration, registration.BUILD_EXAMPLES)
add_command(app, registration.lint_registration, registration.LINT_EXAMPLES)
add_command(app, records.check_status, records.STATUS_EXAMPLES)
add_command(app, records.verify_records, records.RECORD_EXAMPLES)
add_command(app, rooms.plan_rooms, rooms.PLAN_EXAMPLES)
add_command(app, rooms.check_rooms, rooms.ROOM_EXAMPLES)
add_command(app, rooms.count_proctors, rooms.COUNT_EXAMPLES)
add_command(app, rooms.check_proctors, rooms.PROCTOR_EXAMPLES)
add_command(app, exam.schedule, exam.SCHEDULE_EXAMPLES)
add_command(app, exam.fees, exam.FEES_EXAMPLES)
add_command(app, exam.check_materials, exam.MATERIALS_EXAMPLES)
add_command(app, exam.name_video, exam.VIDEO_EXAMPLES)
add_command(app, template.template, template.EXAMPLES)
add_command(app, rules.rules)
add_command(app, rules.explain)
app.add_typer(profile.profile_app, name="profile")
add_command(app, schema.schema)


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command line, `sys.argv` by default, and return the exit status.

    No exception leaves: what the user can mend is said in Chinese, anything else goes to a file that is
    named.
    """
    prepare_streams()
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(given)
    except WdyyError as error:
        _tell_programs(given, error.whole, USAGE)
        complain(error)
        return USAGE
    except KeyboardInterrupt:
        _tell_programs(given, INTERRUPTED_WORDS, INTERRUPTED)
        note(INTERRUPTED_WORDS, quiet=False)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the boundary: nothing may end in a traceback on the screen
        _tell_programs(given, f"程序自身出错了：{type(error).__name__}", FAULT)
        return _report_fault(error)


def _tell_programs(argv: Sequence[str], reason: str, status: int) -> None:
    """Where JSON was asked for, and none has been written, write a report that says why there is no other."""
    words = " ".join(argv)
    if "--format json" in words or "--format=json" in words:
        write_unless_begun([render_failure(argv[0], mask_numbers(reason), status)])


def _run(argv: list[str]) -> int:
    if argv == ["--version"]:
        write_out([f"wdyy {__version__}\n"])
        return 0
    command = get_command(app)
    try:
        status = command.main(args=argv or ["--help"], prog_name="wdyy", standalone_mode=False)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except TyperException as error:
        raise explain_usage_error(error) from error
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    return USAGE if not argv else int(status or 0)


def _report_fault(error: Exception) -> int:
    where = keep_details(error)
    note(f"× 程序自身出错了，检查没有完成：{type(error).__name__}。这不是您的文件的问题。", quiet=False)
    note(f"  {where}", quiet=False)
    return FAULT
