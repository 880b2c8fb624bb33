"""The settings of a publication's mailings: mail.yaml, beside publication.yaml."""

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
"""What an edition is made for that is mailed; no reader has a use for the others."""

OWN_VALUES = frozenset(("name", "address", "language", "edition", "title", "file", "pages", "size"))
"""What the press itself knows to put into the words by {name}; all else comes from the list."""

GREETING = "greeting"
"""The words that nobody without a name is told."""

Seconds = Annotated[int, Field(gt=0, le=86_400)]

LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
"""What stands between the points of the name of a host (RFC 1123, 2.1; RFC 1035, 2.3.4)."""

Host = Annotated[
    str,
    Form(
        rf"^{LABEL}(\.{LABEL})*$",
        "host name",
        "write it in ASCII letters, such as smtp.example.org",
    ),
]


class Sender(Node):
    """Who writes."""

    name: Translations
    """What stands beside the address, by language."""
    address: Words
    """The address that the mail comes from, and that undeliverable mail goes back to."""
    reply_to: Words | None = None
    """The address that answers go to, if it is another one."""
    postal_address: Translations
    """Where the sender is to be found, by language; it stands at the foot of every message."""


class MailWords(Node):
    """What the message says. {title}, {name}, {file}, {pages}, {size} and columns can be used."""

    subject: Translations
    """The subject, by language; a reader sees that of their own."""
    greeting: Translations
    """The greeting where the name is known."""
    greeting_without_name: Translations
    """The greeting where it is not."""
    body: Translations
    """The text; an empty line begins a paragraph."""
    attached: Translations
    """The line that says what is attached."""
    linked: Translations
    """The words of the link to a PDF that is not attached."""
    web: Translations
    """The words of the link to the web address."""
    picture: Translations
    """What the picture of the front page shows, for those who do not see it."""
    why: Translations
    """Why the reader gets this."""
    leave: Translations
    """The words of the link by which they get no more."""


class Attachment(Node):
    """How the PDF goes along."""

    name: Literal["ascii", "title"] = "ascii"
    """The file name: the ASCII name of the edition, or the title in the reader's language."""
    limit: Annotated[int, Field(gt=0)] = 3_000_000
    """The largest message, in bytes; above it the PDF is linked at `web`, or it is an error."""


class Server(Node):
    """The mail server that takes our mail; the password is never written here."""

    host: Host
    """Its name, as on its certificate."""
    port: Annotated[int, Field(gt=0, lt=65536)] = 587
    """The port: 587 for STARTTLS, 465 for TLS."""
    security: Literal["starttls", "tls"] = "starttls"
    """How the connection is made private; there is no way without."""
    user: str = ""
    """The name to log in with, if the server asks for one."""
    authorities: str = ""
    """A file of certificates (PEM) to trust instead of those of the system."""
    messages_per_minute: Annotated[int, Field(gt=0, le=100_000)] = 60
    """How many messages are sent in a minute, at most."""
    timeout: Seconds = 60
    """How long an answer is waited for, in seconds."""
    timeout_after_message: Seconds = 600
    """The same for the answer to a whole message (RFC 5321, 4.5.3.2.6)."""
    retry_after: Annotated[tuple[Seconds, ...], Field(strict=False, min_length=1)] = (60, 300, 900)
    """Seconds until what failed for now is tried again, for each time."""


class Dkim(Node):
    """The key that messages are signed with (RFC 6376)."""

    selector: Host
    """The name of the key below _domainkey."""
    domain: Host
    """The domain that signs."""
    key: str
    """The file of the private key (PEM), outside of the project; `~` is the home folder."""


class MailSettings(Node):
    """How a publication is mailed: mail.yaml."""

    sender: Sender
    """Who writes."""
    domain: Host
    """The domain of message ids and lists; the sender's own."""
    editions: Annotated[Mapping[LanguageTag, EditionName], Field(min_length=1)]
    """The edition that readers of each language get."""
    web: Words | None = None
    """Where the PDFs are on the web, ending with a slash; below it they have their file names."""
    unsubscribe: Words
    """https: a page that takes {token} and a POST (RFC 8058); or mailto: an address."""
    words: MailWords
    """What the message says."""
    attachment: Attachment = Attachment()
    """How the PDF goes along."""
    server: Server | None = None
    """The mail server; drafts need none."""
    dkim: Dkim | None = None
    """The key that messages are signed with, if there is one."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of the list that the words ask for; the name only where all are told it."""
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
    if settings is None:
        raise Problems(problems)
    problems = list(_problems_of(settings, publication))
    if problems:
        raise Problems(problems)
    return settings


def rules_of(settings: MailSettings, publication: Publication) -> Rules:
    """What the recipients of the publication are held to."""
    editions = {
        name: edition.languages
        for name, edition in publication.editions.items()
        if edition.target == MAILED_TARGET
    }
    return Rules(dict(settings.editions), editions, settings.fields)


def translated(settings: MailSettings) -> Iterator[tuple[str, Translations]]:
    """Everything that is said in all languages, by its key."""
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
            yield Problem(
                "source/missing-translation",
                f"'{key}' has no {language} text",
                "add it after the others",
                place,
            )
    for language, passage in words.items():
        if not passage.source.strip():
            yield Problem(
                "source/empty-text",
                f"the {language} text of '{key}' is empty",
                "write the text",
                passage.place,
            )
        yield from _reference_problems(passage)


def _edition_problems(settings: MailSettings, publication: Publication) -> Iterator[Problem]:
    for language, name in settings.editions.items():
        edition = publication.editions.get(name)
        if edition is None or edition.target != MAILED_TARGET:
            known = ", ".join(rules_of(settings, publication).editions)
            yield Problem(
                "mail/unknown-edition",
                f"no edition '{name}' for screens",
                f"use one of: {known}",
                settings.place,
            )
        elif language not in edition.languages:
            hint = f"choose an edition in {language}"
            message = f"edition '{name}' is not in {language}"
            yield Problem("mail/edition-language", message, hint, settings.place)


def _reference_problems(passage: Passage) -> Iterator[Problem]:
    """Tell of what looks like {name} and would be sent as it is."""
    for match in re.finditer(r"\{[^{}]*\}", passage.source):
        if not re.fullmatch(REFERENCE, match[0]):
            hint = "write the name of a column in lower-case letters, such as {job-title}"
            yield Problem(
                "text/stray-brace", f"'{match[0]}' is not the name of a value", hint, passage.place
            )


def _address_problems(passage: Passage) -> Iterator[Problem]:
    try:
        address = parse_address(passage.source)
    except ValueError as error:
        yield Problem(
            "mail/invalid-address",
            f"invalid address '{passage.source}': {error}",
            "write it as name@host",
            passage.place,
        )
        return
    if address.needs_smtputf8:
        hint = "use ASCII letters before the @; many servers accept no others from a sender"
        yield Problem(
            "mail/address-not-ascii", f"'{passage.source}' is not ASCII", hint, passage.place
        )


def _link_problems(settings: MailSettings) -> Iterator[Problem]:
    web = settings.web
    if web and not re.fullmatch(r"https://[!-~]+/", web.source):
        hint = "write an https address in ASCII that ends with a slash"
        yield Problem(
            "mail/invalid-web-address", f"'{web.source}' is not a web folder", hint, web.place
        )
    leave = settings.unsubscribe
    one_click = re.fullmatch(r"https://[!-~]+", leave.source) and TOKEN in leave.source
    if not one_click and not re.fullmatch(r"mailto:[!-~]+@[!-~]+", leave.source):
        hint = f"write https://host/path/{TOKEN}, or mailto:name@host"
        yield Problem(
            "mail/invalid-unsubscribe",
            f"'{leave.source}' cannot be used to unsubscribe",
            hint,
            leave.place,
        )
