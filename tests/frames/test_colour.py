"""Colours come out as they should look in sRGB; every direction of turning, pixel by pixel."""

import struct
import zlib

import pytest
from PIL import Image, ImageChops, ImageOps

from kling_desktop.frames import profiles
from kling_desktop.frames.codes import Step
from kling_desktop.frames.examine import examine
from kling_desktop.frames.fit import fit
from tests.frames.drawing import (
    as_file,
    camera_exif,
    chunk,
    difference,
    heic,
    opened,
    scene,
    with_chunks,
)

Triple = tuple[float, float, float]

# The published matrices (D65): into XYZ from each space, and from XYZ into sRGB.
ADOBE = ((0.5767, 0.1856, 0.1882), (0.2973, 0.6274, 0.0753), (0.0270, 0.0707, 0.9911))
P3 = ((0.4866, 0.2657, 0.1982), (0.2290, 0.6917, 0.0793), (0.0, 0.0451, 1.0439))
TO_SRGB = ((3.2405, -1.5371, -0.4985), (-0.9693, 1.8760, 0.0416), (0.0556, -0.2040, 1.0572))


def times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    a, b, c = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return a, b, c


def encoded(linear: float) -> int:
    clipped = min(max(linear, 0.0), 1.0)
    curved = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055
    return round(curved * 255)


def expected(matrix: tuple[Triple, Triple, Triple], linear: Triple) -> tuple[int, ...]:
    return tuple(encoded(level) for level in times(TO_SRGB, times(matrix, linear)))


def middle(data: bytes) -> tuple[int, ...]:
    image = opened(data).convert("RGB")
    pixel = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(pixel, tuple)
    return tuple(int(level) for level in pixel)


def near(one: tuple[int, ...], other: tuple[int, ...], by: int) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def plain(colour: tuple[int, ...], mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (300, 300), colour)


COLOURS = [(200, 100, 50), (40, 180, 90), (90, 90, 200), (128, 128, 128), (255, 255, 255)]


@pytest.mark.parametrize("colour", COLOURS)
def test_adobe_rgb(colour: tuple[int, int, int]) -> None:
    r, g, b = ((level / 255) ** 2.19921875 for level in colour)
    wanted = expected(ADOBE, (r, g, b))
    png = as_file(plain(colour), "PNG", icc_profile=profiles.adobe_rgb())
    fitted = fit(png)
    assert fitted.steps == (Step.COLOURS,)
    assert fitted.media_type == "image/png"
    assert near(middle(fitted.data), wanted, 3)
    assert not opened(fitted.data).info.get("icc_profile")
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: "R03", 2: b"0100"}
    dcf = as_file(plain(colour), "JPEG", quality=100, subsampling=0, exif=exif.tobytes())
    assert Step.COLOURS in examine(dcf).steps
    assert near(middle(fit(dcf).data), wanted, 4)


@pytest.mark.parametrize("colour", COLOURS)
def test_display_p3(colour: tuple[int, int, int]) -> None:
    r, g, b = (profiles._srgb_to_linear(level / 255) for level in colour)
    wanted = expected(P3, (r, g, b))
    jpeg = as_file(
        plain(colour), "JPEG", quality=100, subsampling=0, icc_profile=profiles.display_p3()
    )
    assert near(middle(fit(jpeg).data), wanted, 4)
    by_number = with_chunks(as_file(plain(colour), "PNG"), chunk(b"cICP", bytes((12, 13, 0, 1))))
    assert near(middle(fit(by_number).data), wanted, 3)
    phone = heic(plain(colour), icc_profile=profiles.display_p3())
    assert near(middle(fit(phone).data), wanted, 6)


def test_a_broken_or_foreign_profile_is_passed_over() -> None:
    image = scene()
    for profile in (b"nonsense", profiles.adobe_rgb()[:200]):
        assert difference(opened(fit(as_file(image, "PNG", icc_profile=profile)).data), image) == 0


def test_grey_with_a_colour_profile_stays_grey() -> None:
    grey = as_file(plain((100,), "L"), "PNG", icc_profile=profiles.adobe_rgb())
    fitted = opened(fit(grey).data)
    assert fitted.mode == "L"
    assert near(middle(fit(grey).data), (99, 99, 99), 3)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk(kind: str) -> None:
    cyan_ink = plain((200, 30, 60, 20), "CMYK")
    wanted = tuple(round((255 - ink) * (255 - 20) / 255) for ink in (200, 30, 60))
    data = as_file(cyan_ink, kind, **({"quality": 100} if kind == "JPEG" else {}))
    assert Step.COLOURS in examine(data).steps
    fitted = fit(data)
    assert opened(fitted.data).mode == "RGB"
    assert near(middle(fitted.data), wanted, 4)


def test_cmyk_without_adobes_mark_is_not_upside_down() -> None:
    image = plain((200, 30, 60, 20), "CMYK")
    jpeg = as_file(ImageChops.invert(image), "JPEG", quality=100)
    at = jpeg.index(b"\xff\xee")
    length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
    unmarked = jpeg[:at] + jpeg[at + 2 + length :]
    assert near(middle(fit(unmarked).data), middle(fit(as_file(image, "JPEG")).data), 4)


@pytest.mark.parametrize(("level", "wanted"), [(0, 0), (0x8080, 128), (0xFFFF, 255), (300, 1)])
def test_sixteen_bit_grey(level: int, wanted: int) -> None:
    deep = Image.new("I;16", (300, 300), level)
    for kind in ("PNG", "TIFF"):
        fitted = fit(as_file(deep, kind))
        assert opened(fitted.data).mode == "L"
        assert near(middle(fitted.data), (wanted,) * 3, 1)
        assert Step.CONVERTED in fitted.steps


def sixteen_bit_png(colour: tuple[int, int, int], *chunks: bytes) -> bytes:
    row = b"\0" + struct.pack(">3H", *colour) * 300
    header = struct.pack(">IIBBBBB", 300, 300, 16, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(row * 300))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunks)
        + pixels
        + chunk(b"IEND", b"")
    )


def test_sixteen_bit_colour() -> None:
    fitted = fit(sixteen_bit_png((0xFFFF, 0x8080, 0x0101)))
    assert fitted.steps == (Step.CONVERTED,)
    assert near(middle(fitted.data), (255, 128, 1), 1)


def test_sixteen_bit_colour_with_a_transparent_colour() -> None:
    key = struct.pack(">3H", 0xFFFF, 0x8080, 0x0101)
    png = sixteen_bit_png((0xFFFF, 0x8080, 0x0101), chunk(b"tRNS", key))
    assert examine(png).transparent
    assert near(middle(fit(png, background="#102030").data), (16, 32, 48), 0)
    assert not examine(sixteen_bit_png((1, 2, 60000), chunk(b"tRNS", key))).transparent


@pytest.mark.parametrize(
    ("levels", "wanted"), [((0.0, 1.0), (0, 255)), ((0, 255), (0, 255)), ((-2, 6), (0, 255))]
)
def test_floating_point(levels: tuple[float, float], wanted: tuple[int, int]) -> None:
    image = Image.new("F", (300, 300), levels[0])
    image.paste(levels[1], (150, 0, 300, 300))
    fitted = opened(fit(as_file(image, "TIFF")).data)
    assert fitted.mode == "L"
    assert (fitted.getpixel((10, 10)), fitted.getpixel((290, 10))) == wanted


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16"])
def test_every_mode_becomes_plain(mode: str) -> None:
    image = scene().convert("L").convert(mode) if mode == "I;16" else scene().convert(mode)
    fitted = fit(as_file(image, "TIFF"))
    assert opened(fitted.data).mode in ("L", "RGB")
    if mode in ("1", "L", "P", "RGB"):
        assert difference(opened(fitted.data), image) == 0


def half_clear(mode: str = "RGBA") -> Image.Image:
    image = scene().convert(mode)
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_transparency_is_laid_on_the_background(mode: str, kind: str) -> None:
    image = half_clear(mode)
    data = as_file(image, kind, **({"lossless": True} if kind == "WEBP" else {}))
    assert examine(data).transparent
    assert Step.FLATTENED in examine(data).steps
    fitted = fit(data, background="#204060")
    assert Step.FLATTENED in fitted.steps
    ground = Image.new("RGBA", image.size, "#204060")
    wanted = Image.alpha_composite(ground, image.convert("RGBA"))
    assert difference(opened(fitted.data), wanted) <= 2
    assert opened(fitted.data).mode == "RGB"


def test_a_palette_with_transparency() -> None:
    image = Image.new("P", (300, 300), 0)
    image.putpalette([250, 0, 0, 0, 250, 0])
    image.paste(1, (0, 0, 150, 300))
    for transparency in (0, bytes((0, 255))):
        for kind in ("PNG", "GIF"):
            if kind == "GIF" and transparency != 0:
                continue
            data = as_file(image, kind, transparency=transparency)
            assert examine(data).transparent
            fitted = opened(fit(data).data).convert("RGB")
            assert fitted.getpixel((10, 10)) == (0, 250, 0)
            assert fitted.getpixel((290, 10)) == (255, 255, 255)


def test_an_opaque_palette_is_converted_without_loss() -> None:
    image = scene().quantize(60)
    fitted = fit(as_file(image, "PNG"))
    assert fitted.steps == (Step.CONVERTED,)
    assert fitted.media_type == "image/png"
    assert opened(fitted.data).mode == "RGB"
    assert difference(opened(fitted.data), image) == 0


def test_alpha_that_hides_nothing_is_not_called_transparent() -> None:
    for data in (as_file(scene().convert("RGBA"), "PNG"), as_file(scene().convert("LA"), "TIFF")):
        assert not examine(data).transparent
        assert Step.FLATTENED not in fit(data).steps


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF", "HEIC"])
def test_every_orientation(kind: str, orientation: int) -> None:
    image = scene(400, 320)
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind == "HEIC":
        data = heic(image, exif=exif.tobytes())
    else:
        options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
        options |= {"lossless": True} if kind == "WEBP" else {}
        data = as_file(image, kind, exif=exif, **options)
    stored = opened(data).convert("RGB") if kind not in ("TIFF", "AVIF", "HEIC") else image
    turned = Image.new("RGB", image.size)
    turned.paste(stored)
    turned.getexif()[0x0112] = orientation
    upright = ImageOps.exif_transpose(turned)
    examination = examine(data)
    fitted = fit(data)
    assert (examination.width, examination.height) == upright.size == (fitted.width, fitted.height)
    if kind != "HEIC":  # libheif has turned it before anyone can tell
        assert (Step.TURNED in fitted.steps) == (orientation != 1)
        assert (Step.TURNED in examination.steps) == (orientation != 1)
    result = opened(fitted.data)
    assert result.getexif().get(0x0112) is None
    exact = kind in ("PNG", "TIFF", "WEBP")
    blurred = (result.resize((40, 40)), upright.resize((40, 40)))
    assert difference(*blurred) <= (0 if exact else 12)
    if exact:
        assert difference(result, upright) == 0


def test_broken_exif_does_not_spoil_a_sound_picture() -> None:
    for exif in (b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", camera_exif(6)[:40], b"Exif\0\0XX"):
        data = as_file(scene(), "JPEG", exif=exif)
        assert fit(data).data == as_file(scene(), "JPEG") or Step.TURNED in fit(data).steps


def test_an_orientation_that_does_not_exist_is_passed_over() -> None:
    assert Step.TURNED not in examine(as_file(scene(), "JPEG", exif=camera_exif(9))).steps
