"""Filling the template of the page; whatever it is given becomes text, and nothing else may run or load."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wdyy_cli.model import Report
from wdyy_cli.report.html.items import in_pixels, swatch_in
from wdyy_cli.report.html.page import NO_CLASS, Page
from wdyy_cli.report.said import gate, not_checked, since, verdict, words

PACKAGE = "wdyy_cli.report.html"
POLICY = (
    "default-src 'none'; img-src data:; style-src '{style}'; script-src '{script}';"
    " base-uri 'none'; form-action 'none'"
)
BUFFERED_PIECES = 64


def render_html(report: Report) -> Iterator[str]:
    """Give the page piece by piece."""
    style, script = _inline("style.css"), _inline("filter.js")
    template = _environment().get_template("report.html")
    stream = template.stream(
        page=Page(report),
        policy=POLICY.format(style=_hash(style), script=_hash(script)),
        style=style,
        script=script,
    )
    stream.enable_buffering(BUFFERED_PIECES)
    return iter(stream)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What the template itself asks about a report.
    environment.globals |= {"gate": gate, "not_checked": not_checked, "since": since}
    environment.globals |= {"verdict": verdict, "words": words, "NO_CLASS": NO_CLASS}
    environment.globals |= {"in_pixels": in_pixels, "swatch_in": swatch_in}
    environment.filters["base64"] = _base64
    return environment


def _show(value: object) -> object:
    """Spell out what nobody sees in every text that the template is given."""
    return words.visible(value) if type(value) is str else value


@cache
def _inline(name: str) -> Markup:
    """Read a style or script of our own, to stand in the page as it is."""
    text = resources.files(PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - it comes along with the program


def _hash(text: str) -> str:
    """Give the hash by which the page's policy allows a style or a script."""
    return "sha256-" + _base64(hashlib.sha256(text.encode("utf-8")).digest())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
