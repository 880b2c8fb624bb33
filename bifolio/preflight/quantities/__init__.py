"""Numbers, dates, times and telephones of a text, and what differs between two texts.

Each is read as a value, in the ways in which its language writes it, so that two halls and
2个展厅, the 1990s and 20世纪90年代, 3 p.m. and 下午3点 are the same. How a language writes them is
data (`bifolio.languages.numerals`); this code has no word of any language. `sums` adds up numbers
in words, `kinds` reads each kind of quantity, `reading` leads a text through them, and `comparison`
says what two texts do not both say.
"""
