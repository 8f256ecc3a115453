"""Counts how much of each cloud's API reaches a user of cgw; see docs/reference/fidelity.md."""
