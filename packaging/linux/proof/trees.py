"""Clean Debian systems in folders: made with the network, used without.

A base is made once and kept, and so are the packages that came from the mirror. What is tried out
lies in a layer above it that is thrown away.
"""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proof.report import Wrong, say

USER: Final = "mia"
UID: Final = 1000
HOME: Final = f"/home/{USER}"

DESK_PACKAGES: Final = (
    *("xvfb", "openbox", "xdotool", "x11-utils", "x11-xkb-utils", "dbus", "dbus-daemon"),
    *("gnome-keyring", "libsecret-tools", "procps"),
)
"""What stands beside the system that is tried, in one of its own: screen, window manager, message
bus, key store. None of its libraries can be taken for the package's."""
LATER_PACKAGES: Final = ("libglib2.0-bin",)
"""What a desktop brings that starts entries of its menu; comes in after the linkage was read."""

Env = dict[str, str] | None

_NO_SERVICES = "#!/bin/sh\nexit 101\n"
_QUICK = 'DPkg::Options {"--force-unsafe-io";};\nAPT::Keep-Downloaded-Packages "true";\n'


class Maker:
    """Makes what needs the network, in a folder that is kept."""

    def __init__(self, suite: str, mirror: str, kept: Path) -> None:
        self.suite = suite
        self.mirror = mirror
        self.folder = kept / suite
        self.base = self.folder / "base"
        self.desk = self.folder / "desk"
        self.archives = self.folder / "archives"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other run changes what is kept; waits for it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def make(self) -> None:
        """The two systems, unless they are there."""
        (self.archives / "partial").mkdir(parents=True, exist_ok=True)
        if not self.base.exists():
            say(f"Making a clean {self.suite} (minbase); it is kept in {self.folder}")
            self._bootstrap()
        if not self.desk.exists():
            say("Making its neighbour with screen, window manager, bus and key store")
            making = self.folder / "desk.making"
            shutil.rmtree(making, ignore_errors=True)
            run("cp", "-a", str(self.base), str(making))
            self._apt(making, "install", "-y", "--no-install-recommends", *DESK_PACKAGES)
            making.rename(self.desk)

    def _bootstrap(self) -> None:
        making = self.folder / "base.making"
        shutil.rmtree(making, ignore_errors=True)
        run(
            *("debootstrap", "--variant=minbase", f"--cache-dir={self.archives}"),
            *(self.suite, str(making), self.mirror),
        )
        (making / "etc/apt/apt.conf.d/90quick").write_text(_QUICK)
        services = making / "usr/sbin/policy-rc.d"
        services.write_text(_NO_SERVICES)
        services.chmod(0o755)
        run("chroot", str(making), "useradd", "--create-home", f"--uid={UID}", USER)
        making.rename(self.base)

    def fetch(self, packages: Sequence[Path]) -> None:
        """Brings what these packages depend on, installing nothing."""
        try:
            self._fetch(packages)
        except subprocess.CalledProcessError:
            # What the lists name may be gone from the mirror by now.
            self._apt(self.base, "update")
            self._fetch(packages)

    def _fetch(self, packages: Sequence[Path]) -> None:
        into = self.base / "mnt"
        for package in packages:
            shutil.copy(package, into)
        try:
            for wanted in (*(f"/mnt/{package.name}" for package in packages), *LATER_PACKAGES):
                self._apt(
                    self.base,
                    *("install", "-y", "--download-only", "--no-install-recommends"),
                    wanted,
                )
        finally:
            for package in packages:
                (into / package.name).unlink(missing_ok=True)

    def _apt(self, tree: Path, *arguments: str) -> None:
        """With the network, and in a mount namespace of its own, so that nothing stays mounted."""
        script = (
            'set -e; mount --bind "$2" "$1/var/cache/apt/archives"; mount -t proc proc "$1/proc"; '
            'mount --bind /dev "$1/dev"; cp /etc/resolv.conf "$1/etc/resolv.conf"; tree=$1; '
            'shift 2; DEBIAN_FRONTEND=noninteractive LC_ALL=C exec chroot "$tree" apt-get -q "$@"'
        )
        run(
            "unshare",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            str(tree),
            str(self.archives),
            *arguments,
        )


def host_mirror() -> str:
    """The mirror that this system's own apt takes Debian from."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(LABEL) $(COMPONENT) $(REPO_URI)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"^Debian Debian main (\S+)$", told, re.MULTILINE)
    if found is None:
        raise Wrong("This system's apt knows no mirror of Debian: name one with --mirror.")
    return found.group(1)


def run(*command: str) -> None:
    """Runs a step; shows what it said where it fails."""
    ended = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if ended.returncode:
        say(ended.stdout[-3000:])
        raise subprocess.CalledProcessError(ended.returncode, command)


class Ended:
    """A program that ran inside and has ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __str__(self) -> str:
        return f"exit code {self.code}; {self.out.strip()[-1500:]} | {self.err.strip()[-1500:]}"


class Tree:
    """A system in a folder, in this process's own mount and network namespace."""

    def __init__(self, name: str, below: Path, layers: Path, shared: Path) -> None:
        """Mounts a fresh layer above `below`; `shared` holds the `/tmp` and `/run/user` that
        neighbours see alike.
        """
        self.name = name
        self.root = layers / name / "root"
        upper, work = layers / name / "upper", layers / name / "work"
        for folder in (self.root, upper, work):
            folder.mkdir(parents=True)
        layered = f"lowerdir={below},upperdir={upper},workdir={work}"
        run("mount", "-t", "overlay", "overlay", "-o", layered, str(self.root))
        run("mount", "-t", "proc", "proc", str(self.root / "proc"))
        run("mount", "-t", "tmpfs", "-o", "mode=755", "devices", str(self.root / "dev"))
        for device in ("null", "zero", "full", "random", "urandom", "tty"):
            (self.root / "dev" / device).touch()
            run("mount", "--bind", f"/dev/{device}", str(self.root / "dev" / device))
        (self.root / "dev/fd").symlink_to("/proc/self/fd")
        (self.root / "dev/pts").mkdir()
        points = ("-o", "newinstance,ptmxmode=666,mode=620")
        run("mount", "-t", "devpts", *points, "devpts", str(self.root / "dev/pts"))
        (self.root / "dev/ptmx").symlink_to("pts/ptmx")
        (self.root / "dev/shm").mkdir(mode=0o1777)
        (self.root / "dev/shm").chmod(0o1777)
        for inside, outside in (("tmp", "tmp"), ("run/user", "user")):
            place = self.root / inside
            place.mkdir(parents=True, exist_ok=True)
            run("mount", "--bind", str(shared / outside), str(place))
        (self.root / "etc/resolv.conf").write_text("")

    def bring(self, source: Path, to: str) -> str:
        """Copies a file or a folder in, for the user; returns its path inside."""
        place = self.root / to.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, symlinks=True)
        else:
            shutil.copy(source, place)
        run("chroot", str(self.root), "chown", "-R", f"{USER}:{USER}", to)
        return to

    def command(self, *command: str, user: bool = True, env: Env = None) -> list[str]:
        """What runs a command inside, with nothing in its environment but what is given."""
        basis = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": HOME, "LANG": "C.UTF-8"}
        if not user:
            basis |= {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
            basis |= {"DEBIAN_FRONTEND": "noninteractive"}
        who = [f"--userspec={USER}:{USER}", f"--groups={USER}"] if user else []
        pairs = [f"{name}={value}" for name, value in (basis | (env or {})).items()]
        folder = HOME if user else "/"
        return [
            *("chroot", *who, str(self.root)),
            *("/usr/bin/env", "-i", "-C", folder, *pairs, *command),
        ]

    def run(
        self, *command: str, user: bool = True, seconds: float = 300.0, env: Env = None
    ) -> Ended:
        """Runs a command inside to its end. Raises `Wrong` where it takes longer."""
        try:
            ended = subprocess.run(
                self.command(*command, user=user, env=env),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as late:
            said = (late.stdout or b"")[-600:], (late.stderr or b"")[-600:]
            raise Wrong(f"{' '.join(command)} did not end within {seconds:.0f} s: {said}") from None
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def must(self, *command: str, user: bool = False, env: Env = None) -> str:
        """The output of what must go well. Raises `Wrong`."""
        ended = self.run(*command, user=user, env=env)
        if ended.code:
            raise Wrong(f"{' '.join(command)}: {ended}")
        return ended.out

    def install(self, *packages: str) -> str:
        """Installs with what is in apt's cache alone."""
        return self.must(*("apt-get", "-q", "install", "-y", "--no-install-recommends"), *packages)

    def processes(self) -> dict[int, str]:
        """What runs of this tree, by its number."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if (entry / "root").readlink() == self.root:
                        said = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                        found[int(entry.name)] = said
                except OSError:  # it has just gone
                    continue
        return found

    def files(self) -> dict[str, str]:
        """All that lies in the system itself, with what tells a change: type, mode, size, target.

        Left out: what neighbours share, homes, and the notes of dpkg and apt.
        """
        found = {}
        for folder, folders, names in os.walk(self.root):
            inside = "/" + str(Path(folder).relative_to(self.root)).removeprefix(".")
            folders[:] = [
                name for name in folders if not _PASSING.match(f"{inside.rstrip('/')}/{name}")
            ]
            for name in (*folders, *names):
                path = f"{inside.rstrip('/')}/{name}"
                if not _PASSING.match(path):
                    state = (Path(folder) / name).lstat()
                    size = state.st_size if name in names else 0
                    found[path] = f"{state.st_mode:o} {size}"
        return found


_PASSING = re.compile(
    r"/(proc|sys|dev|tmp|run|home|root|mnt|var/(cache|log|tmp)|var/lib/(apt|dpkg))(/|$)"
)
