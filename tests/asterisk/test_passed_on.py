"""A caller who talks with an agent is passed on: over REST, as Twilio does it, and never behind the gateway's back."""

import threading

from behind_asterisk import PATIENCE, Gateway, Phones, Switch, eventually, needs_asterisk
from small_app import SmallApp
from test_dialling import AGENT, bridged

from ivr.settings import Settings

pytestmark = needs_asterisk

OTHER = "13900000002"


def dial(number: str) -> str:
    return f'<Dial action="/dialled"><Number>{number}</Number></Dial>'


def test_a_caller_is_taken_from_one_telephone_to_another(
    small_app: SmallApp, phones: Phones, switch: Switch, gateway: Gateway, behind: Settings
) -> None:
    the_other_is_there = threading.Event()

    def elsewhere(_form: dict[str, str]) -> str:
        the_other_is_there.wait(PATIENCE)
        return dial(OTHER)

    small_app.pages |= {"/voice/incoming": dial(AGENT), "/elsewhere": elsewhere, "/dialled": "<Hangup/>"}
    agent, caller = phones.agent(AGENT), phones.caller()
    agent.answers()
    caller.dials("83183333")
    eventually(lambda: bridged(switch))
    agent.ready()
    (sid,) = [call["sid"] for call in gateway.calls() if call["direction"] == "inbound"]
    assert gateway.rest("POST", f"Calls/{sid}.json", {"Url": f"{behind.web_url}/elsewhere"})["sid"] == sid
    agent.ends()

    other = phones.agent(OTHER)
    other.answers("hang up")
    the_other_is_there.set()
    eventually(lambda: bridged(switch))
    other.next()
    other.ends()
    caller.ends()
    assert small_app.form("/dialled")["DialBridged"] == "true"
    assert switch.is_empty()


def test_the_transfer_key_of_a_telephone_is_refused_and_the_two_talk_on(
    small_app: SmallApp, phones: Phones, switch: Switch
) -> None:
    small_app.pages |= {"/voice/incoming": dial(AGENT), "/dialled": "<Hangup/>"}
    agent, caller = phones.agent(AGENT), phones.caller()
    agent.may_not_transfer_to("83182222")
    caller.dials("83183333")
    eventually(lambda: bridged(switch))
    agent.next()
    eventually(lambda: agent.saw("SIP/2.0 603"))
    assert bridged(switch)
    agent.next()
    agent.ends()
    caller.ends()
    assert len(small_app.forms("/voice/incoming")) == 1
    assert switch.is_empty()
