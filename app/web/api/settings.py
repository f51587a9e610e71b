"""/api/v1/settings: one's own settings, digest, tokens and password."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.arrange import arrange, arrange_digest, change_password, pause_digest, resume_digest, stop_digest
from app.actions.issue_token import IssuedToken, issue_token, revoke_token
from app.actions.sign_in import require_patience
from app.domain import Viewer
from app.domain.policy import require_manager
from app.domain.settings_draft import DigestDraft, OwnSettings, PasswordDraft
from app.domain.token_draft import TokenDraft
from app.kit.errors import Invalid
from app.queries import own_settings, tokens
from app.queries.own_settings import DigestShape, SettingsShape
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.guesses import count_guess, keys_of
from app.web.openapi import takes
from app.web.respond import Rows

router = Doorway(tags=["settings"], dependencies=[Depends(no_query)])


@router.get("/settings")
def show(visit: VisitDep) -> Response:
    return visit.tell(own_settings.of)


@router.patch("/settings", **takes(OwnSettings))
def change(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> SettingsShape:
        arrange(db, by=viewer, draft=body.draft(OwnSettings), version=visit.if_match, now=visit.now)
        db.flush()
        return own_settings.of(db, viewer)

    return visit.answer(deed)


@router.post("/settings/password", status_code=204, **takes(PasswordDraft))
def password(body: JsonDep, visit: VisitDep) -> Response:
    """Ends every other session."""
    asked_by: list[str] = []

    def deed(db: Session, viewer: Viewer) -> None:
        asked_by.append(viewer.person_id)
        require_patience(db, keys=keys_of(viewer.person_id), now=visit.now)
        change_password(db, by=viewer, draft=body.draft(PasswordDraft), now=visit.now)

    try:
        return visit.answer(deed)
    except Invalid as fault:
        for person_id in asked_by:
            count_guess(visit, person_id, fault)
        raise


@router.get("/settings/digest")
def digest(visit: VisitDep) -> Response:
    return visit.tell(
        lambda db, viewer: own_settings.digest_of(db, viewer, connected=visit.wiring.connected, now=visit.now)
    )


@router.put("/settings/digest", **takes(DigestDraft))
def change_digest(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> DigestShape:
        require_manager(viewer)
        draft, version = body.draft(DigestDraft), visit.if_match
        arrange_digest(db, by=viewer, draft=draft, connected=visit.wiring.connected, version=version, now=visit.now)
        db.flush()
        return own_settings.digest_of(db, viewer, connected=visit.wiring.connected, now=visit.now)

    return visit.answer(deed)


@router.post("/settings/digest/pause")
def pause(visit: VisitDep) -> Response:
    """Four weeks without a letter; nothing is lost."""

    def deed(db: Session, viewer: Viewer) -> DigestShape:
        pause_digest(db, by=viewer, now=visit.now)
        db.flush()
        return own_settings.digest_of(db, viewer, connected=visit.wiring.connected, now=visit.now)

    return visit.answer(deed)


@router.post("/settings/digest/stop")
def stop(visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> DigestShape:
        stop_digest(db, by=viewer, now=visit.now)
        db.flush()
        return own_settings.digest_of(db, viewer, connected=visit.wiring.connected, now=visit.now)

    return visit.answer(deed)


@router.post("/settings/digest/resume")
def resume(visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> DigestShape:
        resume_digest(db, by=viewer, now=visit.now)
        db.flush()
        return own_settings.digest_of(db, viewer, connected=visit.wiring.connected, now=visit.now)

    return visit.answer(deed)


@router.get("/settings/tokens")
def token_index(visit: VisitDep) -> Response:
    """One's own, masked, the newest 200."""
    return visit.tell(lambda db, viewer: Rows(list(tokens.held_by(db, viewer)), None, None))


@router.post("/settings/tokens", status_code=201, **takes(TokenDraft))
def make_token(body: JsonDep, visit: VisitDep) -> Response:
    """`token` is in this answer and nowhere else, ever."""

    def deed(db: Session, viewer: Viewer) -> IssuedToken:
        return issue_token(db, person_id=viewer.person_id, by=viewer, draft=body.draft(TokenDraft), now=visit.now)

    return visit.answer(deed, status=201, location="/api/v1/settings/tokens/{id}", secret=True)


@router.get("/settings/tokens/{token_id}")
def show_token(token_id: str, visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: tokens.one(db, viewer, token_id))


@router.delete("/settings/tokens/{token_id}", status_code=204)
def revoke(token_id: str, visit: VisitDep) -> Response:
    return visit.answer(lambda db, viewer: revoke_token(db, token_id=token_id, by=viewer, now=visit.now))
