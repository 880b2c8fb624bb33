"""Texts of any letters: of every script of Unicode, composed and not, common and rare."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bifolio.languages.scripts import script_of

LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"})

ACCENTS = "Zinh"
"""The script of accents, which take that of their letter."""

Form = Literal["NFC", "NFD"]

FORMS: tuple[Form | None, ...] = ("NFC", "NFD", None, None)
"""Normalisation forms (UAX 15), or letters as they come."""

RARE = 0.01
"""The part of letters that is any letter of Unicode, in a font or not."""

ACCENTED = 0.15
"""The part of letters that gets an accent."""


@cache
def letters_of_scripts() -> dict[str, str]:
    """Every letter, mark and digit of Unicode, by its script."""
    found: dict[str, list[str]] = {}
    for code_point in range(0x21, sys.maxunicode + 1):
        character = chr(code_point)
        if unicodedata.category(character) in LETTERS:
            found.setdefault(script_of(character), []).append(character)
    return {script: "".join(letters) for script, letters in found.items()}


@dataclass(frozen=True)
class Writer:
    """Writes texts of letters that are `known` to fonts, and now and then of any others."""

    dice: random.Random
    known: Mapping[str, Sequence[str]]
    """By script, but for accents."""
    accents: Sequence[str]

    @classmethod
    def of(cls, seed: int, covered: Collection[int]) -> Writer:
        """A writer who writes the same texts for the same `seed`."""
        known = {
            script: [letter for letter in letters if ord(letter) in covered]
            for script, letters in letters_of_scripts().items()
        }
        accents = known.pop(ACCENTS)
        return cls(random.Random(seed), {k: v for k, v in known.items() if v}, accents)

    def text(self) -> str:
        """A few words in one to three scripts, in any normalisation form."""
        scripts = self.dice.sample(sorted(self.known), self.dice.randint(1, 3))
        text = " ".join(self._word(scripts) for _ in range(self.dice.randint(2, 5)))
        form = self.dice.choice(FORMS)
        return unicodedata.normalize(form, text) if form else text

    def _word(self, scripts: Sequence[str]) -> str:
        script = self.dice.choice(scripts)
        return "".join(self._letter(script) for _ in range(self.dice.randint(1, 8)))

    def _letter(self, script: str) -> str:
        if self.dice.random() < RARE:
            every = letters_of_scripts()
            return self.dice.choice(every[self.dice.choice(sorted(every))])
        letter = self.dice.choice(self.known[script])
        is_accented = self.dice.random() < ACCENTED
        return letter + self.dice.choice(self.accents) if is_accented else letter
