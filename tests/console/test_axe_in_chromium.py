"""Every page of the console before axe, in a real Chromium: nothing that keeps somebody out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from test_in_chromium import address, chromium, page, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import SHORT, World

from ivr import contacts, incidents, people
from ivr.people import Role

PAGES = {
    "console.sign_in": (None, "/sign-in"),
    "console.privacy": (None, "/privacy"),
    "console.phone": ("li", "/phone"),
    "console.reset": (None, "/reset/no-longer-good"),
    "console.desk": ("wang", "/"),
    "console.done": ("wang", "/done"),
    "console.task": ("wang", "/tasks/{ref}"),
    "console.find_task": ("wang", "/tasks?ref=8000"),
    "console.sorting": ("wang", "/triage"),
    "console.contacts": ("wang", "/contacts"),
    "console.contact": ("wang", "/contacts/1"),
    "console.new_contact": ("wang", "/contacts/new"),
    "console.contacts_sheet": ("li", "/contacts/import"),
    "console.staff": ("li", "/people"),
    "console.somebody": ("li", "/people/user/wang"),
    "console.new_person": ("li", "/people/new"),
    "console.me": ("wang", "/me"),
    "console.second_factor": ("li", "/me/second-factor"),
    "console.audit": ("audit", "/audit"),
    "console.privacy_requests": ("audit", "/privacy/requests"),
    "console.holds": ("li", "/privacy/holds"),
    "console.digest_list": ("wang", "/digests"),
    "console.duty_page": ("wang", "/duty"),
    "console.incidents": ("li", "/incidents"),
    "console.incident": ("li", "/incidents/1"),
    "console.hand": ("li", "/tasks/{ref}/hand"),
    "console.board": ("li", "/board"),
    "console.reports": ("li", "/reports"),
    "console.behind": ("li", "/reports/tasks"),
    "console.hours": ("li", "/hours"),
    "console.year": ("li", "/calendar/2026"),
    "console.draft": ("li", "/hours/draft"),
    "console.switch": ("li", "/switch?act=close"),
    "console.notices": ("li", "/notices"),
    "console.told": ("li", "/hours/told"),
    "console.versions": ("li", "/hours/versions"),
    "console.version": ("li", "/hours/versions/1"),
    "console.voices": ("li", "/voices"),
}

PARTS = {
    *(
        "live",
        "static",
        "favicon",
        "queue_rows",
        "digests_now",
        "board_now",
        "incident_now",
        "incident_words",
        "incident_said",
        "incident_timeline",
        "download",
        "task_now",
        "message_now",
        "transcript_now",
        "recording",
        "conversation",
        "conversations_now",
        "shut_recording",
        "voice_numbers",
    ),
    # The same page as another of the list, by other means; or one step of it.
    *("back", "year_now", "rollback", "versions_chosen", "versions_compared", "voice"),
    *("code", "audit_export", "firms", "back_to_contact", "voice_reason", "before_withdrawal"),
}
"""What is asked for and is no page of its own."""

LOOKS = (("zh", "light"), ("en", "dark"))


def test_no_page_is_forgotten(world: World) -> None:
    asked = {rule.endpoint for rule in world.phone.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {each for each in asked if each.startswith("console.")} - {f"console.{part}" for part in PARTS}
    assert pages == set(PAGES)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing(
    chromium: Browser,  # noqa: F811
    address: str,  # noqa: F811
    ref: str,
    world: World,
    language: str,
    theme: str,
) -> None:
    for name, role in (("li", Role.SUPERVISOR), ("audit", Role.AUDITOR)):
        world.agent(name, "service-centre", role=role)
    with world.database.writing() as session:
        sheet = "姓名,单位,电话\n王强,国泰基金,13911112222\n".encode()
        contacts.apply(
            session, contacts.read(sheet, "+86 755"), skip_bad=False, now=world.clock(), actor="test"
        )
    something_is_broken(world)
    found: list[str] = []
    for who in dict.fromkeys(who for who, _ in PAGES.values()):
        context = chromium.new_context(
            base_url=address, color_scheme=theme, viewport={"width": 1280, "height": 800}
        )  # type: ignore[arg-type]
        opened = context.new_page()
        opened.set_default_timeout(15_000)
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        if who is not None:
            sign_in(opened, who)
            in_language(opened, language)
        for owner, path in PAGES.values():
            if owner == who:
                found += complaints(opened, path.format(ref=ref))
        context.close()
    assert found == []


def something_is_broken(world: World) -> None:
    """An incident whose update is overdue, and two callers whom it concerns, one of them a stranger."""
    with world.database.writing() as session:
        boss = people.find(session, "li")
        assert boss
        incidents.report(
            session,
            world.system.book.current(session).schedule,
            what="lines",
            severity="critical",
            hotlines=["83182222"],
            by=boss,
            next_update=world.clock() + timedelta(minutes=1),
            words=incidents.Words(text="沪深线路 3 号段"),
            now=world.clock(),
        )
    for number in ("+8613911112222", "+85223456789"):
        world.caller(number).dials("83182222", "1", SHORT, "#", "hangup")


def in_language(page: Page, language: str) -> None:  # noqa: F811
    page.click(".menu > summary")
    with page.expect_navigation():  # the page may well be in that language already
        page.click(f".menu button[value={language}]")
    page.wait_for_selector(f"html[lang^={language}]")


def complaints(page: Page, path: str) -> list[str]:  # noqa: F811
    """What axe has against the page, a line for each element."""
    page.goto(path)
    told = Axe().run(page).response["violations"]
    return [
        f"{path}: {each['id']} ({each['impact']}): {node['html'][:160]}"
        for each in told
        for node in each["nodes"]
    ]
