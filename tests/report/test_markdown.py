"""The Markdown report, read by a Markdown parser: all findings in tables, and data is never markup."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from report_builders import HOSTILE, hostile_report, plain_report
from students import id_number
from wdyy_cli.model import Report
from wdyy_cli.report.markdown import render_markdown
from wdyy_cli.report.said.words import visible

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"text", "code_inline", "softbreak"}


def parsed(report: Report) -> list[Token]:
    return PARSER.parse("".join(render_markdown(report)))


def headings(tokens: list[Token]) -> list[str]:
    return [f"{t.markup} {tokens[i + 1].content}" for i, t in enumerate(tokens) if t.type == "heading_open"]


def shown(token: Token) -> str:
    return "".join(child.content for child in token.children or [])


def cells(tokens: list[Token]) -> list[str]:
    return [shown(tokens[index + 1]) for index, token in enumerate(tokens) if token.type == "td_open"]


def test_findings_stand_in_tables_by_rule() -> None:
    tokens = parsed(plain_report())
    assert headings(tokens) == [
        "# wdyy check",
        "## × 错误 PHO206 照片像素不符：2 处",
        "## ！ 警告 PHO302 照片底色不均匀：1 处",
        "## × 错误 REG107 证书等级不是可选的值：2 处",
        "## · 提示 REG112 姓名少见：1 处",
        "## 没有检查的",
    ]
    one, two = (f"照片.zip/{id_number(index)}.jpg" for index in range(2))
    message = "480×640，应为 295×413（比例也不对，需要先裁剪）"
    assert cells(tokens)[:6] == [one, "张三丰（网店一班）", message, two, "李四光（网店二班）", message]
    assert cells(tokens)[9:12] == [
        "报考.xlsx/Sheet1 D4 证书等级", "张三丰（网店一班）", "“一级”不是可选的值",
    ]  # fmt: skip
    assert cells(tokens)[-1] == "请核对（已忽略：平台已确认）"


def test_findings_stand_by_class_where_that_is_wanted() -> None:
    tokens = parsed(plain_report(group_by="class_name"))
    assert headings(tokens)[:3] == ["# wdyy check", "## 网店一班", "### × 错误 PHO206 照片像素不符：1 处"]
    assert [line for line in headings(tokens) if line.startswith("## ")] == [
        "## 网店一班", "## 网店二班", "## 没有检查的",
    ]  # fmt: skip
    assert any(shown(token) == "没有问题的班级：网店三班" for token in tokens if token.type == "inline")


@pytest.mark.parametrize("group_by", [None, "class_name"])
def test_hostile_texts_are_no_markup(group_by: str | None) -> None:
    report = hostile_report()
    tokens = parsed(plain_report(**{name: getattr(report, name) for name in CHANGED}, group_by=group_by))
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert not kinds & {"html_block", "blockquote", "hr", "code_block", "lheading"}
    for index, token in enumerate(tokens):
        if token.type == "inline" and tokens[index - 1].type in ("td_open", "th_open"):
            assert {child.type for child in token.children or []} <= PLAIN
    messages = cells(tokens)[2::3]
    for text in HOSTILE:
        assert visible(text) in messages
    fences = [token.content for token in tokens if token.type == "fence"]
    assert fences == ["".join(f"{visible(text)}\n" for text in HOSTILE)]


CHANGED = ("inputs", "findings", "classes", "lines", "not_checked", "profile")
