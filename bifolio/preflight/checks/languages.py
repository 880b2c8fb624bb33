"""Translations: complete, up to date, and with the same facts, names and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, product
from typing import NamedTuple

from bifolio.document.blocks.block import Block
from bifolio.document.blocks.key_figures import KeyFigures
from bifolio.document.blocks.table import Table
from bifolio.document.number import TypedNumber
from bifolio.document.passage import ANY_LANGUAGE
from bifolio.document.review import State, translations
from bifolio.languages import names_in_addresses
from bifolio.languages.numerals import find_numerals
from bifolio.languages.quantities import amount_pattern
from bifolio.languages.scripts import scripts_of
from bifolio.languages.written_numbers import write_number
from bifolio.preflight import facts
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.profiles import PreflightProfile
from bifolio.preflight.quantities.comparison import Differences, compare
from bifolio.preflight.quantities.reading import read_quantities
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource
from bifolio.text.addresses import address_spans, are_same, are_versions, without_addresses
from bifolio.text.references import is_note
from bifolio.text.runs import Content, Runs

LONG_ENOUGH = 60
"""Characters; the ratio of a shorter text to its translation has no meaning."""

DECIMALS = re.compile(r"([.,])\d{1,2}(?=\D*$)")
"""The decimals of an amount, with their sign."""


NUMBER = re.compile(r"[-+−]?\d[\d \u00a0\u202f]*[.,]\d{1,2}")
"""A number with decimals, and without a unit."""


class TextPair(NamedTuple):
    """The original of a unit, and a translation that the edition shows.

    Findings are at the translation: an edition without it has no error.
    """

    original: Content
    translation: Content

    @property
    def unit(self) -> str:
        """The id of the unit with the translation."""
        return self.translation.unit

    @property
    def languages(self) -> tuple[str, str]:
        """The languages of the original and of the translation."""
        return self.original.language, self.translation.language

    def seen(self, message: str) -> Sighting:
        """Something that was found in it."""
        return Sighting(message, None, self.translation.place, self.languages[1], self.unit)


def text_pairs(source: EditionSource) -> Iterator[TextPair]:
    """The pair of each translation in the edition, in tables by language, too."""
    original = source.manuscript.publication.original
    for shown in source.expected:
        unit, translation = shown.unit, shown.content
        if unit.same_in_all or unit.only or translation.language == original:
            continue
        if (unit.id, original) in source.copy:
            yield TextPair(source.copy[unit.id, original], translation)
    yield from tables_by_language(source)


def tables_by_language(source: EditionSource) -> Iterator[TextPair]:
    """The pairs of cells of tables that follow each other, have one language each and one shape.

    Tables of another shape say something else, and are not compared.
    """
    original = source.manuscript.publication.original
    shown = {each.unit.id: each.content for each in source.expected}
    for section in source.manuscript.text.sections:
        for _, group in groupby(section.blocks, key=lambda each: bool(_language_of_table(each))):
            tables = {_language_of_table(each): _cells(each) for each in group}
            first = tables.pop(original, {})
            for language, cells in tables.items():
                if not language or cells.keys() != first.keys():
                    continue
                for path, cell in cells.items():
                    if cell in shown and (first[path], original) in source.copy:
                        yield TextPair(source.copy[first[path], original], shown[cell])


def _language_of_table(block: Block) -> str:
    """The only language of a table; empty for other blocks."""
    return (block.only or "") if isinstance(block, Table) else ""


def _cells(block: Block) -> Mapping[str, str]:
    """The ids of the texts of a block by what distinguishes them within it."""
    return {unit.id.removeprefix(block.id): unit.id for unit in block.units()}


def without_marks(runs: Runs) -> Runs:
    """Return `runs` without the marks of notes, which are figures in one language only."""
    return tuple(run for run in runs if not is_note(run))


def _words(content: Content) -> str:
    """The text without its addresses, whose digits and capitals have no meaning."""
    return facts.fold(without_addresses(content.runs))


def _outside_glossary(source: EditionSource, content: Content) -> str:
    """The words of a text that are not terms of the glossary."""
    return source.glossary.without(_words(content), content.language)


@check("languages/complete", Severity.FAIL)
def complete(source: EditionSource) -> Iterator[Sighting]:
    """A unit has no text in one of the publication's languages.

    Why: Readers of every language get all of the text.
    Fix: write the missing text, or mark the unit `only:`
    """
    for unit in source.manuscript.units():
        for language in source.manuscript.publication.languages:
            if not unit.only and unit.passage(language) is None:
                message = f"'{unit.id}' has no {language} text"
                yield Sighting(message, None, unit.place, language, unit.id)


@check("languages/outdated", Severity.WARN, release=True)
def outdated(source: EditionSource) -> Iterator[Sighting]:
    """A translation was reviewed before its original or the translation itself changed.

    Why: The reviewed text is no longer the text on the page, and the two may disagree.
    Fix: compare the texts, then copy the new `reviewed:` line from `bifolio translations`
    """
    shown = {(each.unit.id, each.content.language) for each in source.expected}
    for each in translations(source.manuscript):
        if each.state is State.OUTDATED and (each.units[0].id, each.language) in shown:
            message = f"'{each.id}': the texts changed after the {each.language} was reviewed"
            place = each.place
            yield Sighting(message, None, place, each.language, each.units[0].id)


@check("languages/same-numbers", Severity.FAIL)
def same_numbers(source: EditionSource) -> Iterator[Sighting]:
    """A number, date, time, percentage or telephone number differs in the translation.

    Both texts have it in digits, or in words with no other meaning, as 百分之十二. Tables for one
    language each that follow each other, with as many rows and columns, are translations.

    Why: A date or an amount that differs between the languages is wrong in one of them.
    Fix: compare the two texts
    """
    for pair, differences in _differences(source):
        original, language = pair.languages
        if _are_certain(pair.languages):
            for one, other in differences.contradictions:
                message = f"'{pair.unit}': {one.said} in {original}, {other.said} in {language}"
                yield pair.seen(message)


@check("languages/same-form", Severity.WARN)
def same_form(source: EditionSource) -> Iterator[Sighting]:
    """An amount that is one text for all languages has the decimal sign of only some of them.

    Why: 9,50 € in French is €9.50 in English and in Chinese (Unicode CLDR).
    Fix: define it under `shared:`, as `price: {money: 9.50, currency: EUR}`, and write {price}; or
    write a text for each language; a key figure that is a number has a point: 2.4
    """
    languages = source.manuscript.publication.languages
    blocks = source.manuscript.blocks()
    figures = tuple(f"{block.id}." for block in blocks if isinstance(block, KeyFigures))
    for each in source.expected:
        passage = each.unit.passage(each.content.language)
        if not each.unit.same_in_all or not passage:
            continue
        is_typed = isinstance(each.unit.text.get(ANY_LANGUAGE), TypedNumber)
        is_figure = each.unit.id.startswith(figures) and each.unit.id.endswith(".value")
        if sign := sign_in_amount(passage.source, is_number=is_figure and not is_typed):
            others = [tag for tag in languages if decimal_sign(tag) != sign]
            if others:
                yield each.seen(f"'{passage.source}' is written otherwise in {', '.join(others)}")


def sign_in_amount(text: str, *, is_number: bool = False) -> str:
    """The decimal sign of a text that is only an amount; empty for others and without decimals.

    `is_number` is whether a number without a unit is an amount, too.
    """
    found = DECIMALS.search(text)
    is_amount = amount_pattern().fullmatch(text) or (is_number and NUMBER.fullmatch(text))
    return found[1] if found and is_amount else ""


def decimal_sign(language: str) -> str:
    """The decimal sign of `language`."""
    return write_number("1.5", language, grouped=False)[1:-1]


@check("languages/unmatched-numbers", Severity.WARN)
def unmatched_numbers(source: EditionSource) -> Iterator[Sighting]:
    """A number is in one language only, or differs where one of the texts spells it out.

    Why: A number without a counterpart was lost, or is expressed in words.
    Fix: compare the two texts; if both are right, accept it: `accepted:` in the unit
    """
    for pair, differences in _differences(source):
        unmatched = [list(differences.first), list(differences.second)]
        if not _are_certain(pair.languages):
            for contradiction in differences.contradictions:
                for numbers, number in zip(unmatched, contradiction, strict=True):
                    numbers.append(number)
        said = [
            f"only in {language}: {', '.join(dict.fromkeys(each.said for each in numbers))}"
            for language, numbers in zip(pair.languages, unmatched, strict=True)
            if numbers
        ]
        if said:
            yield pair.seen(f"'{pair.unit}': {'; '.join(said)}")


def _differences(source: EditionSource) -> Iterator[tuple[TextPair, Differences]]:
    """The numbers that differ between each unit and its translation."""
    for pair in text_pairs(source):
        one, other = (read_quantities(_quantity(each, source), each.language) for each in pair)
        yield pair, compare(one, other)


def _quantity(content: Content, source: EditionSource) -> str:
    """The text without its addresses; a value in a block is one quantity with the unit beside it.

    1.2 and million are 120 and 万.
    """
    text = without_addresses(without_marks(content.runs))
    entry, _, field = content.unit.rpartition(".")
    unit = source.copy.get((f"{entry}.unit", content.language)) if field == "value" else None
    return f"{text} {without_addresses(unit.runs)}" if unit else text


def _are_certain(languages: Iterable[str]) -> bool:
    """Whether Bifolio reads the numbers of all `languages` with certainty."""
    return all(find_numerals(each).certain for each in languages)


@check("languages/same-addresses", Severity.FAIL)
def same_addresses(source: EditionSource) -> Iterator[Sighting]:
    """A web or mail address differs in the translation.

    Why: An address is the same in every language, but for the code of the language.
    Fix: write it once below `shared:` and insert it by {name}; if both are right, accept it:
    `accepted:` in the unit
    """
    yield from _unmatched_addresses(source, in_both=True)


@check("languages/unmatched-addresses", Severity.WARN)
def unmatched_addresses(source: EditionSource) -> Iterator[Sighting]:
    """A web or mail address is in one language only.

    Why: An address that is missing from one text may have been lost.
    Fix: add it to the other text; if both are right, accept it: `accepted:` in the unit
    """
    yield from _unmatched_addresses(source, in_both=False)


def _unmatched_addresses(source: EditionSource, *, in_both: bool) -> Iterator[Sighting]:
    """The addresses without a match, of units that have them in both languages or in one."""
    for pair in text_pairs(source):
        names = [names_in_addresses(each) for each in pair.languages]
        matches = [
            (one, other)
            for one, other in product(*map(_addresses, pair))
            if are_same(one, other) or are_versions(one, other, *names)
        ]
        unmatched = [
            sorted({*_addresses(content)} - {match[at] for match in matches})
            for at, content in enumerate(pair)
        ]
        if all(unmatched) is in_both:
            for language, addresses in zip(pair.languages, unmatched, strict=True):
                for address in addresses:
                    yield pair.seen(f"'{address}' is in the {language} text only")


def _addresses(content: Content) -> list[str]:
    return [content.text[start:end] for start, end in address_spans(content.runs)]


@check("languages/same-acronyms", Severity.WARN)
def same_acronyms(source: EditionSource) -> Iterator[Sighting]:
    """An acronym of the original is missing from the translation, or differs there.

    Acronyms of the glossary count as translated, and those for which the language has words (UN,
    联合国).

    Why: Readers look up an institution by its acronym in every language.
    Fix: add it to the other text, or to the glossary with its translation
    """
    ordinary = {
        language: facts.small_words(
            without_addresses(content.runs)
            for (_, tag), content in source.copy.items()
            if tag == language
        )
        for language in source.manuscript.publication.languages
    }
    for pair in text_pairs(source):
        original, language = pair.languages
        here, there = (_outside_glossary(source, each) for each in pair)
        others = [
            each
            for each in facts.acronyms(there, ordinary[language])
            if not facts.has_word(here, each)
        ]
        for acronym in facts.acronyms(here, ordinary[original]):
            near = [each for each in others if _are_near(acronym, each)]
            if near:
                yield pair.seen(f"'{near[0]}' in {language}, '{acronym}' in {original}")
            elif not _is_carried_over(acronym, facts.fold(pair.translation.text), language):
                message = f"'{acronym}' of the {original} text is not in the {language} text"
                yield pair.seen(message)


def _is_carried_over(acronym: str, translation: str, language: str) -> bool:
    """Whether a translation has an acronym, or words for it."""
    if facts.has_word(translation, acronym):
        return True
    words = find_numerals(language).translated.get(acronym)
    return words is not None and re.search(words, translation) is not None


def _are_near(one: str, two: str) -> bool:
    """Whether one acronym is a misspelling of the other."""
    return min(len(one), len(two)) >= facts.NEAR and facts.distance(one, two) == 1


@check("languages/same-names", Severity.WARN)
def same_names(source: EditionSource) -> Iterator[Sighting]:
    """A name in Latin letters is spelt differently in the translation.

    Translated and transcribed names are left to the glossary.

    Why: A misspelt name cannot be found, and offends its owner.
    Fix: spell it as in the original, or add it to the glossary with its form in each language
    """
    for pair in text_pairs(source):
        in_latin = {each: "Latn" in scripts_of(each) for each in pair.languages}
        if not any(in_latin.values()):
            continue
        # Names of the original are compared with those of the translation, or those in a Latin text
        # with those that a text in another script has kept.
        known, other = sorted(pair, key=lambda each: not in_latin[each.language])
        names = _outside_glossary(source, other)
        if all(in_latin.values()):
            found = facts.misspelt_surnames(names, _outside_glossary(source, known))
        else:
            found = facts.misspelt(names, _words(known))
        for name, spelling in found:
            is_there = f"'{spelling}' in" if spelling else "not in"
            yield pair.seen(f"'{name}' in {other.language}, {is_there} {known.language}")


@check("languages/glossary", Severity.FAIL)
def glossary(source: EditionSource) -> Iterator[Sighting]:
    """A term is not translated as the glossary requires.

    Why: Readers take two translations of a term for two different things.
    Fix: use the term of the glossary, or correct the glossary
    """
    for pair in text_pairs(source):
        original, language = pair.languages
        here, there = (facts.fold(each.text) for each in pair)
        for term, forms, times in source.glossary.broken(here, original, there, language):
            yield pair.seen(f"'{term}' is not translated as {' or '.join(forms)}{times}")


@check("languages/forbidden-variants", Severity.FAIL)
def forbidden_variants(source: EditionSource) -> Iterator[Sighting]:
    """A text contains a word that the glossary forbids.

    Why: The glossary lists words that must not be used for a term.
    Fix: use the term of the glossary
    """
    for shown in source.expected:
        content = shown.content
        for variant, instead in source.glossary.forbidden(content.text, content.language):
            yield shown.seen(f"'{variant}' in '{shown.unit.id}': the glossary says {instead}")


@check("languages/length-ratio", Severity.WARN)
def length_ratio(source: EditionSource, profile: PreflightProfile) -> Iterator[Sighting]:
    """A translation is shorter or longer than usual for the two languages.

    Why: A translation of unusual length has probably lost or gained content.
    Fix: compare the two texts
    """
    least, most = profile.limits["length-ratio"]  # type: ignore[misc]
    for pair in text_pairs(source):
        texts = {each.language.partition("-")[0]: _words(each) for each in pair}
        if texts.keys() != {"en", "zh"}:
            continue
        kept = facts.latin_words(texts["zh"])  # names, addresses and digits are as long in either
        english, chinese = (
            len(re.sub(r"\d[\d.,:]*", "", facts.without_words(texts[each], kept)))
            for each in ("en", "zh")
        )
        if english >= LONG_ENOUGH and not least <= chinese / english <= most:
            message = f"{chinese / english:.2f} Chinese characters per English character"
            yield pair.seen(f"'{pair.unit}' has {message}")
