"""The report as one HTML page: no network, readable without scripts, with the faulty photos in it."""

from __future__ import annotations

from wdyy_cli.report.html.render import render_html

__all__ = ["render_html"]
