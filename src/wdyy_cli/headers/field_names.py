"""What the columns of a table are called: the words of schools and of the platform, by field. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIASES: dict[str, tuple[str, ...]] = {
    # the student
    "name": (
        "姓名", "学生姓名", "考生姓名", "学员姓名", "中文姓名", "真实姓名", "报考人姓名",
        "教师姓名", "监考姓名", "监考教师", "监考老师", "监考员", "监考员姓名", "监考教师姓名",
        "监考老师姓名", "人员姓名", "名字",
    ),
    "id_number": (
        "身份证号", "身份证号码", "身份证件号", "身份证件号码", "公民身份号码", "公民身份证号",
        "公民身份证号码", "居民身份证号", "居民身份证号码", "证件号", "证件号码", "有效证件号",
        "有效证件号码", "学生身份证号", "学生身份证号码", "考生身份证号", "考生身份证号码", "身份证",
        "身份号码",
    ),
    "student_number": ("学号", "学生学号", "学籍号"),
    "class_name": ("班级", "行政班", "行政班级", "班级名称", "所在班级", "所属班级", "教学班"),
    "student_type": ("学生类型", "考生类型", "学生类别", "考生类别", "人员类型", "类别", "类型"),
    "phone": (
        "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "移动电话", "本人电话",
        "学生电话",
    ),
    # the registration
    "school": (
        "所属院校", "院校", "院校名称", "所属学校", "学校", "学校名称", "学校全称", "所在学校", "所在院校",
        "考生院校", "所属试点院校", "试点院校",
    ),
    "site": (
        "考核站点", "考核站点名称", "申请考核站点", "申请考核站点名称", "所属考核站点", "站点", "站点名称",
        "考点", "考点名称", "所属考点",
    ),
    "plan": (
        "考试计划名称", "考试计划", "考核计划名称", "考核计划", "报考计划", "报考计划名称", "所报考计划名称",
        "计划名称",
    ),
    "certificate": (
        "报考证书", "报考证书名称", "证书名称", "证书", "职业技能等级证书", "本次组织考试的证书",
        "组织考试的证书",
    ),
    "level": ("证书等级", "报考等级", "报考证书等级", "证书级别", "报考级别", "等级", "级别"),
    # the platform's exports
    "subject": ("科目", "科目名称", "考试科目", "考核科目", "报考科目", "科目类型"),
    "status": ("状态", "信息状态", "考生状态", "考生信息状态", "审核状态", "认证状态", "信息认证状态"),
    # rooms
    "room": ("考场名称", "考场", "机房", "机房名称", "考场名"),
    "machines": (
        "机位数", "机位", "机位数量", "考场机位数", "考场机位", "电脑数", "电脑数量", "机器数", "机器数量",
    ),
    "seats": ("考场座位数", "座位数", "座位", "座位数量", "考场座位", "考场人数", "考生人数", "安排人数"),
    "address": ("考场地址", "地址", "考场位置", "考场详细地址", "详细地址", "考场地点", "地点"),
    "room_type": ("考场类型", "考场类别"),
    # pictures, as a person has sorted them
    "file_name": ("文件名", "照片文件名", "图片文件名", "照片名称", "照片文件", "原文件名"),
    # proctors
    "teaching": (
        "任教课程", "任教科目", "任教学科", "所教课程", "所授课程", "教授课程", "主讲课程", "担任课程",
        "任课课程", "任教课程名称",
    ),
    "major": ("任教专业", "任课专业", "所属专业", "所教专业", "专业"),
}  # fmt: skip
"""Headers by field, as schools and platforms write them."""

FIELD_NAMES: dict[str, str] = {
    "name": "姓名",
    "id_number": "身份证号",
    "student_number": "学号",
    "class_name": "班级",
    "student_type": "学生类型",
    "phone": "手机号码",
    "school": "所属院校",
    "site": "考核站点",
    "plan": "考试计划名称",
    "certificate": "报考证书",
    "level": "证书等级",
    "subject": "科目",
    "status": "状态",
    "room": "考场名称",
    "machines": "机位数",
    "seats": "考场座位数",
    "address": "考场地址",
    "room_type": "考场类型",
    "file_name": "文件名",
    "teaching": "任教课程",
    "major": "任教专业",
}


def aliases_of(fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Pick the aliases of some fields; raises WdyyError for a field that does not exist."""
    wanted = list(fields)
    unknown = [field for field in wanted if field not in ALIASES]
    if unknown:
        raise WdyyError(f"没有名为 {unknown[0]} 的字段", f"可用的字段有：{'、'.join(ALIASES)}。")
    return {field: ALIASES[field] for field in wanted}


def field_called(word: str) -> str | None:
    """Give the field that is meant by its own word, by its Chinese name or by a usual header; None: none."""
    plain = "".join(word.split())
    if plain in ALIASES:
        return plain
    named = [field for field, name in FIELD_NAMES.items() if name == plain]
    usual = [field for field, aliases in ALIASES.items() if plain in aliases]
    found = named or usual
    return found[0] if len(found) == 1 else None


def fields_in_words() -> str:
    """List all fields as people may write them."""
    return "、".join(f"{field} {name}" for field, name in FIELD_NAMES.items())
