"""Loads the renderer into the process from which those that build are forked."""

import gc

# Modules are never freed; collecting garbage while they load only takes time.
gc.disable()

from bifolio.render.renderer import warm_up  # noqa: E402

warm_up()
