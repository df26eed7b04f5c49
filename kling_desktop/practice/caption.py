"""What is written on a clip: the words of a shot, and the mark that it is a practice clip."""

import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from kling_desktop.practice.planes import GREY, Planes, light_of

MOST_LINES: Final = 3
_MOST_READ = 400
"""Characters looked at: three lines never hold more, and a prompt may have 2500."""

_FURTHER_FONTS = (
    "segoeui.ttf",
    "HelveticaNeue.ttc",
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "NotoSansCJK-Regular.ttc",
    "msyh.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "wqy-zenhei.ttc",
)
"""Looked for on this machine when the built-in font lacks letters; it has none with accents."""

_IN_NO_FONT = "\U0010fffd"
_WHITE, _INK = 250, 8

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """Greys to lay over a video frame at (`x`, `y`), both even; `cover` says how much of them."""

    x: int
    y: int
    light: Image.Image
    cover: Image.Image

    def dimmed(self, share: float) -> "Overlay":
        """The same, at a share (0 to 1) of its strength."""
        return replace(self, cover=self.cover.point([round(i * share) for i in range(256)]))

    def lay_over(self, picture: Planes) -> None:
        """Draws on the picture itself."""
        picture.light.paste(self.light, (self.x, self.y), self.cover)
        half = self.cover.reduce(2)
        for plane in (picture.blue, picture.red):
            plane.paste(GREY, (self.x // 2, self.y // 2), half)


def practice_mark(size: tuple[int, int]) -> Overlay:
    """The small word in the top right corner of a clip of `size` pixels."""
    font = ImageFont.load_default(17)
    letters = " ".join("PRACTICE")
    width = _even(font.getlength(letters) + 26)
    canvas = Image.new("RGBA", (width * 2, 64), (0, 0, 0, 0))
    draw = ImageDraw.Draw(canvas)
    # Drawn twice as large and brought down: Pillow's round corners are not smooth by themselves.
    draw.rounded_rectangle((0, 0, width * 2 - 1, 63), radius=32, fill=(_INK,) * 3 + (150,))
    canvas = canvas.resize((width, 32), Image.Resampling.LANCZOS)
    words = Image.new("RGBA", canvas.size, (255, 255, 255, 0))
    ImageDraw.Draw(words).text(
        (width / 2, 16), letters, font=font, fill=(_WHITE,) * 3 + (230,), anchor="mm"
    )
    margin = _even(size[1] * 0.033)
    return _overlay(size[0] - width - margin, margin, Image.alpha_composite(canvas, words))


def shot_caption(size: tuple[int, int], words: str, number: int, of: int) -> Overlay:
    """The lower third of a shot: "SHOT 2 OF 3" and the shot's words on a soft shade."""
    width, height = size
    em = max(22, round(min(width, height) * 0.042))
    margin = round(width * 0.055)
    font = _font_for(_printable(words[:_MOST_READ]), em)
    lines = wrap(words, font, min(width - 2 * margin, em * 34))
    line_height = round(em * 1.34)
    label_height = round(em * 1.25)
    foot = round(height * 0.06)
    text_height = label_height + line_height * len(lines)
    tall = min(_even(text_height + foot + em * 3.2), height - height % 2)
    canvas = _shade(width, tall)
    draw = ImageDraw.Draw(canvas)
    top = tall - foot - text_height
    draw.text(
        (margin, top),
        " ".join(f"SHOT {number}  /  {of}"),
        font=ImageFont.load_default(round(em * 0.56)),
        fill=(_WHITE,) * 3 + (190,),
    )
    for index, line in enumerate(lines):
        y = top + label_height + index * line_height
        draw.text((margin, y), line, font=font, fill=(_WHITE,) * 3 + (255,))
    return _overlay(0, height - tall, canvas)


def wrap(words: str, font: Font, width: float) -> list[str]:
    """Lines of at most `width` pixels, at most three, the last one with an ellipsis if need be.

    Breaks at spaces, anywhere in a script written without them, and anywhere at all in a word
    that is too long for a line.
    """
    rest = _printable(words[:_MOST_READ])
    cut_off = len(words) > _MOST_READ
    lines: list[str] = []
    while rest and len(lines) < MOST_LINES:
        count = _fitting(rest, font, width)
        lines.append(rest[:count].rstrip())
        rest = rest[count:].lstrip()
    if lines and (rest or cut_off):
        last = lines[-1]
        while last and font.getlength(last + "…") > width:
            last = last[:-1].rstrip()
        lines[-1] = last + "…"
    return lines


def _fitting(text: str, font: Font, width: float) -> int:
    """How many characters go on one line."""
    if font.getlength(text) <= width:
        return len(text)
    count = 1
    while font.getlength(text[: count + 1]) <= width:
        count += 1
    for back in range(count, 0, -1):
        if text[back].isspace() or (_is_wide(text[back]) and _is_wide(text[back - 1])):
            return back
    return count


def _printable(text: str) -> str:
    """One line of it, without emoji: few fonts have them, and a row of boxes looks broken."""
    kept = (c if c.isprintable() and not _is_emoji(c) else " " for c in text)
    return " ".join("".join(kept).split())


def _is_emoji(character: str) -> bool:
    return character >= "\u2190" and unicodedata.category(character) in ("So", "Sk", "Mn", "Me")


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _font_for(words: str, em: int) -> Font:
    """The first font that has every letter, or else the one that lacks the fewest."""
    best: Font = ImageFont.load_default(em)
    fewest = lacking(best, words)
    for name in _FURTHER_FONTS:
        if fewest == 0:
            break
        try:
            font = ImageFont.truetype(name, em)
        except OSError:
            # Not on this machine.
            continue
        if (count := lacking(font, words)) < fewest:
            best, fewest = font, count
    return best


def lacking(font: Font, words: str) -> int:
    """How many of the letters the font draws as the box that stands for a missing one."""
    box = bytes(font.getmask(_IN_NO_FONT))
    return sum(bytes(font.getmask(letter)) == box for letter in set(words) if letter != " ")


def _shade(width: int, height: int) -> Image.Image:
    """Transparent at the top, dark at the bottom: words stay readable on any picture."""
    slope = Image.new("L", (1, height))
    slope.putdata([round(205 * (y / height) ** 1.25) for y in range(height)])
    shade = Image.new("RGBA", (width, height), (_INK,) * 3 + (0,))
    shade.putalpha(slope.resize((width, height)))
    return shade


def _overlay(x: float, y: float, picture: Image.Image) -> Overlay:
    light = picture.convert("RGB").convert("L").point([light_of(grey) for grey in range(256)])
    return Overlay(x=_even(x), y=_even(y), light=light, cover=picture.getchannel("A"))


def _even(value: float) -> int:
    return 2 * round(value / 2)
