"""Whether `wdyy prepare-photos` would make anything of a photo: only then is it advised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli.photo import CONVERTIBLE

if TYPE_CHECKING:
    from wdyy_cli.photo import Picture
    from wdyy_cli.profile import Profile
    from wdyy_cli.rules.photo.photo import Photo


def can_be_prepared(photo: Photo, profile: Profile) -> bool:
    """
    Whether a photo is whole, of a kind that can be converted, large enough, and not too far from the ratio.

    Of what was not decoded, since its format is not accepted, the pixels are not known.
    """
    picture = photo.picture
    if picture is None or picture.fault is not None or picture.over_cap or picture.format not in CONVERTIBLE:
        return False
    if not (picture.width and picture.height):
        return True
    most_cut = 2 * profile.prepare.max_crop_share
    return not has_to_be_enlarged(picture, profile) and max(_cuts(picture, profile)) <= most_cut


def has_to_be_enlarged(picture: Picture, profile: Profile) -> bool:
    """Whether the largest part of the right ratio has too few pixels to be blown up to the wanted ones."""
    return 1 / _scale(picture, profile) > profile.prepare.max_enlargement


def otherwise(photo: Photo, profile: Profile, instead: str) -> str | None:
    """Give another advice where `wdyy prepare-photos` would make nothing of a photo; None where it would."""
    return None if can_be_prepared(photo, profile) else instead


def _scale(picture: Picture, profile: Profile) -> float:
    """Give how much larger than wanted the largest part of the right ratio is."""
    return min(own / wanted for own, wanted in zip(picture.upright_size, profile.made_size, strict=True))


def _cuts(picture: Picture, profile: Profile) -> list[float]:
    """Give the share of width and of height that has to be cut off."""
    scale = _scale(picture, profile)
    sides = zip(picture.upright_size, profile.made_size, strict=True)
    return [1 - wanted * scale / own for own, wanted in sides]
