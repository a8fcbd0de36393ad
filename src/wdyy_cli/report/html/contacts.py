"""The contact sheet: each original with its crop drawn in, beside the photo that was made of it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from wdyy_cli.photo import Contact, Thumbnail

NO_CLASS = "没有写班级"


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A small picture as the template needs it: its bytes in base64, its size, the crop in its pixels."""

    data: str
    width: int
    height: int
    crop: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """One picture on the sheet."""

    contact: Contact
    class_index: int
    before: Shot | None
    after: Shot | None

    @property
    def person(self) -> str:
        """Whose it is, empty where nobody knows."""
        return self.contact.name or ""


@dataclass(frozen=True, kw_only=True)
class ContactSheet:
    """All cards, those left out first, and the classes among which one can choose."""

    cards: Sequence[Card]
    classes: Sequence[str]
    left_out: int
    noted: int


def lay_out_contacts(contacts: Sequence[Contact]) -> ContactSheet:
    """Lay out the pictures of a report in their order."""
    names = sorted({contact.class_name or NO_CLASS for contact in contacts})
    places = {name: index for index, name in enumerate(names)}
    cards = [
        Card(
            contact=contact,
            class_index=places[contact.class_name or NO_CLASS],
            before=_shot(contact.before, contact.crop),
            after=_shot(contact.after, None),
        )
        for contact in contacts
    ]
    left_out = sum(1 for contact in contacts if contact.left_out is not None)
    noted = sum(1 for contact in contacts if contact.notes)
    return ContactSheet(cards=cards, classes=names, left_out=left_out, noted=noted)


def _shot(drawn: Thumbnail | None, crop: tuple[float, float, float, float] | None) -> Shot | None:
    if drawn is None:
        return None
    box = None
    if crop is not None:
        left, top, right, bottom = crop
        box = (
            round(left * drawn.width, 1),
            round(top * drawn.height, 1),
            round((right - left) * drawn.width, 1),
            round((bottom - top) * drawn.height, 1),
        )
    data = base64.b64encode(drawn.jpeg).decode("ascii")
    return Shot(data=data, width=drawn.width, height=drawn.height, crop=box)
