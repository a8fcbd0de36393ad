"""
Whether a JPEG is torn: data that was exchanged in its middle may decode without complaint, but fits nowhere.

From where the wrong data begins, all blocks are of another brightness than those above, up to where the next
rows of blocks have the same fault and fit again. So there are two borders between rows of blocks, one or two
blocks apart, with a step as sharp as a knife: over the right part of the width above, over the left below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wdyy_cli.files.photos.decoding.jpeg_decode import Levels

    Steps = NDArray[np.bool_]
    """By border between rows of blocks, from above, and by column of blocks."""

BLOCK = 8
"""So many pixels wide and high are the blocks of a JPEG."""

LEAST_STEP, SHARPER = 20, 3
"""So many levels (0..255) make a step, and it is so many times higher than those beside it in the blocks."""

TOGETHER, OVERLAP, LEAST = 0.6, 0.75, 0.1
"""
Both borders together reach over so much of the width, no more of that is common to both, and each reaches
over so much: edges of things reach over the same part above and below, or there is only one.
"""

WORTH_A_LOOK = 0.3
"""So much more of a row has a step at a border than beside it, or nothing is torn."""

BROAD, MOST_BROAD = 0.1, 12
"""Where more borders have a step over so much of the width, it is a mosaic or a brick wall."""


def is_torn(light: Levels) -> bool:
    """Whether the lightness of a picture in its own size has such a pair of borders."""
    import numpy as np  # noqa: PLC0415 - whoever has decoded the picture has loaded it

    count, across = (light.shape[0] - 2) // BLOCK, light.shape[1] // BLOCK
    if count < 2 or not across:  # noqa: PLR2004 - two borders at least
        return False
    # The two rows above each border, and the two below.
    outer, above, below, lower = (
        light[first : first + BLOCK * count : BLOCK, : across * BLOCK]
        for first in range(BLOCK - 2, BLOCK + 2)
    )
    at = _changes(above, below)
    least = WORTH_A_LOOK * at.shape[1]
    steps = np.add.reduce(at >= LEAST_STEP, axis=1, dtype=np.int32)
    if steps.max() < least:
        return False
    beside = _changes(outer, above), _changes(below, lower)
    if (steps - np.count_nonzero(np.maximum(*beside) >= LEAST_STEP, axis=1)).max() < least:
        return False
    smooth = np.maximum(*(_of_blocks(changes) for changes in beside))
    sharp = _of_blocks(at) > np.maximum(SHARPER * smooth, LEAST_STEP - 1)
    if np.count_nonzero(sharp.mean(axis=1) >= BROAD) > MOST_BROAD:
        return False
    return any(_is_pair(sharp[:-apart], sharp[apart:]) for apart in (1, 2))


def _changes(row: Levels, following: Levels) -> Levels:
    """Give by how much each pixel of a row differs from that of the following one."""
    import numpy as np  # noqa: PLC0415 - as above

    differing: Levels = np.maximum(row, following) - np.minimum(row, following)
    return differing


def _of_blocks(changes: Levels) -> NDArray[np.float64]:
    """Give by block the middle one of its changes."""
    import numpy as np  # noqa: PLC0415 - as above

    middles: NDArray[np.float64] = np.median(changes.reshape(len(changes), -1, BLOCK), axis=2)
    return middles


def _is_pair(above: Steps, below: Steps) -> bool:
    """Whether some border and the one so far below it are those of a tear."""
    import numpy as np  # noqa: PLC0415 - as above

    across = above.shape[1]
    either, both = (above | below).sum(axis=1), (above & below).sum(axis=1)
    smaller = np.minimum(above.sum(axis=1), below.sum(axis=1))
    pairs = (either >= TOGETHER * across) & (both <= OVERLAP * either) & (smaller >= LEAST * across)
    return bool(pairs.any())
