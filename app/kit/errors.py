"""What can go wrong, in four families; each with a stable code and a sentence that a person may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Stable: clients switch on these. Documented in docs/api.md."""

    ADDRESS_REFUSED = "address_refused"
    ALREADY_NOMINATED = "already_nominated"
    ALREADY_SENT = "already_sent"
    BAD_AMOUNT = "bad_amount"
    BAD_CHARACTER = "bad_character"
    BAD_CHOICE = "bad_choice"
    BAD_COLUMN = "bad_column"
    BAD_CURSOR = "bad_cursor"
    BAD_DATE = "bad_date"
    BAD_DOMAIN = "bad_domain"
    BAD_EMAIL = "bad_email"
    BAD_ENCODING = "bad_encoding"
    BAD_ETAG = "bad_etag"
    BAD_EXPIRY = "bad_expiry"
    BAD_FILE = "bad_file"
    BAD_FORM = "bad_form"
    BAD_HOST = "bad_host"
    BAD_IDEMPOTENCY_KEY = "bad_idempotency_key"
    BAD_JSON = "bad_json"
    BAD_LIMIT = "bad_limit"
    BAD_LOCALE = "bad_locale"
    BAD_PASSWORD = "bad_password"  # noqa: S105 - a code, not a secret
    BAD_RANGE = "bad_range"
    BAD_REPOSITORY = "bad_repository"
    BAD_ROW = "bad_row"
    BAD_SHARE = "bad_share"
    BAD_TIME = "bad_time"
    BAD_URL = "bad_url"
    BAD_WEEK = "bad_week"
    BAD_ZONE = "bad_zone"
    CHANNEL_MISSING = "channel_missing"
    CONTRIBUTOR_UNKNOWN = "contributor_unknown"
    CSRF = "csrf"
    DATABASE_BUSY = "database_busy"
    DATABASE_UNAVAILABLE = "database_unavailable"
    DUPLICATE_KEY = "duplicate_key"
    DUPLICATE_PARAMETER = "duplicate_parameter"
    DUPLICATE_PERSON = "duplicate_person"
    EMAIL_TAKEN = "email_taken"
    EMPTY_BODY = "empty_body"
    EVIDENCE_UNKNOWN = "evidence_unknown"
    FORMULA_REFUSED = "formula_refused"
    GONE = "gone"
    GROUP_TOO_SMALL = "group_too_small"
    INCIDENT_UNKNOWN = "incident_unknown"
    IN_PROGRESS = "in_progress"
    INTERNAL = "internal"
    KEY_REUSED = "key_reused"
    LAST_ADMIN = "last_admin"
    LINK_FOR_OTHER = "link_for_other"
    MANAGER_NOT_ACTIVE = "manager_not_active"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NAME_TAKEN = "name_taken"
    NOT_ACCEPTABLE = "not_acceptable"
    NOT_ALLOWED = "not_allowed"
    NOT_AN_OBJECT = "not_an_object"
    NOT_EMPTY = "not_empty"
    NOT_FOUND = "not_found"
    NOT_SIGNED_IN = "not_signed_in"
    ORG_CYCLE = "org_cycle"
    OUT_OF_RANGE = "out_of_range"
    OWN_CONTRIBUTION = "own_contribution"
    OWN_IMPACT = "own_impact"
    PERSON_NOT_ACTIVE = "person_not_active"
    PERSON_UNKNOWN = "person_unknown"
    PRECONDITION_FAILED = "precondition_failed"
    PRECONDITION_REQUIRED = "precondition_required"
    PURPOSE_REQUIRED = "purpose_required"
    RATE_LIMITED = "rate_limited"
    REF_TAKEN = "ref_taken"
    REQUEST_TIMEOUT = "request_timeout"
    REQUIRED = "required"
    SAME_PERSON = "same_person"
    SCOPE_MISSING = "scope_missing"
    SCOPE_TOO_WIDE = "scope_too_wide"
    SELF_GRANT = "self_grant"
    SELF_NOMINATION = "self_nomination"
    SELF_RECOGNITION = "self_recognition"
    SERVICE_UNKNOWN = "service_unknown"
    SORT_NOT_OFFERED = "sort_not_offered"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    TEAM_UNKNOWN = "team_unknown"
    TIMEOUT = "timeout"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    TOO_LATE = "too_late"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_MANY_MARKS = "too_many_marks"
    TOOL_BROKEN = "tool_broken"
    TOOL_BUSY = "tool_busy"
    TOOL_NOT_JSON = "tool_not_json"
    TOOL_REDIRECTED = "tool_redirected"
    TOOL_REFUSED = "tool_refused"
    TOOL_SILENT = "tool_silent"
    TOOL_TOO_LARGE = "tool_too_large"
    TOOL_UNREACHABLE = "tool_unreachable"
    TREE_TOO_DEEP = "tree_too_deep"
    TWO_IDENTITIES = "two_identities"
    UNEXPECTED_FILE = "unexpected_file"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_PARAMETER = "unknown_parameter"
    UNSUPPORTED_ENCODING = "unsupported_encoding"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    URI_TOO_LONG = "uri_too_long"
    WRONG_STATE = "wrong_state"
    WRONG_TYPE = "wrong_type"


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field. `field` is a dotted path into the input: "contributors.0.share"."""

    field: str
    code: Code
    message: str


class Fault(Exception):
    """The root of the families; never raised itself."""

    def __init__(self, code: Code, message: str, errors: Iterable[FieldError] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.errors = tuple(errors)

    @property
    def by_field(self) -> dict[str, str]:
        """What a form shows: field -> sentence; what belongs to no field stands under ""."""
        return {error.field: error.message for error in self.errors} or {"": self.message}


class NotFound(Fault):
    """No such thing, or outside the reader's scope: one answer, so that it tells nothing."""

    def __init__(
        self, code: Code = Code.NOT_FOUND, message: str = "We cannot find this page, or it is not shared with you."
    ) -> None:
        super().__init__(code, message)


class NotAllowed(Fault):
    """Visible, or a function of a role the reader lacks; also missing or bad credentials."""


class TooOften(NotAllowed):
    """Too much in too short a time; says for how many seconds to wait."""

    def __init__(self, seconds: int, message: str = "That is many at once.") -> None:
        super().__init__(Code.RATE_LIMITED, message)
        self.seconds = seconds


class Conflict(Fault):
    """The request was right for another state of the thing."""


class Stale(Conflict):
    """Made on another version than there is; carries the one there is."""

    def __init__(self, version: int, message: str) -> None:
        super().__init__(Code.PRECONDITION_FAILED, message)
        self.version = version


class Invalid(Fault):
    """The input cannot be taken. Carries every fault at once, each tied to its field."""

    @classmethod
    def one(cls, field: str, code: Code, message: str) -> "Invalid":
        return cls(code, message, [FieldError(field, code, message)])

    @classmethod
    def many(cls, errors: Iterable[FieldError]) -> "Invalid":
        found = tuple(errors)
        return cls(found[0].code, found[0].message, found)


class ToolFailed(Fault):
    """A connected tool did not answer as it should. `wait`: the seconds it asked for before the next try.

    `sent`: the whole request may have arrived, so nobody can know whether it took effect.
    `body`: the first characters of what it said, secrets struck out; for administrators alone.
    """

    def __init__(
        self, code: Code, message: str, *, permanent: bool, wait: int | None = None, sent: bool = False, body: str = ""
    ) -> None:
        super().__init__(code, message)
        self.permanent = permanent
        self.wait = wait
        self.sent = sent
        self.body = body


class Refused(Fault):
    """A signature or an address that does not hold."""
