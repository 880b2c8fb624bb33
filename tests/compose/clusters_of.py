"""Letters without a font: Han and Chinese marks one em wide, all else half an em."""

from __future__ import annotations

from bifolio.compose.clusters import Cluster, is_han

EM = 10.0
MARKS = "（《〈「『【〔〖“‘［｛，。、；：？！）》〉」』】〕〗”’］｝·"
STROKES = "—…"


def clusters_of(text: str) -> list[Cluster]:
    return [
        Cluster(
            character,
            EM if is_han(character) or character in MARKS + STROKES else EM / 2,
            EM,
            EM / 2 if character in MARKS else None,
            widens=is_han(character) or character in MARKS,
            hyphen=EM / 3 if character.isascii() and character.isalpha() else None,
        )
        for character in text
    ]
