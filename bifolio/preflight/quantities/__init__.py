"""Reads numbers, dates, times and telephone numbers of texts, and compares two texts.

Each is read as a value: two halls equals 2个展厅, the 1990s 20世纪90年代, 3 p.m. 下午3点. How a
language writes them is data (`bifolio.languages.numerals`). `sums` adds up numbers in words,
`kinds` reads each kind of quantity, `reading` applies them to a text, and `comparison` finds the
differences between two texts.
"""
