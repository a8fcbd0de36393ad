"""
Whose photo a picture is, by its file name and the folders around it: never guessed.

A name tells it by an ID number, by a student number, or by the student's name; a class in the name or in a
folder tells students of one name apart. What stands beside that must be explained as well (照片, 一寸, `(1)`,
a serial number, the class), else the picture may be somebody else's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from wdyy_cli.grouping import grouped

_NOISE_WORDS = (
    "电子照片",
    "电子照",
    "电子版",
    "证件照片",
    "证件照",
    "免冠照片",
    "免冠照",
    "免冠",
    "标准照",
    "报名照片",
    "报名照",
    "登记照",
    "学籍照片",
    "学籍照",
    "一寸照片",
    "一寸照",
    "小一寸",
    "一寸",
    "二寸照",
    "二寸",
    "寸照",
    "红底照",
    "红底",
    "蓝底",
    "白底",
    "照片",
    "相片",
    "图片",
    "头像",
    "副本",
    "复制",
    "修改后",
    "修改",
    "补拍",
    "重拍",
    "补交",
    "姓名",
    "学号",
    "班级",
    "同学",
    "img",
    "copy",
    "photo",
)
"""Words that say nothing about whose photo it is; longer ones before those that they hold."""

MOST_SERIAL_DIGITS = 3
"""So many digits beside a name are a serial number; more may be somebody's number."""

_BRACKETED_COUNT = re.compile(r"[(\[{【〔<《]\d{1,3}[)\]}】〕>》]")
_SIZE = re.compile(
    r"(?<![0-9a-z])(?:\d{3,4}\s*[x×*]\s*\d{3,4}(?:px|像素)?|\d\.\d\s*[x×*]\s*\d\.\d(?:cm)?)(?![0-9a-z])|[12]寸照?"
)
NOISE = re.compile("|".join(_NOISE_WORDS))
_NUMBER = re.compile(r"[0-9a-z]*[0-9][0-9a-z]*")
_NUMERALS = "0-9一二三四五六七八九十"


class Why(Enum):
    """Why nobody knows whose a picture is."""

    NOBODY = auto()
    SEVERAL_STUDENTS = auto()
    SEVERAL_PICTURES = auto()
    ANOTHER_CHOSEN = auto()
    OTHER_CLASS = auto()
    OTHER_NAME = auto()
    UNKNOWN_NUMBER = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Student:
    """A student of the roster; `id_number` is None where it was lost, texts that are not known are empty."""

    id_number: str | None
    name: str
    student_number: str = ""
    class_name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureName:
    """
    What a picture is called: its name without ending, and the folders and the zip around it.

    `id_number` is the one that stands in its name, None where there is none.
    """

    stem: str
    around: tuple[str, ...] = ()
    id_number: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """
    Whose a picture is: the place of the `student`, or `why` nobody knows.

    `students` are those who come into question, `pictures` the other pictures of the same student.
    """

    student: int | None = None
    why: Why | None = None
    students: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()


def find_owners(
    pictures: Sequence[PictureName], students: Sequence[Student], by_hand: Mapping[int, str] | None = None
) -> list[Whose]:
    """
    Say of each picture whose it is; no student gets two.

    `by_hand` gives the ID number of pictures, by their places, that a person decided about: of several of a
    student the one that was decided on is it.
    """
    index = _Index(students)
    numbers = by_hand or {}
    found = [_find_owner(picture, index, numbers.get(at)) for at, picture in enumerate(pictures)]
    owned = grouped((whose.student, at) for at, whose in enumerate(found) if whose.student is not None)
    for student, places in owned.items():
        chosen = [at for at in places if at in numbers]
        for at in places if len(places) > 1 else ():
            if len(chosen) == 1:
                if at != chosen[0]:
                    found[at] = Whose(why=Why.ANOTHER_CHOSEN, students=(student,), pictures=(chosen[0],))
                continue
            others = tuple(place for place in places if place != at)
            found[at] = Whose(why=Why.SEVERAL_PICTURES, students=(student,), pictures=others)
    return found


def name_key(text: str) -> str:
    """Bring a name, a class or a file name into the form in which they are compared."""
    return _with_gaps(text).replace(" ", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """One way to read a file name: student numbers and classes in it, other numbers, what text is left."""

    numbers: frozenset[str]
    classes: frozenset[str]
    others: tuple[str, ...] = ()
    text: str = ""


class _Index:
    """The students by what a file name may say of them."""

    def __init__(self, students: Sequence[Student]) -> None:
        self.students = students
        self.names = [name_key(student.name) for student in students]
        self.classes = [name_key(student.class_name) for student in students]
        self.numbers = [name_key(student.student_number) for student in students]
        self.by_name = _places(self.names)
        self.by_number = _places(self.numbers)
        self.by_id = _places(student.id_number or "" for student in students)

    @cached_property
    def class_pattern(self) -> re.Pattern[str] | None:
        """What finds a class in a text: the longest first, and never as a piece of another number."""
        forms = sorted({form for name in self.classes for form in _forms_of(name)}, key=len, reverse=True)
        return re.compile("|".join(map(_bounded, forms))) if forms else None

    def classes_in(self, text: str) -> frozenset[str]:
        """Find the classes that a text names."""
        if self.class_pattern is None:
            return frozenset()
        named = set(self.class_pattern.findall(text))
        return frozenset(name for name in self.classes if not named.isdisjoint(_forms_of(name)))


def _find_owner(picture: PictureName, index: _Index, decided: str | None) -> Whose:
    if decided is not None:
        return _only(index.by_id.get(decided, ()), Why.UNKNOWN_NUMBER)
    if picture.id_number is not None:
        return _find_by_number(picture.stem, picture.id_number, index)
    candidates: set[int] = set()
    elsewhere: set[int] = set()
    for at, right in _find_named(picture.stem, index):
        (candidates if right else elsewhere).add(at)
    if len(candidates) != 1 or not _is_by_number(picture.stem, index, candidates):
        around = frozenset().union(*(index.classes_in(name_key(name)) for name in picture.around))
        outside = {at for at in candidates if not _is_in(index.classes[at], around)}
        candidates, elsewhere = candidates - outside, elsewhere | outside
    if candidates:
        return _only(sorted(candidates))
    if elsewhere:
        return Whose(why=Why.OTHER_CLASS, students=tuple(sorted(elsewhere)))
    return Whose(why=Why.NOBODY)


def _find_by_number(stem: str, number: str, index: _Index) -> Whose:
    """Find the student of an ID number in a file name; none where somebody else's name stands beside it."""
    places = index.by_id.get(number, ())
    beside = re.sub(re.escape(number), " ", unicodedata.normalize("NFKC", stem), flags=re.IGNORECASE)
    named = {at for at, _ in _find_named(beside, index)}
    if named and named.isdisjoint(places):
        return Whose(why=Why.OTHER_NAME, students=(*places, *sorted(named)))
    return _only(places, Why.UNKNOWN_NUMBER)


def _find_named(stem: str, index: _Index) -> Iterator[tuple[int, bool]]:
    """Give the students whom a file name fits, and whether the class in it is theirs."""
    for reading in _read(stem, index):
        for at in _candidates(reading, index):
            yield at, _is_in(index.classes[at], reading.classes)


def _only(places: Sequence[int], nobody: Why = Why.NOBODY) -> Whose:
    if len(places) == 1:
        return Whose(student=places[0])
    return Whose(why=Why.SEVERAL_STUDENTS if places else nobody, students=tuple(places))


def _is_in(class_name: str, named: frozenset[str]) -> bool:
    """Whether a student of this class may be meant where these classes are named, or none."""
    return not named or not class_name or class_name in named


def _is_by_number(stem: str, index: _Index, candidates: set[int]) -> bool:
    """Whether the student number stands in the name: then it does not matter in which folder."""
    numbers = set(_NUMBER.findall(_with_gaps(stem)))
    return all(index.numbers[at] in numbers for at in candidates)


def _with_gaps(text: str) -> str:
    """Bring a text into its plain form, its pieces apart; characters of one's own making are kept."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char if char.isalnum() or unicodedata.category(char) == "Co" else " " for char in plain)


def _read(stem: str, index: _Index) -> Iterator[_Reading]:
    """Read a file name in the ways in which it can be meant: its digits are the class's or the student's."""
    plain = unicodedata.normalize("NFKC", stem).casefold()
    plain = _SIZE.sub(" ", _BRACKETED_COUNT.sub(" ", plain))
    text = _with_gaps(plain)
    numbers, rest = _take_numbers(text, index)
    classes, rest = _take_classes(rest, index)
    yield _reading(numbers, classes, rest)
    classes, rest = _take_classes(text, index)
    numbers, rest = _take_numbers(rest, index)
    yield _reading(numbers, classes, rest)


def _reading(numbers: frozenset[str], classes: frozenset[str], rest: str) -> _Reading:
    others = tuple(_NUMBER.findall(rest))
    return _Reading(numbers=numbers, classes=classes, others=others, text=_NUMBER.sub(" ", rest))


def _take_numbers(text: str, index: _Index) -> tuple[frozenset[str], str]:
    """Take the student numbers out of a text."""
    found = frozenset(run for run in _NUMBER.findall(text) if run in index.by_number)
    return found, _NUMBER.sub(lambda run: " " if run[0] in found else run[0], text)


def _take_classes(text: str, index: _Index) -> tuple[frozenset[str], str]:
    """Take the classes out of a text, also those that are written with gaps."""
    for form in (text, text.replace(" ", "")):
        found = index.classes_in(form)
        if found and index.class_pattern is not None:
            return found, index.class_pattern.sub(" ", form)
    return frozenset(), text


def _candidates(reading: _Reading, index: _Index) -> Iterator[int]:
    """Give the students whom one reading of a file name fits, whatever their class."""
    texts = {reading.text.replace(" ", ""), NOISE.sub(" ", reading.text).replace(" ", "")}
    texts.add(NOISE.sub("", reading.text.replace(" ", "")))
    if reading.numbers:
        places = index.by_number[next(iter(reading.numbers))] if len(reading.numbers) == 1 else ()
        yield from (at for at in places if not texts.isdisjoint({"", index.names[at]}))
        return
    long = [run for run in reading.others if len(run) > MOST_SERIAL_DIGITS]
    for text in texts - {""}:
        for at in index.by_name.get(text, ()):
            number = (index.students[at].id_number or "").lower()
            # A long number is this student's, or nobody can say that it is somebody else's.
            if not index.numbers[at] or all(run in number for run in long):
                yield at


def _places(keys: Iterable[str]) -> dict[str, list[int]]:
    return grouped((key, at) for at, key in enumerate(keys) if key)


def _forms_of(class_name: str) -> tuple[str, ...]:
    """Give how a class is written: whole, and without its 班 where enough is left to know it by."""
    short = class_name.removesuffix("班")
    if not class_name:
        return ()
    return (class_name, short) if len(short) > 1 and not short.isdigit() else (class_name,)


def _bounded(form: str) -> str:
    """Find a class only where no further numeral makes it another one: 高一1 is not in 高一11."""
    before = f"(?<![{_NUMERALS}])" if re.match(f"[{_NUMERALS}]", form) else ""
    after = f"(?![{_NUMERALS}])" if re.match(f"[{_NUMERALS}]", form[-1]) else ""
    return f"{before}{re.escape(form)}{after}"
