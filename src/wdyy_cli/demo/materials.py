"""What the demo school hands in after the exam: scans of an empty page, videos without a picture."""

from __future__ import annotations

from wdyy_cli.demo.people import EXAM_DAY, SITE
from wdyy_cli.profile import Material, Profile
from wdyy_cli.texts.video_name import Naming, write_video_name

FOLDER = "上交材料"
VIDEO = b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x08free"
"""The beginning of an MP4 file: it plays nothing."""

_OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
)


def draft_materials(profile: Profile, rooms: tuple[str, ...]) -> dict[str, bytes]:
    """Give the files of the folder by their path below it; none where the profile asks for nothing."""
    rules = profile.materials
    if rules is None:
        return {}
    subjects = [subject.name for subject in profile.records.subjects]
    naming = Naming(pattern=rules.video_name or "{room}", site=SITE, rooms=rooms)
    files: dict[str, bytes] = {}
    for item in rules.items:
        for path in _paths(item, rooms, subjects, naming) if item.handed_in else ():
            files[path] = VIDEO if item.video else blank_scan()
    return files


def _paths(item: Material, rooms: tuple[str, ...], subjects: list[str], naming: Naming) -> list[str]:
    if item.video:
        return [f"{item.name}/{write_video_name(naming, EXAM_DAY, room)}.mp4" for room in rooms]
    if item.per == "site":
        return [f"{item.name}.pdf"]
    return [f"{item.name}/{room} {subject}.pdf" for room in rooms for subject in subjects]


def blank_scan() -> bytes:
    """Give a PDF of one empty page."""
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(_OBJECTS, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, content)
    places = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(_OBJECTS) + 1, places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(_OBJECTS) + 1, len(data))
    return data + table + end
