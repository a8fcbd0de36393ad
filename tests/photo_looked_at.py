"""Imported, it has loaded all that looking at a picture takes, by looking at one."""

from __future__ import annotations

import datetime as dt
import gc
import tempfile
from pathlib import Path

from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.jobs.photos import pool  # noqa: F401 - what is handed to a process is made of what it loads
from wdyy_cli.jobs.photos.worker import Errand, PhotoWorker, Wanted
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.registry import Choice


def look_at_one() -> None:
    """Do with a picture all that can be done with one."""
    profile = load_profile()
    worker = PhotoWorker(profile, Choice(), dt.date(2021, 5, 1), previews=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "110101200803071003.jpg").write_bytes(encode_portrait(draw_portrait(1)))
        photos = open_photos(folder, "照片", profile.zip)
        wanted = tuple(Wanted(member, photos.stored(member)) for member in photos.members)
        errand = Errand(path=folder, stamp=photos.stamp, members=wanted)
        for do in (worker.check, worker.digest, worker.draw, worker.prepare):
            do(errand, lambda _: None)
        worker.close()
        photos.close()
    gc.collect()
    gc.freeze()


look_at_one()
