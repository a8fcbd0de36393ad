"""REC009: records of which the platform itself says that they do not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from wdyy_cli.model import Place, Problem, Severity
from wdyy_cli.profile import Profile, RecordWords
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.table import TableRef, example_table
from wdyy_cli.sheet import Value, cell_ref
from wdyy_cli.texts.cell_text import is_blank, squeeze
from wdyy_cli.toml.strict_toml import toml_value


class State(Enum):
    """What a record's own words say of it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WAITING = "waiting"
    UNKNOWN = "unknown"


class RecordState(NamedTuple):
    """
    A record that may not count: `column` (from 0) and `header` are where it says so, `text` is what it says.

    `beside`: the column is about something else as well, such as a remark. `redone`: another record of the
    same candidate and subject is accepted. `times` records say the same, where it is told once.
    """

    table: TableRef
    row: int
    values: tuple[Value, ...]
    column: int
    header: str
    text: str
    state: State
    beside: bool = False
    redone: bool = False
    times: int = 1

    @property
    def place(self) -> Place:
        """Where it says so."""
        place = self.table.place(self.row, self.values)
        at = replace(place.location, cell=cell_ref(self.row, self.column), column=self.header or None)
        return replace(place, location=at, value=self.text)


RECORD_STATE = RuleSet[RecordState](__name__)

EXPORT = example_table("报考记录.xlsx", "Sheet1", {"name": "姓名", "id_number": "身份证号"})


def read_state(text: str, words: RecordWords) -> State:
    """Say what a text means: a word that is known as it stands, else the words that it contains."""
    plain = squeeze(text)
    known = {
        State.ACCEPTED: words.accepted,
        State.REFUSED: words.refused,
        State.WAITING: words.waiting,
    }
    forms = {state: [squeeze(word) for word in spelt] for state, spelt in known.items()}
    exact = (state for state, spelt in forms.items() if plain in spelt)
    inside = (
        state
        for state in (State.REFUSED, State.WAITING, State.ACCEPTED)
        if any(word in plain for word in forms[state])
    )
    return next(exact, next(inside, State.UNKNOWN))


def record(text: str, state: State = State.REFUSED, header: str = "审核状态", **more: bool) -> RecordState:
    """Build an example."""
    values = ("张三", "11010120080307100X", text)
    return RecordState(EXPORT, 2, values, 2, header, text, state, **more)


@RECORD_STATE.rule(
    "REC009",
    "报考记录没有被接受",
    source=PRACTICE,
    fires=lambda: {
        "审核不通过": record("审核不通过"),
        "还在等审核": record("待审核", State.WAITING),
        "备注里写着已取消": record("已取消", header="备注", beside=True),
        "后来又报了一次": record("已取消", redone=True),
        "不认识的状态": record("二审", State.UNKNOWN),
        "只有看不见的字符": record("\u200b", State.UNKNOWN),
    },
    silent=lambda: {"审核通过": record("审核通过", State.ACCEPTED)},
)
def record_is_not_accepted(record: RecordState, profile: Profile) -> Iterator[Problem]:
    """
    平台没有接受的记录等于没有报上：总数看着是对的，考试时却没有这名学生。

    在平台的“报考记录”里看这一条为什么没有被接受，改正后只为这名学生重新报考，不要把整张报考表再导入一次；
    再导出检查，报考结束后就不能改了。
    """
    name = record.place.name or ""
    said = f"{name} 的“{record.header}”是“{record.text}”" if name else f"“{record.header}”是“{record.text}”"
    quotes = tuple(filter(None, (name, record.text)))
    match record.state:
        case State.ACCEPTED:
            return
        case State.REFUSED if record.redone:
            said = f"{said}；这一科另有一条有效的记录"
            yield Problem(record.place, said, quotes, severity=Severity.INFO, fix=NOTHING_TO_DO)
        case State.REFUSED:
            severity = Severity.WARNING if record.beside else Severity.ERROR
            yield Problem(record.place, said, quotes, severity=severity)
        case State.WAITING:
            yield Problem(record.place, said, quotes, severity=Severity.WARNING, fix=WAIT)
        case State.UNKNOWN:
            blank = is_blank(record.text)
            shown = f"“{record.header}”没有写" if blank else f"“{record.header}”是“{record.text}”"
            said = f"有 {record.times:,} 条记录的{shown}，不知道算不算报上了"
            fix = LOOK if blank else _teach(record.text, profile)
            yield Problem(record.place, said, (record.text,), severity=Severity.WARNING, fix=fix)


NOTHING_TO_DO = "不用改，也不要删：没有被接受的这一条没有算在内。"
WAIT = "等平台审核完，重新导出再检查一次；报考结束前一直没有通过的，联系平台技术人员。"
LOOK = "在平台的“报考记录”里看看这些记录算不算报上了，重新导出一次再检查。"


def _teach(word: str, profile: Profile) -> str:
    taught = toml_value((*profile.records.states.accepted, word))
    return (
        "在平台的“报考记录”里看一眼：确实报上了的话，在 wdyy.toml 里写上 [records.states] 这一节，"
        f"下面一行写 accepted = {taught}；已经写过的，只把“{word}”加进方括号里。以后就不再提醒。"
    )
