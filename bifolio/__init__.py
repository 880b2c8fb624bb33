"""Bifolio builds bilingual brochures: texts in YAML become PDFs for screens and print shops.

A page passes through these stages, each a module or a folder of this package:

1. `load`      reads `source/NAME/*.yaml` into the model by `placed_yaml`, with the place of all;
2. `validate`  checks the model against itself, the fonts and the layouts, collecting all problems;
3. `typeset`   turns each text into inline content, set by the rules of its language;
4. `render`    merges the content into a layout, cuts the fonts and builds the PDF;
               `compose` chooses the lines of every paragraph for it;
5. `prepress`  makes PDF/X-4 of it for print shops: ink, bleed, marks, an output intent;
6. `preflight` checks the finished PDF, with the measurements of `proof`, before it replaces the
               one of the last build;
7. `impose`    puts finished pages on sheets of paper, to be cut, folded and stapled;
               `guide` writes how to print them, and `sheets` leads editions through both;
8. `mail`      gives every reader of a list the PDF of their language, once; `templates` runs the
               templates of pages and messages.

`model` and `problems` are the values that travel, `paper` knows formats and printers, `folds` how a
leaflet is folded; `tokens` reads the colours of the house from the stylesheets; `layouts` finds
the files of a layout, the project's own before those that Bifolio ships, and `slots` reads which
roles and front ids they declare; `matrices` has the geometry of PDF, `placements`
where texts stand on its pages, `metadata` what it says of itself, which `xmp`
writes down; `icc` reads what profiles say of themselves, `manifests` what stands beside files;
`fonts` has the typefaces, `languages` what differs from language to language,
`scripts` knows which script a text is in, and so which language its foreign words are in;
`addresses` finds addresses of the web and of mail in a text, `telephones` reads telephone numbers;
`picture_check` refuses pictures that the renderer would draw in part or never finish, `limits`
bounds time and memory of work on what others wrote, `scratch` makes temporary folders that no
crash leaves behind; `content` is set text, as runs that share language and markup, `translations`
the state of each translation; `project` finds the folders of a project, `files` reads and writes
its files, `schema` writes JSON Schemas of them; `example` and `printer_test` are publications that
Bifolio ships;
`press` leads a publication through the stages, `printing` an edition from `render` to `preflight`;
`cli` is the only part that writes to the terminal and exits; `native` looks after the libraries of
the operating system before anything else is installed.
"""

__version__ = "0.1.0"
