import base64
import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import av
import httpx
import pytest

from tests.practice.conftest import RESULT, SUBMIT, Child
from tests.practice.studio_props import body, data_uri, picture

JSON = {"Content-Type": "application/json"}
ROOT = Path(__file__).parents[2]


def test_a_picture_becomes_a_clip(child: Child) -> None:
    end = data_uri(picture(900, 1200, "navy", "PNG"), "image/png")
    image = base64.b64encode(picture(900, 1200)).decode()
    task_id = child.new_task(image=image, end_image=end, duration=3, sound=True)
    found = child.wait_for(task_id, "TASK_STATUS_SUCCEED")
    assert set(found) == {"extra", "task", "images", "videos", "audios"}
    assert set(found["extra"]) == {"seed", "debug_info"}
    assert found["task"]["task_id"] == task_id
    assert found["task"]["reason"] == ""
    assert found["task"]["progress_percent"] == 100
    assert found["images"] == found["audios"] == []
    (video,) = found["videos"]
    assert video["video_url_ttl"] == "3600"
    assert video["video_type"] == "mp4"
    with av.open(io.BytesIO(httpx.get(video["video_url"]).content), "r") as container:
        assert container.duration == 3_000_000
        assert len(container.streams.audio) == 1
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (720, 960)
        assert len(list(container.decode(stream))) == 72


def test_the_length_is_five_seconds_unless_asked_otherwise(child: Child) -> None:
    content = httpx.get(child.video_url(child.new_task())).content
    with av.open(io.BytesIO(content), "r") as container:
        assert container.streams.video[0].frames == 120
        assert not container.streams.audio


@pytest.mark.parametrize(
    ("authorization", "status", "reason"),
    [
        (None, 400, "MISSING_API_KEY"),
        ("", 400, "MISSING_API_KEY"),
        ("Bearer", 400, "MISSING_API_KEY"),
        ("Basic abc", 400, "MISSING_API_KEY"),
        ("Bearer wrong-key", 403, "INVALID_API_KEY"),
    ],
)
def test_a_key_is_needed_to_submit_and_to_ask(
    child: Child, authorization: str | None, status: int, reason: str
) -> None:
    headers = JSON if authorization is None else JSON | {"Authorization": authorization}
    for answer in (
        httpx.post(child.base + SUBMIT, content=body(), headers=headers),
        httpx.get(child.base + RESULT, params={"task_id": "x"}, headers=headers),
    ):
        assert answer.status_code == status
        assert answer.json() == {
            "code": status,
            "reason": reason,
            "message": answer.json()["message"],
            "metadata": {"trace_id": answer.headers["x-trace-id"]},
        }


@pytest.mark.parametrize("task_id", [None, "", "made-up", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_task_is_not_found(child: Child, task_id: str | None) -> None:
    answer = child.http.get(RESULT, params={} if task_id is None else {"task_id": task_id})
    assert (answer.status_code, answer.json()["reason"]) == (404, "TASK_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "reason"),
    [
        ("POST", "/v3/async/kling-v9", "MODEL_NOT_FOUND"),
        ("GET", SUBMIT, "API_NOT_FOUND"),
        ("GET", "/", "API_NOT_FOUND"),
    ],
)
def test_what_is_not_there_is_said_in_the_services_words(
    child: Child, method: str, path: str, reason: str
) -> None:
    answer = child.http.request(method, path)
    assert (answer.status_code, answer.json()["reason"]) == (404, reason)


@pytest.mark.parametrize("kind", ["text/plain", "", "application/jsonp"])
def test_only_json_is_taken(child: Child, kind: str) -> None:
    answer = child.http.post(SUBMIT, content=body(), headers={"Content-Type": kind})
    assert answer.json()["reason"] == "INVALID_REQUEST_BODY"


def test_a_body_that_is_too_large_is_refused_and_one_with_two_full_pictures_is_not(
    child: Child,
) -> None:
    answer = child.http.post(SUBMIT, content=b" " * 48_000_001, headers=JSON)
    assert (answer.status_code, answer.json()["reason"]) == (400, "INVALID_REQUEST_BODY")
    assert "48000000" in answer.json()["message"]
    jpeg = picture()
    full = data_uri(jpeg + bytes(10_000_000 - len(jpeg)))
    child.new_task(image=full, end_image=full, prompt="🎬" * 2483 + "[trouble: stuck] ")


def test_refusals_go_over_the_wire_with_their_reason(child: Child) -> None:
    before = child.submits()
    answer = child.submit(image=data_uri(picture(400, 1001)))
    assert (answer.status_code, answer.json()["reason"]) == (400, "INVALID_IMAGE_SIZE")
    assert child.submits() == before | {"received": before["received"] + 1}


def test_the_file_comes_in_ranges_without_a_key(child: Child) -> None:
    url = child.video_url(child.new_task(duration=3))
    whole = httpx.get(url)
    assert whole.headers["accept-ranges"] == "bytes"
    size = len(whole.content)
    assert whole.headers["content-length"] == str(size)
    for asked, wanted in [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-299", slice(100, 300)),
        (f"bytes={size - 5}-", slice(size - 5, None)),
        ("bytes=-7", slice(-7, None)),
    ]:
        part = httpx.get(url, headers={"Range": asked, "If-Range": whole.headers["etag"]})
        assert part.status_code == 206
        assert part.content == whole.content[wanted]
        assert part.headers["content-range"].endswith(f"/{size}")
    assert httpx.get(url, headers={"Range": f"bytes={size}-"}).status_code == 416
    changed = httpx.get(url, headers={"Range": "bytes=5-", "If-Range": '"other"'})
    assert (changed.status_code, len(changed.content)) == (200, size)
    head = httpx.head(url)
    assert (head.headers["content-length"], head.content) == (str(size), b"")


def test_an_address_that_was_tampered_with_is_refused(child: Child) -> None:
    url = httpx.URL(child.video_url(child.new_task(duration=3)))
    for change in ({"expires": "99999999999"}, {"expires": ""}, {"signature": "00"}):
        assert httpx.get(url.copy_merge_params(change)).status_code == 403
    assert httpx.get(url.copy_with(query=None)).status_code == 403


def test_a_restart_finds_the_tasks_and_renews_addresses(tmp_path: Path) -> None:
    folder = ("--folder", str(tmp_path))
    with Child(*folder, "--seconds-per-clip", "3600") as first:
        task_id = first.new_task(duration=3)
        assert first.result(task_id)["task"]["status"] == "TASK_STATUS_QUEUED"
        assert first.result(task_id)["task"]["eta"] > 3000
        first.process.kill()
    with Child(*folder, "--seconds-per-clip", "0", "--url-lifetime", "0") as second:
        stale = second.video_url(task_id)
        assert stale.startswith(second.base)
        assert httpx.get(stale).status_code == 403
        with Child(*folder, "--seconds-per-clip", "0") as third:
            fresh = third.video_url(task_id)
            assert fresh.startswith(third.base)
            assert third.base != second.base
            assert httpx.get(fresh).status_code == 200
            assert third.submits() == {"accepted": 0, "received": 0}
            ours = httpx.URL(fresh).copy_with(port=httpx.URL(second.base).port)
            assert httpx.get(ours).content == httpx.get(fresh).content


def test_the_address_is_built_from_the_host_that_was_asked(child: Child) -> None:
    task_id = child.new_task(duration=3)
    child.video_url(task_id)
    answer = child.http.get(RESULT, params={"task_id": task_id}, headers={"Host": "localhost:81"})
    assert answer.json()["videos"][0]["video_url"].startswith("http://localhost:81/")


def test_it_listens_on_loopback_only_and_on_the_port_it_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Child("--port", str(port)) as one:
        assert one.base == f"http://127.0.0.1:{port}"
        again = subprocess.run(
            [sys.executable, "-m", "kling_desktop.practice", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        assert again.returncode == 6
        assert again.stdout == b""
        assert b"cannot start" in again.stderr


def test_it_ends_when_standard_input_does_even_while_filming(tmp_path: Path) -> None:
    one = Child("--folder", str(tmp_path))
    with one:
        task_id = one.new_task(duration=15)
    assert one.process.returncode == 0
    kept = {path.name for path in (tmp_path / "tasks" / task_id).iterdir()}
    assert kept == {"request.json", "image.jpg"}


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM")
def test_a_terminated_service_removes_its_temporary_folder(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kling_desktop.practice"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(list(tmp_path.iterdir())) == 1
        process.terminate()
        assert process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


PARENT = """
import subprocess, sys, time
child = subprocess.Popen(
    [sys.executable, "-m", "kling_desktop.practice", "--until-stdin-closes"],
    stdin=subprocess.PIPE,
)
time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL")
def test_it_does_not_outlive_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        base = json.loads(parent.stdout.readline())["listening"]
        parent.kill()
        # The child holds the other end of this pipe: it ends when the child has ended.
        assert parent.stdout.read() == b""
    with pytest.raises(httpx.ConnectError):
        httpx.get(base)


def test_help_tells_of_every_trouble() -> None:
    text = subprocess.run(
        [sys.executable, "-m", "kling_desktop.practice", "--help"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert "stuck" in text
    assert "[trouble: NAME]" in text
    assert "--seconds-per-clip" in text
