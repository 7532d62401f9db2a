"""Fold sheets up the reporting-unit tree."""

import lazy_loader

# The names of __init__.pyi: a module is read when something of it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
