"""Bifolio builds bilingual brochures: texts in YAML become PDFs for screens and for printing.

A publication passes through these packages, from its files to its readers:

1. `document`     the source as typed values: publication, texts, glossary, state of translations;
                  `load` reads them, `validate` checks them;
2. `text`         sets each text by the rules of its language, as runs of equal markup;
3. `render`       merges the texts into a layout and builds the PDF with WeasyPrint;
   `compose`      chooses the lines of its paragraphs;
4. `prepress`     makes PDF/X-4 of it for print shops: inks, bleed, marks, output intent;
5. `preflight`    checks the finished PDF before it replaces the last good one;
   `houses`       has the checks that one institution asks for, for its publications only;
6. `imposition`   puts finished pages on sheets, to be cut, folded and stapled;
   `instructions` writes how to print them;
7. `mail`         sends every reader of a list the PDF of their language, once.

`workflow` leads publications through these stages and is the only package that knows several of
them. `cli` has a module for each command; nothing else writes to the terminal or exits.

Everything rests on:

`project`         where files are: folders, layouts, templates, publications that Bifolio ships;
`source_yaml`     YAML with the place of each value, and its errors in words;
`languages`       what differs between languages and between scripts, as data files;
`fonts`           the typefaces, and the subsets of them that a publication needs;
`paper`           formats of paper, and folds;
`pdf`             what PDFs consist of: geometry, glyphs, painting, structure, colours, actions;
`limits`          bounds of time and memory for work on what others wrote;
`problems`        what is wrong, where, and what to do about it;
`explanations`    what the codes of problems mean, as data files;
`system_dependencies`  the libraries and programs of the operating system.

Which package may import which is a table in `tests/test_architecture.py`.
"""

__version__ = "0.1.0"
