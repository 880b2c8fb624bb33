"""The settings of mailings: mail.yaml, beside publication.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.passage import LanguageTag, Passage, Translations, Words
from bifolio.document.publication import EditionName, Publication
from bifolio.document.unit import REFERENCE
from bifolio.mail.addresses import parse_address
from bifolio.mail.recipients import Rules
from bifolio.problems import Problem, Problems
from bifolio.source_yaml import read_model
from bifolio.source_yaml.nodes import Form, Node

MAIL_FILE = "mail.yaml"

TOKEN = "{token}"  # noqa: S105  a placeholder, no secret

MAILED_TARGET = "screen"
"""The target of editions that are mailed."""

OWN_VALUES = frozenset(("name", "address", "language", "edition", "title", "file", "pages", "size"))
"""Values that Bifolio itself fills in for {name}; others come from the list."""

GREETING = "greeting"
"""The text that readers without a name do not get."""

Seconds = Annotated[int, Field(gt=0, le=86_400)]

LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
"""A label of a host name (RFC 1123, 2.1; RFC 1035, 2.3.4)."""

Host = Annotated[
    str,
    Form(
        rf"^{LABEL}(\.{LABEL})*$",
        "host name",
        "write it in ASCII letters, such as smtp.example.org",
    ),
]


class Sender(Node):
    """The sender of the messages."""

    name: Translations
    """The name of the sender, shown beside the address, by language."""
    address: Words
    """The address that messages come from; bounces are returned to it."""
    reply_to: Words | None = None
    """The address for replies; default: `address`."""
    postal_address: Translations
    """The postal address at the foot of every message, by language."""


class MailWords(Node):
    """The texts of the message, which can use {title}, {name}, {file}, {pages}, {size}, columns."""

    subject: Translations
    """The subject, by language; each reader gets that of their own."""
    greeting: Translations
    """The greeting if the name is known."""
    greeting_without_name: Translations
    """The greeting if it is not."""
    body: Translations
    """The text; empty lines separate paragraphs."""
    attached: Translations
    """The line that says what is attached."""
    linked: Translations
    """The text of the link to a PDF that is not attached."""
    web: Translations
    """The text of the link to the web address."""
    picture: Translations
    """The alternative text of the picture of the front page."""
    why: Translations
    """Why the reader gets the message."""
    leave: Translations
    """The text of the link to unsubscribe."""


class Attachment(Node):
    """How the PDF is attached."""

    name: Literal["ascii", "title"] = "ascii"
    """The file name: the ASCII name of the edition, or the title in the reader's language."""
    limit: Annotated[int, Field(gt=0)] = 3_000_000
    """The largest message, in bytes; a larger one links the PDF (`web`), or is an error."""


class Server(Node):
    """The mail server (submission); the password is never written here."""

    host: Host
    """Its host name, as in its certificate."""
    port: Annotated[int, Field(gt=0, lt=65536)] = 587
    """The port: 587 for STARTTLS, 465 for TLS."""
    security: Literal["starttls", "tls"] = "starttls"
    """How the connection is encrypted; it always is."""
    user: str = ""
    """The user name, if the server requires a login."""
    authorities: str = ""
    """A file of certificates (PEM) that are trusted instead of those of the system."""
    messages_per_minute: Annotated[int, Field(gt=0, le=100_000)] = 60
    """The maximum number of messages per minute."""
    timeout: Seconds = 60
    """Timeout of an answer, in seconds."""
    timeout_after_message: Seconds = 600
    """Timeout of the answer to a whole message, in seconds (RFC 5321, 4.5.3.2.6)."""
    retry_after: Annotated[tuple[Seconds, ...], Field(strict=False, min_length=1)] = (60, 300, 900)
    """Seconds until each retry after a temporary failure."""


class Dkim(Node):
    """The key that signs messages (RFC 6376)."""

    selector: Host
    """The name of the key below `_domainkey`."""
    domain: Host
    """The domain that signs."""
    key: str
    """The file of the private key (PEM), outside the project; `~` is the home folder."""


class MailSettings(Node):
    """How a publication is mailed: mail.yaml."""

    sender: Sender
    """The sender of the messages."""
    domain: Host
    """The domain of the sender, the part of the address after the @; message ids end with it."""
    editions: Annotated[Mapping[LanguageTag, EditionName], Field(min_length=1)]
    """The edition that readers of each language get."""
    web: Words | None = None
    """The web folder of the PDFs, ending with a slash; they have their file names there."""
    unsubscribe: Words
    """How readers unsubscribe: https://HOST/PATH/{token}, which takes a POST, or mailto:ADDRESS."""
    words: MailWords
    """The texts of the message."""
    attachment: Attachment = Attachment()
    """How the PDF is attached."""
    server: Server | None = None
    """The mail server; drafts need none."""
    dkim: Dkim | None = None
    """The key that signs messages, if there is one."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of the list that the texts use; the name only if all readers get it."""
        asked = {
            (key, name)
            for key, words in translated(self)
            for passage in words.values()
            for name in re.findall(REFERENCE, passage.source)
        }
        needed = {name for _, name in asked - {(GREETING, "name")}}
        return tuple(sorted(needed - OWN_VALUES | needed & {"name"}))


def read_settings(folder: Path, publication: Publication) -> MailSettings:
    """Read mail.yaml of the publication in `folder`; raises `Problems` with all that is wrong."""
    path = folder / MAIL_FILE
    hint = f"{MAIL_FILE} says who sends; copy one from a publication that `bifolio new` created"
    settings, problems = read_model(path, MailSettings, hint)
    if settings is not None:
        problems = list(_problems_of(settings, publication))
    if settings is None or problems:
        raise Problems(problems)
    return settings


def rules_of(settings: MailSettings, publication: Publication) -> Rules:
    """What the recipients of the publication are checked against."""
    editions = {
        name: edition.languages
        for name, edition in publication.editions.items()
        if edition.target == MAILED_TARGET
    }
    return Rules(dict(settings.editions), editions, settings.fields)


def translated(settings: MailSettings) -> Iterator[tuple[str, Translations]]:
    """Everything that is translated, by its key."""
    yield "name", settings.sender.name
    yield "postal-address", settings.sender.postal_address
    for field in MailWords.model_fields:
        yield field.replace("_", "-"), getattr(settings.words, field)


def _problems_of(settings: MailSettings, publication: Publication) -> Iterator[Problem]:
    for key, words in translated(settings):
        yield from _word_problems(key, words, settings, publication)
    yield from _edition_problems(settings, publication)
    for address in (settings.sender.address, settings.sender.reply_to):
        if address is not None:
            yield from _address_problems(address)
    yield from _link_problems(settings)


def _word_problems(
    key: str, words: Translations, settings: MailSettings, publication: Publication
) -> Iterator[Problem]:
    place = next(iter(words.values())).place if words else settings.place
    for language in publication.languages:
        if language not in words:
            message = f"'{key}' has no {language} text"
            yield Problem("source/missing-translation", message, "add it after the others", place)
    for language, passage in words.items():
        if not passage.source.strip():
            message = f"the {language} text of '{key}' is empty"
            yield Problem("source/empty-text", message, "write the text", passage.place)
        yield from _reference_problems(passage)


def _reference_problems(passage: Passage) -> Iterator[Problem]:
    """Report what looks like {name}, but would be sent unchanged."""
    for match in re.finditer(r"\{[^{}]*\}", passage.source):
        if not re.fullmatch(REFERENCE, match[0]):
            message = f"'{match[0]}' is not the name of a value"
            hint = "write the name of a column in lower-case letters, such as {job-title}"
            yield Problem("text/stray-brace", message, hint, passage.place)


def _edition_problems(settings: MailSettings, publication: Publication) -> Iterator[Problem]:
    for language, name in settings.editions.items():
        edition = publication.editions.get(name)
        if edition is None or edition.target != MAILED_TARGET:
            hint = f"use one of: {', '.join(rules_of(settings, publication).editions)}"
            message = f"no edition '{name}' for screens"
            yield Problem("mail/unknown-edition", message, hint, settings.place)
        elif language not in edition.languages:
            hint = f"choose an edition in {language}"
            message = f"edition '{name}' is not in {language}"
            yield Problem("mail/edition-language", message, hint, settings.place)


def _address_problems(passage: Passage) -> Iterator[Problem]:
    try:
        address = parse_address(passage.source)
    except ValueError as error:
        message = f"invalid address '{passage.source}': {error}"
        yield Problem("mail/invalid-address", message, "write it as name@host", passage.place)
        return
    if address.needs_smtputf8:
        message = f"'{passage.source}' is not ASCII"
        hint = "use ASCII letters before the @; many servers accept no others from a sender"
        yield Problem("mail/address-not-ascii", message, hint, passage.place)


def _link_problems(settings: MailSettings) -> Iterator[Problem]:
    web, leave = settings.web, settings.unsubscribe
    if web and not re.fullmatch(r"https://[!-~]+/", web.source):
        message = f"'{web.source}' is not a web folder"
        hint = "write an https address in ASCII that ends with a slash"
        yield Problem("mail/invalid-web-address", message, hint, web.place)
    one_click = re.fullmatch(r"https://[!-~]+", leave.source) and TOKEN in leave.source
    if not one_click and not re.fullmatch(r"mailto:[!-~]+@[!-~]+", leave.source):
        message = f"'{leave.source}' cannot be used to unsubscribe"
        hint = f"write https://host/path/{TOKEN}, or mailto:name@host"
        yield Problem("mail/invalid-unsubscribe", message, hint, leave.place)
