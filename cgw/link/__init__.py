"""Links: two ends tied together from what both can do, kept so, and explained when they are not up.

``plan`` says what it takes, ``apply`` makes it so, ``status`` and ``diagnose`` tell where it stands,
``rotate_psk`` renews the keys, ``destroy`` takes away what the link made. State is kept nowhere: every
verb reads both clouds.
"""

from __future__ import annotations

from cgw.link.applying import apply
from cgw.link.auditing import Audit, AuditFinding, audit, examine
from cgw.link.destroying import Destroyed, Kept, destroy
from cgw.link.diagnosing import Diagnosis, Finding, diagnose
from cgw.link.ends import TAG, Device, End, ForeignError, Link, StalePlanError
from cgw.link.graphing import Graph, draw, graph
from cgw.link.live import LinkStatus, TunnelReport, status
from cgw.link.mending import Fix
from cgw.link.model import Change, Leg, LinkPlan, Side, Step
from cgw.link.planning import plan
from cgw.link.profiles import GENERIC, STRONGSWAN, Profile, find, profiles
from cgw.link.rotating import Rotated, rotate_psk
from cgw.link.suites import Rejected, Suite

__all__ = [
    "GENERIC",
    "STRONGSWAN",
    "TAG",
    "Audit",
    "AuditFinding",
    "Change",
    "Destroyed",
    "Device",
    "Diagnosis",
    "End",
    "Finding",
    "Fix",
    "ForeignError",
    "Graph",
    "Kept",
    "Leg",
    "Link",
    "LinkPlan",
    "LinkStatus",
    "Profile",
    "Rejected",
    "Rotated",
    "Side",
    "StalePlanError",
    "Step",
    "Suite",
    "TunnelReport",
    "apply",
    "audit",
    "destroy",
    "diagnose",
    "draw",
    "examine",
    "find",
    "graph",
    "plan",
    "profiles",
    "rotate_psk",
    "status",
]
