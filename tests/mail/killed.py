"""Kills the sending process with SIGKILL at random moments, and starts it again, until all is sent.

Run as a program of its own with nothing but the ledger, so that the processes which are killed are
forked from one that has loaded everything: STATE PORT AUTHORITIES READERS KILLS.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from bifolio.mail.ledger import Ledger
from bifolio.mail.sending import Manner, Sending, WallClock
from bifolio.mail.settings import Server
from bifolio.mail.transport import Connection
from tests.mail import faults
from tests.mail.servers import PASSWORD, USER


def send(state: Path, server: Server, number: int) -> None:
    """Send to everybody who has to be sent to, as `bifolio mail send --resume` does."""
    ledger = Ledger(state)
    with ledger.sending():
        readers = faults.addresses(number)
        begun = ledger.campaigns()
        enrolled = begun and ledger.counts(begun[0].id)
        campaign = begun[0] if enrolled else faults.campaign_of(ledger, readers)
        sending = Sending(
            ledger,
            lambda: Connection(server, PASSWORD, "example.org"),
            Manner(faults.SENDER, 100_000, (1,)),
            WallClock(),
        )
        sending.run(lambda: faults.items_of(ledger, campaign, readers), number)
    ledger.close()


def fork(state: Path, server: Server, number: int) -> int:
    """Send in a process of its own; return its id."""
    child = os.fork()
    if child:
        return child
    try:
        send(state, server, number)
        os._exit(0)
    finally:
        os._exit(1)


def main() -> None:
    """Kill, start again, and at last let it end."""
    state, port, authorities, number, kills = sys.argv[1:]
    server = Server.model_validate(
        {
            "host": "localhost",
            "port": int(port),
            "user": USER,
            "authorities": authorities,
            "timeout": 30,
            "timeout-after-message": 30,
        }
    )
    faults.addresses(int(number))  # read once, before anything is forked
    chance = random.Random(20261124)
    killed = 0
    for _ in range(int(kills)):
        child = fork(Path(state), server, int(number))
        time.sleep(chance.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
    _, status = os.waitpid(fork(Path(state), server, int(number)), 0)
    print(json.dumps({"killed": killed, "ended": os.waitstatus_to_exitcode(status)}))


if __name__ == "__main__":
    main()
