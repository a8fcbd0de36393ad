"""What makes a finding the same one in the next run."""

from __future__ import annotations

from dataclasses import replace

from wdyy_cli.model import Finding, Location, Place, Severity
from wdyy_cli.rules.baseline import key_of


def pair(one: str, other: str) -> Finding:
    return Finding(
        code="PHO402", severity=Severity.ERROR, title="", message="", fix="",
        place=Place(location=Location(file="照片.zip", member=one), id_number=one.removesuffix(".jpg")),
        other=Location(file="照片.zip", member=other),
    )  # fmt: skip


def test_a_pair_of_photos_is_the_same_in_either_order() -> None:
    assert key_of(pair("1.jpg", "2.jpg")) == key_of(pair("2.jpg", "1.jpg"))


def test_another_pair_or_another_rule_is_another_finding() -> None:
    known = pair("1.jpg", "2.jpg")
    others = (pair("1.jpg", "3.jpg"), pair("3.jpg", "2.jpg"), replace(known, code="PHO403"))
    assert key_of(known) not in {key_of(other) for other in others}
