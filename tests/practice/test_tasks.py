import os
from pathlib import Path

import pytest

from kling_desktop.practice import links, request
from kling_desktop.practice.tasks import KEPT_SECONDS, Task, Tasks
from kling_desktop.practice.trouble import Trouble
from tests.practice.studio_props import body, data_uri, picture

NOW = 1_795_000_000.0
TROUBLES = frozenset({Trouble.SLOW, Trouble.NO_URL})


def add(tasks: Tasks) -> Task:
    shots = [{"prompt": "近一点", "duration": 2}, {"prompt": "Away", "duration": 2.5}]
    return tasks.add(request.read(body(multi_prompt=shots, sound=True)), TROUBLES)


def test_another_service_finds_the_same_task(tmp_path: Path) -> None:
    task = add(Tasks(tmp_path, clock=lambda: NOW))
    assert Tasks(tmp_path).find(task.task_id) == task
    assert task.submitted_at == NOW
    assert task.image_path.read_bytes() == picture()


def test_the_end_frame_is_kept_as_it_came(tmp_path: Path) -> None:
    end = picture(400, 400, form="PNG")
    submit = request.read(body(end_image=data_uri(end, "image/png")))
    path = Tasks(tmp_path).add(submit, frozenset()).end_image_path
    assert path is not None
    assert path.read_bytes() == end


def test_nothing_half_made_is_left(tmp_path: Path) -> None:
    task = add(Tasks(tmp_path))
    assert [one.name for one in (tmp_path / "tasks").iterdir()] == [task.task_id]


@pytest.mark.parametrize("task_id", ["", "x", "..", "../../etc", "0" * 36, "a/b"])
def test_what_is_no_task_id_is_not_looked_for(tmp_path: Path, task_id: str) -> None:
    (tmp_path / "request.json").write_text("{}")
    assert Tasks(tmp_path / "inner").find(task_id) is None


def test_a_damaged_record_is_an_error_and_not_an_unknown_task(tmp_path: Path) -> None:
    task = add(Tasks(tmp_path))
    (task.folder / "request.json").write_text('{"task_id": 1}')
    with pytest.raises(ValueError, match="damaged"):
        Tasks(tmp_path).find(task.task_id)


def test_tasks_are_forgotten_after_two_days(tmp_path: Path) -> None:
    old, young = add(Tasks(tmp_path)), add(Tasks(tmp_path))
    os.utime(old.folder, (0, NOW - KEPT_SECONDS - 1))
    os.utime(young.folder, (0, NOW - KEPT_SECONDS + 1))
    tasks = Tasks(tmp_path, clock=lambda: NOW)
    assert tasks.forget_old() == 1
    assert tasks.find(old.task_id) is None
    assert tasks.find(young.task_id) == young


def test_an_address_is_good_until_its_second_and_not_a_moment_longer(tmp_path: Path) -> None:
    task = add(Tasks(tmp_path))
    signature = links.file_path(task, 100).rpartition("=")[2]
    assert links.is_good(task, "100", signature, now=99.9)
    assert not links.is_good(task, "100", signature, now=100)
    assert not links.is_good(task, "101", signature, now=99.9)
    assert not links.is_good(task, "100", "é", now=99.9)
    assert not links.is_good(task, "", "", now=99.9)
    assert not links.is_good(add(Tasks(tmp_path)), "100", signature, now=99.9)
