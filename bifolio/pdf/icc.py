"""The header of an ICC profile (ICC.1:2004-10, 7.2)."""

from __future__ import annotations

from dataclasses import dataclass

LENGTH = 128
"""Bytes of the header."""

SIGNATURE = b"acsp"
"""The signature of every profile (7.2.9)."""

PRESS_CLASS, CMYK_SPACE = b"prtr", b"CMYK"
"""The class of output devices (7.2.5) and the space of four inks (7.2.6)."""

PDF_VERSIONS = (2, 4)
"""The major versions that PDF 1.6 supports."""


@dataclass(frozen=True)
class Header:
    """The header of an ICC profile."""

    size: int
    """Bytes of the whole profile."""
    version: int
    """The major version."""
    device_class: bytes
    space: bytes

    @property
    def is_of_cmyk_press(self) -> bool:
        """Whether the profile describes an output device of four inks."""
        return (self.device_class, self.space) == (PRESS_CLASS, CMYK_SPACE)


def read_header(profile: bytes) -> Header | None:
    """Read the header of `profile`; None if it is not an ICC profile."""
    if len(profile) < LENGTH or profile[36:40] != SIGNATURE:
        return None
    size = int.from_bytes(profile[:4], "big")
    return Header(size, profile[8], profile[12:16], profile[16:20])
