"""IVR_ASTERISK_URL, what a channel remembers, what the names of recordings tell."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from ivr.cli.findings import asterisk
from ivr.cli.voice import says, when_alone
from ivr.gateway import audio
from ivr.gateway.asterisk import memory, mulaw
from ivr.gateway.asterisk.adoption import Alone
from ivr.gateway.asterisk.ari import Address
from ivr.gateway.asterisk.house import Phone, free_configuration, kept_configuration
from ivr.gateway.asterisk.taking import Name, samples
from ivr.gateway.machine.interrupts import Step
from ivr.gateway.machine.leg import Report
from ivr.gateway.machine.switchboard import Switchboard
from ivr.settings import Settings, SettingsError, load

NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8088",
        "http://127.0.0.1:8088",
        "http://ivr@host",
        "ws://ivr:x@host",
        "http://ivr:x@host:port",
    ],
)
def test_an_address_that_cannot_be_used_is_said_in_a_sentence(url: str, monkeypatch) -> None:
    monkeypatch.setenv("IVR_ASTERISK_URL", url)
    with pytest.raises(SettingsError, match=r"^IVR_ASTERISK_URL: must be http://user:password@host:port"):
        load()


def test_the_password_is_never_shown(monkeypatch) -> None:
    monkeypatch.setenv("IVR_ASTERISK_URL", "http://ivr:a-secret@127.0.0.1:8088")
    settings = load()
    assert settings.asterisk
    assert "a-secret" not in repr(settings)
    address = Address.of(settings.asterisk_url.get_secret_value())
    assert (address.origin, address.auth) == ("http://127.0.0.1:8088/ari", ("ivr", "a-secret"))


def test_doctor_says_that_nothing_answers(tmp_path) -> None:
    port = free_configuration().http
    url = SecretStr(f"http://ivr:a-secret@127.0.0.1:{port}")
    [finding] = asterisk(Settings(data=tmp_path, asterisk_url=url))
    assert (finding.state, finding.do[:15]) == ("wrong", "start Asterisk;")
    assert "a-secret" not in finding.what
    assert list(asterisk(Settings(data=tmp_path))) == []


def test_a_call_is_remembered_whole() -> None:
    board = Switchboard("AC1", "http://gateway")
    leg = board.arrive(at=NOW, from_="+8613800138000", to="83183333", fallback_url="http://x/fallback")
    leg.report, leg.answered, leg.status = Report("http://x/status"), NOW, "in-progress"
    leg.step = Step("http://x/menu", "POST", {"Digits": "1"})
    leg.told = 3
    again = memory.read(memory.written(leg), Switchboard("AC1", "http://gateway"))
    assert again is not None
    for name in (
        "sid",
        "from_",
        "to",
        "created",
        "answered",
        "status",
        "step",
        "report",
        "told",
        "fallback_url",
    ):
        assert getattr(again, name) == getattr(leg, name)
    for nonsense in ("", "{}", "[]", "null", '{"sid": 1}'):
        assert memory.read(nonsense, board) is None


def test_names_of_recordings_say_whose_they_are() -> None:
    name = Name("RE" + "0" * 32, "CA" + "1" * 32, NOW)
    assert Name.read(str(name)) == name
    assert Name.read("alone-1") is None
    alone = Alone.read("alone-1795920696-83183333-+8613800138000-17959206961")
    assert alone is not None
    assert (alone.dialled, alone.caller, alone.channel) == ("83183333", "+8613800138000", "17959206961")
    assert Alone.read("alone-1795920696-83183333-anonymous-1").caller == "anonymous"
    assert Alone.read("../../etc/passwd") is None


def test_a_recording_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    pcm = mulaw.tone(500, 0.2)
    wav = audio.encode(pcm)
    unfinished = wav[:4] + bytes(4) + wav[8:40] + bytes(4) + wav[44:] + b"x"
    assert samples(unfinished) == pcm
    assert samples(b"") == b""


def test_the_dialplan_has_words_of_the_house() -> None:
    for wav in when_alone().values():
        assert audio.wav_seconds(wav) > 1
    assert says("感谢来电，再见。", "zh-CN") is not None
    assert says("这句话没有人录过。", "zh-CN") is None


def test_accounts_are_made_once_and_kept_from_others(tmp_path) -> None:
    path = tmp_path / "kept.json"
    made = kept_configuration(path, ("8675500000001",))
    assert kept_configuration(path, ("8675500000001",)) == made
    assert path.stat().st_mode & 0o077 == 0
    assert made.phones[0].password not in repr(made)


def test_the_configuration_names_every_port_and_leaves_no_blank(tmp_path) -> None:
    configuration = free_configuration((Phone("8675500000001", "a-secret"),))
    (tmp_path / "root/usr/lib/x").mkdir(parents=True)
    configuration.write(tmp_path / "house", tmp_path / "root", tmp_path / "root/usr/lib/x", {})
    written = {path.name: path.read_text() for path in (tmp_path / "house/etc").glob("*.conf")}
    assert f"bind = 127.0.0.1:{configuration.sip}" in written["pjsip.conf"]
    assert "username = 8675500000001" in written["pjsip.conf"]
    assert f"bindport = {configuration.http}" in written["http.conf"]
    assert "X-Ivr-At" not in written["extensions.conf"]
    assert not [name for name, text in written.items() if "@HOUSE@" in text or "@PASSWORD@" in text]
    for path in (tmp_path / "house/etc").glob("*.conf"):
        assert path.stat().st_mode & 0o077 == 0, path.name
