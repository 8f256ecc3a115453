"""Requests before the first request: a password becomes a token, a region its project.

Source: IAM API v3 as huaweicloudsdkcore 3.1.219 (auth/internal.py, auth/credentials.py) and
golangsdk (auth_options.go, identity/v3/tokens) call it; read 2026-11-21.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.adapter import Credentials
from cgw.errors import ConfigError, ServiceError
from cgw.models import parse_time
from cgw.wire import RECORD, Flow, Request, Shape, json_body
from cgw_huawei.credentials import PasswordCredentials
from cgw_huawei.fields import Listed, Text

JSON = {"content-type": "application/json"}


def login(iam: str, region: str, given: Credentials) -> Flow[Credentials]:
    """``given`` with a project, and with a token in place of a password.

    Args:
        iam: the address of the identity service.

    Errors:
        ConfigError: nothing to log in with, or not exactly one project has the region's name.
    """
    if isinstance(given, PasswordCredentials):
        return (yield from by_password(iam, region, given))
    if not (given.access_key_id or given.token):
        raise ConfigError("huawei: neither an access key nor a token nor a password was given")
    if given.project_id:
        return given
    return given.replace(project_id=(yield from project_of(iam, region)))


def project_of(iam: str, region: str) -> Flow[str]:
    """The project whose name is the region's; sub-projects have longer names."""
    reply = yield Request(
        "GET",
        iam,
        "/v3/projects",
        "KeystoneListProjects",
        query=(("name", region),),
        headers=JSON,
        safe=True,
        shape=PROJECTS,
    )
    found = [project.id for project in reply.read(PROJECTS).projects]
    if len(found) == 1:
        return found[0]
    say = "give project_id in the credentials, or CGW_HUAWEI_PROJECT_ID"
    if not found:
        raise ConfigError(f"huawei: no project has the name {region!r}: {say}")
    raise ConfigError(f"huawei: {len(found)} projects for {region!r} ({', '.join(found)}): {say}")


def by_password(iam: str, region: str, given: PasswordCredentials) -> Flow[Credentials]:
    """A token for the region's project, or for the one that was named."""
    domain = {"name": given.domain}
    project = (
        {"id": given.project_id}
        if given.project_id
        else {"name": given.project or region, "domain": domain}
    )
    user = {"name": given.user, "password": given.password.get_secret_value(), "domain": domain}
    identity = {"methods": ["password"], "password": {"user": user}}
    reply = yield Request(
        "POST",
        iam,
        "/v3/auth/tokens",
        "KeystoneCreateUserTokenByPassword",
        body=json_body({"auth": {"identity": identity, "scope": {"project": project}}}),
        headers=JSON,
        safe=True,
        signed=False,
        shape=TOKEN,
    )
    told = reply.read(TOKEN).token
    token = reply.headers.get("x-subject-token")
    project_id = told.project.id if told.project else given.project_id
    if not token or not project_id:
        missing = "the header X-Subject-Token" if not token else "a project"
        raise ServiceError(
            f"the answer to the password has not {missing}",
            provider="huawei",
            action="KeystoneCreateUserTokenByPassword",
            http_status=reply.status,
        )
    return Credentials(token=token, project_id=project_id, expires_at=parse_time(told.expires_at))


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, config=RECORD)
class Project:
    """One project."""

    id: str


@dataclass(slots=True, frozen=True, config=RECORD)
class Projects:
    """The answer of KeystoneListProjects."""

    projects: Annotated[list[Project], Listed] = Field(default_factory=list)


@dataclass(slots=True, frozen=True, config=RECORD)
class Token:
    """What is said of a token; the token itself stands in a header."""

    expires_at: Text = None
    project: Project | None = None


@dataclass(slots=True, frozen=True, config=RECORD)
class Tokens:
    """The answer of KeystoneCreateUserTokenByPassword."""

    token: Token


PROJECTS: Shape[Projects] = Shape(Projects)
TOKEN: Shape[Tokens] = Shape(Tokens)
