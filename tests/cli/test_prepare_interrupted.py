"""What `wdyy prepare-photos` leaves behind where it ends too early: nothing, and no original is touched."""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Callable
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from photographer import deliver, delivery, jpeg, number, roster
from programs import posix_only, program
from wdyy_cli.jobs import prepare_photos
from wdyy_cli.jobs.check_photos import look_at_photos

PREPARE = ("prepare-photos", "摄影师", "--roster", "花名册.csv", "-o", "照片.zip", "--force", "--no-progress")


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    """Give a folder with a delivery, a roster, and the zip of an earlier day."""
    deliver(tmp_path / "摄影师", delivery())
    roster(tmp_path)
    (tmp_path / "照片.zip").write_bytes(b"the zip of an earlier day")
    return tmp_path


def everything(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def whole(folder: Path, wdyy: Callable[..., Ran]) -> int:
    """Tell how large the zip is when there is room for it."""
    made = folder / "满.zip"
    ran = wdyy("prepare-photos", folder / "摄影师", "--roster", folder / "花名册.csv", "-o", made)
    assert ran.status == 0
    size = made.stat().st_size
    made.unlink()
    return size


@pytest.mark.slow
@posix_only
@pytest.mark.parametrize(
    ("room", "said"),
    [
        pytest.param(8192, "照片做到一半，磁盘可能已满", id="no photo fits"),
        pytest.param(28_000, "照片做到一半，磁盘可能已满", id="the first photo fits"),
        pytest.param(-2000, "磁盘可能已满", id="the last photo does not fit"),
        pytest.param(-100, "写不了“照片.zip”：磁盘可能已满", id="all photos fit, the zip does not"),
    ],
)
def test_a_disk_that_is_full(delivered: Path, wdyy: Callable[..., Ran], room: int, said: str) -> None:
    resource = pytest.importorskip("resource")
    before = everything(delivered)
    if room < 0:
        room += whole(delivered, wdyy)
    running = program(
        delivered, *PREPARE, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    )
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, said in err.decode()) == (2, b"", True)
    assert everything(delivered) == before


@pytest.mark.slow
@posix_only
@pytest.mark.parametrize("after", ["the pictures are read", "the zip is begun"])
def test_ctrl_c_in_the_middle(delivered: Path, after: str) -> None:
    picture = jpeg(6)
    for index in range(6, 40):
        (delivered / "摄影师" / f"{number(index)}.jpg").write_bytes(picture)
    roster(delivered, [(f"王{index}", number(index), str(index), "") for index in range(1, 40)])
    before = everything(delivered)
    running = program(delivered, *PREPARE)
    while running.poll() is None:
        written = any(path.suffix == ".tmp" for path in delivered.iterdir())
        if written or (after == "the pictures are read" and children_of(running.pid)):
            break
        time.sleep(0.002)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    if running.returncode == 130:
        assert (out, err.decode()) == (b"", "已中断，没有检查完。\n")
        assert everything(delivered) == before
    else:
        # It was done before the signal came.
        assert after == "the zip is begun"
        assert set(everything(delivered)) == set(before)
        assert everything(delivered)["照片.zip"] != before["照片.zip"]


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("meanwhile", "status"), [(lambda *_: None, 0), (_interrupt, 130)])
def test_nobody_has_a_zip_open_that_is_renamed_or_removed(
    delivered: Path,
    wdyy: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[..., None],
    status: int,
) -> None:
    moved: list[tuple[str, list[BaseProcess]]] = []

    def look_at(*given: Any, **more: Any) -> object:
        looked = look_at_photos(*given, **more)
        assert active_children()
        meanwhile()
        return looked

    def watch(way: str) -> Callable[..., object]:
        usual = getattr(Path, way)

        def move(path: Path, *others: object, **more: object) -> object:
            if path.suffix == ".tmp" and path.exists():
                moved.append((way, active_children()))
            return usual(path, *others, **more)

        return move

    monkeypatch.setattr(prepare_photos, "look_at_photos", look_at)
    for way in ("replace", "unlink"):
        monkeypatch.setattr(Path, way, watch(way))
    monkeypatch.chdir(delivered)
    assert wdyy(*PREPARE).status == status
    assert moved == [("unlink" if status else "replace", [])]


def children_of(parent: int) -> list[str]:
    tasks = Path(f"/proc/{parent}/task/{parent}/children")
    return tasks.read_text(encoding="ascii").split() if tasks.exists() else []
