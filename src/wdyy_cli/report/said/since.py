"""What has changed since the last check, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wdyy_cli.model import Report
from wdyy_cli.rules.catalogue import all_rules


def since_lines(report: Report) -> Iterator[str]:
    """Say how many faults are mended and how many are new, then which; nothing where nothing has changed."""
    since = report.since
    if since is None:
        return
    mended, new = sum(since.mended.values()), sum(since.new.values())
    said = [f"改好了 {mended:,} 处"] if mended else []
    said += [f"新出现 {new:,} 处"] if new else []
    yield f"和上次检查（{since.checked_on}）比：{'，'.join(said)}。"
    for word, counts in (("改好了", since.mended), ("新出现", since.new)):
        if counts:
            yield f"  {word}：{_named(counts)}"


def _named(counts: Mapping[str, int]) -> str:
    rules = all_rules()
    return "；".join(
        f"{code} {rules[code].title if code in rules else ''} {count:,} 处".replace("  ", " ")
        for code, count in counts.items()
    )
