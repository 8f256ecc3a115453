"""How many examples a law is held to."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

LEAST = 25


def examples(most: int, **more: Any) -> settings:
    """``most`` examples; in `make test`, whose profile is ``fast``, a tenth of them, and 25 at least."""
    if settings.get_current_profile_name() == "fast":
        most = min(most, max(LEAST, most // 10))
    return settings(max_examples=most, **more)
