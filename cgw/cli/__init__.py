"""The command line: ``cgw <noun> <verb>``. Commands parse and print; the library does the work."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code (see `cgw.cli.failures`).

    Args:
        argv: without the program's name; None means ``sys.argv``.
    """
    from cgw.cli.app import build
    from cgw.cli.failures import exit_code, show

    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        build(arguments)(args=arguments, prog_name="cgw")
    except Exception as error:  # noqa: BLE001 -- the last door: a traceback is for --debug
        show(error, debug="--debug" in arguments)
        sys.exit(exit_code(error))
