"""The same law applied to thousands of results at once, with NumPy: for simulation and forecasts.

The exact law in ``escrutinio.law`` is the law; this is a faster way to the same numbers, with neither texts
nor derivation, and is tested to agree with it. No rule compares floating-point numbers here either.

``decide_draws(get_law("bo/2020"), ...)`` is the door; ``rules_without_batch`` names the rules that keep a law
from arrays, so that the exact law is applied to one result after the other.
The rules it is composed of are public too. The first axis of every array is the draw.
"""

import lazy_loader

# The names of __init__.pyi: a module is read when something of it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
