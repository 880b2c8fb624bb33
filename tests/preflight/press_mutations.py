"""Ways to spoil a file for a print shop, each for one check; see `mutations`."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import ImageCms

from bifolio.paper.formats import PT_PER_MM
from bifolio.preflight.evidence import Evidence
from tests.preflight.mutations import (
    OTHER_ROWS,
    Spoil,
    catches,
    elements,
    enter,
    in_pdf,
    of_subtype,
    rewrite,
)

PRESS = ("library", "press")
SMALL = ("exchange", "press")
"""One page, of which checks are done in a third of the time."""
LEAFLET = ("library", "press-leaflet-en")
OF_THE_HOUSE = ("exchange", "press")
"""Of the house `eu`."""
POSTER = ("poster", "press")
"""One with pictures, a gradient, a drawing and a ground that bleeds."""

TAGS = "the tags say what is text, which of it belongs together, and what it is"
COVERS = "what is painted lies where text stands"
NO_TOKEN = "such an ink is no token either"
WITHIN_THE_PAGE = "marks that reach into the page are a part of it"
TURNED = "lines that stand upright are not read as lines"
ANOTHER_PROGRAM = "the program that writes it chooses another version of PDF"

OUTSIDE = b"/Artifact BMC q %s Q EMC\n"


def painting(operators: str, *, page: int = 0) -> Spoil:
    """Paint on a page: `{left}`, `{foot}`, `{right}` and `{head}` are the edges of the trim."""

    def spoil(pdf: Pdf) -> None:
        trim = map(float, pdf.pages[page].trimbox)
        edges = dict(zip(("left", "foot", "right", "head"), trim, strict=True))
        places = re.sub(r"\{(.+?)\}", lambda found: f"{_value(found[1], edges):.3f}", operators)
        pdf.pages[page].contents_add(OUTSIDE % places.encode())

    return in_pdf(spoil)


def _value(expression: str, edges: dict[str, float]) -> float:
    """An edge, or `edge+pt`, or `edge-pt`."""
    name, sign, by = re.fullmatch(r"(\w+)([+-]?)([\d.]*)", expression).groups()  # type: ignore[union-attr]
    return edges[name] + float(f"{sign}{by or 0}")


def with_filters(change: Callable[[Pdf], None]) -> Spoil:
    """Spoil the finished PDF, and leave its streams compressed as they then are."""

    def spoil(evidence: Evidence) -> Evidence:
        with pikepdf.open(io.BytesIO(evidence.pdf)) as pdf:
            change(pdf)
            spoiled = io.BytesIO()
            as_it_is = pikepdf.StreamDecodeLevel.none
            pdf.save(spoiled, compress_streams=False, stream_decode_level=as_it_is)
        return replace(evidence, pdf=spoiled.getvalue())

    return spoil


def with_resource(kind: str, name: str, make: Callable[[Pdf], Any], operators: str) -> Spoil:
    """Give the first page a resource, and operators that use it."""

    def spoil(pdf: Pdf) -> None:
        resources = pdf.pages[0].Resources
        if kind not in resources:
            resources[kind] = Dictionary()
        resources[kind][name] = make(pdf)
        pdf.pages[0].contents_add(OUTSIDE % operators.encode())

    return in_pdf(spoil)


# What the file says of itself


def in_metadata(old: bytes, new: bytes) -> Spoil:
    def spoil(pdf: Pdf) -> None:
        packet = pdf.Root.Metadata.read_bytes()
        assert old in packet
        pdf.Root.Metadata.write(packet.replace(old, new), filter=None)

    return in_pdf(spoil)


enter("press/identified", "is 'PDF/X-3', not", in_metadata(b"PDF/X-4<", b"PDF/X-3<"), SMALL)


@catches("press/identified", "the file is PDF 1.7", SMALL)
def later_version(evidence: Evidence) -> Evidence:
    return replace(evidence, pdf=evidence.pdf.replace(b"%PDF-1.6", b"%PDF-1.7", 1))


enter(
    "press/metadata",
    "has no xmpMM:VersionID",
    in_metadata(b"xmpMM:VersionID", b"xmpMM:VersionIX"),
    SMALL,
)


@catches("press/metadata", "ModDate differs from xmp:ModifyDate", SMALL)
@in_pdf
def another_date(pdf: Pdf) -> None:
    pdf.docinfo.ModDate = String("D:20200101000000Z")


@catches(
    "press/metadata",
    "the metadata stream is compressed",
    SMALL,
    press__identified=ANOTHER_PROGRAM,
)
def hidden_metadata(evidence: Evidence) -> Evidence:
    # qpdf never compresses it, so another program has to.
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(evidence.pdf))
    plain: Any = writer.root_object["/Metadata"]
    packet = plain.flate_encode()
    writer.root_object[pypdf.generic.NameObject("/Metadata")] = writer._add_object(packet)
    spoiled = io.BytesIO()
    writer.write(spoiled)
    return replace(evidence, pdf=spoiled.getvalue())


@catches("press/trapped", "Trapped is 'Unknown'", SMALL)
@in_pdf
def perhaps_trapped(pdf: Pdf) -> None:
    pdf.docinfo.Trapped = Name.Unknown


enter(
    "press/trapped",
    "pdf:Trapped is 'True'",
    in_metadata(b"pdf:Trapped>False", b"pdf:Trapped>True"),
    SMALL,
)


@catches("press/file-identifier", "has no ID", SMALL)
def nameless(evidence: Evidence) -> Evidence:
    return replace(evidence, pdf=evidence.pdf.replace(b"/ID [", b"/IX [", 1))


@catches("press/output-intent", "0 output intents", SMALL)
@in_pdf
def aimless(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


@catches("press/output-intent", "the condition is 'FOGRA51', the edition has 'FOGRA39'", SMALL)
@in_pdf
def other_condition(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("FOGRA51")


@catches("press/output-intent", "has no profile", SMALL)
@in_pdf
def without_profile(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents[0].DestOutputProfile


@catches("press/output-intent", "is not for a CMYK press", SMALL)
@in_pdf
def profile_of_a_screen(pdf: Pdf) -> None:
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(screen, N=3)


@catches("press/output-intent", "cannot be used", SMALL)
@in_pdf
def profile_of_zeros(pdf: Pdf) -> None:
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    data = profile.read_bytes()
    profile.write(data[:1000] + bytes(len(data) - 1000))


@catches("press/output-intent", "has a gap in its table from inks to colours", SMALL)
@in_pdf
def profile_with_a_hole(pdf: Pdf) -> None:
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    data = profile.read_bytes()
    profile.write(data[:20_000] + bytes(4000) + data[24_000:])


@catches("press/output-intent", "is truncated", SMALL)
@in_pdf
def profile_cut_off(pdf: Pdf) -> None:
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    profile.write(profile.read_bytes()[:-1000])


# The page and what surrounds it


@catches(
    "press/boxes",
    "no TrimBox",
    SMALL,
    file__boxes="the sheet counts as the page",
    press__marks="marks stand at the trim",
)
@in_pdf
def nowhere_to_cut(pdf: Pdf) -> None:
    for page in pdf.pages:
        del page.TrimBox


def box(name: str, by: float) -> Spoil:
    """Move the edges of a box outward by so many mm."""

    def spoil(pdf: Pdf) -> None:
        for page in pdf.pages:
            left, bottom, right, top = map(float, page[name])
            move = by * PT_PER_MM
            page[name] = Array([left - move, bottom - move, right + move, top + move])

    return in_pdf(spoil)


enter("press/boxes", "the bleed is 2.0 mm", box("/BleedBox", -1), SMALL)
enter(
    "press/boxes",
    "is not within the MediaBox",
    box("/MediaBox", -10),
    SMALL,
    text__outside_page="the slug line stood there",
    file__boxes="it is checked on all targets",
)


@catches(
    "press/boxes",
    "the CropBox cuts the bleed",
    SMALL,
)
@in_pdf
def cropped(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.CropBox = page.TrimBox


@catches("press/boxes", "an ArtBox beside", SMALL)
@in_pdf
def doubly_trimmed(pdf: Pdf) -> None:
    pdf.pages[0].ArtBox = pdf.pages[0].TrimBox


@catches(
    "press/boxes",
    "rotated or scaled",
    PRESS,
    text__complete=TURNED,
    text__typography=TURNED,
    text__line_order=TURNED,
    file__upright="it is checked for all targets",
)
@in_pdf
def turned(pdf: Pdf) -> None:
    pdf.pages[0].Rotate = 90


enter(
    "press/bleed",
    "ends at the edge of the page, left",
    painting("0 0 0 0.06 k {left} {foot+100} 30 30 re f"),
    SMALL,
)
enter(
    "press/bleed",
    "ends 1.8 mm beyond the edge, top",
    painting("0 0 0 0.06 k {left+90} {head-30} 30 35 re f"),
    SMALL,
)
enter(
    "press/bleed",
    "ends 0.4 mm before the edge, right",
    painting("0 0 0 0.06 k {right-31} {foot+100} 30 30 re f"),
    SMALL,
)

enter(
    "press/bleed",
    "ends at the edge of the page, left",
    painting("1 0 0 0 k {left-20} {foot+110} 24 10 re f 0 0 0 0.06 k {left} {foot+100} 30 30 re f"),
    SMALL,
    colours__tokens_only=NO_TOKEN,
)

for edge, coloured, white in (
    ("left", "{left-20} {foot+90} 24 60 re f", "{left-20} {foot+90} 20 60 re f"),
    ("bottom", "{left+90} {foot-20} 60 24 re f", "{left+90} {foot-20} 60 20 re f"),
    ("right", "{right-4} {foot+90} 24 60 re f", "{right} {foot+90} 20 60 re f"),
    ("top", "{left+90} {head-4} 60 24 re f", "{left+90} {head} 60 20 re f"),
):
    enter(
        "press/bleed",
        f"does not continue in the bleed, {edge}",
        painting(f"1 0 0 0 k {coloured} 0 0 0 0 k {white}"),
        SMALL,
        colours__tokens_only=NO_TOKEN,
    )


@catches(
    "press/safe-area",
    "mm from the edge, below the minimum of 5 mm",
    PRESS,
    text__outside_margins="the edge is in the margin",
)
@in_pdf
def nearly_cut(pdf: Pdf) -> None:
    moved: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "Tm" or moved:
            return None
        moved.append(1)
        return [*operands[:4], 14, operands[5]]  # px from the left edge: 3.7 mm

    rewrite(pdf.pages[0], change, pdf)


def in_marks(change: Callable[[bytes], bytes]) -> Spoil:
    """Change the operators that draw the marks around the first page."""

    def spoil(pdf: Pdf) -> None:
        marks = pdf.pages[0].Resources.XObject["/BifolioMarks"]
        data = marks.read_bytes()
        changed = change(data)
        assert changed != data
        marks.write(changed)

    return in_pdf(spoil)


enter(
    "press/marks",
    "7 of 8 crop marks",
    in_marks(lambda data: data.replace(b" l S", b" l n", 1)),
    SMALL,
)
enter(
    "press/marks",
    "3 of 4 registration marks",
    in_marks(lambda data: data.replace(b" c s", b" c n", 1)),
    SMALL,
)
enter(
    "press/marks",
    "0 of 8 crop marks",
    in_marks(lambda data: data.replace(b"/All CS 1 SCN", b"0 0 0 1 K")),
    SMALL,
)
enter(
    "press/marks",
    "lacks an ink",
    in_marks(lambda data: data.replace(b"0 1 0 0 k", b"1 0 0 0 k")),
    SMALL,
)
enter(
    "press/marks",
    "0 of 8 crop marks",
    in_marks(lambda data: b"0.9 0 0 0.9 33.2 45.5 cm\n" + data),
    PRESS,
    colours__tokens_only=WITHIN_THE_PAGE,
    press__registration_colour=WITHIN_THE_PAGE,
)


enter(
    "press/marks",
    "3 of 4 fold marks",
    in_marks(lambda data: data[: data.rindex(b" l S")] + b" l n"),
    LEAFLET,
)


def registration(pdf: Pdf) -> Any:
    tint = Dictionary(
        FunctionType=2, N=1, Domain=[0, 1], C0=Array([0, 0, 0, 0]), C1=Array([1, 1, 1, 1])
    )
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])


enter(
    "press/registration-colour",
    "path in the registration colour",
    with_resource("/ColorSpace", "/R", registration, "/R cs 1 scn 200 200 50 50 re f"),
    PRESS,
    accessibility__contrast=COVERS,
    text__hidden=COVERS,
)


@catches("press/slug", "lacks the title", SMALL)
@in_pdf
def without_slug(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.Resources.XObject["/BifolioSlug"].write(b"")


@catches("press/slug", "lacks the page", PRESS)
@in_pdf
def first_page_twice(pdf: Pdf) -> None:
    first, second = pdf.pages
    second.Resources.XObject["/BifolioSlug"] = first.Resources.XObject["/BifolioSlug"]


@catches("press/slug", "lacks the date", SMALL)
def of_another_day(evidence: Evidence) -> Evidence:
    about = replace(evidence.source.about, date="2027-01-01T00:00:00Z")
    return replace(evidence, source=replace(evidence.source, about=about))


# What lies on which plate: every place where a colour may stand


def form(data: bytes, **entries: Any) -> Callable[[Pdf], Any]:
    def make(pdf: Pdf) -> Any:
        return pdf.make_stream(
            data, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 90, 90], **entries
        )

    return make


def tile(pdf: Pdf) -> Any:
    return pdf.make_stream(
        b"1 0 0 rg 0 0 5 5 re f",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 9, 9],
        XStep=9,
        YStep=9,
        Resources=Dictionary(),
    )


def gradient(pdf: Pdf) -> Any:
    function = Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1])
    return Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 9, 9], Function=function
    )


def masked(pdf: Pdf) -> Any:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    light = form(b"1 1 1 rg 0 0 90 90 re f", Group=group)(pdf)
    return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=light))


def drawn_font(pdf: Pdf) -> Any:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 1, 1],
        FontMatrix=[1, 0, 0, 1, 0, 0],
        CharProcs=Dictionary(a=pdf.make_stream(b"1 0 d0 1 0 0 rg 0 0 1 1 re f")),
        Encoding=Dictionary(Differences=[97, Name.a]),
        FirstChar=97,
        LastChar=97,
        Widths=[1],
        Resources=Dictionary(),
    )


def palette(pdf: Pdf) -> Any:
    return Array([Name.Indexed, Name.DeviceRGB, 1, String(b"\xff\0\0\0\0\xff")])


def calibrated(pdf: Pdf) -> Any:
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return Array([Name.ICCBased, pdf.make_stream(screen, N=3)])


def measured(pdf: Pdf) -> Any:
    return Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.83])])


RGB = "is in DeviceRGB"
BOTH = {"accessibility__contrast": COVERS, "colours__tokens_only": NO_TOKEN}
OVER = {**BOTH, "text__hidden": COVERS}
BLENDED = {"press__transparency": "what is blended in RGB is not blended in CMYK"}
for says, spoil, also in (
    (f"the page {RGB}", painting("1 0 0 rg 200 200 50 50 re f"), OVER),
    (
        f"the page {RGB}",
        painting("1 0 0 RG 200 200 m 250 250 l S"),
        {"colours__tokens_only": NO_TOKEN},
    ),
    (f"the page {RGB}", painting("/DeviceRGB cs 1 0 0 sc 200 200 50 50 re f"), OVER),
    (
        f"a picture on the page {RGB}",
        painting("10 0 0 10 326 200 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI"),
        {"press__resolution": "it has one pixel"},
    ),
    (f"a form {RGB}", with_resource("/XObject", "/F", form(b"1 0 0 rg 0 0 9 9 re f"), "/F Do"), {}),
    (
        f"the group of a form {RGB}",
        with_resource(
            "/XObject",
            "/F",
            form(b"", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)),
            "/F Do",
        ),
        {},
    ),
    (
        f"a pattern {RGB}",
        with_resource("/Pattern", "/P", tile, "/Pattern cs /P scn 9 9 9 9 re f"),
        {},
    ),
    (f"a gradient {RGB}", with_resource("/Shading", "/S", gradient, "/S sh"), {}),
    (f"a soft mask {RGB}", with_resource("/ExtGState", "/M", masked, "/M gs"), BLENDED),
    (f"a glyph of a Type 3 font {RGB}", with_resource("/Font", "/T", drawn_font, ""), {}),
    (
        f"the page {RGB}",
        with_resource("/ColorSpace", "/I", palette, "/I cs 1 sc 200 200 50 50 re f"),
        {"accessibility__contrast": COVERS, "text__hidden": COVERS},
    ),
    ("the page is in ICCBased RGB", with_resource("/ColorSpace", "/C", calibrated, "/C cs"), {}),
    ("the resources of the page is in Lab", with_resource("/ColorSpace", "/L", measured, ""), {}),
):
    edition = PRESS if "text__hidden" in also else SMALL  # where there is a text to hide
    enter("press/cmyk-only", says, spoil, edition, **also)


@catches(
    "press/cmyk-only",
    f"an image {RGB}",
    POSTER,
    images__altered="inks that are read as lights show another picture",
)
@in_pdf
def picture_in_rgb(pdf: Pdf) -> None:
    image = next(of_subtype(pdf, "/Image"))
    image.ColorSpace = Name.DeviceRGB


@catches("press/cmyk-only", f"the group of the page {RGB}", POSTER, **BLENDED)
@in_pdf
def blended_in_rgb(pdf: Pdf) -> None:
    pdf.pages[0].Group.CS = Name.DeviceRGB


def spot(pdf: Pdf) -> Any:
    tint = Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 0.8, 0, 0])
    return Array([Name.Separation, Name("/Reflex Blue"), Name.DeviceCMYK, tint])


enter(
    "press/plates",
    "needs a plate for 'Reflex Blue'",
    with_resource("/ColorSpace", "/B", spot, "/B cs 1 scn 200 200 50 50 re f"),
    PRESS,
    accessibility__contrast=COVERS,
    text__hidden=COVERS,
)


def text_in(*ink: float) -> Spoil:
    def change(operands: list[Any], operator: str) -> list[Any] | None:
        black = [float(each) for each in operands] == [0, 0, 0, 1] if operator == "k" else False
        return list(ink) if black else None

    def spoil(pdf: Pdf) -> None:
        rewrite(pdf.pages[0], change, pdf)

    return in_pdf(spoil)


enter(
    "press/black-text",
    "text in C40 M0 Y0 K100",
    text_in(0.4, 0, 0, 1),
    PRESS,
    colours__tokens_only=NO_TOKEN,
    press__rich_black="grounds of headings are as black",
    press__overprint="only black text may overprint",
)
enter(
    "press/black-text",
    "text in C70 M60 Y60 K0",
    text_in(0.7, 0.6, 0.6, 0),
    SMALL,
    colours__tokens_only=NO_TOKEN,
    press__overprint="only black text may overprint",
)
enter(
    "press/rich-black",
    "a path in C40 M30 Y30 K100",
    painting("0.4 0.3 0.3 1 k 200 200 50 50 re f"),
    PRESS,
    **OVER,
)


def in_state(name: str, **entries: Any) -> Spoil:
    def spoil(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].Resources.ExtGState[name][f"/{key}"] = value

    return in_pdf(spoil)


enter("press/overprint", "black text knocks out", in_state("/BifolioOverprint", op=False), SMALL)
enter("press/overprint", "black text knocks out", in_state("/BifolioOverprint", OPM=0), SMALL)
enter(
    "press/overprint",
    "a text that is not black text overprints",
    in_state("/BifolioKnockout", op=True),
    SMALL,
)
enter(
    "press/total-ink",
    "330 % of ink, above the maximum of 300 %",
    painting("1 1 1 0.3 k 200 200 50 50 re f"),
    PRESS,
    **OVER,
)


@catches("press/total-ink", "370 % of ink, above the maximum of 300 %", SMALL, **BOTH)
@in_pdf
def black_on_dark(pdf: Pdf) -> None:
    page = pdf.pages[0]
    ground = b"/Artifact BMC q 0.9 0.9 0.9 0 k 0 0 2000 2000 re f Q EMC\n"
    page.Contents = pdf.make_stream(ground + page.Contents.read_bytes())


@catches(
    "press/total-ink",
    "400 % of ink, above the maximum of 300 %",
    POSTER,
    images__altered="the picture is a black square",
)
@in_pdf
def picture_too_dark(pdf: Pdf) -> None:
    image = next(each for each in of_subtype(pdf, "/Image") if "/SMask" in each)
    image.write(b"\xff" * (4 * int(image.Width) * int(image.Height)))


def dark_gradient(pdf: Pdf) -> Dictionary:
    """From paper to 380 % of ink."""
    function = Dictionary(
        FunctionType=2, N=1, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0.95] * 4)
    )
    stitched = Dictionary(
        FunctionType=3,
        Domain=Array([0, 1]),
        Functions=Array([function]),
        Bounds=Array(),
        Encode=Array([0, 1]),
    )
    return Dictionary(
        ShadingType=2,
        ColorSpace=Name.DeviceCMYK,
        Coords=Array([200, 0, 250, 0]),
        Function=stitched,
    )


enter(
    "press/total-ink",
    "380 % of ink, above the maximum of 300 %",
    with_resource("/Shading", "/Dark", dark_gradient, "200 200 50 50 re W n /Dark sh"),
    PRESS,
    text__hidden=COVERS,
)
enter(
    "press/total-ink",
    "380 % of ink, above the maximum of 300 %",
    with_resource(
        "/Pattern",
        "/Dark",
        lambda pdf: Dictionary(PatternType=2, Shading=dark_gradient(pdf)),
        "/Pattern cs /Dark scn 200 200 50 50 re f",
    ),
    PRESS,
    text__hidden=COVERS,
)
enter(
    "press/total-ink",
    "318 % of ink, above the maximum of 300 %",
    with_resource(
        "/ExtGState",
        "/Multiplied",
        lambda pdf: Dictionary(BM=Name.Multiply),
        "0.7 0.7 0.7 0 k 200 200 50 50 re f /Multiplied gs 0.7 0.7 0.7 0.45 k 200 200 50 50 re f",
    ),
    PRESS,
    **OVER,
)
enter(
    "press/resolution",
    "24 dpi, below the minimum of 300 dpi",
    painting("24 0 0 24 {left+100} {foot+20} cm BI /W 8 /H 8 /CS /G /BPC 1 ID UUUUUUUU EI"),
    POSTER,
)


@catches(
    "press/resolution",
    "72 dpi, below the minimum of 300 dpi",
    POSTER,
    images__altered=OTHER_ROWS,
)
@in_pdf
def as_for_screens(pdf: Pdf) -> None:
    image = next(each for each in of_subtype(pdf, "/Image") if "/SMask" not in each)
    image.Width, image.Height = (
        round(int(side) * 72 / 300) for side in (image.Width, image.Height)
    )
    image.write(bytes(4 * int(image.Width) * int(image.Height)))
    del image.Decode


enter(
    "press/hairlines",
    "a line of 0.00 pt",
    painting("0 0 0 1 K 0 w 200 200 m 250 250 l S"),
    SMALL,
)
enter(
    "press/hairlines",
    "a line of 0.10 pt",
    painting("0 0 0 1 k 200 200 50 0.1 re f"),
    SMALL,
)

# What no print shop wants in a file


@catches(
    "press/annotations",
    "an annotation (Link) on the page",
    SMALL,
    accessibility__links_described="and no tag knows it",
)
@in_pdf
def linked(pdf: Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[200, 200, 250, 210])
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


@catches(
    "press/annotations",
    "the file has an action",
    SMALL,
)
@in_pdf
def opened_with_an_action(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=[pdf.pages[0].obj, Name.Fit])


@catches("press/transparency", "the blending colour space of the page is not CMYK", POSTER)
@in_pdf
def blended_somehow(pdf: Pdf) -> None:
    del pdf.pages[0].Group


@catches(
    "press/transparency",
    "unknown blend mode 'Darkest'",
    SMALL,
    text__hidden="viewers may leave out what is blended so",
)
@in_pdf
def blended_wildly(pdf: Pdf) -> None:
    pdf.pages[0].Resources.ExtGState["/BifolioKnockout"].BM = Name.Darkest


enter("press/forbidden", "a transfer function", in_state("/BifolioKnockout", TR=Array([])), SMALL)


@catches(
    "file/encrypted",
    "the file is encrypted",
    SMALL,
    press__identified=ANOTHER_PROGRAM,
    press__metadata="it is encrypted as well",
)
def locked(evidence: Evidence) -> Evidence:
    with pikepdf.open(io.BytesIO(evidence.pdf)) as pdf:
        spoiled = io.BytesIO()
        pdf.save(spoiled, encryption=pikepdf.Encryption(owner="owner", user=""))
    return replace(evidence, pdf=spoiled.getvalue())


@catches("press/forbidden", "the file has layers", SMALL)
@in_pdf
def layered(pdf: Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())


@catches(
    "press/forbidden",
    "LZW compression",
    POSTER,
    press__total_ink="what it contains is no picture, which is reported as skipped",
)
@with_filters
def compressed_the_old_way(pdf: Pdf) -> None:
    image = next(of_subtype(pdf, "/Image"))
    image.write(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", filter=Name.LZWDecode)


@catches("press/forbidden", "an image with alternates", POSTER)
@in_pdf
def with_alternates(pdf: Pdf) -> None:
    next(of_subtype(pdf, "/Image")).Alternates = Array([])


@catches("press/forbidden", "PostScript", SMALL)
@in_pdf
def with_postscript(pdf: Pdf) -> None:
    program = pdf.make_stream(b"showpage", Type=Name.XObject, Subtype=Name("/PS"))
    pdf.pages[0].Resources.XObject["/Program"] = program


# Checks that screen editions have too, and that look at ink here


@catches(
    "colours/tokens-only",
    "C50 M0 Y50 K0 is not a design token",
    PRESS,
    text__hidden=COVERS,
)
@in_pdf
def by_hand(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(OUTSIDE % b"0.5 0 0.5 0 k 200 200 50 50 re f")


@catches(
    "identity/emblem-unaltered",
    "the background of the emblem is not blue",
    OF_THE_HOUSE,
    accessibility__contrast="its blue is that of headings",
    colours__tokens_only=NO_TOKEN,
)
@in_pdf
def pale_emblem(pdf: Pdf) -> None:
    def change(operands: list[Any], operator: str) -> list[Any] | None:
        blue = operator == "k" and [float(each) for each in operands] == [1, 0.8, 0, 0]
        return [0.5, 0.4, 0, 0] if blue else None

    rewrite(pdf.pages[0], change, pdf)


@catches(
    "accessibility/tagged",
    "there is no structure tree",
    OF_THE_HOUSE,
    accessibility__headings=TAGS,
    accessibility__language=TAGS,
    accessibility__type_size=TAGS,
    accessibility__artifacts=TAGS,
    identity__emblem_present=TAGS,
    press__slug=TAGS,
    text__complete=TAGS,
    text__loose_line=TAGS,
    text__outside_margins=TAGS,
    text__typography=TAGS,
)
@in_pdf
def tags_lost(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot


@catches("images/altered", "differs from the picture in its file", POSTER)
@in_pdf
def words_exchanged(pdf: Pdf) -> None:
    """The words for the meadow are those of the moon, and the other way about."""
    figures = [each for each in elements(pdf, "/Figure") if str(each.Alt) != "A lantern"]
    one, other = figures
    one.Alt, other.Alt = other.Alt, one.Alt


@catches("images/altered", "'lantern.svg' is hidden: its area has one colour", POSTER)
@in_pdf
def drawing_gone(pdf: Pdf) -> None:
    (figure,) = (each for each in elements(pdf, "/Figure") if str(each.Alt) == "A lantern")
    left, bottom, right, top = map(float, figure.A.BBox)
    box = f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f}"
    pdf.pages[0].contents_add(OUTSIDE % f"0 0 0 0 k {box} re f".encode())
