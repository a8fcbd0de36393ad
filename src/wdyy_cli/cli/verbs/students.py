"""`wdyy build-students`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from wdyy_cli.cli.column_names import read_pair
from wdyy_cli.cli.from_workspace import FromWorkspace
from wdyy_cli.cli.options import Checking, Columns, Force, read_output, refuse_input
from wdyy_cli.cli.parameters import list_argument, list_option, value_option
from wdyy_cli.cli.screen.output import finish
from wdyy_cli.errors import WdyyError

BUILD_STUDENTS_EXAMPLES = """
例子：
  wdyy build-students 花名册.xlsx --template 导入模板.xlsx -o 学生信息.xlsx
  wdyy build-students 一班.xlsx 二班.xlsx --template 导入模板.xlsx -o 学生信息.xlsx --set 民族=汉族
  wdyy check-roster 学生信息.xlsx --template 导入模板.xlsx     再检查一遍填好的表格

模板从平台下载：考试管理 → 考生管理 → 批量导入学生信息。
花名册里没有的列，性别、出生日期、年龄、证件类型由身份证号得出，别的用 --set 给出，
或写在 wdyy.toml 的 [students] 里：values = {"民族" = "汉族"}。
"""


def build_students(
    roster: Annotated[
        list[str],
        list_argument(
            "[花名册...]", "学生名单：.xlsx、.xls、.ods 或 .csv；可以有几个；默认用 wdyy.toml 里写的"
        ),
    ],
    checking: Checking,
    columns: Columns,
    values: Annotated[
        list[str],
        list_option("--set", "列名=内容", "花名册里没有、所有学生都一样的一列，如 民族=汉族；可以写多次"),
    ],
    out: Annotated[
        str,
        value_option("--output", "文件", "要生成的学生信息表（.xlsx）；默认用 wdyy.toml 里写的名称", "-o"),
    ] = "",
    template: Annotated[
        str, value_option("--template", "模板", "平台的“导入学生信息”模板；默认用 wdyy.toml 里写的")
    ] = "",
    partial: Annotated[bool, typer.Option("--partial", help="有错误的学生先不写，其余的照样生成")] = False,
    force: Force = False,
) -> int:
    """
    由花名册生成平台的“导入学生信息”表格。

    照模板自己的表头一列一列填，必填的、下拉列表都照模板；模板的格式原样保留，写好后再读出来检查一遍。
    """
    given = _parse(values)
    workspace = FromWorkspace("build-students", checking, columns)
    expected = not out
    roster = workspace.files(roster, "roster", spelled="花名册...")
    out = workspace.output(out, "students", "学生信息.xlsx")
    template = template or workspace.settings.template("students_template")
    if not template:
        raise WdyyError(
            "没有说用哪个模板。",
            "加上 --template 模板.xlsx，或在 wdyy.toml 的 [files] 里写 students_template。"
            "模板从平台下载：考试管理 → 考生管理 → 批量导入学生信息。",
        )
    workspace.tell()
    inputs = [*roster, template]
    output = read_output(checking, inputs)
    refuse_input(out, inputs, checking.report)
    from wdyy_cli.jobs.forms.build_students import StudentsOrder
    from wdyy_cli.jobs.forms.build_students import build_students as job

    build = StudentsOrder(output=out, template=template, given=given, partial=partial, force=force)
    built = job(roster, build, workspace.settings)
    status = finish(built, output)
    if expected and not built.stopped:
        workspace.remember("students", out)
    return status


def _parse(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        header, value = read_pair("--set", text, "列名=内容，如 --set 民族=汉族")
        if found.get(header, value) != value:
            raise WdyyError(f"--set 给了“{header}”两个不同的内容。", "请只写一个。")
        found[header] = value
    return found
