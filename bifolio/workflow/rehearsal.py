"""Builds and checks a page in the process from which those that build are forked.

What is loaded, parsed or compiled when it is first used is there then: stylesheets, declarations of
C, tables of fonts, patterns of numbers. It takes a third of the time of a small edition, in every
process; here it is done once, while the process of the command still reads the text.
"""

from __future__ import annotations

from contextlib import suppress

from bifolio.preflight.document import Document
from bifolio.preflight.profiles import find_profile
from bifolio.preflight.quantities.reading import read_quantities
from bifolio.preflight.runner import inspect
from bifolio.project.folders import shipped
from bifolio.render.weasyprint import (
    HTML,
    CounterStyle,
    FontConfiguration,
    URLFetcher,
)
from bifolio.render.weasyprint.stylesheets import stylesheet

LANGUAGES = ("en", "zh-Hans")
"""The languages of most publications; the patterns of others are compiled when they are needed."""

FONT = "SourceSans3-Regular.ttf"

PAGE = """<!doctype html><html lang="en"><title>a</title><body>
<style>@font-face {{ font-family: a; src: url({font}) }}
body {{ font: 10px a; columns: 2 }} div {{ display: flex }} i {{ float: left }}</style>
<h1>a</h1><p>a <a href="http://a.example">b</a> <i>c</i></p><div><p>d</p></div><ul><li>e</ul>
<table><tr><th>f<td>g</table></html>"""


def rehearse() -> None:
    """Build and check a page."""
    fetcher = URLFetcher(allowed_protocols=("file",))
    fonts, counters = FontConfiguration(), CounterStyle()
    for path in sorted((shipped("layouts") / "base").rglob("*.css")):
        stylesheet(path.read_text("utf-8"), path.as_uri(), fonts, counters, fetcher)
    page = HTML(string=PAGE.format(font=(shipped("fonts") / FONT).as_uri()), url_fetcher=fetcher)
    pdf = page.write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)
    inspect(Document(pdf=pdf, edition="", profile=find_profile("screen")))
    for language in LANGUAGES:
        read_quantities("1", language)


with suppress(Exception):  # a build meets it again, and reports it
    rehearse()
