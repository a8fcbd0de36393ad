"""The JSON report, version 1, as a Pydantic model: the source of `wdyy schema`. Names are a promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from pydantic.json_schema import models_json_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITIONS = "#/$defs/{model}"


RoleName = Literal[
    "roster",
    "photos",
    "students",
    "status",
    "template",
    "registration",
    "records",
    "room_list",
    "rooms",
    "proctors",
    "materials",
]


class _PartV1(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Tool(_PartV1):
    """写报告的程序。"""

    name: Literal["wdyy"]
    version: str


class SheetReadV1(_PartV1):
    """读过的一张工作表；文本表格没有名称。"""

    name: str | None
    rows: int = Field(ge=0, description="算在内的行数")


class ReadingV1(_PartV1):
    """表格是怎样读的：哪些工作表，哪一列当作什么，哪些列没有用到，各种值有几行。"""

    sheets: list[SheetReadV1]
    columns: dict[str, str] = Field(description="字段 → 列名")
    unused: list[str]
    counts: dict[str, dict[str, int]] = Field(description="字段 → 值 → 行数")


class Input(_PartV1):
    """一个输入文件或文件夹；读不了的写明原因。"""

    path: str = Field(description="照用户写的路径")
    status: Literal["checked", "unreadable"]
    role: RoleName | None = Field(default=None, description="当作什么文件；不是学校的文件时为 null")
    sha256: str | None = Field(pattern="^[0-9a-f]{64}$", description="文件夹和读不了的文件为 null")
    items: int = Field(ge=0, description="照片数或数据行数")
    reason: str | None = Field(description="读不了的原因")
    read: ReadingV1 | None = Field(default=None, description="只有表格才有")


class Summary(_PartV1):
    """合计；已忽略的问题只算在 suppressed 里。"""

    items: int = Field(ge=0)
    errors: int = Field(ge=0)
    warnings: int = Field(ge=0)
    infos: int = Field(ge=0)
    suppressed: int = Field(ge=0)
    verdict: Literal["clean", "partial", "faulty", "unusable"] = Field(
        description="clean 没有错误，该查的都查了；partial 没有新的错误，但有忽略的、已知的或没能检查的；"
        "faulty 有错误；unusable 有文件没有检查"
    )
    exit_code: int = Field(ge=0)


class LocationV1(_PartV1):
    """问题在哪里：文件，压缩包里的成员，或工作表的单元格。"""

    file: str
    member: str | None
    sheet: str | None
    cell: str | None = Field(pattern="^[A-Z]{1,3}[1-9][0-9]*$", description="如 B7")
    row: int | None = Field(ge=1, description="从 1 数起，与 Excel 相同")
    column: str | None = Field(description="表头")


class FindingV1(_PartV1):
    """一处问题。"""

    code: str = Field(pattern="^[A-Z]{3}[0-9]{3}$", description="规则代码，说明见 wdyy explain")
    severity: Literal["error", "warning", "info"]
    title: str
    message: str = Field(description="哪里不对")
    fix: str = Field(description="怎么办")
    location: LocationV1
    value: str | None = Field(description="单元格内容，或文件名")
    stored_as: str | None = Field(description="单元格类型")
    id_number: str | None = Field(description="与一名学生有关时，他的身份证号")
    name: str | None
    suppressed: str | None = Field(description="被忽略时的理由")


class NotCheckedV1(_PartV1):
    """没有用上的规则（代码或开头几位），以及为什么。"""

    code: str
    reason: str


class Computed(BaseModel):
    """What a command computes; further fields may be added without a new version."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class PlannedRoomV1(Computed):
    """一个考场。"""

    name: str
    machines: int
    seats: int
    proctors: int


class RoomPlanV1(Computed):
    """plan-rooms：各考场的座位和监考。"""

    rooms: list[PlannedRoomV1]
    total_seats: int
    total_proctors: int
    strategy: str


class SupervisedRoom(Computed):
    """一个考场要几名监考。"""

    candidates: int
    proctors: int


class ProctorCount(Computed):
    """count-proctors：各考场的监考人数。"""

    rooms: list[SupervisedRoom]
    total_proctors: int


class BuiltRegistration(Computed):
    """build-registration：写了几行；没有写文件时 output 为 null。"""

    output: str | None
    rows_written: int
    rows_left_out: int


class BuiltStudents(BuiltRegistration):
    """build-students：写了几行；没有写文件时 output 为 null。"""


class CellFix(Computed):
    """改了的一格。"""

    cell: str
    row: int
    column: str | None
    before: str
    after: str


class Repairs(Computed):
    """lint-registration --fix：改了什么；只看不写时 output 为 null。"""

    output: str | None
    fixes: list[CellFix]


class SheetFix(CellFix):
    """改了的一格，和它所在的工作表。"""

    sheet: str | None


class RosterRepairs(Computed):
    """check-roster --fix：改了什么；只看不写时 output 为 null。"""

    output: str | None
    fixes: list[SheetFix]


class RecordCount(Computed):
    """verify-records：应有和实有的记录数。"""

    candidates: int
    subjects: list[str]
    expected: int
    found: int


class StatusCount(Computed):
    """check-status：各状态的人数。"""

    statuses: dict[str, int]


class LevelFeeV1(Computed):
    """一个等级的费用。"""

    level: str
    candidates: int
    fee_yuan: int | float | None
    sum_yuan: int | float | None


class SchoolFees(Computed):
    """一所学校的费用。"""

    school: str
    levels: list[LevelFeeV1]
    total_yuan: int | float | None


class FeesV1(Computed):
    """fees：各等级的费用；考生属于几所学校时，schools 是各校自己的。"""

    levels: list[LevelFeeV1]
    total_yuan: int | float | None
    schools: list[SchoolFees] | None = None


class ExamStage(Computed):
    """一个阶段；没有开始或截止日期的一端为 null，days_left 过了为负。"""

    name: str
    start: str | None
    end: str | None
    days_left: int | None
    state: Literal["past", "now", "next"]
    hard: bool


class ExamRound(Computed):
    """schedule：一次考试的各个阶段。"""

    round: str
    stages: list[ExamStage]


class NamedVideoV1(Computed):
    """一个视频：原来的路径，该叫什么；看不出时 target 为 null，reason 说明原因。"""

    source: str
    target: str | None
    room: str | None
    renamed: bool
    reason: str | None


class NamedVideos(Computed):
    """name-video：每个视频该叫什么。"""

    videos: list[NamedVideoV1]


class WorkspaceFigures(Computed):
    """一个学校；没有报告时各数为 null。"""

    workspace: str
    items: int | None
    errors: int | None
    warnings: int | None
    infos: int | None
    verdict: Literal["clean", "partial", "faulty", "unusable"]
    exit_code: int
    reason: str | None
    reports: list[str]
    report: ReportV1 | None = Field(default=None, description="这个学校的完整报告")


class BatchFigures(Computed):
    """batch：各学校的结果。"""

    workspaces: list[WorkspaceFigures]
    passed_over: list[str]


class PreparedPhoto(Computed):
    """一张图片：做成了哪张照片，做了什么；没有做成时 left_out 说明原因。crop 是原图上的像素。"""

    source: str
    id_number: str | None
    name: str | None
    target: str | None
    actions: list[str]
    crop: list[int] | None
    left_out: str | None


class PreparedPhotos(Computed):
    """prepare-photos：生成的压缩包，和每张图片。"""

    output: list[str]
    prepared: int
    left_out: int
    photos: list[PreparedPhoto]


RESULTS: Mapping[str, type[Computed]] = {
    "plan-rooms": RoomPlanV1,
    "count-proctors": ProctorCount,
    "build-registration": BuiltRegistration,
    "build-students": BuiltStudents,
    "lint-registration": Repairs,
    "check-roster": RosterRepairs,
    "verify-records": RecordCount,
    "check-status": StatusCount,
    "fees": FeesV1,
    "prepare-photos": PreparedPhotos,
    "schedule": ExamRound,
    "name-video": NamedVideos,
    "batch": BatchFigures,
}
"""What `results` holds, by command; null where nothing was computed."""


class UnusedFileV1(_PartV1):
    """一个没有用到的文件，和原因。"""

    path: str
    reason: str


class ReportV1(_PartV1):
    """wdyy 的 JSON 报告，第 1 版。字段名和规则代码只随 schema_version 改变。"""

    schema_version: Literal[1]
    tool: Tool
    command: str
    profile: str | None = Field(description="证书规定的名称；还没有读到就停下时为 null")
    checked_on: str | None = Field(pattern=r"^\d{4}-\d\d-\d\d$", description="把哪一天当作今天")
    inputs: list[Input]
    summary: Summary
    findings: list[FindingV1]
    not_checked: list[NotCheckedV1]
    unused: list[UnusedFileV1] = Field(default_factory=list, description="放在一起、但没有用到的文件")
    results: JsonValue = Field(description="这个命令算出来的内容，按命令各有格式；没有则为 null")

    @model_validator(mode="after")
    def _results_fit_the_command(self) -> Self:
        model = RESULTS.get(self.command)
        if model is not None and self.results is not None:
            model.model_validate(self.results)
        return self


WorkspaceFigures.model_rebuild()
BatchFigures.model_rebuild()


def report_schema() -> dict[str, Any]:
    """Give the JSON Schema of the report, with what `results` holds for each command."""
    models: list[type[BaseModel]] = [ReportV1, *RESULTS.values()]
    references, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=DEFINITIONS
    )
    parts = definitions["$defs"]
    whole = parts[ReportV1.__name__]  # which stays there: a report about several schools holds theirs
    by_command = [
        {
            "if": {"properties": {"command": {"const": command}}},
            "then": {
                "properties": {"results": {"anyOf": [references[(model, "validation")], {"type": "null"}]}}
            },
        }
        for command, model in RESULTS.items()
    ]
    return {"$schema": DIALECT, **whole, "allOf": by_command, "$defs": parts}
