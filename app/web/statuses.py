"""Which status a fault has: by its code where one is special, else by its family. The only such table."""

from app.kit.errors import Code, Conflict, Fault, Invalid, NotAllowed, NotFound, Refused, ToolFailed

BY_CODE = {
    Code.ADDRESS_REFUSED: 422,
    Code.NOT_SIGNED_IN: 401,
    Code.BAD_CURSOR: 400,
    Code.BAD_ENCODING: 400,
    Code.BAD_ETAG: 400,
    Code.BAD_FORM: 400,
    Code.BAD_HOST: 400,
    Code.BAD_IDEMPOTENCY_KEY: 400,
    Code.BAD_JSON: 400,
    Code.DUPLICATE_KEY: 400,
    Code.EMPTY_BODY: 400,
    Code.TOO_DEEP: 400,
    Code.TWO_IDENTITIES: 400,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.REQUEST_TIMEOUT: 408,
    Code.GONE: 410,
    Code.PRECONDITION_FAILED: 412,
    Code.TOO_LARGE: 413,
    Code.URI_TOO_LONG: 414,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.UNSUPPORTED_ENCODING: 415,
    Code.BAD_REPOSITORY: 422,
    Code.PRECONDITION_REQUIRED: 428,
    Code.RATE_LIMITED: 429,
    Code.INTERNAL: 500,
    Code.DATABASE_BUSY: 503,
    Code.DATABASE_UNAVAILABLE: 503,
    Code.STORAGE_UNAVAILABLE: 503,
    Code.TIMEOUT: 503,
    Code.TOOL_BROKEN: 503,
    Code.TOOL_BUSY: 503,
    Code.TOOL_NOT_JSON: 503,
    Code.TOOL_REDIRECTED: 503,
    Code.TOOL_REFUSED: 503,
    Code.TOOL_SILENT: 503,
    Code.TOOL_TOO_LARGE: 503,
    Code.TOOL_UNREACHABLE: 503,
}
BY_FAMILY: tuple[tuple[type[Fault], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (Invalid, 422),
    (Refused, 401),
    (ToolFailed, 503),
)


def status_of(fault: Fault) -> int:
    return BY_CODE.get(fault.code) or next((status for family, status in BY_FAMILY if isinstance(fault, family)), 500)
