"""The built program, started with the mouse: nothing was typed, and its window closes with the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from wdyy_cli.cli.screen.streams import write_out

WELCOME = """\
wdyy：上传到“1+X 职业技能等级证书信息管理服务平台”之前，检查照片和表格。

怎么用：
  1. 把花名册、照片压缩包、报考表放在一个文件夹里。
  2. 把这个文件夹（或其中几个文件）拖到 wdyy 的图标上，松开鼠标。
  3. 检查完会打开一份网页报告：哪里不对，为什么，怎么改。

只看不改，也不上传任何东西。
更多的命令（裁照片、生成报考表、分考场……）要在“命令提示符”里输入，例如：wdyy --help
"""
GOODBYE = "按回车键关闭这个窗口。"

_THROUGH_A_LAUNCHER = 2
"""Processes of our own in the console: the program as one file unpacks itself, and starts what is in it."""


def was_clicked(argv: Sequence[str]) -> bool:
    """Say whether the program was double-clicked, or files were dropped on it."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    dropped = all(os.path.isabs(word) and os.path.exists(word) for word in argv)  # noqa: PTH110, PTH117 - pathlib takes long to load
    return dropped and _processes_in_console() <= _THROUGH_A_LAUNCHER - _lies_beside_its_files()


def serve(argv: Sequence[str], run: Callable[[list[str]], int]) -> int:
    """Explain the program, or check what was dropped and show the report; wait until that has been read."""
    status = 0
    if argv:
        status = run(["check", *argv, "--open"])
    else:
        write_out([WELCOME])
    write_out([f"\n{GOODBYE}"])
    sys.stdin.readline()
    return status


def _processes_in_console() -> int:
    """Count who shares the console: what was started from a command line shares it with that."""
    if sys.platform != "win32":
        return sys.maxsize
    import ctypes

    room = (ctypes.c_uint32 * 8)()
    count: int = ctypes.windll.kernel32.GetConsoleProcessList(room, len(room))
    return count


def _lies_beside_its_files() -> bool:
    """Say whether this is the program in its folder, which needs no launcher."""
    inside = str(getattr(sys, "_MEIPASS", ""))
    return os.path.dirname(inside) == os.path.dirname(sys.executable)  # noqa: PTH120 - see above
