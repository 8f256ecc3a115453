"""``python -m cgw`` is ``cgw``."""

from cgw.cli import main

if __name__ == "__main__":
    main()
