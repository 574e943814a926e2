"""The core formulas compiled by Numba, from the one source.

Numba is in the dependency group ``speed``; nothing else in the package needs it.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from types import ModuleType

__all__ = ["compile_core"]


@cache
def compile_core(module: ModuleType) -> ModuleType:
    """A second copy of a module whose core functions are compiled.

    The module names them in ``CORE``. They call one another by name, and Numba looks a name up
    where the function was defined; so the copy's names are bound to compiled functions before the
    first of them is compiled. Pass arrays, not lists of lists, to the compiled functions.

    Parameters
    ----------
    module : module
        A module of this package with a tuple ``CORE`` of function names.

    Returns
    -------
    module
        The copy, the same one at every call; the module given stays as it is.

    Raises
    ------
    ImportError
        If Numba is not installed.

    Examples
    --------
    >>> from alliance_design import threat
    >>> "step_success" in threat.CORE
    True
    >>> fast = compile_core(threat)                                   # doctest: +SKIP
    >>> fast.step_success(0.2, 0.0, 0.0, 0.2, 1000.0, 100.0, 2.0)     # doctest: +SKIP
    0.5
    """
    try:
        from numba import njit
    except ImportError:
        raise ImportError(
            "Numba is not installed: it is in requirements/test.txt (group `speed`)"
        ) from None
    spec = module.__spec__
    if spec is None or spec.loader is None:
        raise ImportError(f"{module.__name__} cannot be loaded a second time")
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    # Core functions of other modules that this one calls are compiled first.
    fast: dict[str, ModuleType] = {}
    for name, thing in list(vars(copy).items()):
        home = getattr(thing, "__module__", None)
        if home == module.__name__ or not str(home).startswith("alliance_design."):
            continue
        source = importlib.import_module(str(home))
        if name in getattr(source, "CORE", ()):
            if home not in fast:
                fast[str(home)] = compile_core(source)
            setattr(copy, name, getattr(fast[str(home)], name))
    for name in module.CORE:
        setattr(copy, name, njit(getattr(copy, name)))
    return copy
