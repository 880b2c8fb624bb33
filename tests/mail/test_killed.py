"""The process is killed at every moment and started again: nobody gets two, nobody is forgotten.

Nothing here hangs on how fast the machine is: the server stops the sending process at a command,
before it does anything more, or the process stops itself at a step of the ledger.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bifolio.mail.ledger import DeliveryState, Ledger
from tests.conftest import ROOT, run_bifolio
from tests.mail.conftest import use_server
from tests.mail.failures import addresses
from tests.mail.servers import PASSWORD, PHASES, Authority, Failure, MailServer

READERS = 600
KILLS = 100


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    server = MailServer(Authority(tmp_path))
    yield server
    server.stop()


class Sender:
    """The program that sends and is killed."""

    def __init__(self, state: Path, server: MailServer) -> None:
        arguments = (state, server.port, server.authority.file, READERS)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.mail.killed", *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, order: str) -> str:
        """Give an order, and wait for what is said when it is done."""
        assert self._process.stdin
        assert self._process.stdout
        print(order, file=self._process.stdin, flush=True)
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture
def sender(state: Path, server: MailServer) -> Iterator[Sender]:
    sender = Sender(state, server)
    yield sender
    sender.end()


def moments() -> list[tuple[str, int]]:
    """A hundred moments to be killed at: phases of the server, or steps that the ledger takes.

    The number is how many times a phase is passed before, or which step it is. The first comes
    during the enrolment of the readers.
    """
    chance = random.Random(20261124)
    phases = {"connect": 0, "ehlo": 1, "starttls": 0, "auth": 0, "body": 0}
    found = [(phase, chance.randint(0, phases.get(phase, 9))) for phase in 8 * PHASES]
    found += [("ledger", chance.randint(1, 60)) for _ in range(KILLS - len(found) - 1)]
    chance.shuffle(found)
    return [("ledger", READERS // 2), *found]


def kill_at(phase: str, before: int, sender: Sender, server: MailServer) -> None:
    """Let the process send until that moment, and end it there."""
    if phase == "ledger":
        assert sender.do(f"send until {before}") == "started"
        assert sender.do("wait") == "killed"
        return
    killed = threading.Event()
    said: list[str] = []

    def kill() -> None:
        said.append(sender.do("kill"))
        killed.set()

    server.kill_client = kill
    # Amid a message is what no buffer between us and the server holds.
    order = "send long" if phase == "body" else "send"
    server.failure = Failure(phase, "client", after=before)
    assert sender.do(order) == "started"
    assert killed.wait(60), f"never came to {phase}"
    assert said == ["killed"]


def test_a_hundred_kills_in_all_phases_never_send_twice_and_never_forget(
    server: MailServer, state: Path, sender: Sender
) -> None:
    found = moments()
    assert len(found) == KILLS
    for phase, before in found:
        kill_at(phase, before, sender, server)
    assert sender.do("send") == "started"
    assert sender.do("wait") == "ended 0"
    ledger = Ledger(state)
    (campaign,) = ledger.campaigns()
    counts = ledger.counts(campaign.id)
    assert counts.keys() == {DeliveryState.SENT, DeliveryState.DOUBT}
    assert sum(counts.values()) == READERS
    doubtful: Counter[int] = Counter()
    for address in addresses(READERS):
        row = ledger.delivery(campaign.id, ledger.reader(address))
        assert row
        copies = server.copies[str(address)]
        if row.state is DeliveryState.SENT:
            assert copies == 1
        else:
            doubtful[copies] += 1
    # Whoever was killed after the last dot left a doubt; only the ledger's own steps add to that.
    phases = Counter(phase for phase, _ in found)
    assert doubtful.keys() == {0, 1}
    assert phases["dot"] <= doubtful[0]
    assert phases["answer"] <= doubtful[1]
    assert counts[DeliveryState.DOUBT] <= phases["dot"] + phases["answer"] + phases["ledger"]


def test_the_command_itself_is_killed_and_resumed(built: Path, server: MailServer) -> None:
    use_server(built, server)
    team = built / "source" / "library" / "recipients"
    team.mkdir()
    rows = [f"reader{at}@example.org,{('en', 'zh-Hans')[at % 2]}" for at in range(120)]
    (team / "team.csv").write_text("\n".join(["address,language", *rows, ""]))
    command = [sys.executable, "-m", "bifolio", "mail", "send", "--list", "team", "--yes"]
    environment = {**os.environ, "BIFOLIO_SMTP_PASSWORD": PASSWORD}
    for run, phase in enumerate(("rcpt", "data", "dot", "answer")):
        resume = ["--resume"] if run else []
        process = subprocess.Popen([*command, *resume], cwd=built, env=environment)

        def kill(process: subprocess.Popen[bytes] = process) -> None:
            process.kill()
            process.wait()

        server.kill_client = kill
        server.failure = Failure(phase, "client", after=5)
        assert process.wait(60) == -signal.SIGKILL
    last = run_bifolio(*command[3:], "--resume", cwd=built, BIFOLIO_SMTP_PASSWORD=PASSWORD)
    status = run_bifolio("mail", "status", cwd=built).stdout
    doubts = re.findall(r"in doubt: (reader\d+@example\.org)", status)
    assert last.returncode == 1, last.stderr
    assert len(doubts) == 2
    for at in range(120):
        address = f"reader{at}@example.org"
        assert server.copies[address] == 1 or address in doubts
    assert max(server.copies.values()) == 1
