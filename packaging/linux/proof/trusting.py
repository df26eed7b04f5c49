"""Whom the program trusts: what the system trusts, a company's own authority included, nobody else;
and the key goes to nobody else.
"""

import json
import shutil
from pathlib import Path
from typing import Final

from proof.report import require
from proof.setting import KEY, PROGRAM, SAMPLE, Setting, codecs, has_in_files, quiet, went_well
from proof.stand_in import ADDRESS, HTTP, NAME, URL, StandIn, make_certificates
from proof.trees import HOME, Ended, Tree

_PROMPT: Final = "Sent to whom can be trusted"
_ASKED: Final = ("--first-frame", SAMPLE, "--prompt", _PROMPT, "--duration", "3", "--json")


def trust(setting: Setting, tree: Tree, clip: Path) -> None:
    """With the service that stands in, on this system's own address."""
    report = setting.report
    authority = make_certificates(setting.layers / "certificates")
    know_service(tree)
    with StandIn(authority.parent, KEY, clip.read_bytes()) as service:
        ended = _send(tree, "live.mp4")
        require(ended.code == 6, f"Without the company's certificate: {ended}")
        quiet(ended.err, "render to a service that is not trusted")
        said = _last(ended)
        asked = (said["state"], said["hold"])
        require(asked == ("waiting", "certificate"), f"The job is {asked}")
        report.step(f"an unknown authority is refused: {said['message']}")

        accept(tree, authority)
        ended = _again(tree)
        went_well(ended, "jobs resume, with the company's certificate")
        found = codecs(tree.root / HOME[1:] / "live.mp4")
        require(found == ["aac", "h264"], f"The clip is coded in {found}.")
        require(_submits(service) == 1, f"It was submitted {_submits(service)} times.")
        report.step("after update-ca-certificates it is trusted; the job goes on to its clip")

        certificates = tree.root / "etc/ssl/certs"
        shutil.rmtree(certificates)
        certificates.mkdir()
        ended = _send(tree, "untrusted.mp4")
        require(ended.code == 6 and _submits(service) == 1, f"With none at all: {ended}")
        quiet(ended.err, "render without any certificate")
        came = [path.name for path in (tree.root / PROGRAM[1:]).rglob("*.pem")]
        require(not came, f"Certificates came along: {came}")
        report.step("without the system's certificates nobody is trusted: none came along")
        tree.must("update-ca-certificates", "--fresh")

        for address in (f"http://{NAME}", f"http://{ADDRESS}:{HTTP}"):
            ended = _send(tree, "plain.mp4", address)
            require(ended.code == 2, f"{address}: {ended}")
        require(not service.plain, f"Over plain http went: {service.plain}")
        require(not service.complaints, f"Against the contract: {service.complaints}")
        report.step(f"plain http is refused, and nothing went there: {ended.err.strip()}")
    found = has_in_files(tree.root / HOME[1:], KEY)
    require(not found, f"The key lies in files: {found}")
    report.step("the key lies in no file")


def know_service(tree: Tree) -> None:
    """Lets the tree find the service by its name."""
    with (tree.root / "etc/hosts").open("a") as file:
        file.write(f"127.0.0.1 localhost\n{ADDRESS} {NAME}\n")


def accept(tree: Tree, authority: Path) -> None:
    """Makes a company's authority one of the system's, as its administrators do."""
    shutil.copy(authority, tree.root / "usr/local/share/ca-certificates/company.crt")
    tree.must("update-ca-certificates")


def _submits(service: StandIn) -> int:
    """How often this chapter's job was submitted; others may have waited for the service, too."""
    return sum(submit["prompt"] == _PROMPT for submit in service.submits)


def _send(tree: Tree, name: str, address: str = URL) -> Ended:
    return tree.run(
        *("kling-desktop", "render", "--service", address, *_ASKED),
        *("--output", f"{HOME}/{name}", "--patience", "2"),
        env={"KLING_API_KEY": KEY},
    )


def _again(tree: Tree) -> Ended:
    return tree.run(
        *("kling-desktop", "jobs", "resume", "--service", URL, "--json", "--patience", "20"),
        env={"KLING_API_KEY": KEY},
    )


def _last(ended: Ended) -> dict[str, object]:
    record: dict[str, object] = json.loads(ended.out.splitlines()[-1])
    return record
