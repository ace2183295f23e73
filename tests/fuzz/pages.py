"""Reads a page as a person would use it: where its links lead, and the forms to fill in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

CHOSEN = ("radio", "checkbox")


@dataclass
class Field:
    """What a form asks for: the kind of input, what it holds now, and what there is to choose from."""

    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form that posts, the page it was found on, and its fields by name."""

    page: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)


class Page(HTMLParser):
    """The links and the posting forms of the page at `path`."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path = path
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._open: Field | None = None  # a textarea or select
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and has.get("href", "").startswith(("/", "?")):
            self.links.append(urldefrag(urljoin(self.path, has["href"])).url)
        elif tag == "form":
            self._form = Form(self.path, urljoin(self.path, has.get("action", "")))
            if has.get("method", "").lower() == "post":
                self.forms.append(self._form)
        elif tag == "option" and self._open:
            self._choose(self._open, has, "selected" in has)
        elif self._form is not None and has.get("name") and tag in ("input", "textarea", "select"):
            self._read_field(self._form, tag, has)

    def _read_field(self, form: Form, tag: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text") if tag == "input" else tag
        if kind in CHOSEN:
            self._choose(form.fields.setdefault(has["name"], Field(kind)), has, "checked" in has)
            return
        form.fields[has["name"]] = Field(kind, has.get("value", ""))
        if tag != "input":
            self._open = form.fields[has["name"]]

    def _choose(self, among: Field, has: dict[str, str], chosen: bool) -> None:
        among.choices.append(has.get("value", "on"))
        if chosen:
            among.value = among.choices[-1]

    def handle_data(self, data: str) -> None:
        if self._open and self._open.kind == "textarea":
            self._open.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("textarea", "select"):
            if tag == "textarea" and self._open:
                self._open.value = self._open.value.removeprefix("\r").removeprefix("\n")  # the line break that HTML drops
            self._open = None
