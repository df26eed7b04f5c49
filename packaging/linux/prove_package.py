"""Proves the Debian package in a clean Debian that is cut off from the network.

    python packaging/linux/prove_package.py DEB [--archive TAR.GZ] [--older DEB] [--suite trixie]

As root, with debootstrap, ffmpeg and openssl; `make prove-package` runs it on what lies in `dist`.
The first run takes minutes for the systems it makes, which are kept in a folder; all that is tried
out is thrown away. One line for each step; ends with 1 if something was wrong.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from proof import archive, installing, leaving, opening, trusting, upgrading, using
from proof.report import Report, Wrong, say
from proof.setting import Setting
from proof.stand_in import ADDRESS
from proof.trees import Maker, host_mirror, run

INSIDE = "--inside"
CHAPTERS = ("desk", "keys", "certificates", "storyboards", "upgrade", "archive")
"""What can be chosen; the install itself is always proved."""


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("package", type=Path, help="the .deb")
    parser.add_argument("--archive", type=Path, help="the .tar.gz, to be proved as well")
    parser.add_argument("--older", type=Path, help="a .deb of an earlier version to upgrade from")
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--mirror", help="where Debian comes from; without it as this system's apt")
    parser.add_argument("--kept", type=Path, default=Path("/var/cache/kling-desktop-proof"))
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the screen")
    parser.add_argument("--only", nargs="+", choices=CHAPTERS, default=CHAPTERS, help="chapters")
    parser.add_argument(INSIDE, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return prove(asked, asked.inside)
    if os.geteuid() != 0:
        sys.stderr.write("This makes whole systems and mounts them: it has to be run by root.\n")
        return 2
    maker = Maker(asked.suite, asked.mirror or host_mirror(), asked.kept)
    with maker.alone():
        maker.make()
    with tempfile.TemporaryDirectory(dir=maker.folder, prefix="trial-") as layers:
        older = asked.older or made_older(asked.package, Path(layers))
        with maker.alone():
            maker.fetch([asked.package, older])
        cut_off = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
        again = [sys.executable, __file__, *sys.argv[1:], "--older", str(older), INSIDE, layers]
        return subprocess.run([*cut_off, *again], check=False).returncode


def made_older(package: Path, folder: Path) -> Path:
    """The same package with a lower version: that dpkg takes the way of an upgrade."""
    say("No older build is given: the package itself, with a lower version, stands in for it")
    unpacked, path = folder / "older", folder / "older.deb"
    run("dpkg-deb", "--raw-extract", str(package), str(unpacked))
    control = unpacked / "DEBIAN/control"
    lines = control.read_text().splitlines(keepends=True)
    control.write_text("".join("Version: 0.0.1-1\n" if _is_version(at) else at for at in lines))
    run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(unpacked), str(path))
    shutil.rmtree(unpacked)
    return path


def _is_version(line: str) -> bool:
    return line.startswith("Version:")


def prove(asked: argparse.Namespace, layers: Path) -> int:
    """All chapters, in this process's own namespaces. Returns an exit code."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "address", "add", f"{ADDRESS}/32", "dev", "lo")
    maker = Maker(asked.suite, "", asked.kept)
    report = Report()
    setting = Setting(
        report=report,
        base=maker.base,
        desk_base=maker.desk,
        archives=maker.archives,
        layers=layers,
        package=asked.package,
        older=asked.older,
        archive=asked.archive,
        pictures=asked.pictures,
    )
    with report.chapter(f"{asked.package.name} in a clean {asked.suite}"):
        tree = installing.install(setting)
        clip = using.on_the_command_line(setting, tree)
        if "desk" in asked.only:
            with report.chapter("At the desk"):
                using.in_the_window(setting, tree)
        if "keys" in asked.only:
            with report.chapter("The key store"):
                using.with_key_stores(setting, tree)
        if "certificates" in asked.only:
            with report.chapter("Certificates"):
                trusting.trust(setting, tree, clip)
        if "storyboards" in asked.only:
            with report.chapter("Storyboards"):
                opening.open_storyboards(setting, tree)
    if "upgrade" in asked.only:
        with report.chapter("Upgrade, removal, purge"):
            leaving.leave(setting, upgrading.upgrade(setting))
    if "archive" in asked.only and asked.archive is not None:
        with report.chapter("The archive"):
            archive.prove(setting, asked.archive)
    return report.end()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as trouble:
        sys.exit(f"prove_package: {trouble}")
