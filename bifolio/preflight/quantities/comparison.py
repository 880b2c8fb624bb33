"""Compares the quantities of two texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bifolio.preflight.quantities.quantity import Certainty, Quantity


@dataclass(frozen=True)
class Differences:
    """The differences between the quantities of two texts."""

    contradictions: tuple[tuple[Quantity, Quantity], ...] = ()
    """Pairs of which one is certainly wrong."""
    first: tuple[Quantity, ...] = ()
    """Quantities that probably only the first text has."""
    second: tuple[Quantity, ...] = ()
    """Quantities that probably only the second text has."""


def compare(one: Sequence[Quantity], other: Sequence[Quantity]) -> Differences:
    """Return the differences between the quantities of two texts."""
    first, second = _with_parts(one, other), _with_parts(other, one)
    left, right = _unmatched(first, second)
    left_new = [each for each in left if not _repeated(each, second)]
    right_new = [each for each in right if not _repeated(each, first)]
    contradictions = []
    for each in list(left_new):
        found = next((than for than in right_new if each.contradicts(than)), None)
        if found:
            contradictions.append((each, found))
            left_new.remove(each)
            right_new.remove(found)
    # Twice in one text, but in the other once and then with another number.
    left_new += [each for each in left if _repeated(each, second) and _met(each, right_new)]
    right_new += [each for each in right if _repeated(each, first) and _met(each, left_new)]
    return Differences(
        tuple(contradictions), _doubtful(left_new, right_new), _doubtful(right_new, left_new)
    )


def _doubtful(these: Sequence[Quantity], those: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Quantities to review: in figures, or in words if the other text has another number."""
    return tuple(each for each in these if each.certainty is Certainty.FIGURES or _met(each, those))


def _met(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    """Whether one of the others is of its kind, and both are certain."""
    return quantity.certainty >= Certainty.WORDS and any(
        other.certainty >= Certainty.WORDS and quantity.kinds & other.kinds for other in others
    )


def _with_parts(these: Sequence[Quantity], those: Sequence[Quantity]) -> list[Quantity]:
    """`these`, split into parts where `those` have the parts."""
    found: list[Quantity] = []
    for each in these:
        whole = not each.parts or any(each.agrees(than) for than in those)
        said = all(any(part.agrees(than) for than in those) for part in each.parts)
        if not whole and (each.apart or said):
            found += _with_parts(each.parts, those)
        else:
            found.append(each)
    return found


def _unmatched(
    one: Sequence[Quantity], other: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """What remains of each after matching those that agree, the most certain first."""
    left, right = list(one), list(other)
    for each in sorted(one, key=lambda each: (-each.certainty, len(each.readings))):
        agreeing = [than for than in right if each.agrees(than)]
        if agreeing:
            best = max(agreeing, key=lambda than: (than.certainty, -len(than.readings)))
            left.remove(each)
            right.remove(best)
    return left, right


def _repeated(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    return any(quantity.agrees(other) for other in others)
