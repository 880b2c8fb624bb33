"""Makes `python -m bifolio` the same as `bifolio`."""

from bifolio.cli import run

if __name__ == "__main__":
    run()
