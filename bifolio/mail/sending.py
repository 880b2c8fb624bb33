"""Sends campaigns: offers each message once, at a limited rate, and records every step.

Clock and connection are parameters. The ledger is read before, and written after, each step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bifolio.mail.addresses import Address
from bifolio.mail.ledger import (
    BOUNCED,
    OPEN,
    Campaign,
    DeliveryRecord,
    DeliveryState,
    Ledger,
    Withheld,
)
from bifolio.mail.transport import CLOSING, Answer, Connection, Lost, Refused, Unanswered, WornOut
from bifolio.mail.verdicts import Verdict, judge, remedy
from bifolio.problems import Problems

MOST_REFUSED = 10
"""Readers refused in a row after which the mailing stops: the cause is probably the sender."""


class Clock:
    """The clock of the machine; tests have others."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))


@dataclass(frozen=True)
class Item:
    """A reader of a campaign; `make` makes their message."""

    campaign: Campaign
    reader: str
    """The keyed hash of the address."""
    address: Address
    make: Callable[[], bytes]


@dataclass
class Progress:
    """The progress of a run."""

    waiting: int
    """How many readers waited when the run began."""
    begun: float
    limit: int | None
    """How many messages are sent in this run, at most."""
    elapsed: float = 0.0
    counts: dict[DeliveryState, int] = field(default_factory=dict)
    """How many messages are done, by state."""
    withheld: int = 0
    """How many readers waited, and may no longer be sent to."""

    @property
    def total(self) -> int:
        """How many readers are to be sent to in this run."""
        left = self.waiting - self.withheld
        return left if self.limit is None else min(left, self.limit)

    @property
    def done(self) -> int:
        """How many messages were tried, and are not retried in this run."""
        return sum(self.counts.values())

    @property
    def rate(self) -> float:
        """Messages per minute."""
        return 60 * self.done / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def left(self) -> float:
        """Seconds left at this rate."""
        return 60 * (self.total - self.done) / self.rate if self.rate else 0.0


@dataclass(frozen=True)
class SendingOptions:
    """How fast, how often and how many."""

    sender: Address
    messages_per_minute: int
    retry_after: tuple[int, ...]
    """Seconds until each retry."""
    limit: int | None = None
    """How many messages are sent in this run, at most."""


class Sending:
    """One run of `bifolio mail send`."""

    def __init__(
        self,
        ledger: Ledger,
        connect: Callable[[], Connection],
        options: SendingOptions,
        clock: Clock,
        report: Callable[[Progress, Item, DeliveryRecord], None] = lambda *tried: None,
    ) -> None:
        """Prepare; nothing is connected yet. `report` gets every message that was tried."""
        self._ledger = ledger
        self._connect = connect
        self._options = options
        self._clock = clock
        self._report = report
        self._connection: Connection | None = None
        self._failures = 0
        self._refused_in_a_row: list[Item] = []
        self._offered = 0
        self._tries: dict[tuple[int, str], int] = {}
        self._next_start = 0.0
        self._stopping = False

    def stop(self) -> None:
        """End after the current message."""
        self._stopping = True

    def run(self, items: Callable[[], Iterator[Item]], waiting: int) -> Progress:
        """Send to all of `items` that may be sent to; retry what was deferred.

        `waiting` is how many those are (`Ledger.enrol`). `items` is called once, and again for each
        round of retries. Raises `Problems` if the server cannot be used; unreached readers wait.
        """
        progress = Progress(waiting, self._clock.elapsed(), self._options.limit)
        try:
            while not self._over():
                due = self._round(items, progress)
                if due is None:
                    break
                self._wait((due - self._clock.now()).total_seconds())
        finally:
            if self._connection:
                self._connection.close()
        return progress

    def _round(self, items: Callable[[], Iterator[Item]], progress: Progress) -> datetime | None:
        """Go through all items once; return when the next deferred one is due, if any."""
        earliest: datetime | None = None
        for item in items():
            if self._over():
                return None
            row = self._ledger.delivery(item.campaign.id, item.reader)
            if row is None or row.state not in OPEN:
                continue
            if row.due is None or row.due <= self._clock.now():
                if self._gave_up(item):
                    continue
                row = self._one(item, row, progress)
            if row.due and not self._gave_up(item):
                earliest = min(earliest, row.due) if earliest else row.due
        return earliest

    def _over(self) -> bool:
        limit = self._options.limit
        return self._stopping or (limit is not None and self._offered >= limit)

    def _gave_up(self, item: Item) -> bool:
        """Whether a reader was tried as often as allowed in one run."""
        tries = self._tries.get((item.campaign.id, item.reader), 0)
        return tries > len(self._options.retry_after)

    def _one(self, item: Item, before: DeliveryRecord, progress: Progress) -> DeliveryRecord:
        """Send to one reader, record the result and report it, unless it is already known."""
        reason = self._ledger.reason_to_withhold(item.campaign, item.reader)
        if reason and before.is_withheld_for(reason):
            return before
        if reason:
            self._record(item, DeliveryState.WITHHELD, reason)
        else:
            message = item.make()
            self._connected()
            self._keep_pace()
            if self._stopping:
                return before
            self._attempt(item, message)
        row = self._ledger.delivery(item.campaign.id, item.reader)
        assert row
        if row.state is DeliveryState.WITHHELD:
            progress.withheld += before.state is not DeliveryState.WITHHELD
        elif row.state is not DeliveryState.DEFERRED or self._gave_up(item):
            progress.counts[row.state] = progress.counts.get(row.state, 0) + 1
        progress.elapsed = self._clock.elapsed() - progress.begun
        self._report(progress, item, row)
        return row

    def _attempt(self, item: Item, message: bytes) -> None:
        """Offer one message and record the result."""

        def offer() -> None:
            self._ledger.offer(item.campaign, item.reader, self._clock.now())

        self._offered += 1
        try:
            answer = self._deliver(item, message, offer)
        except Unanswered as error:
            self._lose_connection()
            self._record(item, DeliveryState.DOUBT, f"no answer to the message: {error}")
        except Lost as error:
            self._lose_connection()
            self._defer(item, f"connection lost: {error}")
        except Withheld as error:
            self._lose_connection()
            self._record(item, DeliveryState.WITHHELD, str(error))
        except Refused as error:
            self._failures = 0
            self._refuse(item, error)
        else:
            self._failures = 0
            self._refused_in_a_row.clear()
            self._record(item, DeliveryState.SENT, str(answer))

    def _deliver(self, item: Item, message: bytes, offer: Callable[[], None]) -> Answer:
        """Deliver one message, over a new connection if the old one is worn out."""
        try:
            return self._connected().deliver(self._options.sender, item.address, message, offer)
        except WornOut:
            self._connection = None
            return self._connected().deliver(self._options.sender, item.address, message, offer)

    def _refuse(self, item: Item, refused: Refused) -> None:
        if refused.answer.code == CLOSING:
            self._lose_connection()
        if refused.for_now:
            self._defer(item, str(refused.answer))
            return
        verdict = judge(str(refused.answer))
        if verdict in (Verdict.SENDER, Verdict.UNCLEAR):
            self._record(item, DeliveryState.WAITING, str(refused.answer))
            raise _refused_us(item, refused.answer)
        self._record(item, DeliveryState.REFUSED, str(refused.answer))
        if verdict is Verdict.DEAD:
            now = self._clock.now()
            self._ledger.suppressions.add(item.reader, item.address, BOUNCED, now)
        self._refused_in_a_row.append(item)
        if len(self._refused_in_a_row) >= MOST_REFUSED:
            self._stop_at(refused.answer)

    def _stop_at(self, answer: Answer) -> None:
        """Raise `Problems`: the cause of so many refusals in a row is not the readers.

        If the server has accepted nobody in this mailing, the cause is its configuration or ours,
        and the refused readers wait again.
        """
        message = f"{MOST_REFUSED} readers in a row were refused: {answer}"
        hint = "read the answers with `bifolio mail status`; continue with `--resume`"
        campaigns = {item.campaign.id for item in self._refused_in_a_row}
        if not any(self._ledger.counts(each).get(DeliveryState.SENT) for each in campaigns):
            message = f"the server refused all of the first {MOST_REFUSED} readers: {answer}"
            hint = (
                "ask the administrator of the mail server whether it serves them; all readers still"
                " wait; continue with `--resume`. Exclude readers whose mailboxes are gone with"
                " `bifolio mail suppress ADDRESS`"
            )
            for item in self._refused_in_a_row:
                row = self._ledger.delivery(item.campaign.id, item.reader)
                if row:
                    self._ledger.retry(row, self._clock.now())
        raise Problems.of("mail/many-refused", message, hint)

    def _defer(self, item: Item, answer: str) -> None:
        """Record that it is retried, and when; the pauses grow."""
        key = item.campaign.id, item.reader
        tries = self._tries[key] = self._tries.get(key, 0) + 1
        pauses = self._options.retry_after
        due = self._clock.now() + timedelta(seconds=pauses[min(tries, len(pauses)) - 1])
        self._record(item, DeliveryState.DEFERRED, answer, due)

    def _record(
        self, item: Item, state: DeliveryState, answer: str, due: datetime | None = None
    ) -> None:
        self._ledger.record(item.campaign, item.reader, state, answer, self._clock.now(), due)

    def _connected(self) -> Connection:
        """The open connection, or a new one, after a growing pause if the last ones failed.

        Raises `Problems` after one failure more than there are pauses.
        """
        pauses = self._options.retry_after
        if self._failures > len(pauses) + 1:
            raise _unreachable("the connection is lost repeatedly")
        while self._connection is None:
            if self._failures > 1:
                self._wait(pauses[self._failures - 2])
            try:
                self._connection = self._connect()
            except Lost as error:
                self._failures += 1
                if self._failures > len(pauses) + 1 or self._stopping:
                    raise _unreachable(str(error)) from None
        return self._connection

    def _lose_connection(self) -> None:
        if self._connection:
            self._connection.abandon()
        self._connection = None
        self._failures += 1

    def _keep_pace(self) -> None:
        """Wait until the next message may begin."""
        now = self._clock.elapsed()
        self._wait(self._next_start - now)
        self._next_start = max(self._next_start, now) + 60 / self._options.messages_per_minute

    def _wait(self, seconds: float) -> None:
        """Wait, a second at a time, until the end or `stop`."""
        end = self._clock.elapsed() + seconds
        while not self._stopping and (left := end - self._clock.elapsed()) > 0:
            self._clock.sleep(min(1.0, left))


def _refused_us(item: Item, answer: Answer) -> Problems:
    """The server refuses the sender or the message: all readers wait, and sending stops."""
    hint = (
        f"{remedy(str(answer))}; all readers still wait; continue with `--resume`. If it is about"
        f" this reader alone, exclude them with `bifolio mail suppress {item.address}`"
    )
    message = f"the server refused the message to {item.address}: {answer}"
    return Problems.of("mail/refused", message, hint)


def _unreachable(reason: str) -> Problems:
    hint = "unreached readers still wait; continue with `--resume` when the server is back"
    message = f"the mail server cannot be reached: {reason}"
    return Problems.of("environment/unreachable-server", message, hint)
