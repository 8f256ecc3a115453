"""Loaded by pytest in every run of everybody who has cgw installed: keep it empty of imports.

Assertions of the conformance kit are rewritten, so that a failing law shows its values; that must
be asked for before the kit is imported.
"""

import pytest

pytest.register_assert_rewrite("cgw.testing")
