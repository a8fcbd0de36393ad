"""Which commands there are: one table. A command is loaded when it is called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from wdyy_cli.cli.screen.help import ChineseGroup, explain_usage_error

if TYPE_CHECKING:
    from typer._click.core import Command as TyperCommand
    from typer._click.core import Context


class Command(NamedTuple):
    """
    A command: its name, the file in which its function is, and what the help page of `wdyy` says of it.

    Function and examples are called after the command: `check_rooms`, and `CHECK_ROOMS_EXAMPLES`, which end
    its own help page. `summary` is the first line of the function's docstring.
    """

    name: str
    module: str
    summary: str

    @property
    def function(self) -> str:
        """What its function is called."""
        return self.name.replace("-", "_")


# The order in which the help page lists them.
COMMANDS = (
    Command("init", "init", "准备一个文件夹：写好带说明的 wdyy.toml 和空白模板。"),
    Command("check", "check", "上传前的总检查：文件夹里的花名册、照片、报考表等逐个检查，再互相核对。"),
    Command("batch", "batch", "一次检查许多学校：每个学校一份报告，最后一张汇总表。"),
    Command("check-photos", "check_photos", "上传前检查照片：哪些照片平台会拒收，为什么，怎么改。"),
    Command(
        "prepare-photos",
        "prepare_photos",
        "把摄影师给的照片做成可以上传的压缩包：认人、转正、裁剪、缩小、改名、打包，再检查一遍。",
    ),
    Command("check-roster", "registration", "检查花名册：必填的列，身份证号，重复的学生。"),
    Command("build-registration", "registration", "由花名册生成“按证书批量导入报考”表格。"),
    Command("build-students", "students", "由花名册生成平台的“导入学生信息”表格。"),
    Command(
        "lint-registration", "registration", "上传前检查报考表：格式、每一格的内容、身份证号、重复的考生。"
    ),
    Command("check-status", "records", "看平台上的考生信息是不是都是“信息准确”，不是的该怎么办。"),
    Command("verify-records", "records", "报考后核对记录：每名考生理论、实操各一条，不多不少。"),
    Command("plan-rooms", "rooms", "给考场分座位：每个考场坐几人，要几名监考。"),
    Command("check-rooms", "rooms", "检查考场表：座位总数、机位、名称、类型、必填的八项。"),
    Command("count-proctors", "rooms", "算每个考场要几名监考，一共要几名。"),
    Command("check-proctors", "rooms", "检查监考名单：人够不够，手机号码，重复的老师，是不是本专业的老师。"),
    Command("schedule", "exam", "考试的各个阶段，报名还有几天截止，接下来做什么。"),
    Command("fees", "exam", "算考核费用：每个等级多少人、多少钱，几所学校的分开算。"),
    Command("check-materials", "exam", "考试结束后，检查要上交的材料齐不齐，视频的名称对不对。"),
    Command("name-video", "exam", "监控视频该叫什么：考试时间+考核站点+考场名称。"),
    Command("template", "template", "存一份空白模板。"),
    Command("rules", "rules", "列出全部规则。"),
    Command("explain", "rules", "详细说明一条规则：为什么，怎么办，依据，例子。"),
    Command("schema", "schema", "输出 JSON 报告的格式说明（JSON Schema），供写脚本的老师核对字段。"),
    Command("profile", "profile", "证书规定：列出、查看、检查。"),
    Command("completion", "completion", "输出补全脚本：在终端里按 Tab 键补全命令和选项。"),
)
BY_NAME = {command.name: command for command in COMMANDS}


class Program(ChineseGroup):
    """`wdyy` itself: it knows its commands from the table and loads the one that is wanted."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - as the library wants it
        """Give all names, in the order of the help page."""
        return list(BY_NAME)

    def get_command(self, ctx: Context, cmd_name: str) -> TyperCommand | None:  # noqa: ARG002 - see above
        """Load a command; None where there is none of this name."""
        return load_command(cmd_name) if cmd_name in BY_NAME else None

    def summaries(self, ctx: Context) -> list[tuple[str, str]]:  # noqa: ARG002 - as for any group
        """Say in a line what each command does, without loading it."""
        return [(command.name, command.summary) for command in COMMANDS]


@cache
def load_command(name: str) -> TyperCommand:
    """Import a command and make its options."""
    from wdyy_cli.cli.command import add_command

    row = BY_NAME[name]
    module = import_module(f"wdyy_cli.cli.verbs.{row.module}")
    found = getattr(module, row.function)
    if isinstance(found, typer.Typer):
        group: TyperCommand = get_command(found)
        group.name = name
        return group
    app = typer.Typer(add_completion=False)
    add_command(app, found, getattr(module, f"{row.function.upper()}_EXAMPLES", ""))
    return get_command(app)


@cache
def _program() -> Program:
    return Program(
        name="wdyy",
        help="1+X 证书报考材料检查：上传到平台之前，把照片和表格里的错误都找出来。",
        epilog="从这里开始：wdyy check 学校文件夹\n"
        "一个命令的用法：wdyy help check-photos；命令也可以写中文：wdyy 检查照片 照片.zip\n"
        "一条规则的说明：wdyy explain PHO206",
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
    )


READ_TABLES = frozenset(
    {
        "check",
        "check-roster",
        "build-registration",
        "build-students",
        "lint-registration",
        "check-status",
        "verify-records",
        "check-rooms",
        "check-proctors",
    }
)
"""Commands that open at least one table whenever they run."""


def names_a_file(word: str) -> bool:
    """Whether the first word is no command but something that lies there: it was dropped on the program."""
    if word in BY_NAME or word.startswith("-"):
        return False
    from wdyy_cli.school.reading.named import expand_name

    return any(Path(path).exists() for path in expand_name(word, Path()))


def run_command(argv: Sequence[str]) -> int:
    """Run a command line and give its exit status; raises WdyyError for one that is written wrong."""
    if argv[0] in READ_TABLES and not {"-h", "--help"} & set(argv):
        # The process that reads tables gets ready while this one still loads what it needs.
        from wdyy_cli.files.tables.guarded_child import start_early

        start_early()
    try:
        status = _program().main(args=list(argv), prog_name="wdyy", standalone_mode=False)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except TyperException as error:
        raise explain_usage_error(error, argv[0] if argv[0] in BY_NAME else "") from error
    return int(status or 0)
