"""`wdyy verify-records` and `wdyy check-status`: what the platform exported, before the round closes."""

from __future__ import annotations

from typing import Annotated

from wdyy_cli.cli.from_workspace import FromWorkspace
from wdyy_cli.cli.options import Checking, Columns, read_output
from wdyy_cli.cli.parameters import argument, value_option
from wdyy_cli.cli.screen.output import finish

VERIFY_RECORDS_EXAMPLES = """
例子：
  wdyy verify-records 报考记录.xlsx --registration 报考.xlsx
  wdyy verify-records 报考记录.csv --registration 报考.xlsx --column subject=考试项目
"""

CHECK_STATUS_EXAMPLES = """
例子：
  wdyy check-status 考生信息.xlsx
  wdyy check-status 考生信息.xls --column status=认证结果
"""


def verify_records(
    checking: Checking,
    columns: Columns,
    export: Annotated[
        str, argument("[报考记录]", "平台“报考记录”栏目导出的表格；默认用 wdyy.toml 里写的")
    ] = "",
    registration: Annotated[
        str, value_option("--registration", "表格", "上传的报考表，逐人核对；默认用 wdyy.toml 里写的")
    ] = "",
) -> int:
    """
    报考后核对记录：每名考生理论、实操各一条，不多不少。

    按身份证号逐人核对；总数应是考生人数的 2 倍。导出前在平台上筛选本证书。
    """
    workspace = FromWorkspace("verify-records", checking, columns)
    export = workspace.file(export, "records", spelled="报考记录")
    registration = workspace.file(registration, "registration", spelled="--registration 表格")
    output = read_output(checking, [export, registration])
    workspace.tell()
    from wdyy_cli.jobs.platform.verify_records import verify_records as job

    return finish(job(export, registration, workspace.settings), output)


def check_status(
    checking: Checking,
    columns: Columns,
    export: Annotated[
        str, argument("[考生信息]", "平台“考生管理”栏目导出的表格；默认用 wdyy.toml 里写的")
    ] = "",
) -> int:
    """
    看平台上的考生信息是不是都是“信息准确”，不是的该怎么办。

    导入学生和照片几小时以后导出，再检查；都准确了才能报考。
    """
    workspace = FromWorkspace("check-status", checking, columns)
    export = workspace.file(export, "status", spelled="考生信息")
    output = read_output(checking, [export])
    workspace.tell()
    from wdyy_cli.jobs.platform.check_status import check_status as job

    return finish(job(export, workspace.settings), output)
