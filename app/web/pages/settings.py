"""/settings: what somebody settles for themself. Each setting saves alone, with a message of its own."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from app.actions.arrange import arrange, arrange_digest, change_password, pause_digest, resume_digest, stop_digest
from app.actions.sign_in import require_patience
from app.domain import Viewer
from app.domain.person_draft import LOCALES, HandleKind, zones
from app.domain.policy import require_manager
from app.domain.settings_draft import DigestDraft, OwnSettings, PasswordDraft, Theme, WeekStart
from app.kit.errors import Fault
from app.publishing.manifest import PURPOSE_WORDS
from app.queries import exports, own_settings
from app.web.body import Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version, typed
from app.web.guesses import count_guess, keys_of

router = Doorway()
THEMES = [(Theme.SYSTEM.value, "System"), (Theme.LIGHT.value, "Light"), (Theme.DARK.value, "Dark")]
WEEK_STARTS = [(day.value, day.value.capitalize()) for day in WeekStart]
HANDLES = [
    (HandleKind.GIT_EMAIL.value, "Git e-mail"),
    (HandleKind.CODE_HOST.value, "Code host"),
    (HandleKind.PAGER.value, "Pager"),
    (HandleKind.CHAT.value, "Chat"),
    (HandleKind.ALIAS.value, "Another name"),
]
WEEKDAYS = list(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=1))
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
CHANNELS = {"app": ("app", "In the app", "A page that waits for you."), "mail": ("mail", "Mail", "A letter as well.")}
SAVED = {
    "name": "Saved. This is how your name is written from now on.",
    "time_zone": "Saved. Times are shown in this zone.",
    "locale": "Saved. Dates and numbers are written this way.",
    "week_start": "Saved. Your week begins on this day.",
    "theme": "Saved. This is how pages look to you.",
    "keys_on": "Saved. Keys work this way on every page.",
    "value": "Saved. Tools know you by these names.",
}


@router.get("/settings")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _index(visit, db, viewer)


@router.post("/settings")
def change(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        arrange(db, by=viewer, draft=_settings_in(form), version=seen_version(form), now=visit.now)
        return "/settings"

    notice = next((words for field, words in SAVED.items() if form.all(field)), "Saved.")
    return visit.do(form, deed, again=_again(visit, form), notice=notice)


@router.post("/settings/password")
def password(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_patience(db, keys=keys_of(viewer.person_id), now=visit.now)
        change_password(db, by=viewer, draft=form.draft(PasswordDraft), now=visit.now)
        return "/settings"

    def again(viewer: Viewer, fault: Fault) -> Response:
        count_guess(visit, viewer.person_id, fault)
        return _again(visit, None)(viewer, fault)

    notice = "Your password is changed. Every other session of yours has ended."
    return visit.do(form, deed, again=again, notice=notice)


@router.get("/settings/digest")
def digest(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _digest(visit, db, viewer)


@router.post("/settings/digest")
def change_digest(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_manager(viewer)
        draft = form.draft(DigestDraft)
        arrange_digest(
            db, by=viewer, draft=draft, connected=visit.wiring.connected, version=seen_version(form), now=visit.now
        )
        return "/settings/digest"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            return _digest(visit, db, viewer, values=typed(form), fault=fault)

    return visit.do(form, deed, again=again, notice="Saved. It holds from the next edition on.")


@router.post("/settings/digest/pause")
def pause(form: FormDep, visit: VisitDep) -> Response:
    return _turn(visit, form, pause_digest, "Paused for 4 weeks. Nothing is lost meanwhile.")


@router.post("/settings/digest/stop")
def stop(form: FormDep, visit: VisitDep) -> Response:
    return _turn(visit, form, stop_digest, "The weekly letter is stopped. The page stays.")


@router.post("/settings/digest/resume")
def resume(form: FormDep, visit: VisitDep) -> Response:
    return _turn(visit, form, resume_digest, "The weekly letter comes again.")


def _turn(visit: Visit, form: Form, verb: Callable[..., object], notice: str) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        verb(db, by=viewer, now=visit.now)
        return "/settings/digest"

    return visit.do(form, deed, notice=notice)


def _settings_in(form: Form) -> OwnSettings:
    """A list of handles that comes empty is meant to be empty."""
    draft = form.draft(OwnSettings, lists={"handles": ("value", "kind")})
    return OwnSettings(handles=[]) if form.all("value") and draft.handles is None else draft


def _again(visit: Visit, form: Form | None) -> Callable[[Viewer, Fault], Response]:
    """As typed; a password never comes back."""

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            return _index(visit, db, viewer, form=form, fault=fault)

    return again


def _index(
    visit: Visit, db: Session, viewer: Viewer, *, form: Form | None = None, fault: Fault | None = None
) -> Response:
    kept = own_settings.of(db, viewer)
    handles = [(one.kind, one.value) for one in kept.handles]
    values: dict[str, Any] = {
        "name": kept.name,
        "time_zone": kept.time_zone,
        "locale": kept.locale,
        "week_start": kept.week_start,
        "theme": kept.theme,
        "keys_on": "true" if kept.keys_on else "false",
    }
    if form is not None:
        values |= {name: value for name, value in typed(form).items() if name in values}
        handles = list(zip(form.all("kind"), form.all("value"), strict=False)) or handles
    return visit.page(
        "pages/settings/index.html",
        viewer,
        page_title="Settings",
        kept=kept,
        values=values,
        handles=[*((kind, value) for kind, value in handles if value.strip()), (HandleKind.GIT_EMAIL.value, "")],
        handle_kinds=HANDLES,
        themes=THEMES,
        week_starts=WEEK_STARTS,
        locales=list(LOCALES.items()),
        zones=zones(),
        held=exports.exports_with(db, person_id=viewer.person_id),
        purposes=PURPOSE_WORDS,
        errors={field.split(".")[0]: words for field, words in fault.by_field.items()} if fault else {},
    )


def _digest(
    visit: Visit, db: Session, viewer: Viewer, *, values: dict[str, str] | None = None, fault: Fault | None = None
) -> Response:
    kept = own_settings.digest_of(db, viewer, connected=visit.wiring.connected, now=visit.now)
    return visit.page(
        "pages/settings/digest.html",
        viewer,
        page_title="Your digest",
        kept=kept,
        values={"weekday": kept.weekday, "hour": kept.hour, "channel": kept.channel} | (values or {}),
        weekdays=WEEKDAYS,
        hours=HOURS,
        channels=[CHANNELS[channel.value] for channel in kept.channels],
        errors=fault.by_field if fault else {},
    )
