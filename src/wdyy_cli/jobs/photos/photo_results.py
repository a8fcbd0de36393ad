"""What became of each picture: for programs, for people, for the contact sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wdyy_cli.grouping import grouped
from wdyy_cli.jobs.photos.photo_plan import PlannedPhoto
from wdyy_cli.jobs.photos.preparer import Prepared
from wdyy_cli.model import Finding
from wdyy_cli.photo import Contact

BY_MIDDLE = "底色不单一或太深，没有找到头，按中间裁的"
ACTIONS = ("rotated", "cropped", "reduced", "enlarged", "converted", "renamed", "metadata-removed")
"""What can be done to a picture, in the order in which it is told."""


@dataclass(frozen=True, kw_only=True)
class DonePhoto:
    """
    A picture with its plan and with what was made of it; nothing where it was only planned.

    `found` are the titles of what the rules found about the photo.
    """

    planned: PlannedPhoto
    prepared: Prepared
    found: tuple[str, ...] = ()

    @property
    def reason(self) -> str | None:
        """Why no photo was made of it, None where one was, or will be."""
        return self.planned.left_out or self.prepared.left_out

    @property
    def left_out(self) -> str | None:
        """The same for people, with what to do."""
        advice = self.planned.advice or self.prepared.advice
        return f"{self.reason}；{advice}" if self.reason and advice else self.reason

    @property
    def target(self) -> str | None:
        """The name of the photo."""
        return self.planned.target if self.reason is None else None

    @property
    def by_middle(self) -> bool:
        """Whether the photo was cut in the middle, since nobody knows where the head is."""
        return self.target is not None and "cropped" in self.prepared.actions and not self.prepared.by_head

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should look at."""
        return (*self.found, *([BY_MIDDLE] if self.by_middle else []))

    @property
    def result(self) -> dict[str, object]:
        """What programs are told: `crop` in pixels of the upright original."""
        student, crop = self.planned.student, self.prepared.crop
        actions = list(self.prepared.actions)
        if self.prepared.jpeg_bytes and self.target not in (None, self.planned.file.name):
            actions.append("renamed")
        actions.sort(key=ACTIONS.index)
        across, down = self.prepared.width, self.prepared.height
        whole = (across, down, across, down)
        return {
            "source": self.planned.source,
            "id_number": None if student is None else student.id_number,
            "name": None if student is None else student.name,
            "target": self.target,
            "actions": actions,
            "crop": None
            if crop is None or self.target is None
            else [round(a * b) for a, b in zip(crop, whole, strict=True)],
            "left_out": self.left_out,
        }

    @property
    def contact(self) -> Contact:
        """What the contact sheet shows."""
        student = self.planned.student
        return Contact(
            source=self.planned.source,
            target=self.target,
            id_number=None if student is None else student.id_number,
            name=None if student is None else student.name,
            class_name=None if student is None else student.class_name or None,
            before=self.prepared.before,
            after=self.prepared.after,
            crop=self.prepared.crop,
            notes=self.notes,
            left_out=self.left_out,
        )


def lay_out_contacts(done: Sequence[DonePhoto], findings: Sequence[Finding]) -> tuple[Contact, ...]:
    """Give every picture for the contact sheet: those left out first, then by class and name."""
    titles = grouped((finding.place.location.member, finding.title) for finding in findings)
    told = {member: tuple(dict.fromkeys(found)) for member, found in titles.items()}
    contacts = [replace(one, found=told.get(one.target or "", ())).contact for one in done]
    return tuple(
        sorted(
            contacts,
            key=lambda one: (one.left_out is None, one.class_name or "", one.name or "", one.source),
        )
    )
