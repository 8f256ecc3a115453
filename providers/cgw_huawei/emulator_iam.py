"""The two calls of IAM that lead to a project: listing projects, a token for a password.

Written from the vendor's documents, independently of the adapter. Source: IAM API v3; the shape of a
refusal is that of OpenStack's Keystone, on which it is built.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from cgw.emulator.world import PROJECT_ID, World
from cgw.wire import Reply, Request
from cgw_huawei.emulator_access import Access, RefusedError

USER, PASSWORD, DOMAIN = "cgw-test-user", "cgw-test-password", "cgw-test-domain"
DOMAIN_ID = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0"
USER_ID = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
# A project of one's own making has a name after the region's.
REGION = re.compile(r"[a-z0-9-]+(_.+)?")


def no(status: int, title: str, message: str) -> RefusedError:
    """A refusal in Keystone's form."""
    return RefusedError(status, title, message, keystone=True)


def projects(request: Request, region: str) -> Reply:
    """GET /v3/projects: the account has one project, named like whatever region is asked for.

    A name that can be no region's has none: the filter finds nothing, which is no refusal.
    """
    name = dict(request.query).get("name") or region
    project = {
        "id": PROJECT_ID,
        "name": name,
        "domain_id": DOMAIN_ID,
        "parent_id": DOMAIN_ID,
        "enabled": True,
        "is_domain": False,
        "description": "",
        "links": {"self": f"{request.endpoint}/v3/projects/{PROJECT_ID}"},
    }
    links = {"self": f"{request.endpoint}/v3/projects", "previous": None, "next": None}
    found = [project] if REGION.fullmatch(name) else []
    return Reply(200, json.dumps({"projects": found, "links": links}).encode())


def tokens(request: Request, region: str, world: World, access: Access) -> Reply:
    """POST /v3/auth/tokens: the password method, scoped to the project."""
    try:
        auth = json.loads(request.body)["auth"]
        methods = auth["identity"]["methods"]
        user = auth["identity"]["password"]["user"]
        name, password, domain = user["name"], user["password"], user["domain"]
    except (ValueError, KeyError, TypeError):
        raise no(400, "Bad Request", "Expecting to find identity in auth.") from None
    if methods != ["password"]:
        raise no(400, "Bad Request", "The method is not supported.")
    known = domain in ({"name": DOMAIN}, {"id": DOMAIN_ID})
    if not (known and name == USER and password == PASSWORD):
        raise no(401, "Unauthorized", "The username or password is wrong.")
    project = _project(auth.get("scope"), region)
    token, ends = access.issue()
    told = {
        "token": {
            "expires_at": _time(ends),
            "issued_at": _time(world.wall()),
            "methods": ["password"],
            "catalog": [],
            "roles": [],
            "domain": {"id": DOMAIN_ID, "name": DOMAIN},
            "project": project,
            "user": {
                "id": USER_ID,
                "name": USER,
                "domain": {"id": DOMAIN_ID, "name": DOMAIN},
                "password_expires_at": "",
            },
        }
    }
    return Reply(201, json.dumps(told).encode(), {"x-subject-token": token})


def _project(scope: Any, region: str) -> dict[str, Any]:
    """The project a token is asked for."""
    wanted = scope.get("project") if isinstance(scope, dict) else None
    if not isinstance(wanted, dict):
        raise no(400, "Bad Request", "Expecting to find project in scope.")
    if wanted.get("id", PROJECT_ID) != PROJECT_ID:
        raise no(404, "Not Found", "Could not find project.")
    name = str(wanted.get("name") or region)
    return {"id": PROJECT_ID, "name": name, "domain": {"id": DOMAIN_ID, "name": DOMAIN}}


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
