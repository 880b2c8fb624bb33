"""The process is killed at any moment and started again: nobody gets two, nobody is forgotten."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bifolio.mail.ledger import Ledger, State
from tests.conftest import ROOT, run_bifolio
from tests.mail.conftest import use_server
from tests.mail.faults import addresses
from tests.mail.servers import PASSWORD, Authority, MailServer

READERS = 1000
KILLS = 100


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    server = MailServer(Authority(tmp_path))
    yield server
    server.stop()


def test_a_hundred_kills_at_random_moments_never_send_twice_and_never_forget(
    server: MailServer, state: Path
) -> None:
    arguments = (state, server.port, server.authority.file, READERS, KILLS)
    command = [sys.executable, "-m", "tests.mail.killed", *map(str, arguments)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(finished.stdout) == {"killed": KILLS, "ended": 0}, finished.stderr
    ledger = Ledger(state)
    (campaign,) = ledger.campaigns()
    counts = ledger.counts(campaign.id)
    assert counts.keys() <= {State.SENT, State.DOUBT}
    assert sum(counts.values()) == READERS
    assert counts[State.SENT] > KILLS
    for address in addresses(READERS):
        row = ledger.delivery(campaign.id, ledger.reader(address))
        assert row
        copies = server.copies[str(address)]
        assert copies == 1 if row.state is State.SENT else copies <= 1
    # The kills were spread over the sending: not all came before it, or after it.
    assert server.commands.count("starttls") > KILLS // 2
    assert counts.get(State.DOUBT, 0) > 0


def test_the_command_itself_is_killed_and_resumed(printed: Path, server: MailServer) -> None:
    use_server(printed, server)
    team = printed / "source" / "factsheet" / "recipients"
    team.mkdir()
    rows = [f"reader{at}@example.org,{('en', 'zh-Hans')[at % 2]}" for at in range(120)]
    (team / "team.csv").write_text("\n".join(["address,language", *rows, ""]))
    command = [sys.executable, "-m", "bifolio", "mail", "send", "--list", "team", "--yes"]
    environment = {**os.environ, "BIFOLIO_SMTP_PASSWORD": PASSWORD}
    chance = random.Random(7)
    for run in range(4):
        resume = ["--resume"] if run else []
        with subprocess.Popen([*command, *resume], cwd=printed, env=environment) as process:
            taken = sum(server.copies.values())
            while sum(server.copies.values()) < taken + 5:
                assert process.poll() is None
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.03))
            process.send_signal(signal.SIGKILL)
    last = run_bifolio(*command[3:], "--resume", cwd=printed, BIFOLIO_SMTP_PASSWORD=PASSWORD)
    status = run_bifolio("mail", "status", cwd=printed).stdout
    doubts = re.findall(r"in doubt: (reader\d+@example\.org)", status)
    assert last.returncode == (1 if doubts else 0), last.stderr
    for at in range(120):
        address = f"reader{at}@example.org"
        assert server.copies[address] == 1 or address in doubts
    assert max(server.copies.values()) == 1
