from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import STEPS_KEPT, Act, History
from kling_desktop.storyboard.model import Storyboard
from tests.storyboard.making import film, frame, scene, take

BOARD = film(scene(id="A"), scene(id="B", linked=True))


def titled(history: History, title: str, merge: str | None = None) -> bool:
    """Does one step: another title."""
    return history.do(replace(history.board, title=title), Act.RENAME_STORYBOARD, merge)


def titles_back(history: History) -> list[str]:
    """The title now, and after each undo."""
    titles = [history.board.title]
    while history.undo():
        titles.append(history.board.title)
    return titles


def test_a_new_history_has_nothing_to_undo_or_redo() -> None:
    history = History(BOARD)
    assert history.board is BOARD
    assert (history.undoable, history.redoable) == (None, None)
    assert not history.undo()
    assert not history.redo()
    assert history.board is BOARD


def test_every_step_is_named_undone_and_redone() -> None:
    history = History(BOARD)
    assert titled(history, "one")
    assert history.do(scenes.remove(history.board, "B"), Act.DELETE_SCENE)
    done = history.board
    assert (history.undoable, history.redoable) == (Act.DELETE_SCENE, None)
    assert history.undo()
    assert (history.undoable, history.redoable) == (Act.RENAME_STORYBOARD, Act.DELETE_SCENE)
    assert history.board == replace(BOARD, title="one")
    assert history.undo()
    assert (history.undoable, history.redoable) == (None, Act.RENAME_STORYBOARD)
    assert history.board == BOARD
    assert history.redo()
    assert history.redo()
    assert not history.redo()
    assert history.board == done
    assert (history.undoable, history.redoable) == (Act.DELETE_SCENE, None)


def test_what_changes_nothing_is_no_step() -> None:
    history = History(BOARD)
    titled(history, "one")
    history.undo()
    assert not history.do(replace(BOARD), Act.SET_LENGTH)
    assert (history.undoable, history.redoable) == (None, Act.RENAME_STORYBOARD)


def test_a_new_step_leaves_nothing_to_redo() -> None:
    history = History(BOARD)
    titled(history, "one")
    titled(history, "two")
    history.undo()
    titled(history, "three")
    assert history.redoable is None
    assert titles_back(history) == ["three", "one", ""]


def test_keystrokes_in_one_field_are_one_step() -> None:
    history = History(BOARD)
    for text in ("b", "bo", "boat"):
        assert titled(history, text, "title")
    assert titles_back(history) == ["boat", ""]
    assert history.redo()
    assert history.board.title == "boat"


def test_only_what_names_the_same_thing_merges() -> None:
    history = History(BOARD)
    titled(history, "one", "title")
    titled(history, "two", "other")
    titled(history, "three")
    titled(history, "four")
    titled(history, "five", "other")
    history.do(replace(history.board, title="six"), Act.SET_BUDGET, "other")
    assert titles_back(history) == ["six", "five", "four", "three", "two", "one", ""]


def test_a_pause_ends_the_run() -> None:
    history = History(BOARD)
    history.settle()
    titled(history, "one", "title")
    history.settle()
    titled(history, "two", "title")
    titled(history, "three", "title")
    assert titles_back(history) == ["three", "one", ""]


@pytest.mark.parametrize("back_and_forth", [["undo"], ["undo", "redo", "undo"]])
def test_undoing_ends_the_run(back_and_forth: list[str]) -> None:
    history = History(BOARD)
    titled(history, "one", "title")
    history.do(replace(history.board, budget=1.0), Act.SET_BUDGET)
    for step in back_and_forth:
        getattr(history, step)()
    titled(history, "two", "title")
    assert titles_back(history) == ["two", "one", ""]


def test_a_redone_run_is_over() -> None:
    history = History(BOARD)
    titled(history, "one", "title")
    history.undo()
    history.redo()
    titled(history, "two", "title")
    assert titles_back(history) == ["two", "one", ""]


def test_a_run_that_ends_where_it_began_is_no_step() -> None:
    history = History(BOARD)
    titled(history, "one")
    titled(history, "two", "title")
    assert titled(history, "one", "title")
    assert history.board.title == "one"
    assert titles_back(history) == ["one", ""]


def test_so_many_steps_are_kept() -> None:
    history = History(BOARD)
    for number in range(STEPS_KEPT + 7):
        titled(history, str(number))
    back = titles_back(history)
    assert len(back) == STEPS_KEPT + 1
    assert back[-1] == "6"
    while history.redo():
        pass
    assert history.board.title == str(STEPS_KEPT + 6)


def test_undo_never_takes_a_take_away() -> None:
    history = History(BOARD)
    titled(history, "one")
    titled(history, "two")
    history.undo()
    history.tell(lambda board: scenes.record_take(board, "A", take("paid")))
    assert history.undoable is history.redoable is Act.RENAME_STORYBOARD
    assert history.board.title == "one"
    for step in (history.undo, history.redo, history.redo):
        assert step()
        assert history.board.scenes[0].takes == (take("paid"),)


def test_a_take_of_a_deleted_scene_is_there_when_the_scene_comes_back() -> None:
    history = History(BOARD)
    history.do(scenes.remove(history.board, "B"), Act.DELETE_SCENE)
    history.tell(lambda board: scenes.record_take(board, "B", take("late")))
    assert [made.id for made in history.board.scenes] == ["A"]
    history.undo()
    assert history.board.scenes[1].takes == (take("late"),)


def test_a_take_told_while_typing_does_not_end_the_run() -> None:
    history = History(BOARD)
    titled(history, "b", "title")
    history.tell(lambda board: scenes.record_take(board, "A", take("one")))
    titled(history, "bo", "title")
    assert titles_back(history) == ["bo", ""]


def test_each_value_follows_the_take_that_it_keeps() -> None:
    first, second = frame(picture="11" * 32), frame(picture="22" * 32)

    def follow(name: str, last: str) -> Callable[[Storyboard], Storyboard]:
        ends = first if last == "first" else second
        return lambda board: scenes.follow_frame(board, "B", ends, take=name)

    history = History(BOARD)
    history.tell(lambda board: scenes.record_take(board, "A", take("one")))
    history.tell(follow("one", "first"))
    history.tell(lambda board: scenes.record_take(board, "A", take("two")))
    history.do(scenes.keep_take(history.board, "A", "one"), Act.KEEP_TAKE)
    history.do(scenes.keep_take(history.board, "A", "two"), Act.KEEP_TAKE)
    history.tell(follow("two", "second"))
    assert history.board.scenes[1].first_frame == second
    history.undo()
    assert history.board.scenes[1].first_frame == first
    history.redo()
    assert history.board.scenes[1].first_frame == second


def test_unlinking_undone_follows_again() -> None:
    own, last = BOARD.scenes[1].first_frame, frame(picture="22" * 32)
    history = History(film(BOARD.scenes[0], replace(BOARD.scenes[1], linked=False)))
    history.do(scenes.link(history.board, "B"), Act.LINK_SCENE)
    history.tell(lambda board: scenes.follow_frame(board, "B", last))
    assert history.board.scenes[1].first_frame == last
    history.undo()
    assert history.board.scenes[1].first_frame == own
    history.redo()
    assert history.board.scenes[1].first_frame == last


def test_a_fact_that_cannot_be_told_is_told_nowhere() -> None:
    history = History(BOARD)
    history.do(scenes.remove(history.board, "B"), Act.DELETE_SCENE)
    history.undo()
    with pytest.raises(KeyError):
        history.tell(lambda board: scenes.change(board, "B", lambda made: replace(made, title="x")))
    assert history.board == BOARD
