"""Loads the renderer, for the process that all rendering processes are forked from."""

import gc

from bifolio.render.renderer import warm_up

# Modules live for ever; looking for dead objects among them while they load is wasted time.
gc.disable()
warm_up()

# What `render_job` loads once it is called would be loaded by each of the processes.
