"""What the shell learns of an error: an exit code, and one line on stderr."""

from __future__ import annotations

import sys
import traceback

from pydantic import ValidationError

from cgw import errors
from cgw.cli.output import printable

OK, FAILED, USAGE, NOT_FOUND, CONFLICT, TIMEOUT, FINDINGS = range(7)

MEANING = {
    OK: "done",
    FAILED: "the cloud refused or failed, or cgw did",
    USAGE: "refused before any request: usage, configuration, an invalid or unsupported value",
    NOT_FOUND: "no such thing",
    CONFLICT: "conflict: already exists, busy, an ambiguous name, or an outcome that is unknown",
    TIMEOUT: "a wait met its deadline",
    FINDINGS: "findings",
}
"""What each exit code means; docs/reference/errors.md shows it."""

EXIT_CODES: dict[type[Exception], int] = {
    errors.NotFoundError: NOT_FOUND,
    errors.AlreadyExistsError: CONFLICT,
    errors.BusyError: CONFLICT,
    errors.OutcomeUnknownError: CONFLICT,
    errors.UnsupportedError: USAGE,
    errors.ConfigError: USAGE,
    errors.WaitError: TIMEOUT,
    ValidationError: USAGE,
}
"""Exit code per error class; every other error is 1. Two classes depend on more: see `exit_code`."""


class AmbiguousError(errors.CgwError):
    """A name that several things have. Exit code 4."""


EXIT_CODES[AmbiguousError] = CONFLICT


class SpecFileError(errors.ConfigError):
    """What is wrong in a file of fields, one line per problem. Exit code 2."""

    def __init__(self, told: list[str]) -> None:
        super().__init__("; ".join(told))
        self.told = told


def exit_code(error: BaseException) -> int:
    """The exit code that stands for ``error``."""
    if isinstance(error, errors.InvalidRequestError):
        return FAILED if error.http_status else USAGE  # 2 only if nothing was sent
    if isinstance(error, errors.WaitError):
        state = getattr(error.last, "state", None)
        return FAILED if state is not None and state.is_terminal else TIMEOUT
    found = (EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
    return next(found, FAILED)


def show(error: BaseException, *, debug: bool = False) -> None:
    """Tell a person on stderr what went wrong; with ``debug`` also where, if it is a bug."""
    if debug and not isinstance(error, errors.CgwError | ValidationError):
        traceback.print_exception(error)
    for line in lines(error):
        print(printable(line), file=sys.stderr)


def lines(error: BaseException) -> list[str]:
    """The error in words."""
    if isinstance(error, SpecFileError):
        return [f"error: {line}" for line in error.told]
    if isinstance(error, ValidationError):
        return [f"error: {text}" for _, text in problems(error)]
    if isinstance(error, errors.OutcomeUnknownError):
        more = [f"  it may be {error.id}"] if error.id else []
        more += [f"  it may be {candidate}" for candidate in error.candidates]
        more += [f"  its mark is {error.marker}"] if error.marker else []
        return [f"error: {error}", *more]
    if isinstance(error, errors.WaitError):
        seen = [f"  after {seconds:.0f} s: {state}" for seconds, state in error.history]
        return [f"error: {error}", *seen]
    if isinstance(error, errors.CgwError):
        return [f"error: {error}"]
    return [f"error: {type(error).__name__}: {error} (--debug shows where)"]


def problems(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Each problem: the place of the field, and a line that names it."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return [
        (
            e["loc"],
            f"{'.'.join(map(str, e['loc'])) or error.title}: {e['msg'].removeprefix('Value error, ')}",
        )
        for e in found
    ]
