"""Messages, read back by two parsers that are not ours: that of Python, and mblaze, in C."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.dkim_signing import signer
from bifolio.mail.ledger import Ledger
from bifolio.mail.mailing import Mailing, list_label
from bifolio.mail.message import address_value, file_name_fields, words_value
from bifolio.mail.recipients import COLUMNS
from bifolio.mail.settings import OWN_VALUES, Dkim
from bifolio.problems import Place, Problems
from tests.conftest import ROOT
from tests.mail.conftest import NOW, change, mailing_of
from tests.support.problems import codes, having

ADDRESS = parse_address("reader@example.org")


def messages(mailing: Mailing) -> list[bytes]:
    return [mailing.message(recipient, NOW) for recipient in mailing.recipients()]


def parsed(message: bytes) -> EmailMessage:
    found = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def with_setting(project: Path, old: str, new: str) -> None:
    change(project / "source" / "library" / "mail.yaml", old, new)


def mblaze(program: str, *arguments: str | Path) -> bytes:
    return subprocess.run([program, *map(str, arguments)], capture_output=True, check=True).stdout


def attachment(message: bytes) -> EmailMessage:
    (part,) = parsed(message).iter_attachments()
    assert isinstance(part, EmailMessage)
    return part


def html_of(message: bytes) -> str:
    part = parsed(message).get_body(("html",))
    assert part
    return str(part.get_content())


def text_of(message: bytes) -> str:
    part = parsed(message).get_body(("plain",))
    assert part
    return str(part.get_content())


def test_each_reader_gets_the_pdf_of_their_edition(mailing: Mailing, library: Path) -> None:
    for recipient in mailing.recipients():
        message = parsed(mailing.message(recipient, NOW))
        assert message["To"].addresses[0].addr_spec == str(recipient.address)
        assert message["To"].addresses[0].display_name == recipient.name
        (part,) = message.iter_attachments()
        assert part.get_content() == (library / f"{recipient.edition}.pdf").read_bytes()


@pytest.mark.parametrize(
    ("house", "own", "others"),
    [
        ("", ["#22272c", "#e2572b", "#9cc9e8"], ["#003399", "#ffcc00", "#a9c3ff"]),
        ("house: eu\n", ["#003399", "#ffcc00", "#a9c3ff"], ["#22272c", "#e2572b", "#9cc9e8"]),
        ("house: museum\n", ["#5a1e3c", "#e2572b", "#9cc9e8"], ["#22272c", "#003399"]),
    ],
)
def test_a_message_has_the_colours_of_the_house(
    house: str, own: list[str], others: list[str], built: Path, ledger: Ledger
) -> None:
    """A house that gives one token has the plain house's values of the others."""
    museum = built / "layouts" / "houses" / "museum"
    museum.mkdir(parents=True)
    (museum / "tokens.css").write_text(":root { --primary: #5a1e3c }")
    change(built / "source/library/publication.yaml", "languages:", f"{house}languages:")
    html = html_of(messages(mailing_of(built, ledger))[0])
    assert [colour for colour in own if colour not in html] == []
    assert [colour for colour in others if colour in html] == []


def test_an_independent_parser_agrees(mailing: Mailing, tmp_path: Path) -> None:
    for number, recipient in enumerate(mailing.recipients()):
        message = mailing.message(recipient, NOW)
        path = tmp_path / f"{number}.eml"
        path.write_bytes(message)
        ours = parsed(message)
        for name in ("Subject", "From", "To"):
            reported = mblaze("mhdr", "-d", "-h", name, path).decode().strip()
            assert reported.replace('"', "") == str(ours[name]).replace('"', "")
        parts = mblaze("mshow", "-t", path).decode()
        kinds = re.findall(r"(\d+): (\S+/\S+)", parts)
        assert [kind for _, kind in kinds] == [
            *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related"),
            *("text/html", "image/png", "application/pdf"),
        ]
        pdf = mblaze("mshow", "-O", path, kinds[-1][0])
        assert pdf == mailing.enclosures[recipient.edition].pdf
        plain = mblaze("mshow", "-O", path, kinds[2][0]).decode()
        body = ours.get_body(("plain",))
        assert body
        assert plain.split() == body.get_content().split()


def test_every_server_accepts_the_lines_and_characters(mailing: Mailing) -> None:
    for message in messages(mailing):
        assert message.isascii()
        assert re.search(rb"(?<!\r)\n|\r(?!\n)", message) is None
        head, _, body = message.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            assert len(line) <= 78 or line.startswith(b"List-Unsubscribe: <")
        assert max(map(len, body.split(b"\r\n"))) <= 78


def test_the_fields_of_a_mailing(mailing: Mailing) -> None:
    for recipient in mailing.recipients():
        message = parsed(mailing.message(recipient, NOW))
        assert message.defects == []
        assert message["Date"].datetime == NOW
        assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", message["Message-ID"])
        languages = ["en", "zh-Hans"] if recipient.language == "en" else ["zh-Hans", "en"]
        assert message["Content-Language"].split(", ") == languages
        reader = mailing.ledger.reader(recipient.address)
        assert message["List-Unsubscribe"] == f"<https://www.example.org/leave/{reader}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Auto-Submitted"] == "auto-generated"
        draft = parsed(mailing.draft(recipient, NOW).data)
        for field, value in (
            ("X-Unsent", "1"),
            ("X-Uniform-Type-Identifier", "com.apple.mail-draft"),
        ):
            assert (message[field], draft[field]) == (None, value)
        assert draft["Auto-Submitted"] is None


def test_a_message_has_all_languages_the_readers_own_first(mailing: Mailing) -> None:
    for recipient in mailing.recipients():
        message = mailing.message(recipient, NOW)
        body = parsed(message).get_body(("plain",))
        assert body
        for text in (body.get_content(), html_of(message)):
            english, chinese = text.index("Please find the guide"), text.index("随信附上")
            assert (english < chinese) == (recipient.language == "en")
            assert "You receive this message because" in text
            assert "不再接收此类邮件" in text
            assert "1 Example Street" in text
            assert "https://www.example.org/library/" in text
        assert f'<html lang="{recipient.language}"' in html_of(message)
        assert len(html_of(message).encode()) < 100_000


def test_a_latin_name_is_spaced_in_chinese(mailing: Mailing) -> None:
    english, chinese, *_ = map(text_of, messages(mailing))
    assert "尊敬的 Press desk：" in english
    assert "尊敬的新闻处：" in chinese


def test_the_picture_is_part_of_the_message_with_alternative_text(mailing: Mailing) -> None:
    message = messages(mailing)[0]
    assert 'src="cid:front"' in html_of(message)
    assert 'alt="The front page of the guide"' in html_of(message)
    assert pictures_of(message) == {"front": "image/png"}


def pictures_of(message: bytes) -> dict[str, str]:
    """The types of the pictures in a message, by their ids."""
    return {
        part["Content-ID"].strip("<>"): part.get_content_type()
        for part in parsed(message).walk()
        if part["Content-ID"]
    }


MARK = """front:
  - id: mark
    text: {en: City Library, zh-Hans: 市图书馆}
  - id: statement
    text: {en: Open to everyone., zh-Hans: 向所有人开放。}
"""


def test_the_mark_of_the_house_is_at_the_head_in_the_language_of_the_reader(
    built: Path, ledger: Ledger
) -> None:
    change(built / "source/library/publication.yaml", "languages:", "house: library\nlanguages:")
    change(built / "source/library/text.yaml", "front:\n", MARK)
    english, chinese, *_ = messages(mailing_of(built, ledger))
    for message, alt, statement in (
        (english, "City Library", "Open to everyone."),
        (chinese, "市图书馆", "向所有人开放。"),
    ):
        assert pictures_of(message) == {"front": "image/png", "mark": "image/png"}
        assert f'alt="{alt}"' in html_of(message)
        assert statement in html_of(message)
    assert english.count(b"Content-Transfer-Encoding: base64") >= 3
    assert b"=_picture" not in english


SIZE = b"IHDR" + (60_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0"
BOMB = b"".join(
    (
        b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + SIZE + zlib.crc32(SIZE).to_bytes(4),
        bytes(4) + b"IDAT" + zlib.crc32(b"IDAT").to_bytes(4),
    )
)
"""The beginning of a picture of 3,600 megapixels."""


@pytest.mark.parametrize(
    ("data", "name"),
    [(None, "none.png"), (b"<svg/>", "mark.svg"), (b"\x89PNG", "mark.png"), (BOMB, "bomb.png")],
)
def test_a_mark_that_mail_programs_do_not_draw_is_reported(
    data: bytes | None, name: str, built: Path, ledger: Ledger
) -> None:
    house = built / "layouts" / "houses" / "museum"
    house.mkdir(parents=True)
    (house / "house.yaml").write_text(f"mark: {{picture: {name}, alt: mark}}\n")
    if data is not None:
        (house / name).write_bytes(data)
    change(built / "source/library/publication.yaml", "languages:", "house: museum\nlanguages:")
    with pytest.raises(Problems, check=having("mail/invalid-mark")) as found:
        mailing_of(built, ledger)
    place = found.value.problems[0].place
    assert place
    assert place.path == house / (name if data is not None else "house.yaml")


def test_a_message_is_in_one_language_with_a_line_to_the_other(mailing: Mailing) -> None:
    for recipient in mailing.recipients():
        message = mailing.message(recipient, NOW)
        other, name = ("zh-Hans", "中文") if recipient.language == "en" else ("en", "English")
        html = html_of(message)
        assert re.search(f'<a [^>]*href="#in-{other}"[^>]*>{name}', html)
        assert (
            html.index(f'href="#in-{other}"') < html.index("<h1") < html.index(f'id="in-{other}"')
        )
        assert html.count('class="button"') == html.count("<h1") == 1
        assert text_of(message).startswith(f"{name} ↓")


def test_messages_are_reproducible(mailing: Mailing) -> None:
    assert messages(mailing) == messages(mailing)


def test_a_file_name_is_ascii_by_default(mailing: Mailing) -> None:
    for message in messages(mailing):
        name = attachment(message).get_filename()
        assert name
        assert re.fullmatch(r"[a-z0-9-]+\.pdf", name)


def test_a_chinese_file_name_is_sent_in_both_encodings(
    built: Path, ledger: Ledger, tmp_path: Path
) -> None:
    with_setting(built, "name: ascii", "name: title")
    message = messages(mailing_of(built, ledger))[1]
    title = "河畔图书馆读者指南.pdf"
    raw = attachment(message)
    assert raw.get_filename() == title
    fields = dict(file_name_fields(title))
    (words,) = re.findall(r'name="(.*)"', fields["Content-Type"].replace("\r\n ", " "))
    assert str(email.header.make_header(email.header.decode_header(words))) == title
    assert fields["Content-Type"].encode() in message
    assert fields["Content-Disposition"].encode() in message
    path = tmp_path / "message.eml"
    path.write_bytes(message)
    assert f'name="{title}"' in mblaze("mshow", "-t", path).decode()


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200))
def test_any_name_and_any_subject_survive_encoding(words: str) -> None:
    words = " ".join(words.split())
    raw = f"Subject: {words_value(words, 'Subject')}\r\nTo: {address_value(words, ADDRESS)}\r\n\r\n"
    assert raw.isascii()
    assert max(map(len, raw.split("\r\n"))) <= 998
    message = parsed(raw.encode())
    assert message.keys() == ["Subject", "To"]
    assert message["Subject"] == words
    # The newer parser of Python puts a space between encoded words of a name; RFC 2047 has none.
    name, address = email.utils.parseaddr(email.message_from_string(raw)["To"])
    assert address == "reader@example.org"
    assert str(email.header.make_header(email.header.decode_header(name))) == words


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_value_can_inject_a_header_field(text: str) -> None:
    for raw in (
        f"Subject: {words_value(text, 'Subject')}",
        f"To: {address_value(text, ADDRESS)}",
        *(f"{name}: {value}" for name, value in file_name_fields(f"{text}.pdf")),
    ):
        lines = raw.split("\r\n")
        assert all(line.startswith((" ", "\t")) for line in lines[1:])
        assert "\n" not in "".join(lines)
        assert "\r" not in "".join(lines)


def test_all_values_can_be_used_in_texts(built: Path, ledger: Ledger) -> None:
    names = sorted({*OWN_VALUES, *COLUMNS.values(), "city"})
    with_setting(built, "Please find", " ".join(f"{{{name}}}" for name in names))
    (built / "readers.csv").write_text(
        "name,address,language,groups,city\nPress,a@example.org,en,x,Berlin\n", "utf-8"
    )
    (press,) = messages(mailing_of(built, ledger, Path("readers.csv")))
    assert "{" not in text_of(press)


def test_a_reader_who_is_added_meanwhile_is_ignored(built: Path, ledger: Ledger) -> None:
    readers = built / "readers.csv"
    readers.write_text("address,language\na@example.org,en\n", "utf-8")
    mailing = mailing_of(built, ledger, Path("readers.csv"))
    campaigns = mailing.campaigns(NOW)
    with readers.open("a") as file:
        file.write("b@example.org,zh-Hans\n")
    (item,) = mailing.items(campaigns, NOW)
    assert str(item.address) == "a@example.org"
    assert sum(plan.to_send for plan in mailing.plan(again=False).values()) == 1


@pytest.mark.parametrize(("name", "column"), [("city", "city"), ("web", "web"), ("name", "name")])
def test_a_reader_without_a_used_value_is_reported(
    name: str, column: str, built: Path, ledger: Ledger
) -> None:
    with_setting(built, "'Guide: {title}'", f"'{{{name}}}: {{title}}'")
    readers = built / "readers.csv"
    readers.write_text("address,language\na@example.org,en\n", "utf-8")
    with pytest.raises(Problems, match=rf"'{column}' \[recipients/missing-field\]"):
        mailing_of(built, ledger, Path("readers.csv"))


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("全文共\n      两页", "全文共两页"),
        ("参见 EU\n      Dialogue", "参见 EU Dialogue"),
        ("由欧盟\n      EU", "由欧盟 EU"),
        ("所谓“对话”\n      项目", "所谓“对话”项目"),
    ],
)
def test_a_line_end_in_chinese_is_a_space_only_beside_latin(
    broken: str, whole: str, built: Path, ledger: Ledger
) -> None:
    with_setting(built, "随信附上", f"{broken}随信附上")
    _, *others = messages(mailing_of(built, ledger))
    assert any(f"{whole}随信附上" in text_of(message) for message in others)


@pytest.mark.parametrize("name", ["message.css", "message.html.j2", "message.txt.j2"])
def test_a_layout_in_another_encoding_is_reported(name: str, built: Path, ledger: Ledger) -> None:
    own = built / "layouts" / "mail"
    shutil.copytree(ROOT / "layouts" / "mail", own)
    whole = (own / name).read_bytes()
    (own / name).write_bytes(whole + b"\xff")
    with pytest.raises(Problems) as found:
        messages(mailing_of(built, ledger))
    (problem,) = found.value.problems
    assert problem.code == "source/not-utf-8"
    assert problem.place == Place(own / name, whole.count(b"\n") + 1)


def test_a_letter_is_escaped(mailing: Mailing) -> None:
    recipient = next(iter(mailing.recipients()))
    message = mailing.message(replace(recipient, name="<b>{title}</b> & {{ 7 * 7 }}"), NOW)
    assert "&lt;b&gt;{title}&lt;/b&gt; &amp; {{ 7 * 7 }}" in html_of(message)


def test_an_address_beyond_ascii_makes_a_message_of_rfc_6532(mailing: Mailing) -> None:
    recipient = next(iter(mailing.recipients()))
    address = Address("用户", "xn--fsqu00a.xn--fiqs8s")
    message = mailing.message(replace(recipient, address=address), NOW)
    assert "To: Press desk <用户@xn--fsqu00a.xn--fiqs8s>\r\n".encode() in message
    found = email.message_from_bytes(message, policy=email.policy.SMTPUTF8)
    assert "用户@" in found["To"]


def test_a_pdf_above_the_limit_is_linked(built: Path, ledger: Ledger) -> None:
    with_setting(built, "limit: 3000000", "limit: 100000")
    for recipient in (mailing := mailing_of(built, ledger)).recipients():
        message = mailing.message(recipient, NOW)
        small = recipient.edition in ("en", "large-print-en")
        assert (list(parsed(message).iter_attachments()) != []) == small
        enclosure = mailing.enclosures[recipient.edition]
        link = f'href="https://www.example.org/library/{enclosure.file_name}"'
        assert (link in html_of(message)) != small


def test_a_pdf_above_the_limit_without_a_web_address_is_reported(
    built: Path, ledger: Ledger
) -> None:
    with_setting(built, "limit: 3000000", "limit: 100000")
    with_setting(built, "web: https://www.example.org/library/\n", "")
    with pytest.raises(Problems) as found:
        mailing_of(built, ledger)
    assert set(codes(str(found.value))) == {"mail/message-too-large"}
    assert "zh-Hans.pdf" in str(found.value)


def test_html_that_mail_programs_would_truncate_is_reported(built: Path, ledger: Ledger) -> None:
    with_setting(built, "The guide is published", 9_000 * "Words, words. ")
    with pytest.raises(Problems, check=having("mail/html-too-large")):
        mailing_of(built, ledger)


def test_readers_can_unsubscribe_by_mail_if_there_is_no_page(built: Path, ledger: Ledger) -> None:
    address = "mailto:leave@example.org?subject=leave"
    with_setting(built, "https://www.example.org/leave/{token}", address)
    message = parsed(messages(mailing_of(built, ledger))[0])
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] is None


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def with_dkim(project: Path, key: rsa.RSAPrivateKey) -> Path:
    path = project / "key.pem"
    encoded = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    path.write_bytes(encoded)
    path.chmod(0o600)
    settings = project / "source" / "library" / "mail.yaml"
    dkim = f"dkim: {{selector: brochures, domain: example.org, key: '{path}'}}\n"
    settings.write_text(settings.read_text("utf-8") + dkim, "utf-8")
    return path


def test_a_signature_is_valid_and_covers_list_unsubscribe(
    built: Path, ledger: Ledger, key: rsa.RSAPrivateKey
) -> None:
    with_dkim(built, key)
    message = messages(mailing_of(built, ledger))[1]
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])

    def look_up(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"brochures._domainkey.example.org."
        return record

    assert dkim.verify(message, dnsfunc=look_up)
    signed = re.sub(r"\s", "", parsed(message)["DKIM-Signature"])
    assert "list-unsubscribe:list-unsubscribe-post" in signed.lower()
    for spoil in (b"Subject: ", b"List-Unsubscribe: <"):
        assert not dkim.verify(message.replace(spoil, spoil + b"x", 1), dnsfunc=look_up)
    assert not dkim.verify(b"From: other@example.org\r\n" + message, dnsfunc=look_up)


def test_a_key_of_an_unknown_user_is_reported() -> None:
    nobody = Dkim(selector="brochures", domain="example.org", key="~nobody-of-that-name")
    with pytest.raises(Problems, check=having("mail/invalid-dkim-key")):
        signer(nobody)


@pytest.mark.parametrize(
    ("content", "mode", "expected"),
    [
        ("no key", 0o600, "mail/invalid-dkim-key"),
        (None, 0o644, "mail/exposed-dkim-key"),
        (None, None, "mail/invalid-dkim-key"),
    ],
)
def test_an_unusable_key_is_reported_before_anything_is_sent(
    built: Path,
    ledger: Ledger,
    key: rsa.RSAPrivateKey,
    content: str | None,
    mode: int | None,
    expected: str,
) -> None:
    path = with_dkim(built, key)
    if content:
        path.write_text(content)
    if mode is None:
        path.unlink()
    else:
        path.chmod(mode)
    with pytest.raises(Problems, check=having(expected)):
        mailing_of(built, ledger)


def test_every_list_has_a_unique_id() -> None:
    names = [
        "team",
        "press list",
        "press-list",
        "图书馆",
        "新闻处",
        "friends-朋友",
        70 * "a",
        71 * "a",
    ]
    labels = [list_label(name) for name in names]
    assert labels[0] == "team"
    assert len(set(labels)) == len(names)
    assert all(re.fullmatch("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", label) for label in labels)


def test_a_title_with_title_marks_has_the_inner_ones(built: Path, ledger: Ledger) -> None:
    publication = built / "source" / "library" / "publication.yaml"
    change(publication, "河畔图书馆读者指南", "《河畔》读者指南")
    with_setting(built, "指南：{title}", "《{title}》")
    subjects = {str(parsed(each)["Subject"]) for each in messages(mailing_of(built, ledger))}
    assert "《〈河畔〉读者指南》" in subjects


def test_the_title_in_a_message_has_no_markup(built: Path, ledger: Ledger) -> None:
    publication = built / "source" / "library" / "publication.yaml"
    change(publication, "Riverside Library, a Guide for Readers", "The *Library*, H~2~O")
    subjects = {str(parsed(each)["Subject"]) for each in messages(mailing_of(built, ledger))}
    assert "Guide: The Library, H2O" in subjects
