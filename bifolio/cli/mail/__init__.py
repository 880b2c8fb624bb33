"""`bifolio mail`: prepares, sends and records mailings."""
