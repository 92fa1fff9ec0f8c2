"""What the reviewed tables let each role do, as pages show it: for the walk in process and that with real sessions."""

from __future__ import annotations

from dashboard.access import load_roles
from dashboard.role_pages import load_role_pages
from pipelines.settings import PROJECT_ROOT, project_paths

REFERENCE = project_paths({}).reference_dir
ROLES = load_roles(REFERENCE)
ROLE_CODES = [role.role_code for role in ROLES.roles]
ALLOWED = load_role_pages(REFERENCE)
PAGES = sorted(path.stem for path in (PROJECT_ROOT / "dashboard" / "pages").glob("[a-z]*.py"))
DENIED = "does not open the page"
# What a page of the full build could let slip: places, streets, agencies' promises, counts, titles of parts.
TELLING = ("Mill Square", "Harbor St", "Lantern", "Empty the two bins", "Old Town", "incidents", "tickets", "offers",
           "Naloxone", "As of", "newest record")  # fmt: skip
# Every right that a role may be given to do something: a page on which it shows, and the button that is there for it.
ACTIONS = (
    ("may_write_actions", "huddle", "Record the action"),
    ("may_run_meeting", "huddle", "Start the huddle"),
    ("may_log_contacts", "outreach", "Record the contact"),
    ("may_bring_in_logs", "bring_in", "Download the template (CSV)"),
    ("may_change_roles", "roles", "Give this role"),
    ("may_read_access_log", "access_log", "Download"),
    ("may_give_feedback", "council", "Tell us about"),
)
