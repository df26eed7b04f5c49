import ast
import gettext
import io
import string
import struct
from collections.abc import Iterator, Mapping
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import kling_desktop
from kling_desktop import words
from kling_desktop.addresses import AddressTrouble
from kling_desktop.frames.codes import PictureError, Step, Trouble
from kling_desktop.frames.examine import examine
from kling_desktop.frames.fit import fit
from kling_desktop.jobs.job import Ending, Hold, Job, Oddity, State
from kling_desktop.keys import StoreTrouble
from kling_desktop.production.film import problems_of
from kling_desktop.store.document_errors import Flaw, Hindrance
from kling_desktop.storyboard.check import Code, Field, Fix, check
from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Shot, Storyboard, Take
from kling_desktop.storyboard.price import Rates
from kling_desktop.words import (
    Saying,
    checks,
    documents,
    editing,
    jobs,
    key,
    pictures,
    settings,
    speech,
)
from tests.storyboard.making import frame, scene, shots, some_scenes

RATES = Rates(silent=0.1, sound=0.2, currency="USD", source="Novita", date="2026-10")

TABLES: dict[type[StrEnum], Mapping[Any, str]] = {
    Code: checks.PROBLEMS,
    Fix: checks.FIXES,
    Field: checks.FIELDS,
    Trouble: pictures.TROUBLES,
    Step: pictures.STEPS,
    State: jobs.STATES,
    Hold: jobs.HOLDS,
    Ending: jobs.ENDINGS,
    Oddity: jobs.ODDITIES,
    StoreTrouble: key.STORE_TROUBLE,
    Flaw: documents.FLAWS,
    Hindrance: documents.HINDRANCES,
    AddressTrouble: settings.ADDRESS_TROUBLES,
    Stop: editing.STOPS,
    Act: editing.ACTS,
}

SAYINGS = [
    made
    for made in vars(words).values()
    if isinstance(made, type) and made is not Saying and issubclass(made, Saying)
]

EVERY = [
    *(message for table in TABLES.values() for message in table.values()),
    *(member.value for saying in SAYINGS for member in saying),
]


JOINED = (" s", words.Cli.CONFIRM_TAKES.value)
"""Said right beside something else: a number, or what is being typed."""


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def job(**changes: object) -> Job:
    made = {"id": 1, "service": "practice", "snapshot": None, "created_at": 0.0, **changes}
    return Job(**made)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _plain_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "_translation", gettext.NullTranslations())


@pytest.mark.parametrize("codes", TABLES, ids=lambda codes: codes.__name__)
def test_every_code_has_its_words(codes: type[StrEnum]) -> None:
    assert set(TABLES[codes]) == set(codes)
    assert all(message.strip() for message in TABLES[codes].values())
    assert len(set(TABLES[codes].values())) == len(codes)


@pytest.mark.parametrize("message", EVERY)
def test_it_speaks_plainly(message: str) -> None:
    assert "!" not in message
    assert "HTTP " not in message
    assert message == message.strip() or message in JOINED
    assert "  " not in message


@given(some_scenes)
def test_every_problem_found_can_be_said(made: Scene) -> None:
    for found in check(made):
        for said in (words.problem(found), words.fix(found), words.field(found.field)):
            assert not {"{", "}"} & set(said)
        assert words.problem(found)
        assert bool(words.fix(found)) is (found.fix is not None)


def test_every_code_of_check_is_really_yielded_and_said() -> None:
    """So that the sentences are tried with the values that `check` gives, each of them."""
    scenes = [
        scene(first_frame=None, prompt="", plain_seconds=1, cfg_scale=float("nan")),
        scene(first_frame=frame(10, 100, size=10**8, media_type="text/plain")),
        scene(end_frame=frame(300, 300), prompt="x" * 2501, negative_prompt="x" * 2501),
        scene(end_frame=frame(), shots=(Shot(), Shot(prompt="x" * 2501), *shots(*[0] * 5, 2))),
        scene(prompt="", shots=(Shot(prompt="x" * 600, seconds=20),)),
    ]
    take = Take(id="t", recipe="r", clip="t.mp4", made_at=0.0)
    follows = scene(linked=True, follows="another")
    boards = [Storyboard(scenes=(scene(takes=takes), follows)) for takes in ((), (take,))]
    found = [problem for made in scenes for problem in check(made)]
    found += [problem for board in boards for problem in problems_of(board, 1, practice=False)]
    said = {problem.code: words.problem(problem) for problem in found}
    assert set(said) == set(Code)
    assert said[Code.PROMPT_LONG] == "The prompt has 2501 characters; 2500 are allowed."
    assert said[Code.CFG_SCALE_RANGE].endswith("not nan.")


def test_every_fix_can_be_said() -> None:
    for code in Fix:
        assert placeholders(checks.FIXES[code]) <= {"number"}
    (empty,) = check(scene(shots=(*shots(4), Shot())))
    assert words.fix(empty) == "Remove shot 2"


@pytest.mark.parametrize("code", Trouble)
def test_every_trouble_with_a_picture_can_be_said(code: Trouble) -> None:
    error = PictureError(code, name="{boat}.jpg")
    assert words.picture_trouble(error).startswith("{boat}.jpg ") or "{boat}.jpg:" in (
        words.picture_trouble(error)
    )


@pytest.mark.parametrize(
    "error", [PictureError(Trouble.EMPTY), PictureError(Trouble.EMPTY, name="")]
)
def test_a_picture_without_a_name_is_called_the_picture(error: PictureError) -> None:
    assert words.picture_trouble(error) == "The picture is empty."
    assert words.picture_trouble(error, "boat.jpg") == "boat.jpg is empty."
    named = PictureError(Trouble.EMPTY, name="own.jpg")
    assert words.picture_trouble(named, "boat.jpg") == "own.jpg is empty."


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
)
def test_pasted_bytes_that_are_no_picture_are_told_as_such(data: bytes) -> None:
    for look in (examine, fit):
        with pytest.raises(PictureError) as raised:
            look(data)
        assert words.picture_trouble(raised.value).startswith("The picture")


def test_what_was_done_is_one_quiet_line() -> None:
    assert words.steps(()) == ""
    assert words.steps((Step.TURNED, Step.SMALLER)) == "turned upright, brought under 10 MB"


NEVER_CHARGED = {
    Ending.KEY,
    Ending.BALANCE,
    Ending.NOT_ALLOWED,
    Ending.WORDS_OR_PICTURE,
    Ending.PICTURE_UNFIT,
    Ending.MALFORMED,
    Ending.RATE_LIMIT,
    Ending.SERVICE_DOWN,
    Ending.NO_SUCH_MODEL,
    Ending.OTHER_REFUSAL,
    Ending.REDIRECTED,
    Ending.PICTURE_GONE,
}
"""Refused at the submit, or never sent: only there is it certain (product.md)."""


@pytest.mark.parametrize("ending", Ending)
def test_nothing_was_charged_is_said_only_where_it_is_certain(ending: Ending) -> None:
    assert ("Nothing was charged" in words.ending(ending)) is (ending in NEVER_CHARGED)
    unsure = ending in {Ending.NO_ANSWER, Ending.UNREADABLE_ANSWER, Ending.LEFT_ALONE}
    assert ("may have been charged" in words.ending(ending)) is unsure
    own_rules = ending in {Ending.TASK_FAILED, Ending.TASK_CANCELED}
    assert ("own rules" in words.ending(ending)) is own_rules


def test_a_job_is_explained_by_what_matters_most() -> None:
    assert words.explain(job()) == ""
    held = job(hold=Hold.BUSY)
    assert words.explain(held) == words.hold(Hold.BUSY)
    ended = job(state=State.FAILED, hold=Hold.BUSY, ending=Ending.NO_FILE)
    assert words.explain(ended) == words.ending(Ending.NO_FILE)
    odd = job(state=State.DONE, oddities=(Oddity.NO_SOUND, Oddity.OTHER_LENGTH))
    assert words.explain(odd) == (
        "Sound was asked for, but the clip has none. The clip is not as long as asked."
    )
    assert {words.state(job(state=state)) for state in State} == set(jobs.STATES.values())


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (0.42, "USD", "$0.42"),
        (1234.5, "EUR", "€1,234.50"),
        (3, "CNY", "¥3.00"),
        (3, "CHF", "3.00 CHF"),
    ],
)
def test_money(amount: float, currency: str, shown: str) -> None:
    assert words.money(amount, currency) == shown
    assert words.rate_source(RATES) == "Estimate, Novita's rate, 2026-10"


def calls() -> Iterator[tuple[str, Enum, set[str] | None]]:
    """Every place in the program where a message is said, and with which values."""
    package = Path(kling_desktop.__file__).parent
    by_name = {saying.__name__: saying for saying in SAYINGS}
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in by_name:
                place = f"{path.relative_to(package)}:{node.lineno}"
                assert not node.args, place
                given = {keyword.arg for keyword in node.keywords if keyword.arg}
                open_ended = any(keyword.arg is None for keyword in node.keywords)
                yield place, by_name[owner.id][node.func.attr], None if open_ended else given


def test_every_message_is_given_the_values_it_names() -> None:
    said = list(calls())
    assert len(said) > 50
    wrong = [
        (place, message.name, given)
        for place, message, given in said
        if given is not None and given != placeholders(message.value)
    ]
    assert wrong == []


def test_braces_in_a_persons_own_words_are_left_alone() -> None:
    said = words.Cli.PROBLEM(field="{x}", sentence="{0} {} {")
    assert said == "{x}: {0} {} {"


def catalogue(messages: dict[str, str]) -> bytes:
    """A compiled catalogue, as msgfmt makes it."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **messages}.items())
    count, texts, tables = len(pairs), io.BytesIO(), (io.BytesIO(), io.BytesIO())
    start = 28 + 16 * count
    for which in (0, 1):
        for pair in pairs:
            data = pair[which].encode()
            tables[which].write(struct.pack("<II", len(data), start + texts.tell()))
            texts.write(data + b"\0")
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + tables[0].getvalue() + tables[1].getvalue() + texts.getvalue()


def test_another_language_is_spoken_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "locale" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "kling-desktop.mo").write_bytes(
        catalogue(
            {
                "{name} is empty.": "{name}是空的。",
                "The picture": "图片",
                "Remove shot {number}": "删除镜头 {number}",
                "Needs a prompt.": "需要提示词。",
            }
        )
    )
    monkeypatch.setattr(speech, "resource", lambda name: tmp_path / name)
    words.speak("zh_CN")
    (missing,) = check(scene(prompt=""))
    assert words.problem(missing) == "需要提示词。"
    assert words.picture_trouble(PictureError(Trouble.EMPTY)) == "图片是空的。"
    assert words.state(job()) == "Waiting"
    assert words.speak("xx", "en") == "en"
    assert words.problem(missing) == "Needs a prompt."


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (("zh-Hans-CN", "en"), "zh_CN"),
        (("zh",), "zh_CN"),
        (("zh_CN.UTF-8",), "zh_CN"),
        (("fr", "zh-SG"), "zh_CN"),
        (("en-GB", "zh"), "en"),
        (("zh-Hant-TW",), "en"),
        (("zh_HK",), "en"),
        (("Chinese (Simplified)_China",), "zh_CN"),
        (("C",), "en"),
        (("", "xx"), "en"),
    ],
)
def test_of_the_languages_wanted_the_first_that_is_spoken_is_taken(
    wanted: tuple[str, ...], spoken: str
) -> None:
    assert words.speak(*wanted) == spoken


def test_without_a_wish_the_environment_says_which_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert words.speak() == "zh_CN"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert words.speak() == "en"
    monkeypatch.setenv("LANGUAGE", "de:zh_CN:en")
    assert words.speak() == "zh_CN"
