"""Small, upright, in sRGB; transparency kept."""

import pytest
from PIL import Image

from kling_desktop.frames import profiles
from kling_desktop.frames.fit import fit
from kling_desktop.frames.thumbnail import thumbnail
from tests.frames.drawing import MARK, as_file, camera_exif, difference, opened, scene


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_small_and_upright(kind: str) -> None:
    data = as_file(scene(1200, 900), kind, exif=camera_exif(6))
    small = thumbnail(data, 160)
    image = opened(small)
    assert image.size == (120, 160)
    assert MARK not in small
    upright = scene(1200, 900).transpose(Image.Transpose.ROTATE_270)
    assert difference(image.resize((12, 16)), upright.resize((12, 16))) < 24


def test_never_enlarged_and_never_without_a_side() -> None:
    assert opened(thumbnail(as_file(scene(40, 30), "PNG"), 160)).size == (40, 30)
    assert opened(thumbnail(as_file(scene(3000, 16).resize((3000, 2)), "JPEG"), 100)).size == (
        100,
        1,
    )


def test_transparency_is_kept() -> None:
    image = scene().convert("RGBA")
    image.putalpha(80)
    small = opened(thumbnail(as_file(image, "PNG"), 64))
    assert small.format == "PNG"
    assert small.getchannel("A").getextrema() == (80, 80)


def test_the_colours_are_those_of_the_frame() -> None:
    wide = as_file(
        Image.new("RGB", (400, 300), (60, 200, 90)), "PNG", icc_profile=profiles.adobe_rgb()
    )
    assert difference(opened(thumbnail(wide, 100)), opened(fit(wide).data).resize((100, 75))) <= 3
