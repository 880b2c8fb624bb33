"""Sets paragraphs of the corpus at a measure and a size, with Bifolio's own stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from markupsafe import Markup

from bifolio.fonts.collection import Typecase
from bifolio.languages import languages
from bifolio.pdf.metadata import Metadata
from bifolio.problems import Place
from bifolio.project.scratch import lasting_folder
from bifolio.render.job import Job
from bifolio.render.run_html import markup
from bifolio.text import mark_languages, set_runs
from bifolio.text.markdown import parse
from bifolio.text.runs import Content, plain
from tests.conftest import ROOT

CORPUS = Path(__file__).with_name("corpus.yaml")

MEASURES = (8, 9, 10, 11, 12, 14, 16, 18, 20, 24, 30, 40)
"""In em."""
SIZES = (8.0, 10.5, 14.0)
"""In pt."""
MARGIN = 30.0
"""In pt."""

STYLES = """
html { font-size: SIZE; line-height: LEADING }
p { margin: 0 0 LEADING; width: MEASURE; text-align: justify; break-inside: avoid }
em { font-style: normal }
"""


@dataclass(frozen=True)
class Setting:
    """How paragraphs are set."""

    measure: float
    """In em."""
    size: float
    """In pt."""
    language: str = "zh-Hans"
    styles: str = ""
    """CSS that comes last."""

    @property
    def leading(self) -> float:
        """In pt."""
        return self.size * 1.7

    @property
    def edge(self) -> float:
        """Where a line ends that fills the measure, in pt from the left of the page."""
        return MARGIN + self.measure * self.size


def font_cache() -> Path:
    """The folder of the subsets of fonts, for all jobs of this process."""
    return lasting_folder() / "fonts"


def corpus() -> dict[str, Content]:
    """The set text of every paragraph of the corpus, by its name."""
    sources: Mapping[str, str] = yaml.safe_load(CORPUS.read_text("utf-8"))
    return {name: content(name, text) for name, text in sources.items()}


def content(name: str, source: str, language: str = "zh-Hans") -> Content:
    """The set text of Markdown `source`."""
    runs = set_runs(parse(source, language), language)
    return Content(name, language, Place(CORPUS), mark_languages(runs, language, [language, "en"]))


def job(contents: Iterable[Content], setting: Setting, typecase: Typecase, folder: Path) -> Job:
    """The paragraphs below each other, ready to build; the styles go into `folder`."""
    contents = list(contents)
    paragraphs = Markup("").join(
        Markup('<p lang="{}" data-unit="{}">{}</p>').format(
            setting.language, paragraph.unit, markup(paragraph)
        )
        for paragraph in contents
    )
    html = Markup('<html lang="{}"><title>x</title><body>{}</body></html>').format(
        setting.language, paragraphs
    )
    width = setting.measure * setting.size
    folder.mkdir(parents=True, exist_ok=True)
    page = (
        f"@page {{ size: {width + 2 * MARGIN}pt 840pt; margin: {MARGIN}pt }} body {{ margin: 0 }}"
    )
    styles = STYLES.replace("SIZE", f"{setting.size}pt").replace("MEASURE", f"{width}pt")
    sheet = folder / f"{setting.measure}-{setting.size}.css"
    sheet.write_text(page + styles.replace("LEADING", f"{setting.leading}pt") + setting.styles)
    base = ROOT / "layouts" / "base"
    colours = ROOT / "layouts" / "houses" / "plain" / "tokens.css"
    words = html + sheet.read_text()
    return Job(
        template=Path("corpus"),
        html=str(html),
        stylesheets=(
            *(base / name for name in ("counter-styles.css", "tokens.css")),
            *(colours, base / "typography.css", sheet),
        ),
        inline_styles="",
        faces=typecase.faces(frozenset(map(ord, words)) | {0x20}, font_cache()),
        line_ends=typecase.line_ends(font_cache()),
        languages=dict(languages()),
        places={content.id: content.place for content in contents},
        readable=(folder, base, font_cache()),
        about=Metadata(
            "x",
            {setting.language: "x"},
            {setting.language: "x"},
            "x",
            (),
            (setting.language,),
            "2026-01-01",
        ),
    )


def in_equal_sizes(typecase: Typecase) -> Typecase:
    """The fonts with Latin letters beside Han as large as they are by themselves: as rivals do."""
    return Typecase(
        tuple(
            (
                folder,
                manifest.model_copy(
                    update={
                        "families": {
                            name: family.model_copy(update={"scale": 1.0})
                            for name, family in manifest.families.items()
                        }
                    }
                ),
            )
            for folder, manifest in typecase.folders
        )
    )


def text_of(paragraph: Content) -> str:
    """What the paragraph says."""
    return plain(paragraph.runs)
