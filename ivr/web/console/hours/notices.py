"""The exchange's notices: pasted, checked, confirmed, withdrawn; and closures at short notice."""

from ivr.web.console import session
from ivr.web.console.blueprint import console


@console.get("/notices")
def notices() -> str:
    session.person()
    return ""
