"""Finds web and mail addresses in running text: where they begin, and where they end.

An address ends before the mark that closes its sentence or bracket, in either kind of script, as in
GitHub Flavored Markdown (6.9, extended autolinks). Chinese, Japanese, Korean and Thai set no space
after it; so letters of these scripts belong to it only in a host name under a domain of that script
(RFC 5890), and directly after or before a sign of the path.

>>> [address.text for address in find_addresses("见https://a.org/x，（http://例子.测试/路径）。")]
['https://a.org/x', 'http://例子.测试/路径']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import groupby
from urllib.parse import unquote

from bifolio.text.runs import Runs, plain

UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u30a1-\u30fa"
    r"\u30fc\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
)
"""Letters of scripts without spaces around an address, as the inside of a character class."""

_WORD = rf"[^\W_{UNSPACED}]"
"""A letter or digit of any other script."""

_TOP_LEVEL = (
    *("com", "net", "org", "int", "edu", "gov", "mil", "info", "biz", "name", "museum", "coop"),
    *("travel", "tel", "asia", "app", "dev", "page", "online", "site", "shop", "xyz", "top", "vip"),
    *("club", "wang", "news", "media", "events", "foundation", "ngo", "ong", "africa", "world"),
)
"""Generic domains that brochures use without `www.`; all domains of two letters are countries."""

_UNSPACED_TOP_LEVEL = (
    *("中国", "中國", "香港", "台湾", "台灣", "澳门", "澳門", "新加坡", "公司", "网络", "網絡"),
    *("网址", "网站", "网店", "商城", "商店", "集团", "公益", "政务", "机构", "组织机构", "在线"),
    *("中文网", "中信", "世界", "企业", "健康", "佛山", "信息", "八卦", "书籍", "购物", "餐厅"),
    *("我爱你", "手机", "招聘", "时尚", "时装", "移动", "游戏", "娱乐", "天主教", "广东", "商标"),
    *("慈善", "大拿", "点看", "通販", "みんな", "コム", "セール", "ファッション", "ストア"),
    *("グーグル", "クラウド", "ポイント", "한국", "삼성", "닷컴", "닷넷", "ไทย", "คอม", "ລາວ"),
    *("测试", "測試", "テスト", "테스트"),
)
"""Top-level domains in these scripts (IANA root zone; the last four were its test domains)."""


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# Two branches that no letter is in both of, so that many labels are not tried in both.
_LABEL = rf"(?:[^\W_]|(?!\w)[{UNSPACED}])(?:[\w-]*[^\W_])?"
_LAST_LABEL = (
    rf"(?:{_WORD}(?:(?:{_WORD}|-)*{_WORD})?"
    rf"|(?<=\.)(?:{_any(_UNSPACED_TOP_LEVEL)})|(?<=\.)[{UNSPACED}]+(?=[:/]))"
)
_DOMAIN = rf"(?:{_LABEL}\.)+{_LAST_LABEL}"
_HOST = rf"(?:(?:{_LABEL}\.)*{_LAST_LABEL}|\[[0-9A-Fa-f:.]+\])"

_SIGN = r"[A-Za-z0-9\-_~%/&=+$@#*]"
"""Signs that are part of an address whatever follows (RFC 3986, 2.2 and 2.3)."""

_MARK = rf"(?![,;]https?://)[.,;:!?']+(?={_SIGN})"
"""Punctuation, which belongs to an address only if the address continues after it."""

_UNSPACED_WORD = (
    rf"(?<![A-Za-z0-9])(?>[{UNSPACED}]+(?:[A-Za-z0-9]+[{UNSPACED}]+)*)"
    rf"|(?>[{UNSPACED}]+)(?=[-_/&=%#?]|\.[A-Za-z0-9])"
)
_OTHER = (
    rf"(?![A-Za-z0-9_]){_WORD}|[\u0300-\u036f]|[?](?=[{UNSPACED}]+=)"
    # A namespace, as in /wiki/Category:中国.
    rf"|(?<=/)[A-Z][a-z]+:(?=[{UNSPACED}])"
    rf"|(?<=[{UNSPACED}])·(?=[{UNSPACED}])|(?<=[^\W\d_])–(?=[^\W\d_])"
)
_INNER = rf"{_OTHER}|{_SIGN}|{_MARK}|{_UNSPACED_WORD}"
_PART = (
    rf"{_INNER}|\((?:{_SIGN}|{_MARK}|\([A-Za-z0-9]*\))*\)|\[(?:{_SIGN}|{_MARK})*\]"
    # Chinese in brackets after an address is a remark, except after a sign or Chinese of the path.
    rf"|(?<=[_/{UNSPACED}])\((?:{_INNER})+\)"
)

# At most 64 characters (RFC 5321, 4.5.3.1.1), which also limits the search for the @.
_LOCAL = (
    rf"(?:(?<!{_WORD})(?<![._%+-])(?:{_WORD}|_)(?:{_WORD}|[._%+'-]){{0,63}}(?=@)"
    rf"|(?<![{UNSPACED}])[{UNSPACED}]+(?=@(?:{_LABEL}\.)+(?:{_any(_UNSPACED_TOP_LEVEL)})))"
)
_COUNTRY_OR_GENERIC = rf"(?:[a-z]{{2}}|{_any(_TOP_LEVEL)})(?![A-Za-z0-9-]|\.[a-z0-9])"
_ALONE = r"(?<![A-Za-z0-9_.@/-])"


@cache
def _address() -> re.Pattern[str]:
    """The pattern of an address; compiled when first used.

    Each part is written once: every class of unspaced letters takes a millisecond to compile. The
    groups `mail` and `web` are set by an address without a query or path: it ends there.
    """
    mail = rf"(?:(?<![A-Za-z0-9])(?i:mailto):)?{_LOCAL}@{_DOMAIN}(?:\?\w+=|(?P<mail>))"
    web = (
        rf"(?:(?:(?<![A-Za-z0-9])(?i:https?|ftp)://|{_ALONE}(?i:www)\.){_HOST}"
        rf"|{_ALONE}(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+{_COUNTRY_OR_GENERIC}"
        rf"|(?<!\w){_ALONE}(?:[{UNSPACED}]+\.)+(?:{_any(_UNSPACED_TOP_LEVEL)})(?!\w))"
        rf"(?::\d{{1,5}}(?!\d))?(?:/|[?#](?=[A-Za-z0-9])|(?P<web>))"
    )
    return re.compile(rf"(?:{mail}|{web})(?(mail)|(?(web)|(?:{_PART})*))")


_MAY_HAVE_ADDRESS = re.compile(r"@|://|\.\S")
"""What every address has. Searching for it takes much less time, and most texts have none."""

_CLOSING = "*~"
"""Signs that an address never ends with, because they are more likely markup."""


@dataclass(frozen=True)
class FoundAddress:
    """An address in a text, and where it is, in characters."""

    start: int
    end: int
    text: str


def find_addresses(text: str) -> Iterator[FoundAddress]:
    """Yield the web and mail addresses of `text`, in order.

    An address has a scheme (http, https, ftp, mailto), an @, `www.` or a well-known domain.
    """
    if not _MAY_HAVE_ADDRESS.search(text):
        return
    for match in _address().finditer(text):
        found = match[0].rstrip(_CLOSING)
        yield FoundAddress(match.start(), match.start() + len(found), found)


def without_addresses(text: str | Runs) -> str:
    """Return `text` with a space in place of each address.

    In runs, a link whose words are its address is an address as a whole: see `address_spans`.
    """
    if isinstance(text, str):
        return _without(text, [(each.start, each.end) for each in find_addresses(text)])
    return _without(plain(text), address_spans(text))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, end = [], 0
    for start, following in spans:
        pieces += [text[end:start], " "]
        end = following
    return "".join([*pieces, text[end:]])


def address_spans(runs: Runs) -> list[tuple[int, int]]:
    """Return start and end of each address in the text of `runs`, in order and without overlap.

    If the words of a link are its address, they are one address as a whole: the author has marked
    where it ends.
    """
    spans = [(each.start, each.end) for each in find_addresses(plain(runs))]
    at = 0
    for href, stretch in groupby(runs, key=lambda run: run.href):
        words = plain(tuple(stretch))
        if href is not None and canonical(words) == canonical(href):
            spans = [span for span in spans if span[1] <= at or span[0] >= at + len(words)]
            spans.append((at, at + len(words)))
        at += len(words)
    return sorted(spans)


def canonical(address: str) -> str:
    """Return the canonical form of an address: equal for two spellings of the same address.

    It ignores the case of scheme and host, percent-encoding and an empty path (RFC 3986, 6.2),
    Punycode (RFC 3492), and whether the scheme of a web address is written.
    """
    bare = re.sub(r"^(?:https?://|mailto:)", "", address, flags=re.IGNORECASE)
    if re.match(r"[^/?#@]+@", bare):
        local, _, host = bare.partition("@")
        host, query, fields = host.partition("?")
        return f"{unquote(local)}@{_unicode_host(host)}{query}{unquote(fields)}"
    host, rest = re.fullmatch(r"([^/?#]*)(.*)", bare, re.DOTALL).groups()  # type: ignore[union-attr]
    return _unicode_host(host) + ("" if rest == "/" else unquote(rest))


def are_same(one: str, other: str) -> bool:
    """Whether two addresses that were found in texts may be the same.

    Without a mark or a space after an address, its end is uncertain: two addresses that differ only
    in letters of unspaced scripts at the end may be the same.
    """
    shorter, longer = sorted((canonical(one), canonical(other)), key=len)
    rest = longer[len(shorter) :]
    return longer.startswith(shorter) and re.fullmatch(f"(?:/?[{UNSPACED}]+)?", rest) is not None


def are_versions(one: str, other: str, names: Collection[str], others: Collection[str]) -> bool:
    """Whether two addresses are one page in two languages: `example.org/en/` and `/zh/`.

    They differ only in the names of their languages, `names` and `others`, or in that one has none.
    """
    first, second = (re.findall(r"[^/.?&=#@_-]+", canonical(each).lower()) for each in (one, other))
    return all(
        same == "equal" or ({*first[a:b]} <= {*names} and {*second[c:d]} <= {*others})
        for same, a, b, c, d in SequenceMatcher(None, first, second).get_opcodes()
    )


def _unicode_host(host: str) -> str:
    labels = []
    for label in host.lower().split("."):
        try:
            labels.append(label.encode("ascii").decode("idna") if label else "")
        except UnicodeError:  # not ASCII, or no Punycode
            labels.append(label)
    return ".".join(labels)
