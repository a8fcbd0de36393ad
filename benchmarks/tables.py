"""
Times reading a long table, each time as a whole process, against the barest reading of the same file.

- `bare`: python-calamine to lists of values, for csv the standard library; no cap, no formula, no hidden row.
- `wdyy`: `read_tables`, on which every command that is given a table builds, with its guarded child.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import xlwt  # type: ignore[import-untyped] # the same

MEASURE = """
import sys
from pathlib import Path
{imports}
path = Path(sys.argv[1])
print(sum(map(len, {sheets})))
"""

CALAMINE = MEASURE.format(
    imports="from python_calamine import CalamineWorkbook\nbook = CalamineWorkbook.from_path(sys.argv[1])",
    sheets="[book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]",
)
LIBRARY = MEASURE.format(
    imports="import csv", sheets="[list(csv.reader(path.open(encoding='utf-8-sig', newline='')))]"
)
WDYY = MEASURE.format(
    imports="from wdyy_cli.files.tables.table import read_tables",
    sheets="[sheet.rows for sheet in read_tables(path, path.name).sheets]",
)

XLS_ROWS = 50_000
"""Of a sheet: the old format has no more than 65,536."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def students(count: int) -> Iterator[list[str]]:
    """Invent rows of a registration sheet: name and number differ, the rest is the same."""
    plan = "网店运营推广职业技能等级证书2021年上半年全国统考"
    for index in range(count):
        number = f"11010120{8 + index % 4:02d}{1 + index % 12:02d}{1 + index % 28:02d}{index % 1000:03d}X"
        name, site = f"学生{index}", "某某学院网店运营推广证书考核站点"
        yield [name, number, "院校考生", "某某职业技术学院", site, plan, "网店运营推广", "初级"]


def write_excel(path: Path, count: int) -> None:
    """Write xlsx as Excel and WPS do: every text once, in a table of strings."""
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    numbers: dict[str, int] = {}
    rows = "".join(
        f'<row r="{at}" spans="1:8">'
        + "".join(
            f'<c r="{letter}{at}" s="0" t="s"><v>{numbers.setdefault(text, len(numbers))}</v></c>'
            for letter, text in zip("ABCDEFGH", values, strict=True)
        )
        + "</row>"
        for at, values in enumerate(students(count), 1)
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    strings = f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in numbers)}</sst>'
    relation = f'<Relationship Id="strings" Type="{RELATION}" Target="sharedStrings.xml"/></Relationships>'
    listed = parts["xl/_rels/workbook.xml.rels"].decode().replace("</Relationships>", relation)
    parts |= {
        "xl/worksheets/sheet1.xml": sheet.encode(),
        "xl/sharedStrings.xml": strings.encode(),
        "xl/_rels/workbook.xml.rels": listed.encode(),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def write_openpyxl(path: Path, count: int) -> None:
    """Write xlsx as openpyxl does: every text where it stands."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for values in students(count):
        sheet.append(values)
    book.save(path)


def write_ods(path: Path, count: int) -> None:
    """Write ods."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(map(cell.format, values))}</table:table-row>"
        for values in students(count)
    )
    names = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>')


def write_xls(path: Path, count: int) -> None:
    """Write xls as xlwt does, on as many sheets as it needs."""
    book = xlwt.Workbook(encoding="utf-8")
    for at, values in enumerate(students(count)):
        if at % XLS_ROWS == 0:
            sheet = book.add_sheet(f"{at}")
        for column, value in enumerate(values):
            sheet.write(at % XLS_ROWS, column, value)
    book.save(str(path))


def write_csv(path: Path, count: int) -> None:
    """Write csv."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(students(count))


FORMATS = {
    "xlsx by Excel": (write_excel, CALAMINE),
    "xlsx by openpyxl": (write_openpyxl, CALAMINE),
    "xls": (write_xls, CALAMINE),
    "ods": (write_ods, CALAMINE),
    "csv": (write_csv, LIBRARY),
}


def measure(script: str, path: Path) -> tuple[int, float]:
    """Read a file once; give rows and seconds."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return int(done.stdout), time.perf_counter() - start


def main() -> None:
    """Make a file of each format, read them in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(f"{options.rows:,} rows of 8 columns")
    with tempfile.TemporaryDirectory() as folder:
        for name, (write, bare) in FORMATS.items():
            path = Path(folder) / "table"
            write(path, options.rows)
            times: dict[str, list[float]] = {"bare": [], "wdyy": []}
            for _ in range(options.runs):
                for script, code in (("bare", bare), ("wdyy", WDYY)):
                    rows, seconds = measure(code, path)
                    if rows != options.rows:
                        raise SystemExit(f"{name}: {script} read {rows} rows")
                    times[script].append(seconds)
            plain, ours = (statistics.median(times[script]) for script in ("bare", "wdyy"))
            print(f"{name:17} bare {plain:.2f} s  wdyy {ours:.2f} s  wdyy/bare {ours / plain:.2f}")


if __name__ == "__main__":
    main()
