"""`wdyy schema`."""

from __future__ import annotations

import json
import sys

from wdyy_cli.cli.screen.streams import is_utf8, write_out


def schema() -> int:
    """
    输出 JSON 报告的格式说明（JSON Schema），供写脚本的老师核对字段。

    例如 wdyy schema > 报告格式.json
    """
    from wdyy_cli.report.machine.schema import report_schema

    text = json.dumps(report_schema(), ensure_ascii=not is_utf8(sys.stdout), indent=2)
    write_out([f"{text}\n"])
    return 0
