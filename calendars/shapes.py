"""Fits what a page says into a model, with a sentence in both languages for everything that does not fit."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from calendars.hints import full_width, nearest, nearest_zh, unquoted
from calendars.strict import Page, PageError, Place, Wrong

Shape = TypeVar("Shape", bound=BaseModel)


def shape(page: Page, model: type[Shape], error: type[PageError]) -> Shape:
    """The page's value as a `model`; raises `error` naming every place that does not fit."""
    try:
        return model.model_validate(page.value)
    except ValidationError as failure:
        errors = failure.errors(include_url=False)
        inside = {one["loc"][:depth] for one in errors for depth in range(len(one["loc"]))}
        for one in errors:
            if one["type"] == "too_short" and one["loc"] in inside:
                continue  # pydantic also calls a list too short whose entries were refused
            place, last = _place(page, one["loc"])
            page.problem(place, *_sentence(model, place, last, one))
        page.check(error)
        raise


def _place(page: Page, loc: Sequence[int | str]) -> tuple[Place, str]:
    """Where in the file pydantic's `loc` lies, and its last part; steps it does not have are left out."""
    place: Place = ()
    for part in loc:
        step = (*place, str(part + 1) if isinstance(part, int) else part)
        if step in page.lines:
            place = step
    return place, str(loc[-1]) if loc else ""


def _sentence(model: type[BaseModel], place: Place, last: str, one: Mapping[str, Any]) -> tuple[str, str]:
    given, facts = one.get("input"), one.get("ctx", {})
    shown, zh = _shown(given)
    match one["type"]:
        case "extra_forbidden":
            known = _keys_at(model, place[:-1])
            return (
                f'no key called "{last}" here{nearest(last, known)}',
                f"这里没有名为“{last}”的键{nearest_zh(last, known)}",
            )
        case "missing":
            return f'"{last}" is missing', f"缺少“{last}”"
        case "value_error":
            wrong = facts["error"]
            return str(wrong), wrong.zh if isinstance(wrong, Wrong) else f"{zh}不能用在这里"
        case "string_type":
            return f"must be text in quotes, not {shown}", f"必须是文字，请加上英文引号，不能是{zh}"
        case "bool_type" | "bool_parsing":
            return f"must be true or false, not {shown}", f"只能是 true 或 false，不能是{zh}"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"must be a whole number, not {shown}", f"必须是整数，不能是{zh}"
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return f"must hold keys with values, not {shown}", f"这里应写若干“键: 值”，不能是{zh}"
        case "list_type" | "tuple_type":
            return f"must be a list, not {shown}", f"必须是列表，如 [甲, 乙]，不能是{zh}"
        case "too_short" | "string_too_short":
            return "must not be empty", "不能为空"
        case "string_too_long":
            return (
                f"is longer than {facts['max_length']} characters",
                f"太长，最多 {facts['max_length']} 个字",
            )
        case "greater_than_equal":
            return f"must be {facts['ge']} or more, not {shown}", f"不能小于 {facts['ge']}，现在是{zh}"
        case "less_than_equal":
            return f"must be {facts['le']} or less, not {shown}", f"不能大于 {facts['le']}，现在是{zh}"
        case "literal_error":
            return _literal(given, re.findall(r"'([^']+)'", facts["expected"]))
    return str(one["msg"]), f"{zh}不能用在这里"


def _literal(given: Any, known: Sequence[str]) -> tuple[str, str]:
    shown, zh = _shown(given)
    near, near_zh = nearest(str(given), known), nearest_zh(str(given), known)
    if isinstance(given, str) and unquoted(given) in known and (typed := full_width(given)):
        near = f": “{typed[0]}” is a full-width character, write {unquoted(given)}"
        near_zh = f"：“{typed[0]}”是全角字符，请写成 {unquoted(given)}"
    return (
        f"must be {' or '.join(known)}, not {shown}{near}",
        f"只能是 {'、'.join(known)}，不能是{zh}{near_zh}",
    )


def _shown(given: Any) -> tuple[str, str]:
    if given is None:
        return "nothing", "空"
    if isinstance(given, str):
        return f'"{given}"', f"“{given}”"
    return str(given), f" {given}"


@cache
def _keys_at(model: type[BaseModel], place: Place) -> Collection[str]:
    return _keys(_schema(model), place)


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _keys(schema: dict[str, Any], place: Place) -> Collection[str]:
    """The keys that may stand at `place`, by the model's own JSON schema."""

    def follow(node: dict[str, Any]) -> dict[str, Any]:
        node = next((option for option in node.get("anyOf", ()) if "$ref" in option), node)
        reference = node.get("$ref", "").rpartition("/")[2]
        return schema["$defs"][reference] if reference else node

    node = schema
    for part in place:
        inside = node.get("properties", {}).get(part) or node.get("additionalProperties") or node.get("items")
        if not isinstance(inside, dict):
            return ()
        node = follow(inside)
        if "items" in node and part == place[-1]:
            node = follow(node["items"])  # one entry, written without its list
    properties: dict[str, Any] = node.get("properties", {})
    return [key for key, told in properties.items() if not told.get("filled_in")]
