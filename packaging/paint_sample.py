"""Paints `resources/sample.jpg`, the picture behind "Try the sample": a harbour at dawn.

Run `python packaging/paint_sample.py`; the same picture comes out every time.
"""

import itertools
import math
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 900
HORIZON = 560
SUN = (1040, 452)
SCALE = 2
"""Painted larger than wanted, so that edges come out soft."""

Colour = tuple[int, int, int]

SKY: list[tuple[float, Colour]] = [
    (0.0, (24, 38, 82)),
    (0.34, (72, 74, 130)),
    (0.6, (168, 104, 140)),
    (0.82, (243, 150, 118)),
    (1.0, (255, 208, 150)),
]
SEA: list[tuple[float, Colour]] = [
    (0.0, (246, 178, 134)),
    (0.18, (186, 118, 134)),
    (0.5, (86, 78, 124)),
    (1.0, (20, 30, 64)),
]


def main() -> None:
    """Paints the picture and writes it beside the other resources."""
    chance = random.Random(7)  # noqa: S311
    picture = Image.new("RGB", (WIDTH, HEIGHT), SKY[-1][1])
    picture.paste(gradient(SKY, HORIZON + 20), (0, 0))
    picture = glow(picture, 620, (255, 196, 130), 0.55)
    picture = glow(picture, 250, (255, 226, 178), 0.8)
    clouds(picture, chance)
    disc(picture)
    far = hills(chance, 486, 40, 3.1)
    layers: list[tuple[list[tuple[float, float]], Colour]] = [
        (far, (204, 126, 132)),
        (hills(chance, 512, 34, 1.4), (150, 94, 122)),
        (hills(chance, 540, 24, 4.6), (92, 68, 106)),
    ]
    for outline, colour in layers:
        ridge(picture, outline, colour)
    sea = water(picture, chance)
    picture.paste(sea, (0, HORIZON))
    picture = glow(picture, 380, (255, 190, 120), 0.22)
    headland(picture, chance)
    boat(picture)
    grain(picture).save(
        Path(__file__).parent.parent / "resources" / "sample.jpg",
        quality=86,
        optimize=True,
        progressive=True,
    )


def gradient(stops: list[tuple[float, Colour]], height: int) -> Image.Image:
    """A vertical run through `stops`, eased so that no band shows."""
    column = Image.new("RGB", (1, height))
    for y in range(height):
        at = y / (height - 1)
        for (low, one), (high, other) in itertools.pairwise(stops):
            if low <= at <= high:
                part = (at - low) / (high - low)
                part = part * part * (3 - 2 * part)
                mixed = [round(a + (b - a) * part) for a, b in zip(one, other, strict=True)]
                column.putpixel((0, y), (mixed[0], mixed[1], mixed[2]))
                break
    return column.resize((WIDTH, height), Image.Resampling.BICUBIC)


def glow(picture: Image.Image, radius: int, colour: Colour, strength: float) -> Image.Image:
    """Light around the sun, screened over what is there."""
    fall = Image.radial_gradient("L").resize((radius * 2, radius * 2), Image.Resampling.BICUBIC)
    fall = fall.point(lambda v: round(max(0.0, 1 - v / 180) ** 2 * 255 * strength))
    mask = Image.new("L", picture.size)
    mask.paste(fall, (SUN[0] - radius, SUN[1] - radius))
    black = Image.new("RGB", picture.size)
    light = Image.composite(Image.new("RGB", picture.size, colour), black, mask)
    return ImageChops.screen(picture, light)


def clouds(picture: Image.Image, chance: random.Random) -> None:
    """Thin lit streaks, longer and paler towards the top."""
    veil = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(veil)
    for _ in range(64):
        y = int(chance.triangular(60, 470, 330))
        length = chance.randint(120, 620)
        x = chance.randint(-200, WIDTH)
        thick = chance.randint(2, 9)
        draw.ellipse((x, y, x + length, y + thick), fill=chance.randint(24, 84))
    veil = veil.filter(ImageFilter.GaussianBlur(7))
    picture.paste(Image.new("RGB", (WIDTH, HEIGHT), (255, 196, 160)), (0, 0), veil)


def disc(picture: Image.Image) -> None:
    """The sun itself."""
    mask = Image.new("L", (WIDTH, HEIGHT))
    ImageDraw.Draw(mask).ellipse((SUN[0] - 44, SUN[1] - 44, SUN[0] + 44, SUN[1] + 44), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(1.6))
    picture.paste(Image.new("RGB", (WIDTH, HEIGHT), (255, 243, 214)), (0, 0), mask)


def hills(
    chance: random.Random, level: int, height: int, phase: float
) -> list[tuple[float, float]]:
    """The outline of a range: a few slow waves and a little roughness."""
    waves = [(chance.uniform(1.2, 2.2), 1.0), (chance.uniform(3, 5), 0.45), (9.7, 0.12)]
    points = []
    for x in range(0, WIDTH + 8, 4):
        turn = x / WIDTH * math.tau
        rise = sum(size * math.sin(turn * rate + phase * rate) for rate, size in waves)
        points.append((float(x), level - rise * height * 0.6 + chance.uniform(-1, 1)))
    return points


def ridge(picture: Image.Image, outline: list[tuple[float, float]], colour: Colour) -> None:
    """One range of hills, fading into mist at its foot."""
    shape = Image.new("L", (WIDTH * SCALE, HEIGHT * SCALE))
    body = [(x * SCALE, y * SCALE) for x, y in outline]
    foot = [(WIDTH * SCALE + 8, HORIZON * SCALE), (0, HORIZON * SCALE)]
    ImageDraw.Draw(shape).polygon([*body, *foot], fill=255)
    shape = shape.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    mist = Image.new("L", (1, HEIGHT))
    top = min(y for _, y in outline)
    for y in range(HEIGHT):
        part = min(1.0, max(0.0, (y - top) / (HORIZON - top)))
        mist.putpixel((0, y), round(255 * (1 - 0.5 * part)))
    shape = ImageChops.multiply(shape, mist.resize((WIDTH, HEIGHT)))
    picture.paste(Image.new("RGB", picture.size, colour), (0, 0), shape)


def water(picture: Image.Image, chance: random.Random) -> Image.Image:
    """The sea: its own colour, what it mirrors, and the sun's path on it."""
    depth = HEIGHT - HORIZON
    base = gradient(SEA, depth)
    mirror = picture.crop((0, HORIZON - depth, WIDTH, HORIZON))
    mirror = mirror.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(9))
    sea = Image.blend(base, mirror, 0.42)
    for bright, count in ((False, 900), (True, 760)):
        sheen = Image.new("L", (WIDTH, depth))
        draw = ImageDraw.Draw(sheen)
        for _ in range(count):
            y = int(depth * chance.random() ** 1.5)
            near = y / depth
            if bright:
                spread = 26 + near * 130
                x = SUN[0] + chance.gauss(0, spread)
            else:
                x = chance.uniform(-50, WIDTH)
            length = (10 + near * 76) * chance.uniform(0.4, 1.3)
            thick = 0.6 + near * 3.2
            strength = int(chance.uniform(70, 215) * (1 - 0.45 * near)) if bright else 44
            draw.ellipse((x - length, y, x + length, y + thick), fill=strength)
        sheen = sheen.filter(ImageFilter.GaussianBlur(1.1))
        colour = (255, 222, 170) if bright else (18, 24, 54)
        sea.paste(Image.new("RGB", sea.size, colour), (0, 0), sheen)
    return sea


def headland(picture: Image.Image, chance: random.Random) -> None:
    """The near shore on the left with its jetty and a lighthouse."""
    shape = Image.new("L", (WIDTH * SCALE, HEIGHT * SCALE))
    draw = ImageDraw.Draw(shape)
    s = SCALE
    edge = [(0.0, 470.0)]
    for x in range(0, 430, 6):
        fall = (x / 430) ** 1.7
        edge.append((float(x), 470 + fall * 112 + math.sin(x / 31) * 5 + chance.uniform(-2, 2)))
    edge += [(452, 584), (0, 600)]
    draw.polygon([(x * s, y * s) for x, y in edge], fill=255)
    tower = [(234, 540), (241, 408), (259, 408), (266, 540)]
    draw.polygon([(x * s, y * s) for x, y in tower], fill=255)
    draw.rectangle((237 * s, 400 * s, 263 * s, 407 * s), fill=255)
    draw.rectangle((243 * s, 386 * s, 257 * s, 400 * s), fill=150)
    draw.polygon([(240 * s, 386 * s), (260 * s, 386 * s), (250 * s, 374 * s)], fill=255)
    for x in range(330, 640, 44):
        draw.rectangle((x * s, 578 * s, (x + 5) * s, 622 * s), fill=255)
    draw.rectangle((300 * s, 573 * s, 644 * s, 581 * s), fill=255)
    shape = shape.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    reflection = shape.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    reflection = ImageChops.offset(reflection, 0, 2 * 596 - HEIGHT)
    reflection.paste(0, (0, 0, WIDTH, 590))
    reflection = reflection.filter(ImageFilter.GaussianBlur(4)).point(lambda v: v * 0.55)
    dark = Image.new("RGB", (WIDTH, HEIGHT), (30, 28, 58))
    picture.paste(dark, (0, 0), reflection)
    picture.paste(dark, (0, 0), shape)
    lamp = Image.new("L", (WIDTH, HEIGHT))
    ImageDraw.Draw(lamp).ellipse((236, 379, 264, 407), fill=255)
    lamp = lamp.filter(ImageFilter.GaussianBlur(9))
    picture.paste(Image.new("RGB", (WIDTH, HEIGHT), (255, 232, 178)), (0, 0), lamp)


def boat(picture: Image.Image) -> None:
    """A small fishing boat in the sun's path, with its reflection."""
    shape = Image.new("L", (WIDTH * SCALE, HEIGHT * SCALE))
    draw = ImageDraw.Draw(shape)
    x, y, s = 842, 650, SCALE

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [((x + dx) * s, (y + dy) * s) for dx, dy in points]

    draw.polygon(at((-78, -22), (84, -26), (62, 4), (-58, 4)), fill=255)
    draw.polygon(at((10, -54), (46, -54), (50, -22), (6, -22)), fill=255)
    draw.polygon(at((-3, -132), (1, -132), (2, -20), (-4, -20)), fill=255)
    draw.line(at((0, -128), (80, -26)), fill=210, width=2)
    draw.line(at((-1, -128), (-74, -22)), fill=210, width=2)
    draw.polygon(at((-7, -112), (-7, -34), (-54, -32)), fill=235)
    shape = shape.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    below = ImageChops.offset(
        shape.transpose(Image.Transpose.FLIP_TOP_BOTTOM), 0, 2 * (y + 4) - HEIGHT
    )
    below.paste(0, (0, 0, WIDTH, y + 2))
    below = below.filter(ImageFilter.GaussianBlur(3.4)).point(lambda v: v * 0.6)
    picture.paste(Image.new("RGB", (WIDTH, HEIGHT), (34, 28, 58)), (0, 0), below)
    picture.paste(Image.new("RGB", (WIDTH, HEIGHT), (27, 23, 46)), (0, 0), shape)


def grain(picture: Image.Image) -> Image.Image:
    """A little noise, so that the gradients do not band."""
    state = random.Random(3)  # noqa: S311
    tile = Image.frombytes("L", (256, 256), bytes(128 + state.randint(-5, 5) for _ in range(65536)))
    noise = Image.new("L", picture.size)
    for left in range(0, WIDTH, 256):
        for top in range(0, HEIGHT, 256):
            noise.paste(tile.rotate(90 * state.randint(0, 3)), (left, top))
    noise = noise.filter(ImageFilter.GaussianBlur(0.6))
    layer = Image.merge("RGB", (noise, noise, noise))
    return ImageChops.add(picture, layer, scale=1, offset=-128)


if __name__ == "__main__":
    main()
