"""Cell styles of a package, read only: which ones are text, and which one is the text twin of another."""

from __future__ import annotations

from wdyy_cli.files.forms.xml_part import is_main, split_name, walk

_TEXT_FORMAT = "49"  # "@" among the formats that every spreadsheet program has built in
_TEXT_CODE = "@"
_FORMAT_ATTRIBUTES = frozenset({"numFmtId", "applyNumberFormat"})
_DEFAULT_STYLE = "0"

Shape = tuple[object, ...]


class CellStyles:
    """The cell styles of a package by their number, which cells write as attribute `s`; no `s` means 0."""

    def __init__(self, data: bytes | None) -> None:
        """Read the styles part, None where there is none; raises XmlFault."""
        self._shapes: list[list[object]] = []
        self._formats: list[str] = []
        self._text_formats = {_TEXT_FORMAT}
        self._path: list[str] = []
        if data is not None:
            walk(data, self._start, self._end)
        self._twins: dict[Shape, str] = {}
        for number, (shape, code) in enumerate(zip(self._shapes, self._formats, strict=True)):
            if code in self._text_formats:
                self._twins.setdefault(tuple(shape), str(number))

    def is_text(self, style: str | None) -> bool:
        """Whether cells of this style hold text whatever is typed into them."""
        number = self._number(style)
        return number is not None and self._formats[number] in self._text_formats

    def text_twin(self, style: str | None) -> str | None:
        """Give a style that looks the same and is text, the same style where there is none."""
        number = self._number(style)
        if number is None or self._formats[number] in self._text_formats:
            return style
        return self._twins.get(tuple(self._shapes[number]), style)

    def _number(self, style: str | None) -> int | None:
        given = _DEFAULT_STYLE if style is None else style
        if not (given.isascii() and given.isdigit()) or len(given) > len(str(len(self._formats))):
            return None
        return int(given) if int(given) < len(self._formats) else None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = split_name(name)[1] if is_main(name) else name
        self._path.append(local)
        place = self._path[1:]
        if place == ["cellXfs", "xf"]:
            self._formats.append(attributes.get("numFmtId", "0"))
            rest = sorted(pair for pair in attributes.items() if pair[0] not in _FORMAT_ATTRIBUTES)
            self._shapes.append([tuple(rest)])
        elif place[:2] == ["cellXfs", "xf"]:
            self._shapes[-1].append((len(place), local, tuple(sorted(attributes.items()))))
        elif place == ["numFmts", "numFmt"] and attributes.get("formatCode") == _TEXT_CODE:
            self._text_formats.add(attributes.get("numFmtId", ""))

    def _end(self, _name: str) -> None:
        self._path.pop()
