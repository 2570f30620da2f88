# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of the library as Python holds them: freed with their last user, copied and pickled by opening another."""

from __future__ import annotations

import ctypes
from typing import Any, TypeVar

import numpy as np

from interspike._library import Error, library

Self = TypeVar("Self", bound="Opened")


class _Handle(ctypes.c_void_p):
    """An open object of the library, closed with its last user; ctypes lets nobody copy it."""


class PopulationHandle(_Handle):
    """An `interspike_population`."""

    def __del__(self, close: Any = library.interspike_population_close) -> None:
        close(self)


class ProcessHandle(_Handle):
    """An `interspike_process`."""

    def __del__(self, close: Any = library.interspike_process_close) -> None:
        close(self)


class StreamHandle(_Handle):
    """An `interspike_stream`."""

    def __del__(self, close: Any = library.interspike_stream_close) -> None:
        close(self)


class CodeHandle(_Handle):
    """An `interspike_code`."""

    def __del__(self, close: Any = library.interspike_code_close) -> None:
        close(self)


class Opened:
    """What is opened from arguments and never changed.

    Copies, and what pickling brings back, are objects of their own. `close()` frees the memory early, as does the end
    of a `with` block.
    """

    _arguments: tuple[Any, ...]
    _handle: Any

    def _open(self, *arguments: Any) -> Any:
        """A new handle."""
        raise NotImplementedError

    def _begin(self, *arguments: Any) -> None:
        handle = self._open(*arguments)
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument.flags.writeable = False  # the library keeps numbers of its own
        self._arguments, self._handle = arguments, handle

    def _opened(self) -> Any:
        """The handle, to be kept until a draw has ended, whoever closes meanwhile."""
        handle = self._handle
        if handle is None:
            raise Error(self._closed)
        return handle

    @property
    def _closed(self) -> str:
        return f"the {type(self).__name__} is closed: open another."

    def __getstate__(self) -> tuple[tuple[Any, ...], bool, dict[str, Any]]:
        own = {"_arguments", "_handle"}
        added = {name: value for name, value in self.__dict__.items() if name not in own}
        return self._arguments, self._handle is None, added

    def __setstate__(self, state: tuple[tuple[Any, ...], bool, dict[str, Any]]) -> None:
        arguments, closed, added = state
        self._begin(*(np.array(a) if isinstance(a, np.ndarray) else a for a in arguments))
        self.__dict__.update(added)
        if closed:
            self.close()

    def close(self) -> None:
        """Frees it; it draws no more. Closing twice does no harm."""
        self._handle = None

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
