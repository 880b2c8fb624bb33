"""What one reader is told: the words of mail.yaml in the templates of layouts/mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

import css_inline
import jinja2

from bifolio.document.passage import Translations
from bifolio.document.publication import Publication
from bifolio.document.unit import REFERENCE
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.mail.attachments import Enclosure
from bifolio.mail.recipients import Recipient
from bifolio.mail.settings import TOKEN, MailSettings
from bifolio.problems import Problems
from bifolio.project.files import read_text
from bifolio.project.layouts import HOUSE, HOUSES, PLAIN, Layouts
from bifolio.project.templates import environment_of, faults_told, limits

HTML_TEMPLATE = "mail/message.html.j2"
TEXT_TEMPLATE = "mail/message.txt.j2"
STYLESHEET = "mail/message.css"

TOKENS = (f"{HOUSES}/{PLAIN}/tokens.css", f"{HOUSE}/tokens.css")
"""The stylesheets with the colours of the house, the general one first."""

COLOUR_TOKEN = re.compile(r"(?<![\w-])--([\w-]+):\s*(#[0-9a-fA-F]{6})\b")
USED_TOKEN = re.compile(r"var\(--([\w-]+)\)")

PICTURE_ID = "front"
"""What the HTML calls the picture of the front page: cid:front (RFC 2392)."""

HAN_BESIDE_LATIN = re.compile(
    f"(?<=[{IDEOGRAPHS}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{IDEOGRAPHS}])"
)
"""Where Chinese has a space (CLREQ 3.2.2) that nobody can type before they know what is put in."""

MOST_HTML = 100_000
"""Bytes of HTML; Gmail hides what comes after 102 kB, the way to leave among it."""


@dataclass(frozen=True)
class Letter:
    """What one reader is told, before it becomes a message."""

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
    """Whether the PDF goes along, or is only linked."""
    leave: str
    """The address by which this reader gets no more."""


@dataclass(frozen=True)
class Part:
    """What is said in one language."""

    language: str
    title: str
    greeting: str
    paragraphs: tuple[str, ...]
    enclosed: str
    web: str
    picture: str
    why: str
    leave: str
    sender: str
    postal_address: str


class LetterWriter:
    """Writes letters about one publication; reads the templates once."""

    def __init__(self, publication: Publication, settings: MailSettings, layouts: Layouts) -> None:
        """Read the templates; raises `Problems` where one is not there or not right."""
        self._publication = publication
        self._settings = settings
        self._layouts = layouts
        environment = environment_of(layouts)
        with faults_told(layouts), limits():
            self._html = environment.get_template(HTML_TEMPLATE)
            self._text = environment.get_template(TEXT_TEMPLATE)

    def write(
        self, recipient: Recipient, enclosure: Enclosure, token: str, *, attached: bool
    ) -> Letter:
        """The letter to `recipient`, whose way to leave is known by `token`."""
        others = (tag for tag in self._publication.languages if tag != recipient.language)
        languages = (recipient.language, *others)
        leave = self._settings.unsubscribe.source.replace(TOKEN, token)
        parts = [self._part(tag, recipient, enclosure, attached=attached) for tag in languages]
        own = parts[0]
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
                "id": PICTURE_ID,
                "width": enclosure.front.width // 2,
                "height": enclosure.front.height // 2,
            },
        }
        return Letter(
            languages=languages,
            subject=subject,
            sender=own.sender,
            title=own.title,
            text=self._filled(self._text, names),
            html=self._inlined(self._filled(self._html, names)),
            attached=attached,
            leave=leave,
        )

    def address_of(self, enclosure: Enclosure) -> str:
        """Where the PDF is on the web; empty where it is not."""
        web = self._settings.web
        return urljoin(web.source, enclosure.file_name) if web else ""

    def _part(
        self, language: str, recipient: Recipient, enclosure: Enclosure, *, attached: bool
    ) -> Part:
        words, sender = self._settings.words, self._settings.sender
        values = self._values(language, recipient, enclosure)

        def said(translations: Translations) -> str:
            return filled(translations, language, values)

        greeting = words.greeting if recipient.name else words.greeting_without_name
        body = re.split(r"\n\s*\n", said(words.body).strip())
        return Part(
            language=language,
            title=values["title"],
            greeting=said(greeting),
            paragraphs=tuple(_joined(paragraph, language) for paragraph in body),
            enclosed=said(words.attached if attached else words.linked),
            web=said(words.web),
            picture=said(words.picture),
            why=said(words.why),
            leave=said(words.leave),
            sender=said(sender.name),
            postal_address=said(sender.postal_address),
        )

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
            "title": self._publication.title[language].source,
            "file": enclosure.file_name,
            "pages": str(enclosure.pages),
            "size": f"{len(enclosure.pdf) / 1000:.0f}\u00a0kB",
        }

    def _filled(self, template: jinja2.Template, names: Mapping[str, object]) -> str:
        with faults_told(self._layouts), limits():
            return template.render(names)

    def _inlined(self, html: str) -> str:
        """The HTML with the stylesheet in its elements, as mail programs want it.

        What hangs on the window or the colour scheme stays in a `style` element.
        """
        inlined = self._inliner.inline(html)
        size = len(inlined.encode())
        if size > MOST_HTML:
            message = (
                f"the HTML of a message has {size / 1000:.0f} kB; mail programs would cut it off"
            )
            raise Problems.of(
                "mail/html-too-large", message, "shorten `body:` in mail.yaml, or the template"
            )
        return inlined

    @cached_property
    def _colours(self) -> Mapping[str, str]:
        """The colours of the house by their tokens."""
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


def filled(translations: Translations, language: str, values: Mapping[str, str]) -> str:
    """The words in `language` with the values put in; a name without a value stays as it is.

    In Chinese a space parts Han from a value in Latin letters, and a value in Han from these.
    """

    def put_in(match: re.Match[str]) -> str:
        value = values.get(match[1], match[0])
        if not language.startswith("zh"):
            return value
        before, after = match.string[: match.start()], match.string[match.end() :]
        return f"{_space(before, value)}{value}{_space(value, after)}"

    return re.sub(REFERENCE, put_in, translations[language].source)


def _space(one: str, other: str) -> str:
    """The space between two pieces of Chinese, if there is one."""
    return " " if HAN_BESIDE_LATIN.search(one[-1:] + other[:1]) else ""


def _joined(paragraph: str, language: str) -> str:
    """The lines of a paragraph as one, with a space between them unless both sides are wide.

    So does CSS (Text 3, 4.1.3); in Chinese, quotes, dashes and ellipses are wide as well.
    """
    wide = "FWHA" if language.startswith("zh") else "FWH"
    joined, *others = (line.strip() for line in paragraph.strip().splitlines() or [""])
    for line in others:
        edges = joined[-1], line[0]
        together = all(unicodedata.east_asian_width(edge) in wide for edge in edges)
        joined += line if together else f" {line}"
    return joined
