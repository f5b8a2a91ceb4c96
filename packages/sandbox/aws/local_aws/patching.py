"""How a repair takes hold of moto: by replacing one function, visibly, and keeping the one it replaces at hand."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any


def replace(owner: Any, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: the function becomes `owner.name`. Fails when there is no such name, so an upgrade of moto is noticed."""

    def install(function: Callable[..., Any]) -> Callable[..., Any]:
        getattr(owner, name)
        setattr(owner, name, function)
        return function

    return install


def add(owner: Any, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: the function becomes `owner.name`, which must not exist yet: where it does, moto has learnt it."""

    def install(function: Callable[..., Any]) -> Callable[..., Any]:
        if hasattr(owner, name):
            raise RuntimeError(f"moto has {owner.__name__}.{name} now, so this repair is to be removed")
        setattr(owner, name, function)
        return function

    return install


def wrap(owner: Any, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: as replace(), and the function is given what it replaces as its first argument."""

    def install(function: Callable[..., Any]) -> Callable[..., Any]:
        original = getattr(owner, name)

        @functools.wraps(original)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            return function(original, *args, **kwargs)

        setattr(owner, name, wrapped)
        return wrapped

    return install


def replace_imports(old: Any, new: Any) -> None:
    """Puts `new` where any module of moto that is loaded by now has imported `old` by name."""
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith("moto."):
            for name, value in list(vars(module).items()):
                if value is old:
                    setattr(module, name, new)
