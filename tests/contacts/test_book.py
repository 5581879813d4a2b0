"""The book: who is known by a number, and what an import makes of it. On both databases."""

import pytest
from sqlalchemy import select

from ivr import history
from ivr.clock import parse_moment
from ivr.contacts import (
    Contact,
    ContactError,
    ContactNumber,
    Details,
    Kind,
    Organisation,
    Outcome,
    add,
    apply,
    change,
    exported,
    foreseen,
    forget,
    known,
    listed,
    read,
    remove,
    search,
)
from ivr.database import Database
from ivr.telephony import contact as reached

AREA = "+86 755"
NOW = parse_moment("2026-09-01T10:00")
SHEET = """姓名,单位,机构类型,电话,备注
张敏,国泰君安证券,证券公司,13800138000,清算岗
,国泰君安证券,证券公司,0755-82345678,总机
陈洁,国泰君安证券,,0755-82345678转6021,
Li Wei,恒生银行,银行,+852 2345 6789,
"""


def details(name: str = "", firm: str = "", *numbers: str, **more: object) -> Details:
    found = tuple(each for number in numbers if (each := reached(number, AREA)))
    assert len(found) == len(numbers)
    return Details(name=name, firm=firm, numbers=found, **more)


def take(database: Database, sheet: str, *, skip_bad: bool = False) -> Outcome:
    with database.writing() as session:
        return apply(session, read(sheet.encode(), AREA), skip_bad=skip_bad, now=NOW, actor="user:1")


def counts(outcome: Outcome) -> tuple[int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged


def names(database: Database, text: str) -> list[str]:
    with database.reading() as session:
        return [entry.name or entry.firm or "" for entry in listed(session, search(text, AREA))]


def test_importing_twice_changes_nothing_and_later_sheets_bring_up_to_date(database: Database) -> None:
    with database.reading() as session:
        assert counts(foreseen(session, read(SHEET.encode(), AREA))) == (4, 0, 0)
    assert names(database, "") == []
    assert counts(take(database, SHEET)) == (4, 0, 0)
    assert counts(take(database, SHEET)) == (0, 0, 4)

    # A person moved on, a number was added, the firm is told apart; what is empty leaves what was there.
    later = """name,organisation,organisation in English,kind,phone,note
张敏,招商证券,China Merchants Securities,券商,13800138000;13911112222,
陈洁,,,,0755-82345678*6021,对账
Li Wei,恒生银行,Hang Seng Bank,,+852 2345 6789,
新人,恒生银行,,,13700001111,
"""
    assert counts(take(database, later)) == (1, 3, 0)
    assert counts(take(database, later)) == (0, 0, 4)
    with database.reading() as session:
        zhang, li = listed(session, search("2222", AREA))[0], listed(session, search("hang seng", AREA))[0]
        assert (zhang.firm, zhang.note, len(zhang.numbers)) == ("招商证券", "清算岗", 2)
        assert (li.name, li.firm_en, li.kind) == ("Li Wei", "Hang Seng Bank", Kind.BANK)
        kinds = [entry.kind for entry in history.entries(session, "contacts")]
        assert kinds == ["contacts-imported"] * 2, "nothing is written down of an import that changed nothing"
        assert history.verify(session, "contacts")


def test_one_bad_line_keeps_all_out_unless_it_is_skipped(database: Database) -> None:
    bad = SHEET + (
        "重复,国泰君安证券,,13800138000,\n"  # line 6: on line 2 with other details
        "张敏,国泰君安证券,证券公司,13800138000,清算岗\n"  # the same once more is no contradiction
        "两人,国泰君安证券,,13900000001;+852 2345 6789,\n"
        "银行,国泰君安证券,银行,13900000002,\n"
    )
    outcome = take(database, bad)
    assert not outcome.done
    assert [str(problem) for problem in outcome.problems] == [
        "line 6: its number is on line 2 as well, with other details",
        "line 8: its number is on line 5 as well, with other details",
        "line 9: 国泰君安证券 is «securities» on line 2, and «bank» here",
    ]
    assert names(database, "") == []
    outcome = take(database, bad, skip_bad=True)
    assert (outcome.done, counts(outcome)) == (True, (4, 0, 1))
    across = take(database, "姓名,电话\n谁,13800138000;+85223456789\n")
    assert [problem.why.code for problem in across.problems] == ["several"]


def test_who_is_known_by_a_number(database: Database) -> None:
    take(database, SHEET)
    with database.reading() as session:
        book = known(session, ["+8613800138000", "+8675582345678", None, "+8613700000000"])

        def shown(number: str | None, extension: str | None = None) -> str | None:
            who = book.who(number, extension)
            return who.shown("zh") if who else None

        assert shown("+8613800138000") == "国泰君安证券 · 张敏"
        assert shown("+8675582345678", "6021") == "国泰君安证券 · 陈洁"
        assert shown("+8675582345678", "9999") == "国泰君安证券"
        assert shown("+8675582345678") == "国泰君安证券"
        assert shown("+8613700000000") is None
        assert shown(None) is None
    # People behind one switchboard, and nobody entered the switchboard itself.
    take(
        database,
        "姓名,单位,电话\n甲,某期货,0755-26660001*1\n乙,某期货,0755-26660001*2\n丙,另一家,0755-26660002*1\n",
    )
    take(database, "姓名,单位,电话\n丁,第三家,0755-26660002*2\n")
    with database.reading() as session:
        book = known(session, ["+8675526660001", "+8675526660002"])
        assert shown("+8675526660001") == "某期货"
        assert shown("+8675526660001", "2") == "某期货 · 乙"
        assert shown("+8675526660002") is None, "two firms behind one number: nobody knows which"


def test_an_entry_is_added_changed_and_removed_and_each_is_written_down(database: Database) -> None:
    with database.writing() as session:
        made = add(session, details("张敏", "国泰君安证券", "13800138000"), now=NOW, actor="user:1")
        number = made.id
        add(session, details("", " 国泰君安 证券 ", "82345678"), now=NOW, actor="user:1")
        assert len(session.scalars(select(Organisation)).all()) == 1, "blanks make no other firm"
    with (
        database.writing() as session,
        pytest.raises(ContactError, match="already in the book, for 国泰君安证券 · 张敏"),
    ):
        add(session, details("李四", "", "138 0013 8000"), now=NOW, actor="user:1")
    with database.writing() as session:
        entry = session.get_one(Contact, number)
        old = session.scalars(select(ContactNumber.id).where(ContactNumber.contact_id == number)).one()
        same = details("张敏", "国泰君安证券", "13800138000")
        assert not change(session, entry, same, now=NOW, actor="user:1")
        with pytest.raises(ContactError, match="no telephone number"):
            change(session, entry, details("张敏"), without=[old], now=NOW, actor="user:1")
    with database.writing() as session:
        entry = session.get_one(Contact, number)
        new = details("张敏", "招商证券", "13911112222", kind=Kind.SECURITIES)
        assert change(session, entry, new, without=[old], now=NOW, actor="user:1")
    assert names(database, "2222") == ["张敏"] == names(database, "13911112222")
    assert names(database, "1112222") == [], (
        "more digits than a mask shows are no way to find the hidden ones"
    )
    assert names(database, "13800138000") == []
    with database.writing() as session:
        remove(session, session.get_one(Contact, number), now=NOW, actor="user:2")
    with database.reading() as session:
        kinds = [entry.kind for entry in history.entries(session, f"contact:{number}")]
        assert kinds == ["entry-added", "entry-changed", "entry-removed"]
        assert history.verify(session, f"contact:{number}")
    assert names(database, "") == ["国泰君安证券"]


def test_searching_takes_signs_as_they_are(database: Database) -> None:
    take(database, SHEET + "100%_,某某,,13700001111,\n")
    assert names(database, "%") == ["100%_"]
    assert names(database, "0%_") == ["100%_"]
    assert names(database, "li wei") == ["Li Wei"]
    assert names(database, "君安") == ["国泰君安证券", "张敏", "陈洁"]
    assert names(database, "0755-8234 5678") == ["国泰君安证券", "陈洁"]
    assert names(database, "5678") == ["国泰君安证券", "陈洁"]
    assert names(database, "78") == []


def test_a_person_is_forgotten_by_number(database: Database) -> None:
    take(database, SHEET + "两号,某某,,13700001111;13700002222,私人\n")
    with database.writing() as session:
        assert forget(session, "+8675582345678") == 2, "the switchboard and whoever sits behind it"
        assert forget(session, "+8613700001111") == 1
        assert forget(session, "+8613700009999") == 0
    assert names(database, "国泰") == ["张敏"]
    with database.reading() as session:
        (two,) = listed(session, search("两号", AREA))
        assert [number.number for number in two.numbers] == ["+8613700002222"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_exported_is_read_again_and_no_spreadsheet_reckons_with_it(
    database: Database, language: str
) -> None:
    take(database, SHEET + '"=cmd|""calc""!A1",@SUM(1),其他,13700001111,"-2\n+3"\n')
    with database.reading() as session:
        sheet = exported(listed(session, search("", AREA)), language)
    assert sheet.startswith(
        "姓名,单位,机构类型,电话,备注" if language == "zh" else "name,organisation,kind,phone,note"
    )
    for cell in ("\"'=cmd|", ",'@SUM(1)", "\"'-2", ",'+852 2345 6789"):
        assert cell in sheet, sheet
    assert counts(take(database, sheet)) == (0, 0, 5)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_more_lines_than_a_statement_has_variables(database: Database) -> None:
    rows = (f"客户{n},公司{n % 900},证券公司,1380{n:07},备注{n}" for n in range(40_000))
    sheet = "姓名,单位,机构类型,电话,备注\n" + "\n".join(rows)
    assert counts(take(database, sheet)) == (40_000, 0, 0)
    assert names(database, "13800039999") == ["客户39999"]
