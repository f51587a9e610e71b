"""/sign-in: by password, by a one-time link, or, in the demo, as one of its people. /sign-out."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.responses import Response

from app.actions import sign_in
from app.domain import Person
from app.domain.draft import Draft
from app.kit.errors import Code, Fault, Invalid, NotFound, TooOften
from app.queries.demo import personas
from app.web.body import Form, FormDep
from app.web.csrf import require_same_site
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.respond import see_other
from app.web.session import cookie_name
from app.web.statuses import status_of

router = Doorway()
COOKIE_LIFE = timedelta(days=90)
WRONG = "That address and password do not belong together. Both are needed, and both matter."


class SignInQuery(Draft):
    next: str = ""


@router.get("/sign-in")
def show(visit: VisitDep) -> Response:
    return _page(visit, next_path=visit.query(SignInQuery).next)


@router.post("/sign-in")
def by_password(form: FormDep, visit: VisitDep) -> Response:
    """One answer for every cause, in the same time; counted per account and per address."""
    email, password = form.get("email")[:254], form.get("password")[:1_000]
    keys = [f"account:{email.strip().casefold()}"[:128], f"address:{_address(visit)}"]

    def find(db: Session) -> Person | None:
        return sign_in.find_by_password(db, email=email, password=password)

    try:
        require_same_site(visit.request, visit.wiring.settings.base_url)
        with visit.wiring.store.read() as db:
            sign_in.require_patience(db, keys=keys, now=visit.now)
            found = find(db)
        if found is None:
            with visit.wiring.store.write() as db:
                sign_in.count_failure(db, keys=keys, now=visit.now)
            raise Invalid.one("email", Code.NOT_SIGNED_IN, WRONG)
    except Fault as fault:
        status = 422 if fault.code is Code.NOT_SIGNED_IN else status_of(fault)
        answer = _page(visit, next_path=form.get("next"), email=email, fault=fault, status=status)
        if isinstance(fault, TooOften):
            answer.headers["retry-after"] = str(fault.seconds)
        return answer
    return _enter(visit, form, lambda db: _open(db, found.email, "password", visit))


@router.post("/sign-in/demo")
def as_persona(form: FormDep, visit: VisitDep) -> Response:
    """Exists in demo mode alone."""
    if not visit.wiring.settings.demo:
        raise NotFound()
    require_same_site(visit.request, visit.wiring.settings.base_url)
    email = form.get("person")
    with visit.wiring.store.read() as db:
        if email not in {persona.email for persona in personas(db)}:
            raise NotFound()
    return _enter(visit, form, lambda db: _open(db, email, "demo", visit))


@router.get("/sign-in/{secret}")
def show_link(secret: str, visit: VisitDep) -> Response:
    """A scanner that opens the link uses nothing up: signing in takes the button."""
    with visit.wiring.store.read() as db:
        person = sign_in.person_of_link(db, secret=secret, now=visit.now)
    if person is None:
        raise NotFound(Code.GONE, "This link was used already, or has ended. Ask an administrator for a new one.")
    return visit.page("pages/sign_in/link.html", None, page_title="Sign in", name=person.name, secret=secret)


@router.post("/sign-in/{secret}")
def by_link(secret: str, form: FormDep, visit: VisitDep) -> Response:
    require_same_site(visit.request, visit.wiring.settings.base_url)
    return _enter(visit, form, lambda db: sign_in.use_link(db, secret=secret, now=visit.now))


@router.post("/sign-out")
def leave(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: object) -> str:
        sign_in.end_session(db, by=visit.viewer(db), now=visit.now)
        return "/sign-in"

    answer = visit.do(form, deed)
    answer.delete_cookie(cookie_name(visit.is_secure), path="/", secure=visit.is_secure)
    return answer


def _enter(visit: Visit, form: Form, open_session: Callable[[Session], str]) -> Response:
    with visit.wiring.store.write() as db:
        secret = open_session(db)
    answer = see_other(_inside(form.get("next")))
    answer.set_cookie(
        cookie_name(visit.is_secure),
        secret,
        max_age=int(COOKIE_LIFE.total_seconds()),
        path="/",
        secure=visit.is_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def _open(db: Session, email: str, way: str, visit: Visit) -> str:
    person = sign_in.find_by_email(db, email=email)
    if person is None:
        raise NotFound()
    return sign_in.open_session(db, person=person, way=way, now=visit.now)


def _page(visit: Visit, *, next_path: str, email: str = "", fault: Fault | None = None, status: int = 200) -> Response:
    people = []
    if visit.wiring.settings.demo:
        with visit.wiring.store.read() as db:
            people = personas(db)
    return visit.page(
        "pages/sign_in/new.html",
        None,
        status=status,
        page_title="Sign in",
        next_path=_inside(next_path),
        email=email,
        errors=fault.by_field if fault else {},
        personas=people,
    )


def _inside(path: str) -> str:
    """Only a path of our own; whatever looks like another host goes to the start."""
    parts = urlsplit(path)
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and "\\" not in path
    return path if safe and path.isprintable() and "\n" not in path else "/"


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else "unknown"
