"""Values that are computed once, later, or only when somebody looks at them."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class cached_property(Generic[T]):
    """A method that runs once per instance; its result then takes the place of the attribute.

    The result lives in the instance's ``__dict__`` under the same name: ``del instance.name`` makes it run again.
    """

    name: str | None = None

    def __init__(self, func: Callable[[Any], T]) -> None:
        self.func = func
        self.__doc__ = getattr(func, "__doc__", None)

    def __set_name__(self, owner: type, name: str) -> None:
        if self.name is not None and self.name != name:
            raise TypeError(
                f"Cannot assign the same cached_property to two different names ({self.name!r} and {name!r})."
            )
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> cached_property[T]: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...
    def __get__(self, instance: object | None, owner: type | None = None) -> cached_property[T] | T:
        if instance is None:
            return self
        if self.name is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__() on it.")
        value = instance.__dict__[self.name] = self.func(instance)
        return value


class classproperty(Generic[T]):
    """A property that is read from the class as well as from an instance."""

    def __init__(self, method: Callable[[Any], T] | None = None) -> None:
        self.fget = method

    def __get__(self, instance: object | None, owner: type) -> T:
        assert self.fget is not None, "classproperty has no getter."
        return self.fget(owner)

    def getter(self, method: Callable[[Any], T]) -> classproperty[T]:
        """Set the method, decorator style, and return the property."""
        self.fget = method
        return self


class Promise:
    """Base of everything that ``lazy()`` returns: ``isinstance(x, Promise)`` tells an unevaluated value."""

    __slots__ = ()


#: Names a lazy proxy answers for itself instead of handing them to the value.
_OWN_NAMES = frozenset(
    """__class__ __new__ __init__ __del__ __dict__ __slots__ __weakref__ __doc__ __module__ __getattribute__
    __getattr__ __setattr__ __delattr__ __reduce__ __reduce_ex__ __getstate__ __init_subclass__ __subclasshook__
    __class_getitem__ __sizeof__ __getnewargs__ __deepcopy__ __copy__""".split()
)
_ALWAYS_FORWARDED = (
    "__str__ __repr__ __hash__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __format__ __add__ __radd__ __mod__".split()
)
_OPERATORS: dict[str, Callable[..., Any]] = {
    "__str__": str,
    "__repr__": repr,
    "__hash__": hash,
    "__eq__": operator.eq,
    "__ne__": operator.ne,
    "__lt__": operator.lt,
    "__le__": operator.le,
    "__gt__": operator.gt,
    "__ge__": operator.ge,
    "__add__": operator.add,
    "__mod__": operator.mod,
    "__radd__": lambda value, other: other + value,
}


def lazy(func: Callable[..., Any], *resultclasses: type) -> Callable[..., Any]:
    """Return a function that, called, does not call ``func`` but promises its result.

    Each use of the promise (a method of one of ``resultclasses``, an operator, ``str()``) calls ``func`` afresh.

    Args:
        func: what computes the value.
        resultclasses: the types the value may have; their methods are those of the promise.
    """
    proxy = _proxy_class(resultclasses)

    @wraps(func)
    def promise(*args: Any, **kwargs: Any) -> Any:
        return proxy(func, args, kwargs)

    return promise


class _Proxy(Promise):
    """A call that is made when its result is wanted."""

    __slots__ = ("_args", "_func", "_kwargs")
    _resultclasses: tuple[type, ...] = ()

    def __init__(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._func, self._args, self._kwargs = func, args, kwargs

    def _value(self) -> Any:
        return self._func(*self._args, **self._kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_promise_again, (self._func, self._resultclasses, self._args, self._kwargs))

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        memo[id(self)] = self
        return self


@cache
def _proxy_class(resultclasses: tuple[type, ...]) -> type[_Proxy]:
    """The class of promises of these results, made once: it has all their methods."""
    methods: dict[str, Any] = {name: _forward(name) for name in _forwarded_names(resultclasses)}
    return type("LazyProxy", (_Proxy,), {"__slots__": (), "_resultclasses": resultclasses, **methods})


def _forwarded_names(resultclasses: tuple[type, ...]) -> set[str]:
    offered = {name for cls in resultclasses for name in dir(cls) if callable(getattr(cls, name, None))}
    return (offered | set(_ALWAYS_FORWARDED)) - _OWN_NAMES


def _forward(name: str) -> Callable[..., Any]:
    operation = _OPERATORS.get(name)

    def operated(self: Any, *others: Any) -> Any:
        return operation(self._value(), *map(_settled, others)) if operation else NotImplemented

    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(self._value(), name)(*args, **kwargs)

    forwarded = called if operation is None else operated
    forwarded.__name__ = name
    return forwarded


def _settled(value: Any) -> Any:
    return value._value() if isinstance(value, _Proxy) else value


def _promise_again(
    func: Callable[..., Any], resultclasses: tuple[type, ...], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Rebuild a pickled promise."""
    return lazy(func, *resultclasses)(*args, **kwargs)


def lazystr(text: object) -> Any:
    """Return a promise of ``str(text)``."""
    return _lazy_str(text)


_lazy_str = lazy(str, str)


def keep_lazy(*resultclasses: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a function so that it stays unevaluated when one of its arguments is a promise."""
    if not resultclasses:
        raise TypeError("You must pass at least one argument to keep_lazy().")

    def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
        lazy_func = lazy(func, *resultclasses)

        @wraps(func)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            if any(isinstance(arg, Promise) for arg in (*args, *kwargs.values())):
                return lazy_func(*args, **kwargs)
            return func(*args, **kwargs)

        return wrapper

    return decorate


def keep_lazy_text(func: Callable[..., Any]) -> Callable[..., Any]:
    """``keep_lazy(str)``, as a decorator without arguments."""
    return keep_lazy(str)(func)


#: Stands for "not set up yet" where None is a possible value.
empty: Any = type("Empty", (), {"__repr__": lambda self: "<empty>", "__slots__": ()})()


def new_method_proxy(func: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method for a LazyObject that applies ``func`` to the wrapped object."""

    def inner(self: Any, *args: Any) -> Any:
        wrapped = self._wrapped
        if wrapped is empty:
            self._setup()
            wrapped = self._wrapped
        return func(wrapped, *args)

    inner.__name__ = getattr(func, "__name__", "inner")
    return inner


class LazyObject:
    """Base of a stand-in that builds the real object on first use; a subclass says how in ``_setup()``."""

    _wrapped: Any = empty

    def __init__(self) -> None:
        self._wrapped = empty

    def _setup(self) -> None:
        """Set ``self._wrapped`` to the real object."""
        raise NotImplementedError("subclasses of LazyObject must provide a _setup() method")

    __getattr__ = new_method_proxy(getattr)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_wrapped":
            self.__dict__["_wrapped"] = value
        else:
            setattr(self._ensured(), name, value)

    def __delattr__(self, name: str) -> None:
        if name == "_wrapped":
            raise TypeError("can't delete _wrapped.")
        delattr(self._ensured(), name)

    def _ensured(self) -> Any:
        if self._wrapped is empty:
            self._setup()
        return self._wrapped

    # Pickling and copying work on the real object: a half-built stand-in would be of no use elsewhere.
    def __reduce__(self) -> tuple[Any, ...]:
        return (unpickle_lazyobject, (self._ensured(),))

    def __copy__(self) -> Any:
        if self._wrapped is empty:
            return type(self)()
        return copy.copy(self._wrapped)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if self._wrapped is empty:
            duplicate = type(self)()
            memo[id(self)] = duplicate
            return duplicate
        return copy.deepcopy(self._wrapped, memo)

    __bytes__ = new_method_proxy(bytes)
    __str__ = new_method_proxy(str)
    __bool__ = new_method_proxy(bool)
    __dir__ = new_method_proxy(dir)
    __class__ = property(new_method_proxy(operator.attrgetter("__class__")))
    __eq__ = new_method_proxy(operator.eq)
    __ne__ = new_method_proxy(operator.ne)
    __lt__ = new_method_proxy(operator.lt)
    __gt__ = new_method_proxy(operator.gt)
    __hash__ = new_method_proxy(hash)
    __getitem__ = new_method_proxy(operator.getitem)
    __setitem__ = new_method_proxy(operator.setitem)
    __delitem__ = new_method_proxy(operator.delitem)
    __iter__ = new_method_proxy(iter)
    __len__ = new_method_proxy(len)
    __contains__ = new_method_proxy(operator.contains)


def unpickle_lazyobject(wrapped: Any) -> Any:
    """Return what a pickled LazyObject stood for."""
    return wrapped


class SimpleLazyObject(LazyObject):
    """A stand-in for the result of a function without arguments, called at most once."""

    _setupfunc: Callable[[], Any]

    def __init__(self, func: Callable[[], Any]) -> None:
        self.__dict__["_setupfunc"] = func
        super().__init__()

    def _setup(self) -> None:
        self._wrapped = self._setupfunc()

    def __repr__(self) -> str:
        inside = self._setupfunc if self._wrapped is empty else self._wrapped
        return f"<{type(self).__name__}: {inside!r}>"

    def __copy__(self) -> Any:
        if self._wrapped is empty:
            return SimpleLazyObject(self._setupfunc)
        return copy.copy(self._wrapped)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if self._wrapped is empty:
            memo[id(self)] = duplicate = SimpleLazyObject(self._setupfunc)
            return duplicate
        return copy.deepcopy(self._wrapped, memo)

    __add__ = new_method_proxy(operator.add)

    @new_method_proxy
    def __radd__(self, other: Any) -> Any:
        return other + self


def partition(predicate: Callable[[T], Any], values: Iterable[T]) -> tuple[list[T], list[T]]:
    """Split ``values`` in two lists: those for which the predicate is false, and those for which it is true."""
    no: list[T] = []
    yes: list[T] = []
    for value in values:
        (yes if predicate(value) else no).append(value)
    return no, yes

