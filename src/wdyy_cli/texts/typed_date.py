"""Dates as people type them: 2026-05-22, 2026/5/22, 5月22日, 后天."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from dateutil.relativedelta import relativedelta

EXAMPLES = "2026-11-23、2026/11/23、11月23日、后天"
"""How a date may be written, to be shown to people."""

_NEARBY = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"),
    re.compile(r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
)


def read_typed_date(text: str, today: date) -> date | None:
    """
    Read a date that somebody typed; one without a year lies in the year of `today`.

    None where it is no date, or one that does not exist, such as 2026-02-30.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain in _NEARBY:
        return today + relativedelta(days=_NEARBY[plain])
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found is None:
            continue
        year = found.groupdict().get("year")
        try:
            return date(int(year or today.year), int(found["month"]), int(found["day"]))
        except ValueError:
            return None
    return None
