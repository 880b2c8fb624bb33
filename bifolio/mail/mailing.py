"""The use case: a publication is mailed to a list, from its settings to messages."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Publication
from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.attachments import Enclosure, read_enclosures
from bifolio.mail.bodies import Letter, LetterWriter
from bifolio.mail.dkim_signing import Sign, signer
from bifolio.mail.ledger import Campaign, Issue, Ledger, Past, in_batches
from bifolio.mail.message import Envelope, make_message
from bifolio.mail.recipients import Recipient, Rules, good_recipients
from bifolio.mail.sending import Item
from bifolio.mail.settings import MailSettings, rules_of
from bifolio.problems import Place, Problem, Problems
from bifolio.project.layouts import Layouts

LONGEST_LABEL = 63
"""Letters of a label (RFC 1035, 2.3.4)."""

Watch = Callable[[Iterable[Recipient]], Iterator[Recipient]]
"""Passes recipients on, and may report progress."""


@dataclass(frozen=True)
class Mailed:
    """A publication that is mailed, with what all of its mailings share."""

    source: Path
    """The folder of its text, settings and lists."""
    built: Path
    """The folder of its PDFs."""
    manuscript: Manuscript
    settings: MailSettings
    layouts: Layouts

    @property
    def publication(self) -> Publication:
        """Its languages, editions and other settings."""
        return self.manuscript.publication

    @property
    def name(self) -> str:
        """The name of the publication and its folder."""
        return self.source.name

    @property
    def rules(self) -> Rules:
        """What its recipients are checked against."""
        return rules_of(self.settings, self.publication)


@dataclass(frozen=True)
class Made:
    """A message and its content."""

    letter: Letter
    data: bytes


@dataclass
class EditionPlan:
    """How many readers of an edition get it."""

    to_send: int = 0
    """Readers to whom it will be sent."""
    withheld: int = 0
    """Readers to whom it will not be sent, or was sent."""
    got_earlier: int = 0
    """Those to whom it will not be sent because they got an earlier version of the PDF."""
    again: int = 0
    """Those to whom it will be sent although they got an earlier version."""
    last_earlier: datetime | None = None
    """When the last of both got it."""


@dataclass(frozen=True)
class Mailing:
    """A publication for one list, with everything that its messages are made of."""

    publication_name: str
    settings: MailSettings
    rules: Rules
    list_path: Path
    group: str
    """Only readers of this group; empty for all."""
    readers: Mapping[str, int]
    """The number of readers of each edition."""
    enclosures: Mapping[str, Enclosure]
    attached: Mapping[str, bool]
    """Whether the PDF of each edition is attached, or linked."""
    writer: LetterWriter
    sign: Sign | None
    ledger: Ledger

    @property
    def list_name(self) -> str:
        """The name of the list in the ledger."""
        return self.list_path.stem

    @property
    def total(self) -> int:
        """The number of readers."""
        return sum(self.readers.values())

    @property
    def sender(self) -> Address:
        """The address that messages come from."""
        return parse_address(self.settings.sender.address.source)

    def recipients(self) -> Iterator[Recipient]:
        """The readers in the order of the list, as they are read from its file.

        Readers added meanwhile with an edition that nobody else has are left for the next mailing.
        """
        for recipient in good_recipients(self.list_path, self.rules, self.group):
            if recipient.edition in self.enclosures:
                yield recipient

    def message(self, recipient: Recipient, date: datetime, to: Address | None = None) -> bytes:
        """The signed message to a reader; a test, addressed to somebody else, if `to` is given."""
        unique = secrets.token_hex(16) if to else self._message_id(recipient)
        recipient = replace(recipient, address=to or recipient.address)
        data = self._made(recipient, date, unique).data
        return self.sign(data) if self.sign else data

    def draft(self, recipient: Recipient, date: datetime) -> Made:
        """The message to a reader as a draft for mail programs."""
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
        """The PDF of an edition for this list, as in the ledger."""
        sha256 = self.enclosures[edition].sha256
        return Issue(self.publication_name, self.list_name, edition, sha256)

    def campaigns(self, now: datetime) -> dict[str, Campaign]:
        """The campaigns by edition; begins them if necessary."""
        return {
            edition: self.ledger.begin_campaign(self.issue(edition), now)
            for edition in self.enclosures
        }

    def begun(self) -> dict[str, Campaign]:
        """The campaigns that have begun, by edition."""
        found = {
            edition: self.ledger.find_campaign(self.issue(edition)) for edition in self.enclosures
        }
        return {edition: campaign for edition, campaign in found.items() if campaign}

    def begun_with_another_version(self) -> list[Campaign]:
        """The campaigns with PDFs that were rebuilt since."""
        return [
            campaign
            for campaign in self.ledger.campaigns(self.publication_name)
            if any(campaign.is_another_version_of(self.issue(each)) for each in self.enclosures)
        ]

    def reasons_to_withhold(
        self, recipients: Iterable[Recipient], *, again: bool
    ) -> Iterator[tuple[Recipient, str]]:
        """Yield recipients with `Past.reason_to_withhold`."""
        for recipient, past in self._with_pasts(recipients):
            yield recipient, past.reason_to_withhold(self.issue(recipient.edition), again=again)

    def _with_pasts(self, recipients: Iterable[Recipient]) -> Iterator[tuple[Recipient, Past]]:
        """Yield recipients with what the ledger knows of them."""
        for some in in_batches((each, self._reader(each)) for each in recipients):
            pasts = self.ledger.pasts(reader for _, reader in some)
            yield from ((recipient, pasts[reader]) for recipient, reader in some)

    def plan(
        self, *, again: bool, refused: bool = False, watch: Watch = iter
    ) -> dict[str, EditionPlan]:
        """How many readers of each edition get it; they pass through `watch`.

        With `again`, readers who got an earlier version are included; with `refused`, those whose
        message was refused.
        """
        plans = {edition: EditionPlan() for edition in self.enclosures}
        for recipient, past in self._with_pasts(watch(self.recipients())):
            plan, issue = plans[recipient.edition], self.issue(recipient.edition)
            withheld = bool(past.reason_to_withhold(issue, again=again, refused=refused))
            plan.withheld += withheld
            plan.to_send += not withheld
            if withheld and past.reason_to_withhold(issue, again=True, refused=refused):
                continue  # an earlier version makes no difference
            earlier = past.earlier(issue)
            if earlier:
                plan.got_earlier += withheld
                plan.again += not withheld
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
        """Add the readers, who pass through `watch`, to the ledger (`Ledger.enrol`)."""
        readers = ((campaigns[each.edition], each.address) for each in watch(self.recipients()))
        domain = self.settings.domain
        return self.ledger.enrol(readers, now, domain, again=again, refused=refused)

    def items(self, campaigns: Mapping[str, Campaign], date: datetime) -> Iterator[Item]:
        """Every reader as an item to send."""
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
    """Prepare a mailing of the publication to a list; its readers pass through `watch`.

    Raises `Problems` with all problems of the list, the PDFs, the templates or the key.
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
        writer=LetterWriter(mailed.manuscript, settings, mailed.layouts),
        sign=signer(settings.dkim) if settings.dkim else None,
        ledger=ledger,
    )
    return replace(mailing, attached=_what_fits(mailing, samples, now))


def _what_fits(
    mailing: Mailing, samples: Mapping[str, Recipient], now: datetime
) -> dict[str, bool]:
    """Which editions are small enough to be attached.

    Raises `Problems` if one is not, and there is no web address for a link.
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
    """The name of a list as a domain label (RFC 2919), unique for each name.

    Characters that a label cannot contain are replaced, and a digest of the name is added.
    """
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if label == name and len(label) <= LONGEST_LABEL:
        return label
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{(label or 'list')[: LONGEST_LABEL - 9]}-{digest}"
