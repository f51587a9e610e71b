"""create_app(wiring): layers, doors and error pages. The lists below are the map of every address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI

from app.web import errors, health
from app.web.api import acts as acts_api
from app.web.api import candidate_corrections as candidate_corrections_api
from app.web.api import candidates as candidates_api
from app.web.api import connections as connections_api
from app.web.api import contribution as contribution_api
from app.web.api import contribution_facts as contribution_facts_api
from app.web.api import contribution_lists as contribution_lists_api
from app.web.api import contribution_parts as contribution_parts_api
from app.web.api import deliveries as deliveries_api
from app.web.api import digests as digests_api
from app.web.api import exports as exports_api
from app.web.api import gauges as gauges_api
from app.web.api import incidents as incidents_api
from app.web.api import mail_settings as mail_settings_api
from app.web.api import measurements as measurements_api
from app.web.api import nominations as nominations_api
from app.web.api import operations as operations_api
from app.web.api import people as people_api
from app.web.api import rate_cards as rate_cards_api
from app.web.api import recognitions as recognitions_api
from app.web.api import settings as settings_api
from app.web.api import teams as teams_api
from app.web.directory import Directory
from app.web.doorway import Doorway
from app.web.limits import Limits
from app.web.openapi import document_with
from app.web.pages import (
    act_links,
    acts,
    candidate_corrections,
    candidates,
    connections,
    contribution,
    contribution_facts,
    contribution_lists,
    contribution_parts,
    deliveries,
    digests,
    docs,
    exports,
    gauges,
    homes,
    incidents,
    mail_settings,
    measurements,
    nomination_words,
    nominations,
    operations,
    people,
    rate_cards,
    recognitions,
    reports,
    search,
    settings,
    sign_in,
    teams,
    tokens,
)
from app.web.pages import help as help_pages
from app.web.security import Guard
from app.web.static_files import Assets, doorway_of
from app.web.tally import Tally
from app.wiring import Wiring

PAGES: tuple[Doorway, ...] = (
    homes.router,
    digests.router,
    deliveries.router,
    operations.router,
    acts.router,
    act_links.router,
    recognitions.router,
    sign_in.router,
    docs.router,
    search.router,
    people.router,
    teams.router,
    incidents.router,
    candidate_corrections.router,  # before the next: /candidates/opt-out is no candidate
    candidates.router,
    connections.router,
    contribution_lists.router,
    contribution_facts.router,
    contribution_parts.router,  # before the next: /evidence/new is no piece of evidence
    measurements.router,
    rate_cards.router,
    gauges.router,
    contribution.router,
    nominations.router,
    nomination_words.router,
    reports.router,
    exports.router,
    settings.router,
    tokens.router,
    mail_settings.router,
    help_pages.router,
)  # fmt: skip
API: tuple[Doorway, ...] = (
    contribution_lists_api.router,
    contribution_facts_api.router,
    contribution_api.router,
    contribution_parts_api.router,
    measurements_api.router,
    rate_cards_api.router,
    gauges_api.router,
    nominations_api.router,
    digests_api.router,
    acts_api.router,
    recognitions_api.router,
    people_api.router,
    teams_api.router,
    incidents_api.router,
    candidate_corrections_api.router,
    candidates_api.router,
    connections_api.router,
    settings_api.router,
    mail_settings_api.router,
    deliveries_api.router,
    operations_api.router,
    exports_api.router,
)  # fmt: skip


API_PREFIX = "/api/v1"


def create_app(wiring: Wiring) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # Few threads: what one gains by waiting another loses by handing over (docs/performance.md).
        anyio.to_thread.current_default_thread_limiter().total_tokens = wiring.settings.threads
        yield
        wiring.close()

    app = FastAPI(title="unsung", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    assets = Assets()
    pages = (health.router, doorway_of(assets), *PAGES)
    hung = [*((API_PREFIX, doorway) for doorway in API), *(("", doorway) for doorway in pages)]
    directory = Directory(app.router.app, hung)
    wiring.templates.globals |= {"asset": assets.url, "asset_inline": assets.inline}
    app.state.wiring = wiring
    app.state.limits = Limits(wiring.settings.requests_per_second)
    app.state.directory = directory
    app.state.tally = Tally()
    app.openapi = document_with(app, directory)  # type: ignore[method-assign]
    errors.install(app)
    app.router.middleware_stack = directory  # where the framework hangs a router's own layers
    app.add_middleware(Guard, base_url=wiring.settings.base_url, tally=app.state.tally)
    return app
