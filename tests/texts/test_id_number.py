"""ID numbers: which fault is found, and what is never one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from students import TODAY
from wdyy_cli.texts.id_number import Fault, age_on, check_digit, find_inside, mask, read_id_number

FAULTS = {
    "a specimen": ("11010519491231002X", None),
    "a residence permit of Hong Kong": ("810000199408230021", None),
    "a residence permit of Taiwan": ("830000199201300022", None),
    "an old county that tables do not know": ("321119199001010019", None),
    "18 digits of a foreigner's card": ("911133198508150021", None),
    "spaces around it": (" 11010519491231002X ", None),
    "full-width": ("１１０１０５１９４９１２３１００２Ｘ", None),
    "lower-case x": ("11010519491231002x", None),
    "a last digit that is wrong": ("110105194912310021", Fault.CHECK_DIGIT),
    "30 February": ("11010520080230002X", Fault.DATE),
    "born tomorrow": ("110105202611240023", Fault.DATE),
    "17 digits": ("11010519491231002", Fault.SHAPE),
    "X in the middle": ("1101051949123X0021", Fault.SHAPE),
    "15 digits": ("110105491231002", Fault.OLD_15),
    "15 digits with an impossible date": ("110105491331002", Fault.SHAPE),
    "an old foreigner's card": ("USA110101990307", Fault.SHAPE),
    "a registry's stand-in": ("999105194912310021", Fault.STAND_IN),
    "a float of Excel": ("1.10105E+17", Fault.LOST_TAIL),
    "a rounded number": ("110105194912310000", Fault.LOST_TAIL),
    "a student number": ("20210103", Fault.SHAPE),
    "a name": ("张三", Fault.SHAPE),
    "nothing": ("", Fault.SHAPE),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS)
def test_the_most_exact_fault_is_named(text: str, fault: Fault | None) -> None:
    assert read_id_number(text, TODAY).fault is fault


LOOKS = {
    "a right number": ("11010519491231002X", True),
    "one digit short": ("11010519491231002", True),
    "letter O for zero": ("11O10519491231002X", True),
    "15 digits": ("110105491331002", True),
    "a multiplication sign for X": ("11010519491231002×", True),
    "a Cyrillic letter for X": ("11010519491231002\u0425", True),
    "an old foreigner's card": ("USA110101990307", True),
    "a student number": ("2021010312", False),
    "a camera's number": ("IMG_20210101_123456", False),
    "a chat's export": ("mmexport1609459200000", False),
    "a name": ("张三", False),
}


@pytest.mark.parametrize(("text", "looks"), LOOKS.values(), ids=LOOKS)
def test_what_looks_like_an_id_number(text: str, looks: bool) -> None:
    assert read_id_number(text, TODAY).looks_like_one is looks


INSIDE = {
    "a copy": ("11010519491231002X(1)", "11010519491231002X"),
    "a name before it": ("张三11010519491231002X", "11010519491231002X"),
    "a letter before it": ("a11010519491231002X", "11010519491231002X"),
    "a wrong check digit does not matter": ("张三110105194912310021", "110105194912310021"),
    "two different ones": ("11010519491231002X 810000199408230021", None),
    "19 digits": ("张三1101051949123100211", None),
    "18 digits that hold no date": ("微信123456789012345678", None),
    "none": ("张三", None),
}


@pytest.mark.parametrize(("text", "number"), INSIDE.values(), ids=INSIDE)
def test_a_number_inside_other_text(text: str, number: str | None) -> None:
    assert find_inside(text, TODAY) == number


@st.composite
def right_numbers(draw: st.DrawFn) -> str:
    born = date(1930, 1, 1) + timedelta(days=draw(st.integers(0, (TODAY - date(1930, 1, 1)).days)))
    area = draw(st.sampled_from(["110105", "321119", "500101", "810000", "830000", "911133"]))
    first = f"{area}{born:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return first + check_digit(first)


@given(right_numbers())
def test_every_right_number_is_right(number: str) -> None:
    reading = read_id_number(number, TODAY)
    assert (reading.fault, reading.number, reading.noise, reading.lower_x) == (None, number, False, False)


@given(right_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert read_id_number(wrong, TODAY).fault is not None


@given(right_numbers(), st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or read_id_number(swapped, TODAY).fault is not None


@given(
    right_numbers(),
    st.lists(st.tuples(st.integers(0, 18), st.sampled_from(" -\u200b\u3000\t'’－")), min_size=1),
)
def test_typing_noise_is_removed_and_reported(number: str, noise: list[tuple[int, str]]) -> None:
    noisy = number
    for place, char in noise:
        noisy = noisy[:place] + char + noisy[place:]
    reading = read_id_number(noisy, TODAY)
    assert (reading.fault, reading.number, reading.noise) == (None, number, True)


@given(st.text(max_size=30))
def test_any_text_is_read_without_an_error(text: str) -> None:
    reading = read_id_number(text, TODAY)
    assert reading.fault is not None or len(reading.number) == 18


MASKS = {
    "a number": ("110101199003071234", "110101********1234"),
    "something short": ("12345", "1****"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("number", "masked"), MASKS.values(), ids=MASKS)
def test_mask(number: str, masked: str) -> None:
    assert mask(number) == masked


def test_age_counts_whole_years() -> None:
    assert [age_on(date(2008, 11, 24), TODAY), age_on(date(2008, 11, 23), TODAY)] == [17, 18]
