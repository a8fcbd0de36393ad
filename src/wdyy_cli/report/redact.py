"""Masks ID numbers and names in a whole report, for output that leaves the machine."""

from __future__ import annotations

import re
from dataclasses import replace

from wdyy_cli.id_number import mask
from wdyy_cli.model import Finding, InputFile, Location, Place, Report

_NUMBER = re.compile(r"[0-9０-９](?:[\s\-‐-―－.]?[0-9０-９]){13,}[\s\-]?[Xxｘ]?")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d{5,}")
_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,5})+$")


def redact(report: Report) -> Report:
    """Give the same report with ID numbers like `110101********1234`, names like `张*`."""
    return replace(
        report,
        inputs=tuple(_input(given) for given in report.inputs),
        findings=tuple(_finding(finding) for finding in report.findings),
    )


def mask_numbers(text: str) -> str:
    """Mask what is long enough to be an ID number, also with spaces, hyphens or full-width digits."""
    return _NUMBER.sub(lambda found: mask(found[0]), text)


def mask_text(text: str) -> str:
    """Mask a piece of personal data: ID numbers, names (the first character stays), student numbers."""
    pieces = []
    end = 0
    for found in _NUMBER.finditer(text):
        pieces += [_mask_words(text[end : found.start()]), mask(found[0])]
        end = found.end()
    return "".join([*pieces, _mask_words(text[end:])])


def mask_path(path: str) -> str:
    """Mask folders and file name of a member; the ending stays."""
    ending = _ENDING.search(path)
    stem = path[: ending.start()] if ending else path
    return mask_text(stem) + (ending[0] if ending else "")


def _mask_words(text: str) -> str:
    return _DIGITS.sub(lambda d: d[0][:2] + "*", _LETTERS.sub(lambda w: w[0][0] + "*", text))


def _input(given: InputFile) -> InputFile:
    reason = None if given.reason is None else mask_numbers(given.reason)
    return replace(given, path=mask_numbers(given.path), reason=reason)


def _finding(finding: Finding) -> Finding:
    message = finding.message
    place = finding.place
    personal = {*finding.quotes, place.value, place.id_number, place.name, place.location.member} - {None, ""}
    for piece in sorted((p for p in personal if p is not None), key=len, reverse=True):
        message = message.replace(piece, mask_path(piece))
    return replace(finding, message=mask_numbers(message), place=_place(place), quotes=())


def _place(place: Place) -> Place:
    return Place(
        location=_location(place.location),
        value=None if place.value is None else mask_text(place.value),
        stored_as=place.stored_as,
        id_number=None if place.id_number is None else mask(place.id_number),
        name=None if place.name is None else place.name[:1] + "*",
    )


def _location(at: Location) -> Location:
    member = None if at.member is None else mask_path(at.member)
    return replace(at, file=mask_numbers(at.file), member=member)
