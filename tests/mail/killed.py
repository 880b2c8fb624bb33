"""Sends in processes that a test kills and restarts.

Run as a program of its own with nothing but the ledger, so that the processes which are killed are
forked from one that has loaded everything: STATE PORT AUTHORITIES READERS. Each line that it reads
is an order, and each that it writes says that it is done:

- `send`, `send long` (messages of megabytes), or `send until N` (the process kills itself before it
  has the N-th step of a transaction done): starts a process, `started`;
- `kill`: kills it, `killed`;
- `wait`: waits until it ends, `killed`, or `ended` and its exit code.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from bifolio.mail.ledger import Ledger
from bifolio.mail.sending import Clock, Sending, SendingOptions
from bifolio.mail.settings import Server
from bifolio.mail.transport import Connection
from tests.mail import failures
from tests.mail.servers import PASSWORD, USER

STEPS = ("BEGIN", "INSERT", "UPDATE", "COMMIT")


def send(state: Path, server: Server, number: int, order: list[str]) -> None:
    """Send to everybody who has to be sent to, as `bifolio mail send --resume` does."""
    message = failures.LONG_MESSAGE if "long" in order else failures.MESSAGE
    ledger = Ledger(state)
    if "until" in order:
        ledger._db.set_trace_callback(_Death(int(order[-1])).count)
    with ledger.sending():
        readers = failures.addresses(number)
        begun = ledger.campaigns()
        enrolled = begun and ledger.counts(begun[0].id)
        campaign = begun[0] if enrolled else failures.campaign_of(ledger, readers)
        sending = Sending(
            ledger,
            lambda: Connection(server, PASSWORD, "example.org"),
            SendingOptions(failures.SENDER, 100_000, (1,)),
            Clock(),
        )
        sending.run(lambda: failures.items_of(ledger, campaign, readers, message), number)
    ledger.close()


class _Death:
    """Kills its own process before a step of the ledger's transactions."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def count(self, statement: str) -> None:
        """Count a statement that is about to run."""
        self._left -= statement.startswith(STEPS)
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def fork(state: Path, server: Server, number: int, order: list[str]) -> int:
    """Send in a process of its own; return its id."""
    child = os.fork()
    if child:
        return child
    try:
        send(state, server, number, order)
        os._exit(0)
    finally:
        os._exit(1)


def ending(child: int) -> str:
    """Wait for the end of a process; say how it ended."""
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else f"ended {os.waitstatus_to_exitcode(status)}"


def main() -> None:
    """Follow orders until there are no more."""
    state, port, authorities, number = sys.argv[1:]
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
    failures.addresses(int(number))  # read once, before anything is forked
    child = 0
    for line in sys.stdin:
        order = line.split()
        if order[0] == "send":
            child = fork(Path(state), server, int(number), order)
            print("started", flush=True)
        else:
            if order[0] == "kill":
                os.kill(child, signal.SIGKILL)
            print(ending(child), flush=True)


if __name__ == "__main__":
    main()
