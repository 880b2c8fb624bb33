"""Matrices that lead from one space of a PDF to another (ISO 32000-1, 8.3.3 and 8.3.4)."""

from __future__ import annotations

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def times(one: tuple[float, ...], other: Matrix) -> Matrix:
    """The matrix that does `one` and then `other`."""
    a, b, c, d, e, f = one
    k, m, n, o, p, q = other
    return (
        a * k + b * n,
        a * m + b * o,
        c * k + d * n,
        c * m + d * o,
        e * k + f * n + p,
        e * m + f * o + q,
    )
