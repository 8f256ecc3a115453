"""The device's side of a connection, written for the device: strongSwan, FRR, and what plugins add.

Start at `render`. What goes in is what the cloud has now (`peer_view`), never a sample.
"""

from cgw.device.rendering import DeviceTemplate, render, templates
from cgw.device.view import peer_view

__all__ = ["DeviceTemplate", "peer_view", "render", "templates"]
