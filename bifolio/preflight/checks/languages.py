"""Across the languages: the same facts, the same names, the agreed terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bifolio.document.review import State, translations
from bifolio.document.unit import Unit
from bifolio.languages import names_in_addresses
from bifolio.languages.numerals import find_numerals
from bifolio.languages.scripts import scripts_of
from bifolio.preflight import facts
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.profiles import PreflightProfile
from bifolio.preflight.quantities.comparison import Differences, compare
from bifolio.preflight.quantities.reading import read_quantities
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource
from bifolio.text.addresses import address_spans, are_same, are_versions, without_addresses

LONG_ENOUGH = 60
"""Characters of a text from which on the ratio of its translation says something."""


def pairs(source: EditionSource) -> Iterator[tuple[Unit, str, str]]:
    """Each unit with its original language and a translation that the edition shows.

    Where the two differ, the translation is at fault: an edition without it is not.
    """
    original = source.manuscript.publication.original
    for shown in source.expected:
        unit, language = shown.unit, shown.content.language
        if unit.same_in_all or unit.only or language == original:
            continue
        if (unit.id, original) in source.copy:
            yield unit, original, language


def _text(source: EditionSource, unit: Unit, language: str) -> str:
    return facts.fold(source.copy[unit.id, language].text)


def _words(source: EditionSource, unit: Unit, language: str) -> str:
    """The text but for its addresses, whose digits and capitals say nothing."""
    return facts.fold(without_addresses(source.copy[unit.id, language].runs))


def _addresses(source: EditionSource, unit: Unit, language: str) -> list[str]:
    content = source.copy[unit.id, language]
    return [content.text[start:end] for start, end in address_spans(content.runs)]


def _seen(source: EditionSource, unit: Unit, language: str, message: str) -> Sighting:
    place = source.copy[unit.id, language].place
    return Sighting(message, place=place, language=language, unit=unit.id)


@check("languages/complete", Severity.FAIL)
def complete(source: EditionSource) -> Iterator[Sighting]:
    """A unit has no text in one of the publication's languages.

    Why: Readers of every language get all of the text.
    Fix: write the missing text, or mark the unit `only:`
    """
    for unit in source.manuscript.units():
        for language in source.manuscript.publication.languages:
            if not unit.only and unit.passage(language) is None:
                yield Sighting(
                    f"'{unit.id}' has no {language} text",
                    place=unit.place,
                    language=language,
                    unit=unit.id,
                )


@check("languages/outdated", Severity.WARN, release=True)
def outdated(source: EditionSource) -> Iterator[Sighting]:
    """A translation was reviewed before its original or the translation itself changed.

    Why: The reviewed text is no longer the text on the page, and the two may disagree.
    Fix: compare the texts, then copy the new mark from `bifolio translations`
    """
    shown = {(each.unit.id, each.content.language) for each in source.expected}
    for each in translations(source.manuscript):
        if each.state is State.OUTDATED and (each.unit.id, each.language) in shown:
            message = f"'{each.unit.id}': the texts changed after the {each.language} was reviewed"
            yield _seen(source, each.unit, each.language, message)


@check("languages/same-numbers", Severity.FAIL)
def same_numbers(source: EditionSource) -> Iterator[Sighting]:
    """A number, date, time, percentage or telephone number differs in the translation.

    Both texts have it in digits, or in words with no other meaning, as 百分之十二.

    Why: A date or an amount that differs between the languages is wrong in one of them.
    Fix: compare the two texts
    """
    for unit, original, language, differences in _differences(source):
        if _certain(original, language):
            for one, other in differences.contradictions:
                message = f"'{unit.id}': {one.said} in {original}, {other.said} in {language}"
                yield _seen(source, unit, language, message)


@check("languages/unmatched-numbers", Severity.WARN)
def unmatched_numbers(source: EditionSource) -> Iterator[Sighting]:
    """A number is in one language only, or differs where one of the texts spells it out.

    Why: A number without a counterpart was lost, or is expressed in words.
    Fix: compare the two texts; if both are right, accept it: `accepted:` in the unit
    """
    for unit, original, language, differences in _differences(source):
        first, second = list(differences.first), list(differences.second)
        if not _certain(original, language):
            first += [one for one, _ in differences.contradictions]
            second += [other for _, other in differences.contradictions]
        said = [
            f"only in {tag}: {', '.join(dict.fromkeys(each.said for each in found))}"
            for tag, found in ((original, first), (language, second))
            if found
        ]
        if said:
            yield _seen(source, unit, language, f"'{unit.id}': {'; '.join(said)}")


def _differences(source: EditionSource) -> Iterator[tuple[Unit, str, str, Differences]]:
    """The numbers that differ between each unit and its translation."""
    for unit, original, language in pairs(source):
        one, other = (
            read_quantities(without_addresses(source.copy[unit.id, each].runs), each)
            for each in (original, language)
        )
        yield unit, original, language, compare(one, other)


def _certain(*languages: str) -> bool:
    """Whether numbers of all `languages` are read with certainty."""
    return all(find_numerals(each).certain for each in languages)


@check("languages/same-addresses", Severity.FAIL)
def same_addresses(source: EditionSource) -> Iterator[Sighting]:
    """A web or mail address differs in the translation.

    Why: An address is the same in every language, but for the code of the language.
    Fix: write it once below `shared:` and insert it by {name}; if both are right, accept it:
    `accepted:` in the unit
    """
    for unit, original, language, here, there in _other_addresses(source):
        if here and there:
            for where, some in ((original, here), (language, there)):
                for address in some:
                    message = f"'{address}' is in the {where} text only"
                    yield _seen(source, unit, language, message)


@check("languages/unmatched-addresses", Severity.WARN)
def unmatched_addresses(source: EditionSource) -> Iterator[Sighting]:
    """A web or mail address is in one language only.

    Why: An address that is missing from one text may have been lost.
    Fix: add it to the other text; if both are right, accept it: `accepted:` in the unit
    """
    for unit, original, language, here, there in _other_addresses(source):
        if not (here and there):
            where = original if here else language
            for address in here or there:
                yield _seen(source, unit, language, f"'{address}' is in the {where} text only")


def _other_addresses(
    source: EditionSource,
) -> Iterator[tuple[Unit, str, str, list[str], list[str]]]:
    """The addresses of each unit, and of its translation, that are not in the other text."""
    for unit, original, language in pairs(source):
        here, there = (_addresses(source, unit, each) for each in (original, language))
        yield (
            unit,
            original,
            language,
            [
                one
                for one in dict.fromkeys(here)
                if not any(_are_one(one, x, original, language) for x in there)
            ],
            [
                one
                for one in dict.fromkeys(there)
                if not any(_are_one(one, x, language, original) for x in here)
            ],
        )


def _are_one(one: str, other: str, language: str, others: str) -> bool:
    """Whether two addresses are one, or its versions in two languages."""
    if are_same(one, other):
        return True
    return are_versions(one, other, names_in_addresses(language), names_in_addresses(others))


@check("languages/same-acronyms", Severity.WARN)
def same_acronyms(source: EditionSource) -> Iterator[Sighting]:
    """An acronym of the original is missing from the translation, or differs there.

    Acronyms of the glossary count as translated, and those for which the language has words (EU,
    欧盟).

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
    for unit, original, language in pairs(source):
        here, there = (
            source.glossary.without(_words(source, unit, tag), tag) for tag in (original, language)
        )
        known = facts.acronyms(here, ordinary[original])
        others = [
            each
            for each in facts.acronyms(there, ordinary[language])
            if not facts.has_word(here, each)
        ]
        for acronym in known:
            near = [each for each in others if _are_near(acronym, each)]
            if near:
                message = f"'{near[0]}' in {language}, '{acronym}' in {original}"
            elif _is_carried_over(acronym, _text(source, unit, language), language):
                continue
            else:
                message = f"'{acronym}' of the {original} text is not in the {language} one"
            yield _seen(source, unit, language, message)


def _is_carried_over(acronym: str, translation: str, language: str) -> bool:
    """Whether a translation has an acronym, or words for it."""
    if facts.has_word(translation, acronym):
        return True
    words = find_numerals(language).translated.get(acronym)
    return words is not None and re.search(words, translation) is not None


def _are_near(one: str, two: str) -> bool:
    """Whether one acronym is the other one, misspelt."""
    return min(len(one), len(two)) >= facts.NEAR and facts.distance(one, two) == 1


@check("languages/same-names", Severity.WARN)
def same_names(source: EditionSource) -> Iterator[Sighting]:
    """A name in Latin letters is spelt differently in the translation.

    Translated and transcribed names are left to the glossary.

    Why: A misspelt name cannot be found, and offends its owner.
    Fix: spell it as in the original, or add it to the glossary with its form in each language
    """
    for unit, original, language in pairs(source):
        texts = {
            tag: source.glossary.without(_words(source, unit, tag), tag)
            for tag in (original, language)
        }
        kept = [tag for tag in texts if "Latn" not in scripts_of(tag)]
        if len(kept) == 1:
            (other,) = texts.keys() - set(kept)
            found = list(facts.misspelt(texts[kept[0]], _words(source, unit, other)))
            where, as_in = kept[0], other
        elif kept:
            continue
        else:
            found = list(facts.misspelt_surnames(texts[language], texts[original]))
            where, as_in = language, original
        for name, spelling in found:
            is_there = f"'{spelling}' in {as_in}" if spelling else f"not in {as_in}"
            yield _seen(source, unit, language, f"'{name}' in {where}, {is_there}")


@check("languages/glossary", Severity.FAIL)
def glossary(source: EditionSource) -> Iterator[Sighting]:
    """A term is not translated as the glossary requires.

    Why: Readers take two translations of a term for two different things.
    Fix: use the term of the glossary, or correct the glossary
    """
    for unit, original, language in pairs(source):
        here, there = (_text(source, unit, each) for each in (original, language))
        for term, forms, times in source.glossary.broken(here, original, there, language):
            message = f"'{term}' is not translated as {' or '.join(forms)}{times}"
            yield _seen(source, unit, language, message)


@check("languages/forbidden-variants", Severity.FAIL)
def forbidden_variants(source: EditionSource) -> Iterator[Sighting]:
    """A text contains a word that the glossary forbids.

    Why: The glossary lists words that must not be used for a term.
    Fix: use the term of the glossary
    """
    for shown in source.expected:
        unit, language, content = shown.unit.id, shown.content.language, shown.content
        for variant, instead in source.glossary.forbidden(content.text, language):
            yield Sighting(
                f"'{variant}' in '{unit}': the glossary says {instead}",
                place=content.place,
                language=language,
                unit=unit,
            )


@check("languages/length-ratio", Severity.WARN)
def length_ratio(source: EditionSource, profile: PreflightProfile) -> Iterator[Sighting]:
    """A translation is shorter or longer than usual for the two languages.

    Why: A translation of unusual length has probably lost or gained content.
    Fix: compare the two texts
    """
    least, most = profile.limits["length-ratio"]  # type: ignore[misc]
    for unit, original, language in pairs(source):
        if original.startswith("en") and language.startswith("zh"):
            one, other = (_words(source, unit, each) for each in (original, language))
        elif original.startswith("zh") and language.startswith("en"):
            other, one = (_words(source, unit, each) for each in (original, language))
        else:
            continue
        kept = facts.latin_words(other)  # names, addresses and figures are as long in either
        one, other = (
            re.sub(r"\d[\d.,:]*", "", facts.without_words(text, kept)) for text in (one, other)
        )
        if len(one) >= LONG_ENOUGH and not least <= len(other) / len(one) <= most:
            ratio = len(other) / len(one)
            message = f"'{unit.id}' has {ratio:.2f} characters of Chinese for one of English"
            yield _seen(source, unit, language, message)
