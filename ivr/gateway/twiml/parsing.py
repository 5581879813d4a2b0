"""From an answer's text to a :class:`Document`. Strict: what is not understood is an error, never ignored."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ivr.gateway.twiml import verbs
from ivr.gateway.twiml.errors import BAD_SCHEMA, BAD_XML, TOO_LARGE, WRONG_CONTENT_TYPE, TwimlError
from ivr.gateway.twiml.values import Kind
from ivr.gateway.twiml.verbs import Document, Prompt, Target, Verb

LARGEST_ANSWER = 64 * 1024
_CONTENT_TYPES = ("text/xml", "application/xml", "text/html")
MOST_TARGETS = 10


def read_answer(content_type: str, body: bytes) -> Document:
    """Reads a webhook's answer; raises TwimlError with Twilio's number for what is wrong with it.

    `text/html` is let through as Twilio does; an empty answer is an empty document.
    """
    if len(body) > LARGEST_ANSWER:
        raise TwimlError(TOO_LARGE, f"the answer has {len(body)} bytes; at most {LARGEST_ANSWER} are read")
    if not body.strip():
        return Document()
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _CONTENT_TYPES:
        raise TwimlError(WRONG_CONTENT_TYPE, f"the answer is {kind or 'of no type'}, not text/xml")
    try:
        return parse(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise TwimlError(BAD_XML, "the answer is not UTF-8") from None


def parse(xml: str) -> Document:
    """The document written in `xml`; raises TwimlError for anything that is not TwiML."""
    root = _tree(xml)
    if root.tag != "Response":
        raise TwimlError(BAD_XML, f"the outermost element is <{root.tag}>, not <Response>")
    _attributes(root, verbs.Document)
    _no_text(root)
    return Document(tuple(_verb(element) for element in root))


def _tree(xml: str) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise TwimlError(BAD_XML, "a document type (<!DOCTYPE>) is not accepted")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(xml.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise TwimlError(BAD_XML, f"not well-formed XML: {error}") from None
    return builder.close()


def _verb(element: Element) -> Verb:
    read = _VERBS.get(element.tag)
    if read is None:
        raise TwimlError(
            BAD_SCHEMA, f"there is no verb <{element.tag}>{_did_you_mean(element.tag, _VERBS, '<{}>')}"
        )
    return read(element)


def _say(element: Element) -> verbs.Say:
    return verbs.Say(_text(element), **_attributes(element, verbs.Say))


def _play(element: Element) -> verbs.Play:
    given = _attributes(element, verbs.Play)
    url = _text(element, may_be_empty="digits" in given)
    return verbs.Play(url, **given)


def _childless(verb: type[Any]) -> Callable[[Element], Any]:
    def read(element: Element) -> Any:
        _no_text(element)
        _no_children(element)
        return verb(**_attributes(element, verb))

    return read


def _named(verb: type[Any]) -> Callable[[Element], Any]:
    def read(element: Element) -> Any:
        return verb(_text(element), **_attributes(element, verb))

    return read


def _gather(element: Element) -> verbs.Gather:
    _no_text(element)
    prompts: list[Prompt] = []
    for child in element:
        read = _PROMPTS.get(child.tag)
        if read is None:
            raise TwimlError(BAD_SCHEMA, f"<{child.tag}> cannot stand in <Gather>: Say, Play and Pause can")
        prompts.append(read(child))
    return verbs.Gather(prompts=tuple(prompts), **_attributes(element, verbs.Gather))


def _dial(element: Element) -> verbs.Dial:
    given = _attributes(element, verbs.Dial)
    plain = (element.text or "").strip()
    targets: list[Target] = [verbs.Number(plain)] if plain else []
    for child in element:
        read = _TARGETS.get(child.tag)
        if read is None:
            raise TwimlError(BAD_SCHEMA, f"<{child.tag}> cannot be dialled: Number, Sip and Queue can")
        if (child.tail or "").strip():
            raise TwimlError(BAD_SCHEMA, "<Dial>: text beside its nouns")
        targets.append(read(child))
    if not targets:
        raise TwimlError(BAD_SCHEMA, "<Dial> says nobody to dial")
    if len(targets) > MOST_TARGETS:
        raise TwimlError(BAD_SCHEMA, f"<Dial> rings {len(targets)} telephones; at most {MOST_TARGETS} can be")
    if len(targets) > 1 and any(isinstance(target, verbs.Queue) for target in targets):
        raise TwimlError(BAD_SCHEMA, "<Queue> stands alone in its <Dial>")
    return verbs.Dial(tuple(targets), **given)


_PROMPTS: Mapping[str, Callable[[Element], Prompt]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _childless(verbs.Pause),
}
_TARGETS: Mapping[str, Callable[[Element], Target]] = {
    "Number": _named(verbs.Number),
    "Sip": _named(verbs.Sip),
    "Queue": _named(verbs.Queue),
}
_VERBS: Mapping[str, Callable[[Element], Verb]] = {
    **_PROMPTS,
    "Gather": _gather,
    "Record": _childless(verbs.Record),
    "Dial": _dial,
    "Enqueue": _named(verbs.Enqueue),
    "Leave": _childless(verbs.Leave),
    "Redirect": _named(verbs.Redirect),
    "Hangup": _childless(verbs.Hangup),
    "Reject": _childless(verbs.Reject),
}


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)


def _attributes(element: Element, verb: type[Any]) -> dict[str, Any]:
    known: dict[str, tuple[str, Kind]] = {
        camel(field.name): (field.name, field.metadata["kind"])
        for field in fields(verb)
        if "kind" in field.metadata
    }
    given: dict[str, Any] = {}
    for name, text in element.attrib.items():
        if name not in known:
            raise TwimlError(
                BAD_SCHEMA, f"<{element.tag}> has no attribute {name}{_did_you_mean(name, known, '{}')}"
            )
        field_name, kind = known[name]
        try:
            given[field_name] = kind.read(text)
        except ValueError:
            raise TwimlError(
                BAD_SCHEMA, f'<{element.tag} {name}="{text[:80]}">: must be {kind.wanted}'
            ) from None
    return given


def _text(element: Element, *, may_be_empty: bool = False) -> str:
    _no_children(element)
    text = (element.text or "").strip()
    if not text and not may_be_empty:
        raise TwimlError(BAD_SCHEMA, f"<{element.tag}> is empty")
    return text


def _no_text(element: Element) -> None:
    pieces = [element.text, *(child.tail for child in element)]
    for piece in pieces:
        if piece and piece.strip():
            raise TwimlError(BAD_SCHEMA, f"<{element.tag}> holds text: {piece.strip()[:40]!r}")


def _no_children(element: Element) -> None:
    for child in element:
        raise TwimlError(BAD_SCHEMA, f"<{child.tag}> cannot stand in <{element.tag}>")


def _did_you_mean(name: str, known: Mapping[str, object], shown: str) -> str:
    close = get_close_matches(name, known, n=1)
    return f" (did you mean {shown.format(close[0])}?)" if close else ""
