"""The kinds of content, one module each; a new kind is in `KINDS` and has a template in layouts."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from bifolio.document.blocks import box
from bifolio.document.blocks.box import Box
from bifolio.document.blocks.break_ import ForcedBreak
from bifolio.document.blocks.chart import Chart
from bifolio.document.blocks.contact import Contact
from bifolio.document.blocks.contents import Contents
from bifolio.document.blocks.definitions import Definitions
from bifolio.document.blocks.figure import Figure
from bifolio.document.blocks.gallery import Gallery
from bifolio.document.blocks.heading import Subheading
from bifolio.document.blocks.items import Items
from bifolio.document.blocks.key_figures import KeyFigures
from bifolio.document.blocks.logos import Logos
from bifolio.document.blocks.paragraph import Paragraph
from bifolio.document.blocks.people import People
from bifolio.document.blocks.programme import Programme
from bifolio.document.blocks.qr_code import QrCode
from bifolio.document.blocks.quote import Quote
from bifolio.document.blocks.table import Table
from bifolio.document.blocks.timeline import Timeline

AnyBlock = Annotated[
    Paragraph
    | Subheading
    | Items
    | Definitions
    | Quote
    | KeyFigures
    | Timeline
    | Programme
    | Table
    | Figure
    | Gallery
    | People
    | Logos
    | Contact
    | Box
    | QrCode
    | Contents
    | ForcedBreak
    | Chart,
    Field(discriminator="kind"),
]
"""A block of any kind."""

vars(box)["AnyBlock"] = AnyBlock  # a box has blocks of all kinds, itself among them


def kinds() -> tuple[str, ...]:
    """The name of every kind."""
    union, _ = get_args(AnyBlock)
    return tuple(get_args(each.model_fields["kind"].annotation)[0] for each in get_args(union))
