"""Makes `python -m bifolio` the same as `bifolio`."""

import sys

from bifolio.cli import main

if __name__ == "__main__":
    sys.exit(main())
