"""What is untidy in a text, and the text as it was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.texts.cell_text import (
    dotted_name,
    find_name_oddity,
    find_untidiness,
    has_control_characters,
    is_plain_name,
    squeeze,
    tidy,
)

# words: (text, whether it is a name, what is said, the text as it was meant)
UNTIDY: dict[str, tuple[str, bool, list[str], str]] = {
    "nothing": ("某某学院（中职部）", False, [], "某某学院（中职部）"),
    "blanks around": (" 张三\u3000", True, ["前后有空格"], "张三"),
    "a blank in a Chinese name": ("张 三", True, ["中间有空格"], "张三"),
    "a wide blank in a Chinese name": ("张\u3000三", True, ["中间有空格"], "张三"),
    "a blank between Latin names": ("John Smith", True, [], "John Smith"),
    "a wide blank between Latin names": ("John\u3000Smith", True, ["中间有空格"], "John Smith"),
    "a hard blank": ("某某\xa0学院", False, ["中间有空格"], "某某 学院"),
    "a typographer's blank": ("某某\u2003学院", False, ["中间有空格"], "某某 学院"),
    "a blank in a title": ("2021 年 统考", False, [], "2021 年 统考"),
    "a line break in Chinese": ("某某\n学院", False, ["有换行或制表符"], "某某学院"),
    "a line break between words": ("Some\nSchool", False, ["有换行或制表符"], "Some School"),
    "a break with blanks": ("某某 \r\n 学院", False, ["有换行或制表符"], "某某学院"),
    "a tab at the end": ("张三\t", True, ["有换行或制表符"], "张三"),
    "zero width": ("张\u200b三", True, ["有看不见的字符"], "张三"),
    "a byte order mark": ("\ufeff张三", True, ["有看不见的字符"], "张三"),
    "a variation selector": ("葛\U000e0100", True, ["有看不见的字符"], "葛"),
    "a filler": ("张三\u3164", True, ["有看不见的字符"], "张三"),
    "full width": ("２０２１年Ａ卷", False, ["有全角的字母或数字"], "2021年A卷"),
    "full-width brackets are meant": ("（一）", False, [], "（一）"),
    "a blank where a dot may be meant": ("买买提 吐尔", True, ["中间有空格"], "买买提 吐尔"),
    "a control character": ("张\x07三", True, ["有控制字符"], "张三"),
    "several": (
        " 张\u200b三\n",
        True,
        ["有换行或制表符", "有看不见的字符", "前后有空格"],
        "张三",
    ),
    "only blanks": (" \u3000", False, ["前后有空格"], ""),
}


@pytest.mark.parametrize(("text", "is_name", "said", "meant"), UNTIDY.values(), ids=UNTIDY)
def test_what_nobody_meant_is_told_and_taken_away(
    text: str,
    is_name: bool,
    said: list[str],
    meant: str,
) -> None:
    assert (find_untidiness(text, is_name=is_name), tidy(text, is_name=is_name)) == (said, meant)


messy = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            " \u3000\xa0\u2003\t\n\r\v\f\x85\u2028\u2029\u200b\u00ad\ufeff\u3164Ａ１张三李四〇⺀·ab\x07\x1c"
        ),
    ),
    max_size=10,
)


@given(messy, st.booleans())
def test_a_tidy_text_stays_as_it_is_and_has_nothing_untidy(text: str, is_name: bool) -> None:
    """But for a blank where a minority's name may want a dot: that is for somebody who knows."""
    meant = tidy(text, is_name=is_name)
    left = ["中间有空格"] if is_name and dotted_name(meant) else []
    assert tidy(meant, is_name=is_name) == meant
    assert find_untidiness(meant, is_name=is_name) == left
    assert (find_untidiness(text, is_name=is_name) == []) == (text == meant and not left)


@given(messy, st.booleans())
def test_tidying_takes_nothing_but_blanks_and_the_unseen(text: str, is_name: bool) -> None:
    assert squeeze(tidy(text, is_name=is_name)) == squeeze(text)
    assert not has_control_characters(tidy(text))


ODD: dict[str, tuple[str, str | None]] = {
    "two characters": ("张三", None),
    "a Uyghur name": ("买买提·吐尔逊", None),
    "a rare character": ("李𠮷", None),
    "a zero as a character": ("李〇", None),
    "one of the twelve that are no compatibility forms": ("王\ufa11", None),
    "a foreign name": ("Anna-Maria O'Neill", None),
    "a foreign name with dots": ("J.R. Tolkien", None),
    "Cyrillic": ("Иван Петров", "有标点或符号“ ”"),
    "one character": ("张", "只有一个字"),
    "figures": ("张三22", "有数字“2”"),
    "a full-width figure": ("张三２", "有数字“２”"),
    "letters among characters": ("张san", "汉字里夹着拉丁字母"),
    "another dot": ("买买提•吐尔逊", "有标点或符号“•”；少数民族姓名的间隔号应为“·”"),
    "a bracket": ("张三（大）", "有标点或符号“（）”"),
    "a dot at the end": ("张三·", "间隔号在开头或末尾"),
    "a private character": ("张\ue000", "有显示不出来的字，多半是生僻字没有存好"),
    "a replacement": ("张\ufffd\ufffd", "有显示不出来的字，多半是生僻字没有存好"),
    "half a rare character": ("李\ud842", "有显示不出来的字，多半是生僻字没有存好"),
    "a radical": ("王\u2f24", "里的“\u2f24”看着像“大”，其实是另一个字；请用输入法重新输入"),
    "a radical without a normal form": (
        "\u2ee2云飞",
        "里的“\u2ee2”看着像“马”，其实是另一个字；请用输入法重新输入",
    ),
    "a compatibility form": (
        "\uf979三",
        "里的“\uf979”看着像“凉”，其实是另一个字；请用输入法重新输入",
    ),
}


@pytest.mark.parametrize(("name", "said"), ODD.values(), ids=ODD)
def test_what_is_unlikely_in_a_name(name: str, said: str | None) -> None:
    assert find_name_oddity(name) == said
    assert not (is_plain_name(name) and said)
