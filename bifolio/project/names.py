"""The form of names that stand in addresses, file names and commands."""

IDENTIFIER = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
IDENTIFIER_HINT = "use small letters of ASCII, digits and single hyphens, a letter first"
