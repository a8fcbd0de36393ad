"""The report as an Excel workbook to work through: all findings, each input marked, each class."""

from __future__ import annotations

from wdyy_cli.report.xlsx.content import render_xlsx

__all__ = ["render_xlsx"]
