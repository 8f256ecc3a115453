"""Files that hold a secret: whole or not there, and for one reader."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there and that nobody else may read (mode 0600).

    What cannot be written whole is taken away again.

    Errors:
        FileExistsError: it is there; a link is never followed.
        OSError: it cannot be written.
        ValueError: it is no text that a file can hold, or the path is none.
    """
    data = _encoded(text)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # half a key helps nobody, and would be in the way of the next attempt
        with suppress(OSError):
            path.unlink()
        raise


def write_over(path: Path, text: str) -> None:
    """The same in place of whatever is there, which stays until the new file is whole.

    A link gives way itself; what it points to is not touched.

    Errors:
        OSError, ValueError: it cannot be written; what was there is there.
    """
    beside = path.with_name(f".{secrets.token_hex(8)}.cgw")
    write_new(beside, text)
    try:
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _encoded(text: str) -> bytes:
    with suppress(UnicodeEncodeError):
        return text.encode()
    raise ValueError("not a text that a file can hold")  # the codec's own error has all of it
