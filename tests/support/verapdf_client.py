"""Passes the command line of veraPDF to `tests.support.verapdf`; imports little, to be fast."""

import json
import socket
import sys

address, *arguments = sys.argv[1:]
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(address)
    connection.sendall(json.dumps(arguments).encode() + b"\n")
    with connection.makefile("rb") as answer:
        code, text, _ = json.load(answer)
print(text, file=sys.stderr if code > 1 else sys.stdout)
sys.exit(code)
