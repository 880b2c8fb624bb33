"""The text and HTML of a message: the texts of mail.yaml in the templates of layouts/mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import urljoin

import css_inline
import jinja2

from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import Translations
from bifolio.document.unit import REFERENCE, Unit
from bifolio.languages.names import own_names
from bifolio.languages.quotations import nested
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.mail.attachments import Enclosure
from bifolio.mail.pictures import FRONT, MARK, Picture, read_mark
from bifolio.mail.recipients import Recipient
from bifolio.mail.settings import TOKEN, MailSettings
from bifolio.problems import Problems
from bifolio.project.files import read_text
from bifolio.project.layouts import HOUSE_TOKENS, HOUSES, PLAIN, Layouts
from bifolio.project.templates import environment_of, limits, template_errors
from bifolio.text import typeset

HTML_TEMPLATE = "mail/message.html.j2"
TEXT_TEMPLATE = "mail/message.txt.j2"
STYLESHEET = "mail/message.css"

TOKENS = (f"{HOUSES}/{PLAIN}/tokens.css", HOUSE_TOKENS)
"""The stylesheets with the colour tokens, the general one first."""

COLOUR_TOKEN = re.compile(r"(?<![\w-])--([\w-]+):\s*(#[0-9a-fA-F]{6})\b")
USED_TOKEN = re.compile(r"var\(--([\w-]+)\)")

HAN_BESIDE_LATIN = re.compile(
    f"(?<=[{IDEOGRAPHS}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{IDEOGRAPHS}])"
)
"""Boundaries between Han and inserted Latin text, where Chinese has a space (CLREQ 3.2.2)."""

CONJUNCTION = re.compile("(?<![共参给授赋以涉普埃不顾温缓总柔平饱随])[和与及與]")
"""A conjunction of Chinese before which a title may have a new line, and not a part of a word, such
as 共和国 or 参与."""

WHOLE = re.compile(r"([\w.-]+\.pdf|[(（][^()（）]*[)）])")
"""What a line does not cut where there is room: the name of a file, and what is in brackets."""

MOST_HTML = 100_000
"""Bytes of HTML; Gmail hides what comes after 102 kB, such as the link to unsubscribe."""


@dataclass(frozen=True)
class Letter:
    """The content of a message to one reader."""

    languages: tuple[str, ...]
    """The reader's language first."""
    subject: str
    sender: str
    """The sender's name in the reader's language."""
    title: str
    """The publication's title in the reader's language."""
    text: str
    html: str
    attached: bool
    """Whether the PDF is attached, or only linked."""
    leave: str
    """The address by which this reader unsubscribes."""
    pictures: Mapping[str, Picture]
    """The pictures in the HTML, by Content-ID."""


TIES = re.compile("[\u00ad\u200b\u2060]")
"""Characters that only lines of a page need."""


def plain_titles(manuscript: Manuscript) -> dict[str, str]:
    """The title of a publication by language, as readers see it: without markup, on one line."""
    return _plain(manuscript, manuscript.title)


def _plain(manuscript: Manuscript, unit: Unit) -> dict[str, str]:
    """The words of a unit by language, without markup, on one line."""
    languages = manuscript.publication.languages
    copy, _ = typeset([unit], languages, manuscript.text.shared)
    return {language: TIES.sub("", each.on_one_line) for (_, language), each in copy.items()}


class LetterWriter:
    """Writes the letters of one publication; reads the templates once."""

    def __init__(self, manuscript: Manuscript, settings: MailSettings, layouts: Layouts) -> None:
        """Read templates and the mark of the house; raises `Problems` if one is not valid."""
        self._publication = manuscript.publication
        self._names = own_names(manuscript.publication.languages)
        self._mark = _ShownMark.of(manuscript, layouts)
        self._titles = plain_titles(manuscript)
        self._settings = settings
        self._layouts = layouts
        environment = environment_of(layouts)
        with template_errors(layouts), limits():
            self._html = environment.get_template(HTML_TEMPLATE)
            self._text = environment.get_template(TEXT_TEMPLATE)

    def write(
        self, recipient: Recipient, enclosure: Enclosure, token: str, *, attached: bool
    ) -> Letter:
        """The letter to `recipient`; `token` is for the link to unsubscribe."""
        others = (tag for tag in self._publication.languages if tag != recipient.language)
        languages = (recipient.language, *others)
        leave = self._settings.unsubscribe.source.replace(TOKEN, token)
        parts = [self._part(tag, recipient, enclosure, attached=attached) for tag in languages]
        values = self._values(recipient.language, recipient, enclosure)
        subject = filled(self._settings.words.subject, recipient.language, values)
        names: dict[str, object] = {
            "parts": parts,
            "colours": self._colours,
            "subject": subject,
            "attached": attached,
            "leave": leave,
            "web": self._settings.web.source if self._settings.web else "",
            "pdf": self.address_of(enclosure),
            "picture": {
                "id": FRONT,
                "width": enclosure.front.width,
                "height": enclosure.front.height,
                "shows_title": enclosure.front.shows(self._titles[recipient.language]),
            },
            "mark": self._mark and self._mark.shown(recipient.language),
        }
        pictures = {FRONT: enclosure.front}
        if self._mark:
            pictures[MARK] = self._mark.picture
        return Letter(
            languages=languages,
            subject=subject,
            sender=parts[0]["sender"],
            title=parts[0]["title"],
            text=self._filled(self._text, names),
            html=self._inlined(self._filled(self._html, names)),
            attached=attached,
            leave=leave,
            pictures=pictures,
        )

    def address_of(self, enclosure: Enclosure) -> str:
        """The web address of the PDF; empty if there is none."""
        web = self._settings.web
        return urljoin(web.source, enclosure.file_name) if web else ""

    def _part(
        self, language: str, recipient: Recipient, enclosure: Enclosure, *, attached: bool
    ) -> dict[str, Any]:
        """What the message says in one language."""
        words, sender = self._settings.words, self._settings.sender
        values = self._values(language, recipient, enclosure)

        def said(translations: Translations) -> str:
            return filled(translations, language, values)

        body = re.split(r"\n\s*\n", said(words.body).strip())
        return {
            "language": language,
            "name": self._names[language],
            "title": values["title"],
            "title_parts": _lines(values["title"], language),
            "greeting": said(words.greeting if recipient.name else words.greeting_without_name),
            "paragraphs": [_joined(paragraph, language) for paragraph in body],
            "enclosed": (enclosed := said(words.attached if attached else words.linked)),
            "enclosed_parts": WHOLE.split(enclosed),
            **{name: said(getattr(words, name)) for name in ("web", "picture", "why", "leave")},
            "sender": said(sender.name),
            "postal_address": said(sender.postal_address),
        }

    def _values(
        self, language: str, recipient: Recipient, enclosure: Enclosure
    ) -> Mapping[str, str]:
        return {
            **recipient.fields,
            "name": recipient.name,
            "address": str(recipient.address),
            "language": recipient.language,
            "edition": recipient.edition,
            "groups": ", ".join(recipient.groups),
            "title": self._titles[language],
            "file": enclosure.file_name,
            "pages": str(enclosure.pages),
            "size": f"{len(enclosure.pdf) / 1000:.0f}\u00a0kB",
        }

    def _filled(self, template: jinja2.Template, names: Mapping[str, object]) -> str:
        with template_errors(self._layouts), limits():
            return template.render(names)

    def _inlined(self, html: str) -> str:
        """The HTML with the rules of the stylesheet in its elements, as mail programs need them.

        What depends on the window or the colour scheme stays in a `style` element.
        """
        inlined = self._inliner.inline(html)
        size = len(inlined.encode())
        if size > MOST_HTML:
            message = f"the HTML has {size / 1000:.0f} kB; mail programs would truncate it"
            hint = "shorten `body:` in mail.yaml, or the template"
            raise Problems.of("mail/html-too-large", message, hint)
        return inlined

    @cached_property
    def _colours(self) -> Mapping[str, str]:
        """The colours by their tokens."""
        written = "\n".join(map(read_text, self._layouts.named(TOKENS)))
        return dict(COLOUR_TOKEN.findall(written))

    @cached_property
    def _inliner(self) -> css_inline.CSSInliner:
        path = self._layouts.find(STYLESHEET)
        css = read_text(path) if path else ""
        css = USED_TOKEN.sub(lambda used: self._colours.get(used[1], used[0]), css)
        return css_inline.CSSInliner(
            extra_css=css,
            keep_style_tags=True,
            keep_at_rules=True,
            load_remote_stylesheets=False,
        )


@dataclass(frozen=True)
class _ShownMark:
    """The mark of the house with its words by language."""

    picture: Picture
    alt: Mapping[str, str]
    statement: Mapping[str, str]

    @classmethod
    def of(cls, manuscript: Manuscript, layouts: Layouts) -> Self | None:
        """The mark, if the house has one for messages and the publication names it."""
        front = {unit.id: unit for unit in manuscript.text.front}
        found = read_mark(layouts)
        if found is None or found[0].alt not in front:
            return None
        mark, picture = found
        statement = front.get(mark.statement or "")
        words = _plain(manuscript, statement) if statement else {}
        return cls(picture, _plain(manuscript, front[mark.alt]), words)

    def shown(self, language: str) -> Mapping[str, object]:
        """What the template gets."""
        return {
            "id": MARK,
            "width": self.picture.width,
            "height": self.picture.height,
            "alt": self.alt[language],
            "statement": self.statement.get(language, ""),
        }


def filled(translations: Translations, language: str, values: Mapping[str, str]) -> str:
    """The text in `language` with the values inserted; a name without a value is not changed.

    In Chinese, a space separates Han from an inserted value in Latin letters, and the reverse. The
    marks of titles in a value are those of a title within marks that are around it.
    """

    def put_in(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()], match.string[match.end() :]
        value = nested(values.get(match[1], match[0]), before, after, language)
        if not language.startswith("zh"):
            return value
        return f"{_space(before, value)}{value}{_space(value, after)}"

    return re.sub(REFERENCE, put_in, translations[language].source)


def _space(one: str, other: str) -> str:
    """The space between two pieces of Chinese text, if they need one."""
    return " " if HAN_BESIDE_LATIN.search(one[-1:] + other[:1]) else ""


def _lines(title: str, language: str) -> list[str]:
    """The two parts of a Chinese title on two lines, the second with a conjunction at its head."""
    if not language.startswith("zh"):
        return [title]
    places = [match.start() for match in CONJUNCTION.finditer(title)]
    middle = min(places, key=lambda place: abs(2 * place - len(title)), default=0)
    return [part for part in (title[:middle], title[middle:]) if part]


def _joined(paragraph: str, language: str) -> str:
    """The lines of a paragraph as one, joined by a space unless both sides are wide.

    As in CSS (Text 3, 4.1.3); in Chinese, quotes, dashes and ellipses are wide as well.
    """
    wide = "FWHA" if language.startswith("zh") else "FWH"
    joined, *others = (line.strip() for line in paragraph.strip().splitlines() or [""])
    for line in others:
        edges = joined[-1], line[0]
        together = all(unicodedata.east_asian_width(edge) in wide for edge in edges)
        joined += line if together else f" {line}"
    return joined
