"""Leads a mailing through its stages, from the settings and the list to messages."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bifolio.document.publication import Publication
from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.attachments import Enclosure, read_enclosures
from bifolio.mail.bodies import Letter, LetterWriter
from bifolio.mail.dkim_signing import Sign, signer
from bifolio.mail.ledger import OPEN, Campaign, DeliveryState, Issue, Ledger, Past, in_batches
from bifolio.mail.message import Envelope, make_message
from bifolio.mail.recipients import Recipient, Rules, good_recipients
from bifolio.mail.sending import Item
from bifolio.mail.settings import MailSettings, rules_of
from bifolio.problems import Place, Problem, Problems
from bifolio.project.layouts import Layouts

LONGEST_LABEL = 63
"""Letters of a label (RFC 1035, 2.3.4)."""

Watch = Callable[[Iterable[Recipient]], Iterator[Recipient]]
"""Passes recipients on, and may report how many they are."""


@dataclass(frozen=True)
class Mailed:
    """A publication that is mailed, and what all of its mailings are made of."""

    source: Path
    """The folder of its text, its settings and its lists."""
    built: Path
    """The folder of its PDFs."""
    publication: Publication
    settings: MailSettings
    layouts: Layouts

    @property
    def name(self) -> str:
        """The publication's name, which is its folder's."""
        return self.source.name

    @property
    def rules(self) -> Rules:
        """What its readers are held to."""
        return rules_of(self.settings, self.publication)


@dataclass(frozen=True)
class Made:
    """A message, and the letter that it was made of."""

    letter: Letter
    data: bytes


@dataclass
class EditionPlan:
    """What is to become of the readers of an edition."""

    to_send: int = 0
    """How many it is sent to."""
    held: int = 0
    """How many it is not sent to, or not any more."""
    got_earlier: int = 0
    """How many of those who are held are so because they got an earlier state of the PDF."""
    again: int = 0
    """How many of those whom it is sent to got an earlier state as well."""
    last_earlier: datetime | None = None
    """When the last of both got that."""


@dataclass(frozen=True)
class Mailing:
    """A publication for one list, with all that its messages are made of."""

    publication_name: str
    settings: MailSettings
    rules: Rules
    list_path: Path
    group: str
    """Only readers of this group; empty for all."""
    readers: Mapping[str, int]
    """How many readers there are for each edition."""
    enclosures: Mapping[str, Enclosure]
    attached: Mapping[str, bool]
    """Whether the PDF of each edition goes along, or is linked."""
    writer: LetterWriter
    sign: Sign | None
    ledger: Ledger

    @property
    def list_name(self) -> str:
        """The name of the list, under which it is remembered."""
        return self.list_path.stem

    @property
    def total(self) -> int:
        """How many readers there are."""
        return sum(self.readers.values())

    @property
    def sender(self) -> Address:
        """The address that the mail comes from."""
        return parse_address(self.settings.sender.address.source)

    def recipients(self) -> Iterator[Recipient]:
        """The readers in the order of the list, read from its file as they are wanted.

        Whoever was added since with an edition that nobody had is for the next mailing.
        """
        for recipient in good_recipients(self.list_path, self.rules, self.group):
            if recipient.edition in self.enclosures:
                yield recipient

    def message(self, recipient: Recipient, date: datetime) -> bytes:
        """The message to a reader, ready to be sent."""
        data = self._made(recipient, date, self._message_id(recipient)).data
        return self.sign(data) if self.sign else data

    def trial(self, recipient: Recipient, to: Address, date: datetime) -> bytes:
        """The message to a reader, addressed to somebody else who wants to see it."""
        trial = replace(recipient, address=to)
        data = self._made(trial, date, secrets.token_hex(16)).data
        return self.sign(data) if self.sign else data

    def draft(self, recipient: Recipient, date: datetime) -> Made:
        """The message to a reader as a draft for a mail program."""
        return self._made(recipient, date, self._message_id(recipient), draft=True)

    def _message_id(self, recipient: Recipient) -> str:
        sha256 = self.enclosures[recipient.edition].sha256
        return self.ledger.message_id(self.list_name, sha256, self._reader(recipient))

    def _reader(self, recipient: Recipient) -> str:
        return self.ledger.reader(recipient.address)

    def _made(
        self, recipient: Recipient, date: datetime, unique: str, *, draft: bool = False
    ) -> Made:
        enclosure = self.enclosures[recipient.edition]
        attached = self.attached[recipient.edition]
        reader = self._reader(recipient)
        letter = self.writer.write(recipient, enclosure, reader, attached=attached)
        reply_to = self.settings.sender.reply_to
        envelope = Envelope(
            sender=self.sender,
            reply_to=parse_address(reply_to.source) if reply_to else None,
            recipient=recipient.address,
            recipient_name=recipient.name,
            date=date,
            message_id=f"{unique}@{self.settings.domain}",
            list_id=f"{list_label(self.list_name)}.{self.settings.domain}",
        )
        by_title = self.settings.attachment.name == "title"
        data = make_message(letter, enclosure, envelope, draft=draft, title_as_name=by_title)
        return Made(letter, data)

    def issue(self, edition: str) -> Issue:
        """The PDF of an edition for this list, as the ledger knows it."""
        sha256 = self.enclosures[edition].sha256
        return Issue(self.publication_name, self.list_name, edition, sha256)

    def campaigns(self, now: datetime) -> dict[str, Campaign]:
        """The campaign of each edition that has readers, begun where it was not."""
        return {
            edition: self.ledger.begin_campaign(self.issue(edition), now)
            for edition in self.enclosures
        }

    def begun(self) -> dict[str, Campaign]:
        """The campaigns that were begun before, by edition."""
        found = {
            edition: self.ledger.find_campaign(self.issue(edition)) for edition in self.enclosures
        }
        return {edition: campaign for edition, campaign in found.items() if campaign}

    def begun_with_another_version(self) -> list[Campaign]:
        """The campaigns that were begun with PDFs which have been printed anew since."""
        return [
            campaign
            for campaign in self.ledger.campaigns(self.publication_name)
            if any(campaign.is_another_version_of(self.issue(each)) for each in self.enclosures)
        ]

    def reasons_to_withhold(
        self, recipients: Iterable[Recipient], *, again: bool
    ) -> Iterator[tuple[Recipient, str]]:
        """Yield recipients, each with why nothing (more) may be sent to them; empty where it may.

        With `again`, those who got an earlier state get this one too.
        """
        begun = self.begun()
        for recipient, past in self._with_pasts(recipients):
            yield recipient, self._reason(recipient, past, begun, again=again)

    def _with_pasts(self, recipients: Iterable[Recipient]) -> Iterator[tuple[Recipient, Past]]:
        """Yield recipients, each with what the ledger knows of them."""
        for some in in_batches((each, self._reader(each)) for each in recipients):
            pasts = self.ledger.pasts(reader for _, reader in some)
            yield from ((recipient, pasts[reader]) for recipient, reader in some)

    def _reason(
        self,
        recipient: Recipient,
        past: Past,
        begun: Mapping[str, Campaign],
        *,
        again: bool,
        refused: bool = False,
    ) -> str:
        """Why nothing may be sent to a reader, or nothing more; with `refused`, of those too."""
        row = past.of(begun.get(recipient.edition))
        if row and row.state not in OPEN and not (refused and row.state is DeliveryState.REFUSED):
            return f"{row.state} on {row.changed:%Y-%m-%d}"
        wanted = again or bool(row and row.again)
        return past.reason_to_withhold(self.issue(recipient.edition), again=wanted)

    def plan(
        self, *, again: bool, refused: bool = False, watch: Watch = iter
    ) -> dict[str, EditionPlan]:
        """What is to become of the readers of each edition, who pass through `watch`.

        With `again`, those who got an earlier state get this one too; with `refused`, those whose
        message was refused are tried once more.
        """
        begun = self.begun()
        plans = {edition: EditionPlan() for edition in self.enclosures}
        for recipient, past in self._with_pasts(watch(self.recipients())):
            plan = plans[recipient.edition]
            held = bool(self._reason(recipient, past, begun, again=again, refused=refused))
            plan.held += held
            plan.to_send += not held
            if held and self._reason(recipient, past, begun, again=True, refused=refused):
                continue  # an earlier state makes no difference
            earlier = past.earlier(self.issue(recipient.edition))
            if earlier:
                plan.got_earlier += held
                plan.again += not held
                plan.last_earlier = max(plan.last_earlier or earlier.changed, earlier.changed)
        return plans

    def enrol(
        self,
        campaigns: Mapping[str, Campaign],
        now: datetime,
        *,
        again: bool,
        refused: bool = False,
        watch: Watch = iter,
    ) -> int:
        """Enter the readers that may be sent to in the ledger; return how many wait.

        They pass through `watch`.
        """
        readers = ((campaigns[each.edition], each.address) for each in watch(self.recipients()))
        domain = self.settings.domain
        return self.ledger.enrol(readers, now, domain, again=again, refused=refused)

    def items(self, campaigns: Mapping[str, Campaign], date: datetime) -> Iterator[Item]:
        """Every reader as something to send."""
        for recipient in self.recipients():
            yield Item(
                campaigns[recipient.edition],
                self._reader(recipient),
                recipient.address,
                lambda recipient=recipient: self.message(recipient, date),  # type: ignore[misc]
            )


def prepare(
    mailed: Mailed,
    list_path: Path,
    ledger: Ledger,
    now: datetime,
    group: str = "",
    watch: Watch = iter,
) -> Mailing:
    """Read everything else that a mailing of the publication to a list needs.

    The readers pass through `watch`. Raises `Problems` with all that is wrong with the list, the
    PDFs, the templates or the key.
    """
    publication, settings = mailed.publication, mailed.settings
    readers: Counter[str] = Counter()
    samples: dict[str, Recipient] = {}
    for recipient in watch(good_recipients(list_path, mailed.rules, group)):
        readers[recipient.edition] += 1
        samples.setdefault(recipient.edition, recipient)
    if not readers:
        hint = "add recipients" + (f", or choose another group than '{group}'" if group else "")
        raise Problems.of("recipients/empty", "the list has no recipients", hint, Place(list_path))
    mailing = Mailing(
        publication_name=mailed.name,
        settings=settings,
        rules=mailed.rules,
        list_path=list_path,
        group=group,
        readers=readers,
        enclosures=read_enclosures(mailed.built, publication, sorted(readers)),
        attached=dict.fromkeys(readers, True),
        writer=LetterWriter(publication, settings, mailed.layouts),
        sign=signer(settings.dkim) if settings.dkim else None,
        ledger=ledger,
    )
    return replace(mailing, attached=_what_fits(mailing, samples, now))


def _what_fits(
    mailing: Mailing, samples: Mapping[str, Recipient], now: datetime
) -> dict[str, bool]:
    """Which editions are small enough to be attached.

    Raises `Problems` where one is not, and there is no web address to link it at.
    """
    limit = mailing.settings.attachment.limit
    attached, problems = {}, []
    for edition, recipient in samples.items():
        size = len(mailing.draft(recipient, now).data)
        attached[edition] = size <= limit
        if size > limit and mailing.settings.web is None:
            message = f"the message with {edition}.pdf has {size / 1e6:.1f} of {limit / 1e6:.1f} MB"
            hint = "add `web:` to link it, or raise `limit:` under `attachment:`"
            problems.append(
                Problem("mail/message-too-large", message, hint, mailing.settings.place)
            )
    if problems:
        raise Problems(problems)
    return attached


def list_label(name: str) -> str:
    """The name of a list as a label of a domain (RFC 2919), another one for each name.

    What a label cannot hold is left out, and a digest of the whole name stands for it.
    """
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if label == name and len(label) <= LONGEST_LABEL:
        return label
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{(label or 'list')[: LONGEST_LABEL - 9]}-{digest}"
