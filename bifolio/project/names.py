"""The form of names that are part of addresses, file names and commands."""

IDENTIFIER = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
IDENTIFIER_HINT = "use lower-case ASCII letters, digits and single hyphens, beginning with a letter"
