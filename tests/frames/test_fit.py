"""Within every limit, at both sides of each boundary, and nothing given up without need."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from kling_desktop.frames import encode, profiles
from kling_desktop.frames.codes import NeedsChoice, Step
from kling_desktop.frames.examine import examine
from kling_desktop.frames.fit import Crop, Fitted, Pad, backdrop, fit, measures
from kling_desktop.storyboard import limits
from tests.frames.drawing import (
    as_file,
    camera_exif,
    difference,
    grown,
    heic,
    noise,
    opened,
    scene,
)


def assert_within_limits(fitted: Fitted) -> None:
    assert len(fitted.data) <= limits.FRAME_BYTES
    assert fitted.media_type in limits.FRAME_MEDIA_TYPES
    image = opened(fitted.data)
    assert f"image/{(image.format or '').lower()}" == fitted.media_type
    assert image.size == (fitted.width, fitted.height)
    assert min(image.size) >= limits.FRAME_SIDE
    assert limits.ratio_fits(*image.size)
    assert image.mode in ("L", "RGB", "RGBA", "LA")
    if image.mode in ("RGBA", "LA"):
        assert image.getchannel("A").getextrema() == (255, 255)
    assert not image.getexif()
    assert not image.info.get("comment")


MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"]
KINDS = {
    "JPEG": ["1", "L", "RGB", "CMYK"],
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "WEBP": ["L", "RGB", "RGBA"],
    "TIFF": MODES,
    "BMP": ["1", "L", "P", "RGB"],
    "GIF": ["1", "L", "P", "RGB"],
    "AVIF": ["L", "RGB", "RGBA"],
    "JPEG2000": ["L", "LA", "RGB", "RGBA", "I;16"],
    "PPM": ["1", "L", "RGB", "I;16"],
    "ICO": ["RGB", "RGBA"],
}
written = st.sampled_from([(kind, mode) for kind, modes in KINDS.items() for mode in modes])
side = st.one_of(st.integers(1, 60), st.integers(280, 320), st.sampled_from([500, 750, 751]))


@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(
    written,
    side,
    side,
    st.integers(1, 8),
    st.sampled_from([Crop(), Pad(), Pad(colour="#336699"), Pad(blur=True)]),
)
def test_whatever_comes_fits_and_fits_again_unchanged(
    kind_and_mode: tuple[str, str], width: int, height: int, orientation: int, ratio: Crop | Pad
) -> None:
    kind, mode = kind_and_mode
    if kind == "ICO":
        width, height = min(width, 256), min(height, 256)
    image = scene(width + 8, height + 8).crop((0, 0, width, height))
    image = image.convert("L") if mode == "I;16" else image
    image = image.convert(mode)
    turnable = kind in ("JPEG", "PNG", "WEBP", "TIFF")
    options: dict[str, object] = {"exif": camera_exif(orientation)} if turnable else {}
    if kind == "ICO":
        options = {"sizes": [(width, height)]}
    data = as_file(image, kind, **options)
    examination = examine(data)
    fitted = fit(data, ratio=ratio)
    assert_within_limits(fitted)
    assert set(examination.steps) <= set(fitted.steps)
    creative = {Step.CROPPED, Step.PADDED}
    assert bool(creative & set(fitted.steps)) == examination.needs_ratio
    if examination.needs_ratio:
        with pytest.raises(NeedsChoice):
            fit(data)
    again = fit(fitted.data)
    assert again.data == fitted.data
    assert again.steps == ()
    assert examine(fitted.data).steps == ()


@pytest.mark.parametrize("size", [(1000, 400), (400, 1000), (750, 300), (300, 300)])
def test_the_boundaries_themselves_pass(size: tuple[int, int]) -> None:
    png = as_file(scene(*size), "PNG")
    assert not examine(png).needs_ratio
    assert fit(png).data == png


@pytest.mark.parametrize("size", [(1001, 400), (400, 1001), (751, 300)])
def test_one_pixel_too_long_needs_a_choice(size: tuple[int, int]) -> None:
    png = as_file(scene(*size), "PNG")
    assert examine(png).needs_ratio
    with pytest.raises(NeedsChoice) as raised:
        fit(png)
    assert (raised.value.width, raised.value.height) == size


def test_cropping_keeps_the_middle() -> None:
    image = scene(400, 1101)
    fitted = fit(as_file(image, "PNG"), ratio=Crop())
    assert fitted.steps == (Step.CROPPED,)
    assert difference(opened(fitted.data), image.crop((0, 50, 400, 1050))) == 0


def test_a_chosen_crop_box_is_followed_even_where_none_is_needed() -> None:
    image = scene(900, 700)
    box = (100, 50, 700, 650)
    fitted = fit(as_file(image, "PNG"), ratio=Crop(box=box))
    assert difference(opened(fitted.data), image.crop(box)) == 0
    whole = as_file(image, "PNG")
    assert fit(whole, ratio=Crop(box=(-5, -5, 5000, 5000))).data == whole
    with pytest.raises(ValueError, match="no part"):
        fit(whole, ratio=Crop(box=(900, 0, 1000, 100)))


def test_the_crop_box_counts_upright_pixels() -> None:
    stored = scene(900, 700)
    png = as_file(stored, "PNG", exif=camera_exif(6))
    box = (0, 0, 400, 500)
    upright = stored.transpose(Image.Transpose.ROTATE_270)
    assert difference(opened(fit(png, ratio=Crop(box=box)).data), upright.crop(box)) == 0


def test_padding_keeps_the_whole_picture() -> None:
    image = scene(400, 1101)
    fitted = fit(as_file(image, "PNG"), ratio=Pad(colour="#ff8000"))
    assert (fitted.width, fitted.height) == (441, 1101)
    assert fitted.steps == (Step.PADDED,)
    result = opened(fitted.data)
    assert difference(result.crop((20, 0, 420, 1101)), image) == 0
    assert result.getpixel((0, 0)) == result.getpixel((440, 1100)) == (255, 128, 0)


def test_padding_with_blur_looks_like_the_picture() -> None:
    image = Image.new("RGB", (400, 1201), (200, 40, 40))
    fitted = opened(fit(as_file(image, "PNG"), ratio=Pad(blur=True)).data)
    assert difference(fitted, Image.new("RGB", fitted.size, (200, 40, 40))) <= 1


def test_padding_never_grows_out_of_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling_desktop.frames.fit.PIXELS", 1_000_000)
    fitted = fit(as_file(scene(8, 30_000), "PNG"), ratio=Pad())
    assert fitted.width * fitted.height <= 1_000_000
    assert Step.REDUCED in fitted.steps
    assert_within_limits(fitted)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((299, 299), (300, 300)),
        ((299, 600), (300, 602)),
        ((40, 100), (300, 750)),
        ((1, 1), (300,) * 2),
    ],
)
def test_small_pictures_are_scaled_up(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    png = as_file(scene(64, 128).resize(size), "PNG")
    assert examine(png).steps == (Step.LARGER,)
    fitted = fit(png)
    assert (fitted.width, fitted.height) == wanted
    assert fitted.steps == (Step.LARGER,)
    assert fitted.media_type == "image/png"


def test_ten_million_bytes_pass_and_one_more_does_not() -> None:
    image = scene(400, 320)
    exact = grown(as_file(image, "PNG"), limits.FRAME_BYTES)
    assert len(exact) == limits.FRAME_BYTES
    assert fit(exact).data == exact
    over = grown(as_file(image, "PNG"), limits.FRAME_BYTES + 1)
    assert examine(over).steps == (Step.SMALLER,)
    fitted = fit(over)
    assert fitted.steps == (Step.SMALLER,)
    assert fitted.media_type == "image/png"
    assert difference(opened(fitted.data), image) == 0


def test_private_data_does_not_count_against_the_size() -> None:
    exact = grown(as_file(scene(400, 320), "PNG"), limits.FRAME_BYTES)
    fitted = fit(exact + bytes(5_000_000))
    assert fitted.data == exact


def test_a_large_noisy_png_stays_at_full_size() -> None:
    png = as_file(noise(2000, 1850), "PNG", compress_level=1)
    assert len(png) > 11_000_000
    fitted = fit(png)
    assert_within_limits(fitted)
    assert (fitted.width, fitted.height) == (2000, 1850)
    assert fitted.media_type == "image/jpeg"
    assert fitted.steps == (Step.SMALLER,)
    assert len(fitted.data) > 6_000_000


def test_a_large_jpeg_gives_up_quality_before_pixels() -> None:
    jpeg = as_file(noise(2400, 1600), "JPEG", quality=100, subsampling=0)
    assert len(jpeg) > limits.FRAME_BYTES
    fitted = fit(jpeg)
    assert_within_limits(fitted)
    assert (fitted.width, fitted.height) == (2400, 1600)
    assert fitted.steps == (Step.SMALLER,)


def test_pixels_go_only_when_no_quality_fits() -> None:
    image = noise(700, 1000)
    lowest = len(encode.as_jpeg(image, 80, 2))
    kept = encode.encode(image, lossless=False, most=lowest)
    assert (kept.width, kept.height, kept.reduced) == (700, 1000, False)
    assert len(kept.data) == lowest
    gone = encode.encode(image, lossless=True, most=lowest - 1)
    assert gone.reduced
    assert gone.lowered
    assert len(gone.data) < lowest
    assert 900 < gone.height < 1000


def test_the_best_quality_that_fits_is_found() -> None:
    image = noise(400, 400)
    sizes = {quality: len(encode.as_jpeg(image, quality, 0)) for quality in range(86, 96)}
    for quality, size in sizes.items():
        assert encode.encode(image, lossless=False, most=size).data == encode.as_jpeg(
            image, quality, 0
        )
    assert len(encode.encode(image, lossless=False, most=sizes[86] - 1).data) < sizes[86]


def test_lossless_stays_lossless_where_it_fits() -> None:
    image = scene()
    for data in (
        as_file(image, "WEBP", lossless=True),
        as_file(image, "TIFF"),
        as_file(image, "BMP"),
    ):
        fitted = fit(data)
        assert fitted.media_type == "image/png"
        assert difference(opened(fitted.data), image) == 0
    for data in (as_file(image, "WEBP"), as_file(image, "AVIF"), heic(image)):
        assert fit(data).media_type == "image/jpeg"


def test_a_turned_jpeg_keeps_its_looks() -> None:
    jpeg = as_file(scene(400, 300), "JPEG", quality=92, exif=camera_exif(6))
    fitted = fit(jpeg)
    assert fitted.steps == (Step.TURNED, Step.PRIVATE_REMOVED)
    assert (fitted.width, fitted.height) == (300, 400)
    upright = opened(jpeg).transpose(Image.Transpose.ROTATE_270)
    assert difference(opened(fitted.data), upright) <= 16


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "AVIF", "TIFF", "PNG"])
def test_of_several_pictures_the_first_is_taken(kind: str) -> None:
    first, second = Image.new("RGB", (300, 300), "#3060c0"), Image.new("RGB", (300, 300), "#ff0000")
    data = as_file(first, kind, save_all=True, append_images=[second, first])
    assert Step.FIRST_PICTURE in examine(data).steps
    fitted = fit(data)
    assert Step.FIRST_PICTURE in fitted.steps
    assert difference(opened(fitted.data), first) <= 4


def test_the_name_is_shown_and_never_believed(tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(as_file(scene(), "PNG"))
    examination = examine(path)
    assert (examination.name, examination.format) == ("holiday.jpg", "PNG")
    assert examination.media_type == "image/png"
    assert examination.size == path.stat().st_size
    assert fit(path).name == "holiday.jpg"
    assert fit(path, name="other").name == "other"
    assert fit(path).media_type == "image/png"


def test_a_phones_heic() -> None:
    fitted = fit(heic(scene(640, 480)), name="IMG_1.HEIC")
    assert examine(heic(scene(640, 480))).format == "HEIF"
    assert fitted.steps == (Step.CONVERTED,)
    assert difference(opened(fitted.data).resize((32, 24)), scene(640, 480).resize((32, 24))) < 16


def test_a_background_that_is_no_colour_is_a_mistake_of_ours() -> None:
    image = scene().convert("RGBA")
    image.putalpha(3)
    with pytest.raises(ValueError, match="color"):
        fit(as_file(image, "PNG"), background="mud")


def test_many_threads_at_once_agree() -> None:
    files = [
        as_file(scene(), "JPEG", exif=camera_exif(6)),
        as_file(scene(), "PNG", icc_profile=profiles.adobe_rgb()),
        as_file(scene().convert("CMYK"), "TIFF"),
        as_file(scene(), "AVIF"),
    ] * 6
    alone = [fit(data).data for data in files]
    with ThreadPoolExecutor(4) as threads:
        together = [fitted.data for fitted in threads.map(fit, files)]
    assert together == alone


def test_padding_to_a_shape_that_was_chosen() -> None:
    png = as_file(scene(800, 600), "PNG")
    wide = fit(png, ratio=Pad(ratio=(16, 9), colour="#112233"))
    assert (wide.width, wide.height, wide.steps) == (1067, 600, (Step.PADDED,))
    assert opened(wide.data).getpixel((0, 0)) == (0x11, 0x22, 0x33)
    assert fit(png, ratio=Pad(ratio=(4, 3))).data == png
    with pytest.raises(ValueError, match="not allowed"):
        fit(png, ratio=Pad(ratio=(3, 1)))


def test_transparency_asks_only_where_nobody_said_what_shows_through() -> None:
    image = scene(800, 600).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize((800, 600)))
    png = as_file(image, "PNG")
    with pytest.raises(NeedsChoice) as raised:
        fit(png, background=None)
    assert (raised.value.shape, raised.value.background) == (False, True)
    assert fit(png, background="#000000").steps == (Step.FLATTENED,)
    assert fit(as_file(scene(800, 600), "PNG"), background=None).steps == ()
    with pytest.raises(NeedsChoice) as raised:
        fit(as_file(image.resize((900, 300)), "PNG"), background="#000000")
    assert (raised.value.shape, raised.value.background) == (True, False)
    assert raised.value.steps == (Step.FLATTENED,)


@pytest.mark.parametrize(
    ("size", "ratio"),
    [
        ((1200, 300), Crop()),
        ((1200, 300), Crop(box=(0, 0, 400, 300))),
        ((1200, 300), Pad()),
        ((600, 500), Pad(ratio=(9, 16))),
        ((200, 150), None),
        ((640, 480), None),
    ],
)
def test_measures_are_told_without_the_work(
    size: tuple[int, int], ratio: Crop | Pad | None
) -> None:
    fitted = fit(as_file(scene(*size), "PNG"), ratio=ratio)
    assert measures(*size, ratio) == (fitted.width, fitted.height)


def test_what_padding_with_blur_fills_with_can_be_shown() -> None:
    image = scene(800, 200)
    padded = opened(fit(as_file(image, "PNG"), ratio=Pad(blur=True)).data)
    shown = opened(backdrop(as_file(image, "PNG"))).resize((1280, 320))
    band = shown.crop((240, 0, 1040, 60)), padded.crop((0, 0, 800, 60))
    assert max(ImageStat.Stat(ImageChops.difference(*band)).mean) < 12
    assert max(ImageStat.Stat(shown).stddev) > 20
