"""The law: totals in, seats and their derivation out.

Pure and exact: whole numbers and fractions only, the standard library alone (but for ``law.batch``, which
applies the same law to many simulated results with NumPy). Two doors: ``get_law("es/congreso").decide(...)``
applies a law of the library; the rules that laws are composed of are functions of their own, such as
``highest_averages(votes, seats, dhondt)``, each in the module that is named for it.
"""

import lazy_loader

# The names of __init__.pyi: a module is read when something of it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
