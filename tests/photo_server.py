"""
What the processes for photos are forked from in tests: a small process that has looked at a picture already.

To fork the one that holds all tests takes longer than to look at ten photos.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import sys

from wdyy_cli.jobs.photos import pool


def start() -> None:
    """Start it, and let all processes for photos come from it; nothing where no process is forked."""
    if pool.START_METHOD != "fork":
        return
    pool.START_METHOD = "forkserver"
    multiprocessing.set_forkserver_preload(["photo_looked_at"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))  # it looks for modules nowhere else
    multiprocessing.forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
