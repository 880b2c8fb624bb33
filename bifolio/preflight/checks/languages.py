"""Across the languages: the same facts, the same names, the agreed terms."""

from __future__ import annotations

from collections.abc import Iterator

from bifolio.addresses import address_spans, are_same, without_addresses
from bifolio.languages.numerals import find_numerals
from bifolio.model import Unit
from bifolio.preflight import facts
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.quantities.comparison import Differences, compare
from bifolio.preflight.quantities.reading import read_quantities
from bifolio.preflight.registry import check
from bifolio.translations import State, translations

LONG_ENOUGH = 60
"""Characters of a text from which on the ratio of its translation says something."""


def pairs(evidence: Evidence) -> Iterator[tuple[Unit, str, str]]:
    """Each unit with its original language and a translation that the edition shows.

    Where the two differ, the translation is at fault: an edition without it is not.
    """
    original = evidence.manuscript.publication.original
    for shown in evidence.expected:
        unit, language = shown.unit, shown.content.language
        if unit.same_in_all or unit.only or language == original:
            continue
        if (unit.id, original) in evidence.copy:
            yield unit, original, language


def _text(evidence: Evidence, unit: Unit, language: str) -> str:
    return facts.fold(evidence.copy[unit.id, language].text)


def _words(evidence: Evidence, unit: Unit, language: str) -> str:
    """The text but for its addresses, whose digits and capitals say nothing."""
    return facts.fold(without_addresses(evidence.copy[unit.id, language].runs))


def _addresses(evidence: Evidence, unit: Unit, language: str) -> list[str]:
    content = evidence.copy[unit.id, language]
    return [content.text[start:end] for start, end in address_spans(content.runs)]


def _seen(evidence: Evidence, unit: Unit, language: str, message: str) -> Sighting:
    place = evidence.copy[unit.id, language].place
    return Sighting(message, place=place, language=language, unit=unit.id)


@check(
    "languages/complete",
    Severity.FAIL,
    rationale="A reader of either language gets all of the text.",
    hint="write the missing text, or mark the unit `only:`",
)
def complete(evidence: Evidence) -> Iterator[Sighting]:
    """A unit has no words in a language of the publication."""
    for unit in evidence.manuscript.units():
        for language in evidence.manuscript.publication.languages:
            if not unit.only and unit.passage(language) is None:
                yield Sighting(
                    f"'{unit.id}' has no {language} text",
                    place=unit.place,
                    language=language,
                    unit=unit.id,
                )


@check(
    "languages/outdated",
    Severity.WARN,
    rationale="What was reviewed is no longer what is on the page: the texts may disagree.",
    hint="compare the two texts, then copy the new mark from `bifolio translations`",
    release=True,
)
def outdated(evidence: Evidence) -> Iterator[Sighting]:
    """A translation was reviewed before its original or the translation itself changed."""
    shown = {(each.unit.id, each.content.language) for each in evidence.expected}
    for each in translations(evidence.manuscript):
        if each.state is State.OUTDATED and (each.unit.id, each.language) in shown:
            message = f"'{each.unit.id}': the texts changed after the {each.language} was reviewed"
            yield _seen(evidence, each.unit, each.language, message)


@check(
    "languages/same-numbers",
    Severity.FAIL,
    rationale="A date or a sum that differs between the languages is wrong in one of them.",
    hint="compare the two texts",
)
def same_numbers(evidence: Evidence) -> Iterator[Sighting]:
    """A number, date, time, percentage or telephone is another one in the translation.

    Both texts write it in figures, or in words that mean nothing else, as 百分之十二.
    """
    for unit, original, language, differences in _differences(evidence):
        if _certain(original, language):
            for one, other in differences.contradictions:
                message = f"'{unit.id}': {one.said} in {original}, {other.said} in {language}"
                yield _seen(evidence, unit, language, message)


@check(
    "languages/unmatched-numbers",
    Severity.WARN,
    rationale="A number that one language leaves out is lost, or is said in words there.",
    hint="compare the two texts; if both are right, accept it: `accepted:` in the unit",
)
def unmatched_numbers(evidence: Evidence) -> Iterator[Sighting]:
    """A number is in one language only, or differs where one of them has it in words."""
    for unit, original, language, differences in _differences(evidence):
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
            yield _seen(evidence, unit, language, f"'{unit.id}': {'; '.join(said)}")


def _differences(evidence: Evidence) -> Iterator[tuple[Unit, str, str, Differences]]:
    """The numbers that differ between each unit and its translation."""
    for unit, original, language in pairs(evidence):
        one, other = (
            read_quantities(without_addresses(evidence.copy[unit.id, each].runs), each)
            for each in (original, language)
        )
        yield unit, original, language, compare(one, other)


def _certain(*languages: str) -> bool:
    """Whether numbers of all `languages` are read with certainty."""
    return all(find_numerals(each).certain for each in languages)


@check(
    "languages/same-addresses",
    Severity.FAIL,
    rationale="An address is the same in every language.",
    hint="write it once below `shared:` and put it in by {name}",
)
def same_addresses(evidence: Evidence) -> Iterator[Sighting]:
    """A web or mail address stands in one language only."""
    for unit, original, language in pairs(evidence):
        here, there = (_addresses(evidence, unit, each) for each in (original, language))
        for where, some, others in ((original, here, there), (language, there, here)):
            for address in dict.fromkeys(some):
                if not any(are_same(address, each) for each in others):
                    message = f"'{address}' is in the {where} text only"
                    yield _seen(evidence, unit, language, message)


@check(
    "languages/same-acronyms",
    Severity.WARN,
    rationale="Who looks an institution up by its acronym looks for it in either language.",
    hint="add it to the other text, or to the glossary with what it is called there",
)
def same_acronyms(evidence: Evidence) -> Iterator[Sighting]:
    """An acronym that is no term of the glossary stands in one language only."""
    for unit, original, language in pairs(evidence):
        for of, against in ((original, language), (language, original)):
            text, counterpart = (_text(evidence, unit, each) for each in (of, against))
            if text.isupper():  # all of it is in capitals, no acronym among them is seen
                continue
            unknown = evidence.glossary.without(_words(evidence, unit, of), of)
            for acronym in dict.fromkeys(facts.ACRONYM.findall(unknown)):
                if acronym not in counterpart:
                    message = f"'{acronym}' of the {of} text is not in the {against} one"
                    yield _seen(evidence, unit, against, message)


@check(
    "languages/same-names",
    Severity.WARN,
    rationale="Who is named in one language is named in the other, as the glossary has it.",
    hint="add the name to the glossary with what it is called in the other language",
)
def same_names(evidence: Evidence) -> Iterator[Sighting]:
    """A proper name is neither in both languages nor in the glossary.

    English titles have capitals without being names, so headings are left out.
    """
    manuscript = evidence.manuscript
    headings = {manuscript.title.id, *(section.id for section in manuscript.text.sections)}
    for unit, original, language in pairs(evidence):
        if unit.id in headings:
            continue
        for of, against in ((original, language), (language, original)):
            text, counterpart = (_text(evidence, unit, each) for each in (of, against))
            if text.isupper():
                continue
            unknown = evidence.glossary.without(_words(evidence, unit, of), of)
            for name in dict.fromkeys(facts.names(unknown, latin=not of.startswith("en"))):
                if name.casefold() not in counterpart.casefold():
                    message = f"the name '{name}' of the {of} text is not in the {against} one"
                    yield _seen(evidence, unit, against, message)


@check(
    "languages/glossary",
    Severity.FAIL,
    rationale="A term that is translated in two ways is taken for two things.",
    hint="use the term of the glossary, or correct the glossary",
)
def glossary(evidence: Evidence) -> Iterator[Sighting]:
    """A term is translated otherwise than the glossary says."""
    for unit, original, language in pairs(evidence):
        source, target = (_text(evidence, unit, each) for each in (original, language))
        for term, forms, times in evidence.glossary.broken(source, original, target, language):
            message = f"'{term}' is not translated as {' or '.join(forms)}{times}"
            yield _seen(evidence, unit, language, message)


@check(
    "languages/forbidden-variants",
    Severity.FAIL,
    rationale="The glossary names words that are never used for a term.",
    hint="use the term of the glossary",
)
def forbidden_variants(evidence: Evidence) -> Iterator[Sighting]:
    """A text of the edition contains a word that the glossary forbids."""
    for shown in evidence.expected:
        unit, language, content = shown.unit.id, shown.content.language, shown.content
        for variant, instead in evidence.glossary.forbidden(content.text, language):
            yield Sighting(
                f"'{variant}' in '{unit}': the glossary says {instead}",
                place=content.place,
                language=language,
                unit=unit,
            )


@check(
    "languages/length-ratio",
    Severity.WARN,
    rationale="A translation much shorter or longer than usual has lost or added something.",
    hint="compare the two texts",
)
def length_ratio(evidence: Evidence) -> Iterator[Sighting]:
    """A translation is shorter or longer than is usual between the two languages."""
    least, most = evidence.profile.limits["length-ratio"]  # type: ignore[misc]
    for unit, original, language in pairs(evidence):
        if original.startswith("en") and language.startswith("zh"):
            source, target = (_text(evidence, unit, each) for each in (original, language))
        elif original.startswith("zh") and language.startswith("en"):
            target, source = (_text(evidence, unit, each) for each in (original, language))
        else:
            continue
        if len(source) >= LONG_ENOUGH and not least <= len(target) / len(source) <= most:
            ratio = len(target) / len(source)
            message = f"'{unit.id}' has {ratio:.2f} characters of Chinese for one of English"
            yield _seen(evidence, unit, language, message)
