"""A list of rooms with their machines (机位): what may be used, before it is planned what will be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import ClassVar, Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.planning.rooms import Room
from wdyy_cli.rules.rooms.room import ROOM_LEFTOVER, RoomRow
from wdyy_cli.rules.table.aside import RowKind
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.reading.tables import Looks
from wdyy_cli.school.rooms.rooms import Rooms, is_count, is_room, read_whole
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import show_value
from wdyy_cli.texts.cell_text import squeeze

SHOWN_FAULTS = 5


class RoomList(Listing):
    """A list of rooms."""

    unit = "个考场"
    kind = RowKind(who="room", number="machines")
    needed = ("room", "machines")
    fields = (*needed, "address")
    looks: ClassVar[Looks] = {"room": is_room, "machines": is_count}
    sought = replace(Rooms.sought, needs="考场名称和机位数")
    leftover = ROOM_LEFTOVER

    @classmethod
    def open(cls, shown: str, settings: Settings) -> Self:
        """Open a list; raises WdyyError as for any table, and where a row is no room with its machines."""
        found = super().open(shown, settings)
        faults = list(found.faults())
        if not found.rooms:
            raise WdyyError(f"“{shown}”里没有考场。", "每个考场写一行：考场名称、机位数。")
        if faults:
            more = f"等 {len(faults)} 处" if len(faults) > SHOWN_FAULTS else ""
            listed = "；".join(faults[:SHOWN_FAULTS])
            raise WdyyError(
                f"“{shown}”不能用：{listed}{more}。", "改正后再运行；没有机位的考场请删去那一行。"
            )
        return found

    @cached_property
    def rooms(self) -> tuple[Room, ...]:
        """All rooms."""
        return tuple(
            Room(
                name=row.text("room"),
                machines=read_whole(row.table.value(row.values, "machines")) or 0,
            )
            for row in self.rows
        )

    @property
    def rows_of_rooms(self) -> list[RoomRow]:
        """All rooms as the rules see them, without seats."""
        return [
            RoomRow(*row[:3], name=room.name, seats=None, machines=room.machines)
            for row, room in zip(self.rows, self.rooms, strict=True)
        ]

    def addresses(self) -> dict[str, str]:
        """Give the address of each room that has one, by its name."""
        texts = ((r.text("room"), r.text("address")) for r in self.rows)
        return {name: address for name, address in texts if address}

    def faults(self) -> Iterator[str]:
        """Say in Chinese what makes rows unusable."""
        seen: dict[str, str] = {}
        several = len({table.sheet for table, *_ in self.rows}) > 1
        for table, row, values, _ in self.rows:
            name, machines = table.text(values, "room"), table.value(values, "machines")
            here = f"工作表“{table.sheet}”第 {row} 行" if several else f"第 {row} 行"
            if not name:
                yield f"{here}没有考场名称"
            elif (first := seen.get(squeeze(name))) is not None:
                yield f"{here}的“{name}”在{first}已经有了"
            seen.setdefault(squeeze(name), here)
            if not read_whole(machines):
                shown = show_value(machines).strip()
                said = f"“{shown}”不是大于 0 的整数" if shown else "是空的"
                yield f"{here}“{name}”的机位数{said}"

    def machines(self) -> dict[str, int]:
        """Give the machines of each room, by its squeezed name."""
        return {squeeze(room.name): room.machines for room in self.rooms}
