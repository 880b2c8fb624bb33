"""Small publications of five editions, as many as are wanted."""

from __future__ import annotations

from pathlib import Path

from bifolio.project.starters import begin

EDITIONS = ("bilingual", "en", "zh-Hans", "large-print-en", "large-print-zh-Hans")

LARGE_PRINT = """\
  large-print-en: {languages: [en], layout: large-print, file-name: large-en.pdf}
  large-print-zh-Hans: {languages: [zh-Hans], layout: large-print, file-name: large-zh.pdf}
"""

FIGURE = """\
      - kind: figure
        id: welcome-picture
        image: square.svg
        alt: {en: A square, zh-Hans: 方块}
"""

FIRST = "      - kind: paragraph\n        id: welcome-open\n"

SQUARE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20">
  <rect width="60" height="20" fill="#{colour:06x}"/>
  <rect x="5" y="5" width="10" height="10" fill="#ffffff"/>
</svg>
"""


def write_publications(project: Path, count: int) -> tuple[str, ...]:
    """Write so many publications into the folder of a project, and return their names.

    Each has a title and a picture of its own, and the project has a stylesheet.
    """
    names = tuple(f"p{number:03}" for number in range(count))
    for number, name in enumerate(names):
        folder = begin(name, project)
        colour = 0x204060 + number
        (folder / "square.svg").write_text(SQUARE.format(colour=colour), "utf-8")
        settings, text = folder / "publication.yaml", folder / "text.yaml"
        described = settings.read_text("utf-8").rstrip("\n")
        settings.write_text(f"{described}\n{LARGE_PRINT}", "utf-8")
        words = text.read_text("utf-8").replace("Music at noon", f"Music in room {number}")
        words = words.replace("午间音乐", f"{number} 号厅音乐")
        assert FIRST in words
        words = words.replace(FIRST, f"{FIGURE}{FIRST}")
        text.write_text(words, "utf-8")
    styles = project / "layouts" / "base" / "own.css"
    styles.parent.mkdir(parents=True)
    styles.write_text("h2 { letter-spacing: 0 }\n", "utf-8")
    return names
