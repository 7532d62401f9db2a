"""Evidence that anyone can check: an append-only log of what came in, signed, and packages of everything."""

import lazy_loader

# The names of __init__.pyi: a module is read when something of it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
