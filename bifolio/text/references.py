"""References in a text to notes, pages, captions and headings.

While a text is set, a placeholder stands for what a reference shows, since numbers depend on the
edition; it has the shape of that, so that the spaces around it are right. The number of a page is
known to the layout only, which generates it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bifolio.document.numbering import EditionNumbers
from bifolio.document.references import CROSS_REFERENCE, NOTE
from bifolio.languages.references import references_of
from bifolio.text.runs import LINE_BREAK, Content, Run, Runs

NO_BREAK_SPACE = "\u00a0"

NOTE_MARK = "\ue201"
"""The placeholder of the mark of a note."""

CAPTION = "caption"
"""The field of a block with its caption."""

Copy = Mapping[tuple[str, str], Content]
"""The set text of a publication, by unit id and language."""


def reference_run(typed: str, within: Run) -> Run:
    """Return the run of the reference that was `typed`, with the markup of `within`."""
    if note := re.fullmatch(NOTE, typed):
        name, reference, text = note[1], f"note:{note[1]}", NOTE_MARK
        within = replace(within, position="sup")
    else:
        kind, name = re.fullmatch(CROSS_REFERENCE, typed).groups()  # type: ignore[union-attr]
        text = {"page": "1", "number": _numbered(within.language)}.get(kind, NOTE_MARK)
        reference = f"{kind}:{name}"
    return replace(within, text=text, href=f"#{name}", reference=reference)


def _numbered(language: str) -> str:
    """A letter or ideograph, as the name of a caption begins, and a figure."""
    return f"{references_of(language).caption('table', 1)[0]}1"


def target_of(reference: str) -> str:
    """The id to which a reference leads."""
    return reference.partition(":")[2]


def is_note(run: Run) -> bool:
    """Whether a run is the mark of a note."""
    return run.reference.startswith("note:")


def with_pages(runs: Runs) -> str:
    """The text of `runs` with a figure for each number of a page."""
    return "".join(run.text or "1" * run.reference.startswith("page:") for run in runs)


def with_references(copy: Copy, numbers: EditionNumbers) -> dict[tuple[str, str], Content]:
    """Return `copy` with what references show in the edition with `numbers`, captions numbered."""
    shown = {
        key: replace(content, runs=tuple(_shown(content.runs, copy, numbers)))
        if any(run.reference for run in content.runs)
        else content
        for key, content in copy.items()
    }
    for block, (kind, number) in numbers.captions.items():
        for key in [key for key in shown if key[0] == f"{block}.{CAPTION}"]:
            words = references_of(key[1])
            name = Run(words.caption(kind, number) + words.after, key[1], strong=True)
            shown[key] = replace(shown[key], runs=(name, *shown[key].runs))
    return shown


def _shown(runs: Runs, copy: Copy, numbers: EditionNumbers) -> Iterator[Run]:
    for at, run in enumerate(runs):
        before, after = runs[at - 1] if at else None, runs[at + 1 : at + 2]
        if not run.reference:
            is_before_page = after and after[0].reference.startswith("page:")
            text = re.sub(" $", NO_BREAK_SPACE, run.text) if is_before_page else run.text
            yield replace(run, text=text)
            continue
        between = references_of(run.language).separator(len(numbers.notes))
        if between and is_note(run) and before is not None and is_note(before):
            yield replace(run, text=between, href=None, reference="")
        yield from _words(run, copy, numbers)


def _words(run: Run, copy: Copy, numbers: EditionNumbers) -> Iterator[Run]:
    """What a reference shows; nothing if it has to be found in the layout, or cannot be shown."""
    kind, _, name = run.reference.partition(":")
    words = references_of(run.language)
    if kind == "note" and name in numbers.notes:
        yield replace(run, text=words.mark(numbers.notes[name], len(numbers.notes)))
    elif kind == "number" and name in numbers.captions:
        caption = words.caption(*numbers.captions[name])
        yield replace(run, text=caption.replace(" ", NO_BREAK_SPACE))
    elif kind == "title" and (content := copy.get((name, run.language))):
        for each in content.runs:
            text = each.text.replace(LINE_BREAK, " ")
            yield replace(run, text=text, language=each.language, position=each.position)
    elif kind != "note":
        yield replace(run, text="")
