"""`wdyy check-roster`, `wdyy lint-registration` and `wdyy build-registration`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wdyy_cli.cli.from_workspace import FromWorkspace
from wdyy_cli.cli.handing_on import ByClass
from wdyy_cli.cli.options import Checking, Force, Values, read_output, refuse_input
from wdyy_cli.cli.parameters import argument, list_argument, list_option, value_option
from wdyy_cli.cli.screen.output import finish
from wdyy_cli.errors import WdyyError

if TYPE_CHECKING:
    from wdyy_cli.jobs.forms.repair import Repair

CHECK_ROSTER_EXAMPLES = """
例子：
  wdyy check-roster 花名册.xlsx
  wdyy check-roster 一班.xlsx 二班.xlsx                     几位班主任各交一份的，合起来看
  wdyy check-roster 花名册.xls --column 身份证号=证件
  wdyy check-roster 花名册.xlsx --fix 改好的花名册.xlsx     自动改好空格、全角、小写 x
  wdyy check-roster 学生信息.xlsx --template 导入模板.xlsx   填好的“导入学生信息”表格
"""

LINT_REGISTRATION_EXAMPLES = """
例子：
  wdyy lint-registration 报考.xlsx
  wdyy lint-registration 报考.xlsx --template 平台模板.xlsx
  wdyy lint-registration 报考.xlsx --fix 改好的报考.xlsx            自动改好空格、全角、小写 x
  wdyy lint-registration 报考.xlsx --fix 改好的报考.xlsx --dry-run   只看看会改什么
"""

BUILD_REGISTRATION_EXAMPLES = """
例子：
  wdyy build-registration 花名册.xlsx -o 报考.xlsx --school 学校全称 --site 考核站点 \\
       --plan 考试计划名称 --level 初级 --student-type 院校考生
  wdyy build-registration 花名册.xlsx -o 报考.xlsx --template 平台模板.xlsx

学校、站点、计划等写在 wdyy.toml 里就不用每次输入；花名册里有“证书等级”“学生类型”列的，按各行的填。
"""

Rosters = Annotated[
    list[str],
    list_argument(
        "[花名册...]", "学生名单：.xlsx、.xls、.csv …；可以有几个，也可以是文件夹；默认用 wdyy.toml 里写的"
    ),
]
Fix = Annotated[str, value_option("--fix", "文件", "另存一份，能安全改正的问题都改好")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="与 --fix 一起用：只列出会改什么")]
Template = Annotated[str, value_option("--template", "表格", "平台的模板；默认用 wdyy.toml 里写的，或自带的")]


def check_roster(
    roster: Rosters,
    checking: Checking,
    values: Values,
    by_class: ByClass,
    template: Annotated[
        str, value_option("--template", "模板", "平台的“导入学生信息”模板：检查照它填好的表格")
    ] = "",
    fix: Fix = "",
    dry_run: DryRun = False,
    force: Force = False,
) -> int:
    """
    检查花名册：必填的列，身份证号，重复的学生。

    表头可以在前几行的任何一行；一个班一张工作表、几张表上下或左右排着也可以。--fix 只改不会改错的。
    """
    workspace = FromWorkspace("check-roster", checking, values, by_class=bool(by_class.per_class))
    roster = workspace.files(roster, "roster", spelled="花名册...")
    workspace.tell()
    output = read_output(checking, [*roster, template], by_class.folder)
    repair = _read_repair(fix, "改好的花名册.xlsx", force=force, dry_run=dry_run)
    if fix and template:
        raise WdyyError(
            "--fix 和 --template 不能一起用。", "先用 --fix 改好，再用 --template 检查改好的文件。"
        )
    refuse_input(fix, roster, checking.report)
    from wdyy_cli.jobs.check_roster import check_roster as job

    checked = job(roster, workspace.settings, repair, template or None)
    status = finish(checked, output)
    workspace.tell_mended("roster", roster[0], checked.mended)
    return status


def lint_registration(  # noqa: PLR0913 - one parameter for each option
    checking: Checking,
    values: Values,
    by_class: ByClass,
    photos: Annotated[
        list[str], list_option("--photos", "照片", "照片压缩包或文件夹：看看谁缺照片；可以写多次")
    ],
    roster: Annotated[
        list[str],
        list_option("--roster", "表格", "花名册：看看谁没有报考，谁不该报考；可以写多次，也可以是文件夹"),
    ],
    sheet: Annotated[
        str, argument("[报考表]", "填好的“按证书批量导入报考”表格；默认用 wdyy.toml 里写的")
    ] = "",
    template: Template = "",
    fix: Fix = "",
    dry_run: DryRun = False,
    force: Force = False,
) -> int:
    """
    上传前检查报考表：格式、每一格的内容、身份证号、重复的考生。

    --fix 只改空格、全角字符、小写 x 这些不会改错的；身份证号存成了数字的，永远不自动改。
    """
    workspace = FromWorkspace("lint-registration", checking, values, by_class=bool(by_class.per_class))
    roster = roster if sheet else workspace.beside(roster, "roster")
    photos = photos if sheet else workspace.beside(photos, "photos")
    sheet = workspace.file(sheet, "registration", spelled="报考表")
    workspace.tell()
    by_class.refuse_without(roster)
    template = template or workspace.settings.template("template")
    inputs = [sheet, *photos, *roster, template]
    output = read_output(checking, inputs, by_class.folder)
    repair = _read_repair(fix, "改好的报考.xlsx", force=force, dry_run=dry_run)
    refuse_input(fix, inputs, checking.report)
    from wdyy_cli.jobs.forms.lint_registration import BesideRegistration
    from wdyy_cli.jobs.forms.lint_registration import lint_registration as job

    beside = BesideRegistration(template=template or None, roster=tuple(roster), photos=tuple(photos))
    checked = job(sheet, workspace.settings, beside, repair)
    status = finish(checked, output)
    workspace.tell_mended("registration", sheet, checked.mended)
    return status


def _read_repair(fix: str, example: str, *, force: bool, dry_run: bool) -> Repair | None:
    """Read what is to become of the repaired copy, None without --fix; raises WdyyError."""
    if dry_run and not fix:
        raise WdyyError("--dry-run 要和 --fix 一起用。", f"例如 --fix {example} --dry-run")
    if not fix:
        return None
    from wdyy_cli.jobs.forms.repair import Repair

    return Repair(output=fix, force=force, dry_run=dry_run)


def build_registration(
    roster: Rosters,
    checking: Checking,
    values: Values,
    out: Annotated[
        str, value_option("--output", "文件", "要生成的报考表（.xlsx）；默认用 wdyy.toml 里写的名称", "-o")
    ] = "",
    template: Template = "",
    partial: Annotated[bool, typer.Option("--partial", help="有错误的学生先不写，其余的照样生成")] = False,
    force: Force = False,
) -> int:
    """
    由花名册生成“按证书批量导入报考”表格。

    模板的格式、下拉列表和说明原样保留，只填学生；写好后再读出来检查一遍。花名册里有错误时不生成。
    """
    workspace = FromWorkspace("build-registration", checking, values)
    expected = not out
    roster = workspace.files(roster, "roster", spelled="花名册...")
    out = workspace.output(out, "registration", "报考.xlsx")
    workspace.tell()
    template = template or workspace.settings.template("template")
    inputs = [*roster, template]
    output = read_output(checking, inputs)
    refuse_input(out, inputs, checking.report)
    from wdyy_cli.jobs.forms.build_registration import RegistrationOrder
    from wdyy_cli.jobs.forms.build_registration import build_registration as job

    build = RegistrationOrder(output=out, template=template or None, partial=partial, force=force)
    built = job(roster, build, workspace.settings)
    status = finish(built, output)
    if expected and not built.stopped:
        workspace.remember("registration", out)
    return status
