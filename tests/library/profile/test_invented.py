"""What is invented for demonstrations is told its randomness and labelled."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library.profile.folders import FOLDERS, profile_of

from tusach.library.profile.people import NameLists, invented_hamlet, invented_person
from tusach.library.profile.titles import (
    TitleWords,
    combinations,
    distinct_titles,
    synthetic_title,
)


def drawer(seed: int) -> Callable[[int], int]:
    return random.Random(seed).randrange


def words_of(name: str) -> TitleWords:
    found = profile_of(name).titles
    assert found is not None
    return found


def names_of(name: str) -> NameLists:
    found = profile_of(name).names
    assert found is not None
    return found


@pytest.mark.usefixtures("untraced")
def test_the_word_lists_give_25000_distinct_titles() -> None:
    words = words_of("caobang")
    made = list(distinct_titles(words, drawer(7), count=25_000))
    assert len({each.title for each in made}) == 25_000
    assert all(each.synthetic for each in made)


def test_the_patterns_have_more_fillings_than_titles_are_wanted() -> None:
    assert combinations(words_of("caobang")) > 25_000


@given(st.integers(0, 2**32))
def test_equal_seeds_give_equal_titles_and_people(seed: int) -> None:
    for name in FOLDERS:
        words, names = words_of(name), names_of(name)
        assert synthetic_title(words, drawer(seed)) == synthetic_title(words, drawer(seed))
        one = invented_person(names, drawer(seed), year=2026)
        assert one == invented_person(names, drawer(seed), year=2026)


@given(st.integers(0, 2**32))
def test_a_synthetic_title_has_no_gap_left_and_belongs_to_its_profile(seed: int) -> None:
    for name in FOLDERS:
        profile = profile_of(name)
        made = synthetic_title(words_of(name), drawer(seed))
        assert not set("{}") & set(made.title)
        assert made.title == made.title.strip()
        assert made.title[0] == made.title[0].upper()
        assert made.author
        assert made.kind in {kind.code for kind in profile.lending.material_kinds}
        assert made.audience in {each.code for each in profile.shelving.audiences}
        assert words_of(name).first_year <= made.year <= words_of(name).last_year


def test_other_seeds_give_other_titles() -> None:
    words = words_of("caobang")
    first = [each.title for each in distinct_titles(words, drawer(1), count=50)]
    assert first != [each.title for each in distinct_titles(words, drawer(2), count=50)]


def test_short_word_lists_say_so_instead_of_turning_for_ever() -> None:
    with pytest.raises(ValueError, match="word lists"):
        list(distinct_titles(words_of("lumira"), drawer(1), count=100))


def test_a_group_writes_some_of_the_books() -> None:
    words = words_of("lumira")
    authors = {synthetic_title(words, drawer(seed)).author for seed in range(200)}
    assert "Grupo das Hortas" in authors
    assert "Tavares Ana" in authors


@given(st.integers(0, 2**32), st.integers(2000, 2100))
def test_an_invented_person_has_an_age_of_the_lists(seed: int, year: int) -> None:
    for name in FOLDERS:
        names = names_of(name)
        person = invented_person(names, drawer(seed), year=year)
        assert any(
            each.age_from <= year - person.birth_year <= each.age_until for each in names.ages
        )
        people = next(each for each in names.peoples if each.code == person.people)
        assert person.family_name in people.family
        given = people.given_female if person.sex == "female" else people.given_male
        assert person.given_name in given
        assert "  " not in person.full_name


def test_each_people_writes_its_names_in_its_own_order() -> None:
    family_first = invented_person(names_of("caobang"), drawer(3), year=2026)
    assert family_first.full_name.startswith(family_first.family_name)
    given_first = invented_person(names_of("lumira"), drawer(3), year=2026)
    assert given_first.full_name.startswith(given_first.given_name)


def test_names_of_every_people_come_up() -> None:
    names = names_of("caobang")
    draw = drawer(5)
    met = {invented_person(names, draw, year=2026).people for _ in range(2000)}
    assert met == {people.code for people in names.peoples}


def test_a_hamlet_has_two_parts_where_the_profile_has_such_names() -> None:
    names = names_of("caobang")
    first, second = invented_hamlet(names, drawer(1)).split(" ")
    assert first in names.hamlet_first
    assert second in names.hamlet_second
    assert invented_hamlet(names_of("lumira"), drawer(1)) == ""


def test_a_draw_outside_its_range_is_our_own_mistake() -> None:
    def too_far(count: int) -> int:
        return count

    with pytest.raises(AssertionError, match="draw"):
        synthetic_title(words_of("lumira"), too_far)
    with pytest.raises(AssertionError, match="draw"):
        invented_person(names_of("lumira"), too_far, year=2026)
