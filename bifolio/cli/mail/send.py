"""`bifolio mail send`: shows what will be sent, asks, and sends it."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bifolio.cli.mail.chosen import (
    address_of,
    below_here,
    how_to_settle,
    mailed_of,
    opened_ledger,
)
from bifolio.cli.mail.states import STYLES
from bifolio.cli.mail.watching import watching
from bifolio.cli.styles import TextStyle, counted, paint
from bifolio.cli.terminal import Terminal
from bifolio.mail.ledger import DeliveryRecord, DeliveryState
from bifolio.mail.lists import find_list
from bifolio.mail.mailing import EditionPlan, Mailing, prepare
from bifolio.mail.passwords import password_for
from bifolio.mail.recipients import Recipient
from bifolio.mail.sending import Clock, Item, Progress, Sending, SendingOptions
from bifolio.mail.settings import Server
from bifolio.mail.transport import Connection, Lost, Refused, Unanswered, WornOut
from bifolio.problems import Problems
from bifolio.project.folders import Project

EVERY = 60
"""Seconds between two lines of progress in a log."""


def run(options: argparse.Namespace) -> int:
    """Send, and return the exit code."""
    mailed = mailed_of(options, Project(Path.cwd()))
    path = find_list(options.list, mailed.source, options.output)
    with opened_ledger() as ledger:
        now = datetime.now(UTC)
        mailing = prepare(mailed, path, ledger, now, options.group, watching("reading the list"))
        server = mailing.settings.server
        if server is None:
            hint, place = "add `server:` with `host:` to mail.yaml", mailing.settings.place
            raise Problems.of("mail/no-server", "no mail server configured", hint, place)
        if options.to:
            return _send_tests(mailing, server, options, now)
        with ledger.sending():
            return _send(mailing, server, options)


def _send(mailing: Mailing, server: Server, options: argparse.Namespace) -> int:
    _require_resume(mailing, resume=options.resume or options.refused)
    _ask_about_doubts(mailing, ask=sys.stdin.isatty() and not options.yes)
    waiting = _show_plan(mailing, server, again=options.again, refused=options.refused)
    terminal = Terminal()
    if not waiting:
        terminal.result("nothing is left to send")
        return 1 if _doubts(mailing) else 0
    connect = _connector(mailing, server)
    total = waiting if options.limit is None else min(waiting, options.limit)
    if not _confirmed(f"send {counted(total, 'message')}?", options):
        return 1
    now = datetime.now(UTC)
    campaigns = mailing.campaigns(now)
    watch = watching("enrolling")
    waiting = mailing.enrol(
        campaigns, now, again=options.again, refused=options.refused, watch=watch
    )
    pace = server.messages_per_minute, server.retry_after
    sending_options = SendingOptions(mailing.sender, *pace, options.limit)
    with terminal:
        show = _ProgressLine(terminal).show
        sending = Sending(mailing.ledger, connect, sending_options, Clock(), show)
        with _stopping_gently(sending, terminal):
            progress = sending.run(lambda: mailing.items(campaigns, now), waiting)
    terminal.result(_sum(progress))
    reached = progress.counts.get(DeliveryState.SENT, 0) + progress.withheld
    return 1 if reached < waiting or _doubts(mailing) else 0


def _require_resume(mailing: Mailing, *, resume: bool) -> None:
    """Raise `Problems` if the mailing was begun without `resume`, or not begun with it."""
    begun = mailing.begun().values()
    if begun and not resume:
        counts = [mailing.ledger.counts(campaign.id) for campaign in begun]
        sent = sum(count.get(DeliveryState.SENT, 0) for count in counts)
        since = min(campaign.begun for campaign in begun)
        message = f"this mailing was begun on {since:%Y-%m-%d}; {sent} of {mailing.total} are sent"
        raise Problems.of("mail/already-begun", message, "continue with `--resume`")
    if resume and not begun and not mailing.begun_with_another_version():
        message = "no mailing of these PDFs to this list was begun"
        hint = "remove `--resume`, or see `bifolio mail status`"
        raise Problems.of("mail/nothing-begun", message, hint)


def _doubts(mailing: Mailing) -> list[DeliveryRecord]:
    return [
        delivery
        for campaign in (*mailing.begun_with_another_version(), *mailing.begun().values())
        for delivery in mailing.ledger.deliveries(campaign.id, DeliveryState.DOUBT)
    ]


def _ask_about_doubts(mailing: Mailing, *, ask: bool) -> None:
    """List messages in doubt, and let the user say what they found out."""
    terminal = Terminal()
    for doubt in _doubts(mailing):
        since = f"since {doubt.changed:%Y-%m-%d %H:%M} UTC"
        label = paint("in doubt", TextStyle.DOUBTFUL)
        terminal.result(f"{label}: {doubt.address or 'forgotten'}, {since}")
        terminal.result(f"  {doubt.answer}; Message-ID <{doubt.message_id}>")
        if not ask:
            terminal.result(f"  hint: {how_to_settle(doubt)}")
            continue
        said = _answer("  did it arrive? y: yes; n: no, send it; Enter: I do not know yet ")
        if said in ("y", "n"):
            mailing.ledger.settle(doubt, datetime.now(UTC), arrived=said == "y")


def _show_plan(mailing: Mailing, server: Server, *, again: bool, refused: bool) -> int:
    """Show what would be sent; return to how many readers."""
    plans = mailing.plan(again=again, refused=refused, watch=watching("planning"))
    terminal = Terminal()
    through = f"{server.host}:{server.port} ({server.security})"
    where = paint(str(below_here(mailing.list_path)), TextStyle.STRONG)
    terminal.result(f"{mailing.publication_name} to {where} through {through}")
    terminal.result(f"from {mailing.sender}, at most {server.messages_per_minute} a minute")
    column = max(map(len, mailing.enclosures), default=0)
    for edition, enclosure in mailing.enclosures.items():
        way = "attached" if mailing.attached[edition] else "linked"
        plan = plans[edition]
        numbers = paint(f"{plan.to_send} to send", TextStyle.STRONG)
        size = f"{len(enclosure.pdf) / 1000:.0f} kB {way}"
        line = f"{numbers}, {plan.withheld} withheld or sent, {size}"
        terminal.result(f"  {edition:{column}}  {line}")
        for earlier in _about_earlier(plan):
            terminal.result(f"    {earlier}")
    return sum(plan.to_send for plan in plans.values())


def _about_earlier(plan: EditionPlan) -> Iterator[str]:
    """What happens to readers who got an earlier version of the PDF."""
    if plan.last_earlier is None:
        return
    got = f"of them got an earlier version, the last on {plan.last_earlier:%Y-%m-%d}"
    if plan.got_earlier:
        yield f"{plan.got_earlier} {got}, and do not get this one; `--again` sends it to them too"
    if plan.again:
        yield f"{plan.again} {got}, and get this one too"


def _confirmed(question: str, options: argparse.Namespace) -> bool:
    """Whether the user confirms, or has done so with `--yes`."""
    if options.yes:
        return True
    if not sys.stdin.isatty():
        message = f"confirmation needed, but there is no terminal: {question}"
        raise Problems.of("usage/not-confirmed", message, "add `--yes` to confirm")
    confirmed = _answer(f"{question} [y/N] ") in ("y", "yes")
    if not confirmed:
        print("nothing was sent")
    return confirmed


def _answer(question: str) -> str:
    """The answer of the user in lower case; empty if they end the input (Ctrl-D)."""
    try:
        return input(question).strip().lower()
    except EOFError:
        print()
        return ""


def _connector(mailing: Mailing, server: Server) -> Callable[[], Connection]:
    """Return a function that connects; raises `Problems` if there is no password."""
    password = password_for(server)
    return lambda: Connection(server, password, mailing.settings.domain)


@contextmanager
def _stopping_gently(sending: Sending, terminal: Terminal) -> Iterator[None]:
    """Let the first Ctrl-C end the run after the current message."""

    def stop(number: int, frame: object) -> None:
        terminal.problem("\nstopping after this message; Ctrl-C again stops at once")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sending.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _ProgressLine:
    """Reports each failure on a line, and the progress: in a log from the first message on."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._shown = -float(EVERY)

    def show(self, progress: Progress, item: Item, row: DeliveryRecord) -> None:
        if row.state is not DeliveryState.SENT:
            later = f", again at {row.due:%H:%M} UTC" if row.due else ""
            state = paint(str(row.state), STYLES.get(row.state, TextStyle.DOUBTFUL))
            self._terminal.problem(f"{item.address}: {state}{later}: {row.answer}")
        minutes, seconds = divmod(round(progress.left), 60)
        pace = f"{progress.rate:.0f} a minute, {minutes}:{seconds:02} left"
        self._terminal.progress("sending", progress.done, progress.total, [pace])
        if not self._terminal.shows_progress and progress.elapsed - self._shown >= EVERY:
            self._shown = progress.elapsed
            self._terminal.said(f"{progress.done} of {progress.total} done, {pace}")


def _sum(progress: Progress) -> str:
    """What became of the messages, in one line."""
    parts = [
        paint(f"{number} {state}", STYLES.get(state, TextStyle.DOUBTFUL))
        for state, number in sorted(progress.counts.items())
    ]
    if progress.withheld:
        parts.append(f"{progress.withheld} withheld")
    left = progress.total - progress.done
    if left > 0:
        parts.append(paint(f"{left} not tried", TextStyle.DOUBTFUL))
    return f"{', '.join(parts) or 'nothing sent'}; {progress.elapsed:.0f} s"


def _send_tests(
    mailing: Mailing, server: Server, options: argparse.Namespace, now: datetime
) -> int:
    """Send the message to the first reader of each language and edition to `--to` instead."""
    to = address_of(options.to)
    kinds: dict[tuple[str, str], Recipient] = {}
    for each in mailing.recipients():
        kinds.setdefault((each.language, each.edition), each)
    connect = _connector(mailing, server)
    if not _confirmed(f"send {counted(len(kinds), 'test')} to {to}?", options):
        return 1
    terminal = Terminal()
    try:
        with closing(connect()) as connection:
            for recipient in kinds.values():
                message = mailing.message(recipient, now, to)
                answer = connection.deliver(mailing.sender, to, message, lambda: None)
                terminal.result(f"{recipient.edition}, {recipient.language}, to {to}: {answer}")
    except (Lost, Refused, Unanswered, WornOut) as error:
        reason = f"the test message was not accepted: {error}"
        hint = "try again, or ask the administrator of the mail server"
        raise Problems.of("mail/test-failed", reason, hint) from None
    terminal.result("this was a test: nothing is recorded as sent")
    return 0
