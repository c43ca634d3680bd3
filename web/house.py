"""What every part of the pages is handed: the services, and how a page is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from pipelines.clock import VIETNAM
from pipelines.services import Services
from web import navigation, texts

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class House:
    """The services with the templates over them."""

    services: Services
    templates: Jinja2Templates

    def page(self, request: Request, name: str, status: int = 200, **content: Any) -> Response:
        """The template *name* (``<part>/<page>.html``) with *content*; it knows ``person``, ``now`` and ``navigation`` too."""
        session = getattr(request.state, "session", None)
        person = session.person if session else None
        given = {
            "now": dt.datetime.now(VIETNAM),
            "person": person,
            "form_token": session.form_token if session else "",
            "navigation": navigation.entries(person),
        }
        return self.templates.TemplateResponse(request, name, {**given, **content}, status_code=status)

    def acting(self, request: Request) -> Services:
        """The services under the name of the person who asks; only behind ``requires``."""
        return self.services.acting_as(request.state.session.person.login)


def open_house(services: Services) -> House:
    """The templates with the texts and filters that all of them use."""
    templates = Jinja2Templates(directory=HERE / "templates")
    templates.env.globals.update(t=texts.both, vi=texts.vietnamese)
    templates.env.filters.update(number=texts.number, percent=texts.percent, moment=_moment, deadline=texts.deadline)
    return House(services, templates)


def _moment(at: dt.datetime) -> Markup:
    local = at.astimezone(VIETNAM)
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="seconds"), f"{local:%d/%m/%Y %H:%M}")
