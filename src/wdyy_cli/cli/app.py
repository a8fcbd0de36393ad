"""The command line as a whole, and the one place where errors end."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from wdyy_cli import __version__
from wdyy_cli.cli.batch import EXAMPLES as BATCH_EXAMPLES
from wdyy_cli.cli.batch import batch
from wdyy_cli.cli.check import EXAMPLES as CHECK_EXAMPLES
from wdyy_cli.cli.check import check
from wdyy_cli.cli.check_photos import EXAMPLES as PHOTO_EXAMPLES
from wdyy_cli.cli.check_photos import check_photos
from wdyy_cli.cli.command import add_command
from wdyy_cli.cli.fault import keep_details
from wdyy_cli.cli.help import ChineseGroup, explain_usage_error
from wdyy_cli.cli.init import EXAMPLES as INIT_EXAMPLES
from wdyy_cli.cli.init import init
from wdyy_cli.cli.output import complain, note, prepare_streams, write_out, write_unless_begun
from wdyy_cli.cli.profile import profile_app
from wdyy_cli.cli.records import RECORD_EXAMPLES, STATUS_EXAMPLES, check_status, verify_records
from wdyy_cli.cli.registration import (
    BUILD_EXAMPLES,
    LINT_EXAMPLES,
    ROSTER_EXAMPLES,
    build_registration,
    check_roster,
    lint_registration,
)
from wdyy_cli.cli.rooms import (
    COUNT_EXAMPLES,
    PLAN_EXAMPLES,
    PROCTOR_EXAMPLES,
    ROOM_EXAMPLES,
    check_proctors,
    check_rooms,
    count_proctors,
    plan_rooms,
)
from wdyy_cli.cli.rules import explain, rules
from wdyy_cli.cli.schema import schema
from wdyy_cli.cli.template import EXAMPLES as TEMPLATE_EXAMPLES
from wdyy_cli.cli.template import template
from wdyy_cli.errors import WdyyError
from wdyy_cli.report.json_report import render_failure
from wdyy_cli.report.redact import mask_numbers

USAGE, FAULT, INTERRUPTED = 2, 3, 130
INTERRUPTED_WORDS = "已中断，没有检查完。"
"""Exit statuses beyond those of a job."""

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
add_command(app, "init", init, INIT_EXAMPLES)
add_command(app, "check", check, CHECK_EXAMPLES)
add_command(app, "batch", batch, BATCH_EXAMPLES)
add_command(app, "check-photos", check_photos, PHOTO_EXAMPLES)
add_command(app, "check-roster", check_roster, ROSTER_EXAMPLES)
add_command(app, "build-registration", build_registration, BUILD_EXAMPLES)
add_command(app, "lint-registration", lint_registration, LINT_EXAMPLES)
add_command(app, "check-status", check_status, STATUS_EXAMPLES)
add_command(app, "verify-records", verify_records, RECORD_EXAMPLES)
add_command(app, "plan-rooms", plan_rooms, PLAN_EXAMPLES)
add_command(app, "check-rooms", check_rooms, ROOM_EXAMPLES)
add_command(app, "count-proctors", count_proctors, COUNT_EXAMPLES)
add_command(app, "check-proctors", check_proctors, PROCTOR_EXAMPLES)
add_command(app, "template", template, TEMPLATE_EXAMPLES)
add_command(app, "rules", rules)
add_command(app, "explain", explain)
app.add_typer(profile_app, name="profile")
add_command(app, "schema", schema)


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
