"""Sheets as people hand them in: any bytes make lines, or one sentence why not."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.contacts import Kind, Reading, Unreadable, read

AREA = "+86 755"
SHEET = (
    "姓名,单位,机构类型,电话,备注\r\n"
    '张敏,国泰君安证券,券商,138 0013 8000,"清算岗,\r\n只在上午"\r\n'
    ",国泰君安证券,证券公司,0755-8234 5678,总机\r\n"
    "Li Wei,Hang Seng Bank,bank,+852 2345 6789,\r\n"
    "陈洁,国泰君安证券,,0755-82345678转6021;13911112222,\r\n"
)


def told(reading: Reading) -> list[tuple[int, str, str, list[str]]]:
    return [
        (
            line.number,
            line.details.name,
            line.details.firm,
            [each.e164 + (f"*{each.extension}" if each.extension else "") for each in line.details.numbers],
        )
        for line in reading.lines
    ]


UNDERSTOOD = [
    (2, "张敏", "国泰君安证券", ["+8613800138000"]),
    (4, "", "国泰君安证券", ["+8675582345678"]),
    (5, "Li Wei", "Hang Seng Bank", ["+85223456789"]),
    (6, "陈洁", "国泰君安证券", ["+8675582345678*6021", "+8613911112222"]),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_lines_however_the_sheet_was_saved(encoding: str) -> None:
    reading = read(SHEET.encode(encoding), AREA)
    assert reading.problems == ()
    assert told(reading) == UNDERSTOOD
    assert [line.details.kind for line in reading.lines] == [
        Kind.SECURITIES,
        Kind.SECURITIES,
        Kind.BANK,
        None,
    ]
    assert reading.lines[0].details.note == "清算岗,\n只在上午"


@pytest.mark.parametrize(
    "header",
    ["name,organisation,kind,phone,note", " Name ,FIRM,Type,Telephone,Notes", "姓名,单位,机构类型,手机,备注"],
)
def test_a_header_in_either_language(header: str) -> None:
    body = SHEET.partition("\r\n")[2]
    assert told(read(f"{header}\r\n{body}".encode(), AREA)) == UNDERSTOOD


def test_what_spreadsheets_do_to_cells() -> None:
    sheet = "sep=;\r\n电话;姓名;工号;备注\r\n=\"075582345678\";'=张;7;'+1\r\n1.38E+10;李;;\r\n\r\n;;;\r\n"
    reading = read(sheet.encode(), AREA)
    (line,) = reading.lines
    assert (line.number, line.details.name, line.details.note) == (3, "=张", "+1")
    assert line.details.numbers[0].e164 == "+8675582345678"
    assert [str(each) for each in reading.problems] == [
        "line 4: a spreadsheet shortened the number to 1.38E+10: make the column text, and fill it in again"
    ]


def test_every_bad_line_is_named_with_its_reason() -> None:
    sheet = (
        "姓名,单位,机构类型,电话,备注\n"
        "甲,,,12,\n"  # too short for any number
        "乙,某某证券,大公司,13800138000,\n"
        ",,,13800138001,\n"
        "丙,,证券公司,13800138002,\n"
        f"{'长' * 61},,,13800138003,\n"
        "丁,某某证券,,13800138004,一,二\n"
        "戊,某某证券,,,\n"
        "己,某某证券,,13800138005,\n"
    )
    reading = read(sheet.encode(), AREA)
    assert [(each.line, each.why.code) for each in reading.problems] == [
        (2, "number"),
        (3, "kind"),
        (4, "nothing"),
        (5, "kind-alone"),
        (6, "long"),
        (7, "cells"),
        (8, "no-number"),
    ]
    assert "证券公司 (securities)" in str(reading.problems[1])
    assert [line.number for line in reading.lines] == [9]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"\xff\xfe\x00\xd8", "not-text"),
        (b"name,phone\n\x00,1", "not-text"),
        ("姓名,单位\n张敏,国泰".encode(), "header"),
        ("电话,备注\n13800138000,".encode(), "header"),
        ("姓名,电话,手机\n张敏,1,2".encode(), "column-twice"),
        ('姓名,电话\n"张敏,13800138000\n李,13800138001\n'.encode(), "quotes"),
        ('姓名,电话\n"张"敏,13800138000\n'.encode(), "quotes"),
        (b"name,phone\n" + b"x" * 200_000 + b",1", "cell"),
        (b"name,phone\n" + b"x" * (16 * 1024 * 1024), "large"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, AREA)
    assert refused.value.code == code
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_lines_or_one_refusal(data: bytes) -> None:
    for whole in (data, b"name,organisation,kind,phone,note\n" + data, SHEET.encode("gb18030")[:60] + data):
        try:
            reading = read(whole, AREA)
        except Unreadable as refused:
            assert str(refused)
            continue
        assert all(str(problem).startswith("line ") for problem in reading.problems)
        for line in reading.lines:
            assert line.details.name or line.details.firm
            assert all(each.e164.startswith("+") for each in line.details.numbers)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(TEXTS, TEXTS, TEXTS)
def test_quoted_as_a_spreadsheet_quotes_everything_comes_back(name: str, firm: str, note: str) -> None:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["姓名", "单位", "电话", "备注"], [name, "=" + firm, "13800138000", note]])
    reading = read(sheet.getvalue().encode(), AREA)
    assert len(reading.lines) + len(reading.problems) == 1
    if reading.lines:
        assert reading.lines[0].details.firm.startswith("=") or '"' in firm
