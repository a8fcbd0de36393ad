"""Who is at the demo school: invented students, teachers and rooms. No one of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wdyy_cli.texts.id_number import check_digit

SCHOOL = "示例职业技术学院"
SITE = "示例学院网店运营推广证书考核站点"
PLAN = "网店运营推广职业技能等级证书2021年上半年全国统考"
OTHER_PLAN = "网店运营推广职业技能等级证书2021年下半年全国统考"
EXAM_DAY = date(2021, 5, 22)
ADDRESS = "示例市示例路 1 号"

STUDENTS = 48
CLASSES = ("电商2301班", "电商2302班", "营销2301班")
LEVELS = {"营销2301班": "中级"}
"""Classes that sit for another level than the first."""

NAMES = (
    "白若溪", "卞子衿", "岑小满", "柴云舒", "单明远", "狄知秋", "窦青禾", "范书瑶",
    "房乐天", "封晓棠", "甘雨霏", "葛思齐", "耿一鸣", "宫念慈", "古月明", "管清漪",
    "郝景行", "洪苑清", "胡沐阳", "华语桐", "霍星野", "姬如初", "纪南风", "贾谷雨",
    "姜未央", "蒋闻莺", "解其纷", "景初晴", "康乐之", "柯望舒", "孔令仪", "蓝田玉",
    "冷凝霜", "黎向晚", "连成璧", "梁木槿", "凌云志", "柳依依", "龙在天", "娄一苇",
    "鲁直言", "路漫漫", "罗衣轻", "麦浪平", "毛春生", "梅傲雪", "欧阳晴川", "阿依·示例",
    "客若来", "石无名", "沙漏斗", "游四方",
)  # fmt: skip
"""Students of the school in the order of the roster, and after them people whom only one file knows."""

TEACHERS = ("甄监考", "贾巡视", "毕守时", "安静之")
COURSES = ("高等数学", "大学英语", "体育与健康", "机械制图")


@dataclass(frozen=True, kw_only=True)
class InventedStudent:
    """An invented person; `number` counts from 1 and is also the one of her portrait."""

    number: int
    name: str
    id_number: str
    class_name: str
    level: str
    student_type: str = "院校考生"

    @property
    def photo(self) -> str:
        """The right name of her photo."""
        return f"{self.id_number}.jpg"


def person(number: int) -> InventedStudent:
    """Give the invented person of this number, from 1 to the number of names."""
    class_name = CLASSES[min((number - 1) * len(CLASSES) // STUDENTS, len(CLASSES) - 1)]
    # The one from Hong Kong has a residence permit.
    place = "810000" if number == STUDENTS else "110101"
    first = f"{place}200{5 + number % 3}{1 + number % 12:02d}{1 + number % 28:02d}{101 + number * 2:03d}"
    return InventedStudent(
        number=number,
        name=NAMES[number - 1],
        id_number=first + check_digit(first),
        class_name=class_name,
        level=LEVELS.get(class_name, "初级"),
    )
