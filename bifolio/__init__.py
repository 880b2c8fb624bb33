"""Bifolio builds bilingual brochures: texts in YAML become PDFs for screens and for paper.

The stages, from the source to its readers:

1. `document`     the source as typed values: publication, texts, content kinds (`blocks/`),
                  glossary, review state of translations; `load` reads it, `validate` checks it;
2. `text`         typesetting rules of inline text: Markdown, quotes, spaces, substitutions;
3. `render`       page HTML from the templates of a layout, and PDF by WeasyPrint;
                  `render/weasyprint/` hooks into it, and gives `compose` the measure of each line;
   `compose`      line breaking, hyphenation and justification of paragraphs in given measures;
4. `prepress`     PDF/X-4 for print shops: printing conditions and their limits of ink (`icc/`),
                  conversion to inks, bleed, marks, output intent, previews of plates;
5. `preflight`    checks of the finished PDF (`checks/`; PDF/UA by veraPDF, too), profiles and
                  reports; a PDF with errors does not replace the last good one;
   `houses`       checks of one institution, for publications with its `house:` only;
6. `imposition`   finished pages on sheets: booklets, n-up, leaflets;
   `instructions` PRINTING.html and .pdf, which say how to print, cut, fold and staple them;
7. `mail`         sends the PDFs to lists of recipients, each in their language, once.

`workflow` runs these stages: a stage may use the types of an earlier one, never a later one.
`preview` serves their results to a browser while the source changes. `cli` has a module for each
command; it writes to the terminal and exits.

The packages that all stages use:

`project`         where files are: folders, layouts, templates, starter publications; atomic writes;
`source_yaml`     YAML with the place of each value, and its error messages;
`languages`       data files of languages and scripts: punctuation, line breaks, units, numerals;
`fonts`           the font collection, its manifest, and subsets for each edition;
`paper`           paper formats and folds;
`pdf`             reading PDFs: geometry, content streams, glyphs, structure, colours, links, XMP;
`limits`          limits of time and memory for untrusted templates, texts and pictures;
`problems`        what is reported to users: code, message, hint, place; exit codes;
`explanations`    data files that explain the codes of problems (`bifolio explain`); each check of
                  preflight explains itself in its docstring;
`system_dependencies`  libraries and programs of the operating system.

Outside of this package: templates, stylesheets and declarations of layouts in `layouts/`, those of
house styles in `layouts/houses/`, font files in `fonts/`, publications in `source/`.

Which package may import which is a table in `tests/test_architecture.py`.
"""

__version__ = "0.1.0"
