"""A thousand readers through a real mail server into a Maildir, read back by parsers of others."""

from __future__ import annotations

import base64
import email.policy
import hashlib
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest

from bifolio.mail.ledger import DeliveryState, Ledger
from tests.mail.conftest import change, mail
from tests.mail.mta import OpenSmtpd
from tests.mail.servers import Authority
from tests.support.problems import codes

READERS = 1000
NAMES = {"en": "Reader", "zh-Hans": "读者"}
HEADERS = BytesHeaderParser(policy=email.policy.default)


@pytest.fixture(scope="module")
def mta(authority: Authority) -> Iterator[OpenSmtpd]:
    mta = OpenSmtpd(authority)
    yield mta
    mta.stop()


@pytest.fixture
def office(built: Path, mta: OpenSmtpd, authority: Authority) -> Path:
    """A project that mails through the server."""
    return office_at(built, mta, authority)


def office_at(built: Path, mta: OpenSmtpd, authority: Authority) -> Path:
    """The project in `built`, which mails through `mta`."""
    settings = built / "source" / "library" / "mail.yaml"
    host = f"host: localhost\n  authorities: {authority.file}\n"
    change(settings, "host: smtp.example.org\n", host)
    change(settings, "port: 587\n  security: starttls", f"port: {mta.port}\n  security: tls")
    change(settings, "  user: communications@example.org\n", "")
    change(settings, "messages-per-minute: 60", "messages-per-minute: 100000")
    (built / "source" / "library" / "recipients").mkdir()
    return built


def test_bounces_of_a_real_server_are_read(office: Path, mta: OpenSmtpd) -> None:
    table = office / "source" / "library" / "recipients" / "one.csv"
    table.write_text("address,language\nreader@broken.example.org,zh-Hans\n")
    finished = mail(office, "send", "--list", "one", "--yes")
    assert finished.returncode == 0, finished.stderr
    (notification,) = mta.delivered(1)
    said = mail(office, "bounces", str(mta.maildir)).stdout
    # OpenSMTPD says 5.3.0 of a delivery agent that fails: nothing about the mailbox.
    assert "reader@broken.example.org: not delivered (sender), reader kept: 5.3.0" in said
    notification.unlink()


def test_a_misconfigured_server_gives_up_no_reader(
    built: Path, authority: Authority, ledger: Ledger
) -> None:
    """The server is first configured without the domain of the readers, then with it."""
    readers = [f"reader{at}@example.org" for at in range(30)]
    wrong, right = OpenSmtpd(authority, serving=False), OpenSmtpd(authority)
    try:
        office = office_at(built, wrong, authority)
        table = office / "source" / "library" / "recipients" / "all.csv"
        table.write_text("".join(["address,language\n", *(f"{each},en\n" for each in readers)]))
        refused = mail(office, "send", "--list", "all", "--yes")
        assert refused.returncode == 1
        assert codes(refused.stderr) == ["mail/many-refused"]
        (campaign,) = ledger.campaigns()
        assert ledger.counts(campaign.id) == {DeliveryState.WAITING: len(readers)}
        assert ledger.suppressions.all() == []
        settings = office / "source" / "library" / "mail.yaml"
        change(settings, f"port: {wrong.port}", f"port: {right.port}")
        sent = mail(office, "send", "--list", "all", "--yes", "--resume")
        assert sent.returncode == 0, sent.stderr
        assert len(right.delivered(len(readers))) == len(readers)
        assert ledger.counts(campaign.id) == {DeliveryState.SENT: len(readers)}
    finally:
        wrong.stop()
        right.stop()


def test_a_thousand_readers_get_the_right_pdf_in_their_language_once(
    office: Path, ledger: Ledger, mta: OpenSmtpd
) -> None:
    language = {f"reader{at}@example.org": ("en", "zh-Hans")[at % 2] for at in range(READERS)}
    rows = [f"{NAMES[tag]} {address},{address},{tag}" for address, tag in language.items()]
    table = "\r\n".join(["姓名,邮箱,语言", *rows, ""])
    path = office / "source" / "library" / "recipients" / "all.csv"
    path.write_bytes(table.encode("gb18030"))
    finished = mail(office, "send", "--list", "all", "--yes")
    assert finished.returncode == 0, finished.stderr
    assert f"{READERS} sent" in finished.stdout
    again = mail(office, "send", "--list", "all", "--yes", "--resume")
    assert "nothing is left to send" in again.stdout

    files = mta.delivered(READERS)
    counts = [ledger.counts(campaign.id) for campaign in ledger.campaigns()]
    assert counts == [{DeliveryState.SENT: READERS // 2}] * 2
    pdfs = {tag: (office / "build/library" / f"{tag}.pdf").read_bytes() for tag in NAMES}
    encoded = {tag: base64.encodebytes(pdf) for tag, pdf in pdfs.items()}
    copies: Counter[str] = Counter()
    for path in files:
        content = path.read_bytes()
        headers = HEADERS.parsebytes(content)
        (to,) = headers["To"].addresses
        copies[to.addr_spec] += 1
        tag = language[to.addr_spec]
        assert to.display_name == f"{NAMES[tag]} {to.addr_spec}"
        assert headers["Content-Language"].startswith(tag)
        assert [each for each, attached in encoded.items() if attached in content] == [tag]
    assert copies == dict.fromkeys(language, 1)
    read_by_mblaze(
        files, language, {tag: hashlib.sha256(pdf).hexdigest() for tag, pdf in pdfs.items()}
    )


def read_by_mblaze(files: list[Path], language: dict[str, str], digests: dict[str, str]) -> None:
    """Read headers and parts of all messages, and the PDFs of some, with programs in C."""

    def mblaze(program: str, *arguments: str | Path) -> str:
        command = [program, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    receivers = re.findall(r"<(\S+@example\.org)>", mblaze("mhdr", "-d", "-h", "To", *files))
    assert Counter(receivers) == dict.fromkeys(language, 1)
    subjects = mblaze("mhdr", "-d", "-h", "Subject", *files).splitlines()
    assert {subject.partition(":")[0].partition("：")[0] for subject in subjects} == {
        "Guide",
        "指南",
    }
    for path in files[:: len(files) // 20]:
        to = mblaze("mhdr", "-d", "-h", "To", path)
        (address,) = re.findall(r"<(\S+@example\.org)>", to)
        (number,) = re.findall(r"(\d+): application/pdf", mblaze("mshow", "-t", path))
        pdf = subprocess.run(["mshow", "-O", path, number], capture_output=True, check=True).stdout
        assert hashlib.sha256(pdf).hexdigest() == digests[language[address]]
