"""What the missing sheets can still change, whatever they hold; from totals and law, without statistics."""

import lazy_loader

# The names of __init__.pyi: a module is read when something of it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
