import pytest
from PIL import Image, ImageFont

from kling_desktop.practice.caption import MOST_LINES, lacking, practice_mark, shot_caption, wrap
from kling_desktop.practice.planes import Planes

FONT = ImageFont.load_default(24)
WIDTH = 300


@pytest.mark.parametrize(
    "words",
    [
        "Fog lifts off the harbour while the first boats go out, one after another",
        "山脊上的云慢慢散开太阳从东边升起来了镜头缓缓推进直到看见海边的灯塔和渔船" * 3,
        "x" * 2500,
        "word " * 500,
        "line\none\r\ntwo\ttabbed",
    ],
)
def test_every_line_fits_and_no_more_than_three_are_made(words: str) -> None:
    lines = wrap(words, FONT, WIDTH)
    assert 1 <= len(lines) <= MOST_LINES
    assert all(FONT.getlength(line) <= WIDTH for line in lines)


def test_words_are_not_cut_where_a_space_is_near() -> None:
    words = "The camera glides forward over the ridge"
    lines = wrap(words, FONT, WIDTH)
    assert len(lines) > 1
    assert " ".join(lines) == words


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrap("word " * 100, FONT, WIDTH)[-1].endswith("…")
    assert wrap("x" * 2500, FONT, WIDTH)[-1].endswith("…")
    assert not wrap("short", FONT, WIDTH)[-1].endswith("…")


def test_breaks_become_spaces_and_what_no_font_has_is_left_out() -> None:
    assert wrap("One\r\n\ttwo\x00 🎬 20° ©", FONT, 1000) == ["One two 20° ©"]
    assert wrap("🎬👩\u200d🚀", FONT, 1000) == []


@pytest.mark.parametrize(
    "words", ["🎬🎬", "\x00\x07", " ", "\u202eeda", "é" * 9, "👩\u200d🚀 goes"]
)
def test_odd_words_draw_without_a_crash(words: str) -> None:
    shot_caption((720, 720), words, 1, 1)


@pytest.mark.parametrize("paper", ["white", "black", "orange"])
def test_a_caption_is_bright_words_on_dark_ground_whatever_is_below(paper: str) -> None:
    size = (1280, 720)
    picture = Planes.of(Image.new("RGB", size, paper))
    shot_caption(size, "MMMMMMMMMMMMMMMMMM", 1, 2).lay_over(picture)
    darkest, brightest = picture.light.crop((60, 600, 400, 690)).getextrema()
    assert isinstance(darkest, int | float)
    assert isinstance(brightest, int | float)
    assert brightest > 200
    assert brightest - darkest > 110


def test_the_mark_shows_in_its_corner_and_nowhere_else() -> None:
    size = (1280, 720)
    picture = Planes.of(Image.new("RGB", size, "gray"))
    plain = picture.light.copy()
    practice_mark(size).lay_over(picture)
    assert (
        picture.light.crop((1000, 0, 1280, 80)).tobytes()
        != plain.crop((1000, 0, 1280, 80)).tobytes()
    )
    assert (
        picture.light.crop((0, 0, 1000, 720)).tobytes() == plain.crop((0, 0, 1000, 720)).tobytes()
    )


def test_letters_the_built_in_font_lacks_are_counted() -> None:
    assert lacking(FONT, "Plain words, 12") == 0
    assert lacking(FONT, "山 and 云") == 2
