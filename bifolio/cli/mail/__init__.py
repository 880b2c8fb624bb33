"""`bifolio mail`: prepares, sends and remembers mailings."""
