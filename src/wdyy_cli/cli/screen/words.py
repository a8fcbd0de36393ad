"""Chinese words that are understood where the program has names of its own. Light: it loads nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

COMMAND_WORDS = {
    "准备": "init",
    "检查": "check",
    "总检查": "check",
    "批量检查": "batch",
    "检查照片": "check-photos",
    "准备照片": "prepare-photos",
    "检查花名册": "check-roster",
    "生成报考表": "build-registration",
    "生成学生信息": "build-students",
    "检查报考表": "lint-registration",
    "检查考生信息": "check-status",
    "检查状态": "check-status",
    "核对记录": "verify-records",
    "检查报考记录": "verify-records",
    "安排考场": "plan-rooms",
    "检查考场": "check-rooms",
    "计算监考": "count-proctors",
    "检查监考": "check-proctors",
    "日程": "schedule",
    "费用": "fees",
    "检查材料": "check-materials",
    "检查上交材料": "check-materials",
    "视频名称": "name-video",
    "模板": "template",
    "规则": "rules",
    "说明": "explain",
    "格式说明": "schema",
    "证书规定": "profile",
    "补全": "completion",
}
"""What a command may be called as well."""

PROFILE, PROFILE_WORDS = "profile", {"列出": "list", "查看": "show", "显示": "show", "检查": "check"}

ASKS_FOR_HELP = frozenset({"help", "帮助", "-h", "--help", "--帮助", "-?", "/?", "?"})
ASKS_FOR_VERSION = frozenset({"--version", "-V", "-v", "version", "版本"})

FORMAT_WORDS = {"文字": "text", "网页": "html", "表格": "xlsx"}
FAIL_ON_WORDS = {"错误": "error", "警告": "warning", "从不": "never"}
GROUP_WORDS = {"班级": "class_name", "班": "class_name"}
TEMPLATE_WORDS = {
    "报考表": "registration",
    "报考": "registration",
    "花名册": "roster",
    "考场": "rooms",
    "考场表": "rooms",
    "考场清单": "room-list",
    "room_list": "room-list",
    "监考": "proctors",
    "监考名单": "proctors",
    "上交材料": "materials",
    "上交材料清单": "materials",
    "材料": "materials",
    "配置": "workspace",
    "配置文件": "workspace",
    "wdyy.toml": "workspace",
}
STRATEGY_WORDS = {"平均": "even", "考场最少": "fewest-rooms", "监考最少": "fewest-proctors"}


def spelled(word: str, words: Mapping[str, str]) -> str:
    """Give the program's own name for a word, the word itself where it is none."""
    return words.get(word.strip(), word)


def in_program_words(argv: Sequence[str]) -> list[str]:
    """Give a command line with its command in the program's own words, and help asked for in one way."""
    if not argv:
        return []
    first, *rest = argv
    if first in ASKS_FOR_HELP:
        if rest and _is_code(rest[0]):
            return ["explain", *rest]
        return [*in_program_words(rest), "--help"] if rest else ["--help"]
    if first in ASKS_FOR_VERSION and not rest:
        return ["--version"]
    command = spelled(first, COMMAND_WORDS)
    if command == PROFILE and rest:
        rest[0] = spelled(rest[0], PROFILE_WORDS)
    return [command, *rest]


def _is_code(word: str) -> bool:
    """Whether a word looks like the code of a rule: PHO206."""
    return len(word) == len("PHO206") and word.isascii() and word[:3].isalpha() and word[3:].isdigit()
