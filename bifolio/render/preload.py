"""Loads the renderer, for the process that all processes that build are forked from."""

import gc

# Modules live for ever; looking for dead objects among them while they load is wasted time.
gc.disable()

from bifolio.render.renderer import warm_up  # noqa: E402

warm_up()
