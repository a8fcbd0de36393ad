"""Whose photo a picture is: what tells it, what leaves it open, and that nobody is ever given another's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from students import id_number
from wdyy_cli.planning.whose_photo import PictureName, Student, Whose, Why, find_owners

HE = Student(id_number=id_number(1), name="何敏军", student_number="240101", class_name="电商2401班")
LI = Student(id_number=id_number(2), name="李四", student_number="240102", class_name="电商2401班")
LI_OF_2 = Student(id_number=id_number(3), name="李四", student_number="240201", class_name="电商2402班")
AYI = Student(id_number=id_number(4), name="阿依古丽·买买提", student_number="", class_name="高一1班")
WANG = Student(id_number=id_number(5), name="王五", student_number="", class_name="高一11班")
PEOPLE = (HE, LI, LI_OF_2, AYI, WANG)

OWNED = {
    "the name": ("何敏军", (), HE),
    "the name with blanks": (" 何 敏军 ", (), HE),
    "a copy": ("何敏军(1)", (), HE),
    "a copy by Windows": ("何敏军 - 副本", (), HE),
    "words beside it": ("一寸照片-何敏军【红底】", (), HE),
    "a size beside it": ("何敏军295x413", (), HE),
    "a serial number before it": ("07.何敏军", (), HE),
    "the class before it": ("电商2401班何敏军", (), HE),
    "the class without 班": ("电商2401 何敏军", (), HE),
    "the class with gaps": ("电商-2401班-何敏军", (), HE),
    "the student number": ("240101", (), HE),
    "the student number and words": ("学号240101照片", (), HE),
    "number and name": ("240101_何敏军", (), HE),
    "class, number and name": ("电商2401班240101何敏军", (), HE),
    "the end of the ID number": (f"何敏军{id_number(1)[-6:]}", (), HE),
    "wide digits": ("２４０１０１", (), HE),
    "another dot in the name": ("阿依古丽.买买提", (), AYI),
    "no dot in the name": ("阿依古丽买买提", (), AYI),
    "a long number beside the name, no student number known": ("王五13800000000", (), WANG),
    "one of two of a name, by class": ("李四 电商2402班", (), LI_OF_2),
    "one of two of a name, by folder": ("李四", ("电商2402班照片",), LI_OF_2),
    "one of two of a name, by number": ("李四240201", (), LI_OF_2),
    "a student number in another class's folder": ("240101", ("电商2402班",), HE),
}


@pytest.mark.parametrize(("stem", "around", "owner"), OWNED.values(), ids=OWNED)
def test_a_name_tells_whose_it_is(stem: str, around: tuple[str, ...], owner: Student) -> None:
    (whose,) = find_owners([PictureName(stem=stem, around=around)], PEOPLE)
    assert whose == Whose(student=PEOPLE.index(owner))


OPEN: dict[str, tuple[str, tuple[str, ...], Why, tuple[Student, ...]]] = {
    "two of this name": ("李四", (), Why.SEVERAL_STUDENTS, (LI, LI_OF_2)),
    "a camera's name": ("IMG_0001", (), Why.NOBODY, ()),
    "nobody's name": ("赵六", (), Why.NOBODY, ()),
    "a name inside another": ("何敏军军", (), Why.NOBODY, ()),
    "the number of one and the name of another": ("240101李四", (), Why.NOBODY, ()),
    "a number and a name that nobody has": ("240101赵六", (), Why.NOBODY, ()),
    "two student numbers": ("240101 240102", (), Why.NOBODY, ()),
    "the name and somebody else's number": ("何敏军249999", (), Why.NOBODY, ()),
    "the name in another class": ("电商2402班何敏军", (), Why.OTHER_CLASS, (HE,)),
    "the name in another class's folder": ("何敏军", ("电商2402班",), Why.OTHER_CLASS, (HE,)),
    "a class that only begins like hers": ("王五", ("高一1班",), Why.OTHER_CLASS, (WANG,)),
}


@pytest.mark.parametrize(("stem", "around", "why", "students"), OPEN.values(), ids=OPEN)
def test_what_a_name_does_not_tell_is_never_guessed(
    stem: str, around: tuple[str, ...], why: Why, students: tuple[Student, ...]
) -> None:
    (whose,) = find_owners([PictureName(stem=stem, around=around)], PEOPLE)
    assert whose == Whose(why=why, students=tuple(map(PEOPLE.index, students)))


def test_two_pictures_of_one_student_are_nobodys_until_a_person_decides() -> None:
    names = [
        PictureName(stem="何敏军"),
        PictureName(stem="x", id_number=HE.id_number),
        PictureName(stem="240102"),
    ]
    several, twice = find_owners(names, PEOPLE)[:2]
    assert several == Whose(why=Why.SEVERAL_PICTURES, students=(0,), pictures=(1,))
    assert twice == Whose(why=Why.SEVERAL_PICTURES, students=(0,), pictures=(0,))
    decided = find_owners(names, PEOPLE, {0: str(LI_OF_2.id_number)})
    assert [whose.student for whose in decided] == [2, 0, 1]
    chosen, other = find_owners(names, PEOPLE, {0: str(HE.id_number)})[:2]
    assert chosen == Whose(student=0)
    assert other == Whose(why=Why.ANOTHER_CHOSEN, students=(0,), pictures=(0,))


NUMBERED: dict[str, tuple[str, Whose]] = {
    "her own name beside it": (f"何敏军{HE.id_number}", Whose(student=0)),
    "words beside it": (f"照片 {HE.id_number}(1)", Whose(student=0)),
    "a name that nobody has": (f"何敏均{HE.id_number}", Whose(student=0)),
    "somebody else's name": (f"王五-{HE.id_number}", Whose(why=Why.OTHER_NAME, students=(0, 4))),
    "a name that two others have": (f"{HE.id_number}李四", Whose(why=Why.OTHER_NAME, students=(0, 1, 2))),
    "somebody else's student number": (f"{HE.id_number}_240102", Whose(why=Why.OTHER_NAME, students=(0, 1))),
}


@pytest.mark.parametrize(("stem", "whose"), NUMBERED.values(), ids=NUMBERED)
def test_an_id_number_tells_unless_somebody_elses_name_stands_beside_it(stem: str, whose: Whose) -> None:
    assert find_owners([PictureName(stem=stem, id_number=HE.id_number)], PEOPLE) == [whose]


def test_a_number_of_nobody_in_the_roster_is_told_as_that() -> None:
    picture = PictureName(stem=id_number(9), id_number=id_number(9))
    assert find_owners([picture], PEOPLE) == [Whose(why=Why.UNKNOWN_NUMBER)]


SURNAMES, GIVEN = "赵钱孙李周吴", "一二三四敏军"
NAMES = st.tuples(st.sampled_from(SURNAMES), st.text(st.sampled_from(GIVEN), min_size=1, max_size=2)).map(
    "".join
)
CLASSES = st.sampled_from(["", "1班", "11班", "高一1班", "高一11班", "电商2401班", "电商2401班A"])


@st.composite
def rosters(draw: st.DrawFn) -> list[Student]:
    names = draw(st.lists(st.tuples(NAMES, CLASSES), min_size=1, max_size=8))
    numbered = draw(st.booleans())
    return [
        Student(
            id_number=id_number(at),
            name=name,
            student_number=f"24{at:04d}" if numbered else "",
            class_name=class_name,
        )
        for at, (name, class_name) in enumerate(names)
    ]


DECORATIONS = st.sampled_from(
    [
        "{}",
        " {} ",
        "{}(1)",
        "{}（2）",
        "照片{}",
        "{}一寸照",
        "01-{}",
        "3-{}",
        "{} - 副本",
        "{}_红底",
        "{}同学",
    ]
)
WAYS = st.sampled_from(["name", "number", "both", "class", "class and number"])


@st.composite
def pictures(draw: st.DrawFn, students: list[Student]) -> tuple[PictureName, int]:
    at = draw(st.integers(0, len(students) - 1))
    one = students[at]
    pieces = {
        "name": one.name,
        "number": one.student_number or one.name,
        "both": f"{one.student_number}{one.name}",
        "class": f"{one.class_name}{one.name}",
        "class and number": f"{one.class_name} {one.student_number} {one.name}",
    }
    stem = draw(DECORATIONS).format(pieces[draw(WAYS)])
    around = (one.class_name,) if one.class_name and draw(st.booleans()) else ()
    return PictureName(stem=stem, around=around), at


@pytest.mark.slow
@examples(300)
@given(st.data())
def test_no_picture_is_ever_given_to_somebody_else(data: st.DataObject) -> None:
    students = data.draw(rosters())
    named = data.draw(st.lists(pictures(students), max_size=6))
    found = find_owners([picture for picture, _ in named], students)
    for (picture, owner), whose in zip(named, found, strict=True):
        namesakes = [one for one in students if one.name == students[owner].name]
        assert whose.student in (None, owner), picture
        if whose.student is None and whose.why is not Why.SEVERAL_PICTURES:
            assert len(namesakes) > 1, picture
    given_to = [whose.student for whose in found if whose.student is not None]
    assert len(given_to) == len(set(given_to))


@pytest.mark.slow
@examples(100)
@given(st.data())
def test_the_order_of_pictures_and_students_does_not_matter(data: st.DataObject) -> None:
    students = data.draw(rosters())
    named = [picture for picture, _ in data.draw(st.lists(pictures(students), max_size=5))]
    order = data.draw(st.permutations(range(len(students))))
    shuffled = [students[at] for at in order]

    def owners(people: list[Student], names: list[PictureName]) -> list[Student | None]:
        found = find_owners(names, people)
        return [None if whose.student is None else people[whose.student] for whose in found]

    assert owners(shuffled, named) == owners(students, named)
    assert owners(students, named[::-1]) == owners(students, named)[::-1]
