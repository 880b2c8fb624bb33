"""Random changes of a file, which Hypothesis can shrink back to the unchanged one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

MOST_CHANGES = 6

LONGEST_COPY = 64
"""Bytes that one change moves or deletes at most."""

LONGEST_INSERT = 12
"""Random bytes that one change puts in at most."""

NUMBERS = (b"0", b"-1", b"1e999", b"99999999999999999999", b"0.0000001", b"NaN", b"65536")
"""Numbers at the edges of what readers expect."""

REPETITIONS = (2, 30, 1000)


@dataclass(frozen=True)
class Case:
    """A file that a reader is to read."""

    name: str
    """Its name, which says what kind of file it is."""
    content: bytes


Draw = Callable[[st.SearchStrategy[int]], int]


def cases(seeds: Sequence[Case], words: Sequence[bytes]) -> st.SearchStrategy[Case]:
    """Changed seeds; `words` are put into them, beside pieces of other seeds and edge numbers."""
    changes = st.lists(_changes(seeds, (*words, *NUMBERS)), max_size=MOST_CHANGES)
    return st.builds(_changed, st.sampled_from(list(seeds)), changes)


Change = Callable[[bytes], bytes]


def _changes(seeds: Sequence[Case], words: Sequence[bytes]) -> st.SearchStrategy[Change]:
    place = st.floats(0, 1, exclude_max=True)
    length = st.integers(1, LONGEST_COPY)
    return st.one_of(
        st.builds(_with_word, place, st.sampled_from(list(words))),
        st.builds(_with_word, place, st.binary(min_size=1, max_size=LONGEST_INSERT)),
        st.builds(_over_number, place, st.sampled_from(NUMBERS)),
        st.builds(_over_number, place, st.sampled_from(list(words))),
        st.builds(_without, place, length),
        st.builds(_without_line, place),
        st.builds(_cut_off, place),
        st.builds(_repeated, place, length, st.sampled_from(REPETITIONS)),
        st.builds(_line_moved, place, place),
        st.builds(_with_bit, place, st.integers(0, 7)),
        st.builds(_spliced, place, place, st.sampled_from([seed.content for seed in seeds])),
    )


def _changed(seed: Case, changes: Sequence[Change]) -> Case:
    content = seed.content
    for change in changes:
        content = change(content)
    return Case(seed.name, content)


def _at(place: float, content: bytes) -> int:
    return int(place * (len(content) + 1))


def _with_word(place: float, word: bytes) -> Change:
    def change(content: bytes) -> bytes:
        at = _at(place, content)
        return content[:at] + word + content[at:]

    return change


def _over_number(place: float, word: bytes) -> Change:
    """Put `word` over the first run of letters and digits behind `place`."""

    def change(content: bytes) -> bytes:
        begin = _at(place, content)
        while begin < len(content) and not content[begin : begin + 1].isalnum():
            begin += 1
        end = begin
        while end < len(content) and content[end : end + 1].isalnum():
            end += 1
        return content[:begin] + word + content[end:]

    return change


def _without(place: float, length: int) -> Change:
    def change(content: bytes) -> bytes:
        at = _at(place, content)
        return content[:at] + content[at + length :]

    return change


def _without_line(place: float) -> Change:
    def change(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        at = int(place * len(lines))
        return b"".join(lines[:at] + lines[at + 1 :])

    return change


def _cut_off(place: float) -> Change:
    def change(content: bytes) -> bytes:
        return content[: _at(place, content)]

    return change


def _repeated(place: float, length: int, times: int) -> Change:
    def change(content: bytes) -> bytes:
        at = _at(place, content)
        return content[:at] + content[at : at + length] * times + content[at + length :]

    return change


def _line_moved(source: float, target: float) -> Change:
    def change(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        if not lines:
            return content
        line = lines.pop(int(source * len(lines)))
        at = int(target * (len(lines) + 1))
        return b"".join([*lines[:at], line, *lines[at:]])

    return change


def _with_bit(place: float, bit: int) -> Change:
    def change(content: bytes) -> bytes:
        at = _at(place, content)
        if at == len(content):
            return content
        return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]

    return change


def _spliced(place: float, other: float, donor: bytes) -> Change:
    def change(content: bytes) -> bytes:
        return content[: _at(place, content)] + donor[_at(other, donor) :]

    return change
