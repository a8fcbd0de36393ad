"""Times each strategy of `wdyy plan-rooms` alone: many candidates, many rooms of all sizes."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from wdyy_cli.planning.rooms import Room, Strategy, count_missing_machines, plan_rooms
from wdyy_cli.profile import ProctorLimits
from wdyy_cli.profile_files import load_profile, replaced

PROFILE = load_profile()
PROFILES = {
    "the guide's profile": PROFILE.proctors,
    "one proctor for each 15": replaced(PROFILE, proctors={"candidates_per_proctor": 15}).proctors,
    "six proctors up to the threshold": replaced(PROFILE, proctors={"base": 6}).proctors,
}
SIZES: dict[str, Callable[[random.Random], int]] = {
    "1 to 200 machines": lambda rng: rng.randint(1, 200),
    "1 to 100 machines, nearly all needed": lambda rng: rng.randint(1, 100),
    "few large rooms, many small ones": lambda rng: int(13 / (rng.random() + 0.01)),
    "60 machines each": lambda _: 60,
}


def show(candidates: int, rooms: list[Room], limits: ProctorLimits) -> None:
    """Time all strategies and print what they attain."""
    for strategy in Strategy:
        start = time.perf_counter()
        plan = plan_rooms(candidates, rooms, strategy, limits)
        seconds = time.perf_counter() - start
        print(
            f"  {strategy:16} {seconds:6.2f} s  {len(plan.rooms):5,} rooms  {plan.total_proctors:6,} proctors"
            f"  fullest {max(planned.seats for planned in plan.rooms):4,}"
        )


def main() -> None:
    """Make the rooms, time the plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--rooms", type=int, default=2000)
    options = parser.parse_args()
    for words, size in SIZES.items():
        rng = random.Random(1)  # noqa: S311 - no secret, only repeatable
        rooms = [Room(name=str(number), machines=size(rng)) for number in range(options.rooms)]
        seated = options.candidates - count_missing_machines(options.candidates, rooms)
        for profile, limits in PROFILES.items():
            print(f"{seated:,} candidates, {options.rooms:,} rooms: {words}; {profile}")
            show(seated, rooms, limits)


if __name__ == "__main__":
    main()
