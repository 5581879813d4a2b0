"""Notices are read strictly: what is wrong is named, with its place, and nothing is half believed."""

import pytest

from calendars.notices import NoticeError, read_notices, shipped

GOOD = """
notices:
  - title: 通知
    by: exchange
    published: 2026-12-22
    source: https://example.com/notice
    settles: 2027
    closed:
      - {from: 2027-01-01, to: 2027-01-03, for: {zh: 元旦, en: New Year's Day}}
      - {from: 2027-02-05, to: 2027-02-12, for: {zh: 春节, en: Spring Festival}}
"""


def test_a_good_notice() -> None:
    (notice,) = read_notices(GOOD)
    assert notice.settles == 2027
    assert [len(closure.days()) for closure in notice.closed] == [3, 8]


def test_what_ships_has_a_source_each_and_dates_for_the_yearly_ones() -> None:
    assert all(notice.source for notice in shipped())
    assert {notice.settles for notice in shipped() if notice.published and notice.settles} == {
        2024,
        2025,
        2026,
    }


@pytest.mark.parametrize(
    ("write", "instead", "told"),
    [
        ("by: exchange", "by: hearsay", 'notices.1.by: "hearsay" publishes no notices'),
        ("title: 通知", "titel: 通知", 'notices.1.titel: no key called "titel" here (did you mean "title"?)'),
        ("    source: https://example.com/notice\n", "", 'notices.1: "source" is missing'),
        ("to: 2027-01-03", "to: 2027-01-00", "notices.1.closed.1.to: there is no day 2027-01-00"),
        ("to: 2027-01-03", "to: 3 January", 'notices.1.closed.1.to: "3 January" is no date'),
        ("to: 2027-01-03", "to: 2026-12-30", "ends on 2026-12-30, before it begins on 2027-01-01"),
        ("to: 2027-01-03", "to: 2027-02-05", "is longer than 31 days"),
        ("from: 2027-02-05, to: 2027-02-12", "from: 2027-01-03, to: 2027-01-04", "overlap"),
        ("settles: 2027", "settles: 2026", "settles 2026, but a closure ends on 2027-01-03"),
        ("settles: 2027", "settles: soon", "notices.1.settles: must be a whole number"),
        ("{zh: 元旦, en: New Year's Day}", "元旦", "must name the occasion in both languages"),
        ("{zh: 元旦, en: New Year's Day}", "{zh: 元旦}", "must name the occasion in both languages"),
        ("closed:", "open:", 'no key called "open" here'),
        ("notices:", "notice:", 'no key called "notice" here (did you mean "notices"?)'),
    ],
)
def test_what_is_wrong_is_named_with_its_place(write: str, instead: str, told: str) -> None:
    with pytest.raises(NoticeError) as refused:
        read_notices(GOOD.replace(write, instead), "2027.yaml")
    assert any(told in sentence for sentence in refused.value.sentences()), refused.value.sentences()
    assert all(sentence.startswith("2027.yaml") for sentence in refused.value.sentences())


def test_one_year_is_settled_once_by_each() -> None:
    twice = GOOD + GOOD.replace("\nnotices:", "")
    with pytest.raises(NoticeError, match="2027 is settled twice by exchange"):
        read_notices(twice)
