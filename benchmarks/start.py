"""
Times the start of the program, as whole processes in turn, in processor time (a busy machine bends it least).

- `--version` and `--help`, against `import typer`;
- a command that does little, against a bare Typer command with as many options that prints a line.

Linux and macOS.
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import wdyy_cli

BARE = '''
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def count(
    candidates: Annotated[list[str], typer.Argument(metavar="N", help="words")],
    {options}
) -> None:
    """Print a line."""
    print(candidates, profile)


app()
'''
TEXTS = ("profile", "config", "format", "fail-on", "max-per-rule", "date", "jobs")
LISTS = ("select", "ignore", "report")
SWITCHES = ("open", "strict", "quiet", "no-progress")


def write_bare(path: Path) -> None:
    """Write a command with the options of `wdyy count-proctors`, and nothing behind them."""
    options = [f'{_name(name)}: Annotated[str, typer.Option("--{name}", help="w")] = ""' for name in TEXTS]
    options += [
        f'{_name(name)}: Annotated[list[str], typer.Option("--{name}", help="w", default_factory=list)]'
        for name in LISTS
    ]
    options += [
        f'{_name(name)}: Annotated[bool, typer.Option("--{name}", help="w")] = False' for name in SWITCHES
    ]
    options.append('redact: Annotated[bool | None, typer.Option("--redact/--no-redact", help="w")] = None')
    ordered = sorted(options, key=lambda option: " = " in option)
    path.write_text(BARE.format(options=",\n    ".join(ordered)), encoding="utf-8")


def _name(option: str) -> str:
    return option.replace("-", "_")


def measure(command: list[str], env: dict[str, str]) -> float:
    """Run a process; give its processor time in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, env=env, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def main() -> None:
    """Run each in turn, print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    options = parser.parse_args()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compileall.compile_dir(str(Path(wdyy_cli.__file__).parent), quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        write_bare(bare)
        python = sys.executable
        commands = {
            "import typer": [python, "-c", "import typer"],
            "wdyy --version": [python, "-m", "wdyy_cli", "--version"],
            "wdyy --help": [python, "-m", "wdyy_cli", "--help"],
            "bare command": [python, "-c", "import bare", "45"],
            "wdyy count-proctors 45": [python, "-m", "wdyy_cli", "count-proctors", "45"],
        }
        env["PYTHONPATH"] = os.pathsep.join([folder, *filter(None, [env.get("PYTHONPATH")])])
        times: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(options.runs + 1):
            for name, command in commands.items():
                spent = measure(command, env)
                if run:  # the first one fills the caches
                    times[name].append(spent)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    for name, spent in medians.items():
        against = "bare command" if name.endswith("45") else "import typer"
        print(f"{name:23} {spent:6.0f} ms  {spent / medians[against]:.2f} × {against}")


if __name__ == "__main__":
    main()
