"""Pages drawn from our real layouts and parts with a few invented values, for tests of how they look and behave."""

from functools import lru_cache
from types import SimpleNamespace as Shape
from typing import Any

from jinja2 import Environment

from app.kit.templating import make_environment
from app.web.static_files import Assets
from app.wiring import shipped

READER = Shape(
    id="ines", name="Ines Moreau", is_member=True, is_manager=True, is_hr=False, is_admin=False,
    theme="system", locale="en", keys_on=True,
)  # fmt: skip
DIGEST = """{% extends "layouts/app.html" %}
{% from "components/item.html" import item %}
{% block purpose %}Week of 18 May.{% endblock %}
{% block content %}{% for each in items %}{{ item(each, csrf) }}{% endfor %}{% endblock %}"""
FORM = """{% extends "layouts/app.html" %}
{% from "components/field.html" import text, textarea %}
{% from "components/people.html" import people_picker %}
{% from "components/summary.html" import summary %}
{% from "components/button.html" import button %}
{% block content %}{{ summary(errors) }}
<form class="form" method="post" action="/nominations" hx-post="/nominations"
      hx-target="#main" hx-select="#main" hx-swap="outerHTML">
{{ text("What was done?", "title", title, error=errors.get("title")) }}
{{ textarea("What changed because of it?", "change", "", "One plain sentence.", errors.get("change"), true) }}
{{ people_picker("Who did it?", [("", "led")], [("led", "led"), ("helped", "helped")]) }}
{{ button("Save nomination") }}
</form>{% endblock %}"""


@lru_cache(maxsize=1)
def assets() -> Assets:
    return Assets()


@lru_cache(maxsize=1)
def environment() -> Environment:
    made = make_environment(shipped("templates"))
    made.globals |= {"asset": assets().url, "asset_inline": assets().inline}
    return made


def draw(source: str, **values: Any) -> str:
    """The source may extend layouts and import parts, as a page template does."""
    context = {"viewer": READER, "nav_current": "digest", "csrf": "token", "demo": False, "notice": None, "errors": {}}
    return environment().from_string(source).render({"page_title": "Worth a word this week", **context, **values})


def an_item(number: int, work: str, **values: Any) -> Shape:
    plain: dict[str, Any] = {
        "id": f"i{number}", "url": f"/contributions/{number}", "work": work,
        "kind": "preventive_fix", "grade": "measured",
        "reason_before": "", "reason_after": " ended. No manager has said thank you yet.", "quotes": [], "note": "",
        "finished": "12 May", "finished_iso": "2026-05-12", "waited": "6 days", "why": ["Slot 1."], "fewer_url": None,
        "done": None, "undo_url": None, "calendar_url": None, "page_url": "/digests/2026-W21",
        "act_url": f"/digests/2026-W21/items/i{number}/acts",
        "can_thank": True, "can_pass_up": True, "open": None, "thank_whom": "Hana Sato", "hidden": {}, "draft": "",
        "contributors": [("hana", "Hana Sato")], "typed": {}, "errors": {},
    }  # fmt: skip
    return Shape(**{**plain, **values})
