"""What stands before what."""

from tusach.library.catalogue.folding import tokens
from tusach.library.catalogue.query import parse
from tusach.library.catalogue.ranking import Candidate, score, weigh
from tusach.library.catalogue.vocabulary import Vocabulary

WORDS = Vocabulary(
    [("lich", 40), ("su", 50), ("viet", 60), ("nam", 70), ("duong", 9), ("to", 5), ("hoai", 2),
     ("de", 9), ("men", 2), ("mien", 1)],
    titles=100,
)  # fmt: skip


def candidate(title: str, author: str = "", subject: str = "", popularity: int = 0) -> Candidate:
    words, names = tokens(title), tokens(author)
    return Candidate(
        title=[token.folded for token in words],
        title_exact=[token.exact for token in words],
        author=[token.folded for token in names],
        author_exact=[token.exact for token in names],
        names=[0] * len(names),
        subject=f" {subject} ",
        head=len(words),
        popularity=popularity,
    )


def value(query: str, *args: object, slips: dict | None = None, **kwargs: object) -> float:
    weighed = weigh(parse(query, WORDS), slips=slips or {}, titles=WORDS.titles)
    return score(weighed, candidate(*args, **kwargs)).value


def test_equal_marks_stand_above_other_marks():
    assert value("đường", "Đường") > value("đường", "Dương")
    assert value("dương", "Dương") > value("dương", "Đường")
    assert value("duong", "Dương") == value("duong", "Đường")


def test_the_second_of_two_words_may_have_the_right_marks():
    assert value("đường", "Dương đường") > value("đường", "Dương dương")


def test_words_side_by_side_stand_above_words_apart():
    assert value("lich su", "Lịch sử Việt") > value("lich su", "Lịch Việt sử")


def test_the_shorter_title_stands_above_the_longer():
    assert value("lich su", "Lịch sử") > value("lich su", "Lịch sử Việt Nam")


def test_a_title_that_begins_so_stands_above_one_that_holds_it():
    assert value("viet nam", "Việt Nam lịch sử") > value("viet nam", "Lịch sử Việt Nam")


def test_much_asked_for_titles_stand_above_others_but_never_above_a_better_match():
    assert value("lich su", "Lịch sử Nam", popularity=50) > value("lich su", "Lịch sử Nam")
    assert value("lich su", "Lịch sử") > value("lich su", "Nam lịch", popularity=1_000)


def test_title_above_author_above_subject():
    assert value("nam", "Nam", "x") > value("nam", "x", "Nam") > value("nam", "x", "y", "nam")


def test_a_whole_name_beside_title_words_counts_as_a_name():
    together = value("to hoai de men", "Dế Mèn phiêu lưu", "Tô Hoài")
    apart = value("to hoai de men", "Dế Mèn phiêu lưu", "Hoài Tô")
    assert together > apart


def test_the_words_met_are_told_so_that_a_page_can_mark_them():
    weighed = weigh(parse("hoai men xyz", WORDS), slips={1: frozenset({"mien"})}, titles=100)
    met = score(weighed, candidate("Miền xa", "Tô Hoài"))
    assert met.words == {"mien", "hoai"}
    assert met.missing == 1


def test_a_slip_counts_less_than_the_word_itself():
    slips = {0: frozenset({"mien"})}
    assert value("men", "Mèn", slips=slips) > value("men", "Miền", slips=slips) > 0


def test_an_unfinished_last_word_counts_and_says_which_word_it_met():
    weighed = weigh(parse("lich s", WORDS), slips={}, titles=100)
    assert score(weighed, candidate("Lịch sử")).words == {"lich", "su"}


def test_an_empty_candidate_scores_nothing():
    assert value("lich su", "") == 0


def test_a_short_form_meets_its_long_one_and_both_words_are_told():
    weighed = weigh(parse("vn su", WORDS), slips={}, titles=100)
    met = score(weighed, candidate("Việt Nam sử lược"))
    assert met.words == {"viet", "nam", "su"}
    assert met.missing == 0
    apart = score(weighed, candidate("Nam sử, Việt lược"))
    assert apart.words == {"su"}


def test_a_twin_counts_nearly_as_the_word_itself():
    known = Vocabulary([("phja", 2), ("phia", 2)], titles=4)
    weighed = weigh(parse("phia", known), slips={}, titles=4)
    same, twin = (score(weighed, candidate(title)) for title in ("Phía", "Phja"))
    assert same.value > twin.value > 0.9
    assert twin.words == {"phja"}
    assert score(weighed, candidate("Đường về")).words == frozenset()


def test_two_words_of_two_different_authors_are_no_name():
    one = candidate("x", "Tô Hoài")
    two = one._replace(names=[0, 1])
    weighed = weigh(parse("to hoai", WORDS), slips={}, titles=100)
    assert score(weighed, one).value > score(weighed, two).value


def test_a_name_that_also_stands_in_the_title_is_counted_once():
    twice = value("to hoai", "Tô Hoài", "Tô Hoài")
    assert twice == value("to hoai", "Tô Hoài", "")
