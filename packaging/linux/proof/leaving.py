"""Removed and purged: nothing of the package stays in the system, all of the user's does."""

from proof.report import require
from proof.setting import NAME, Setting
from proof.upgrading import Upgraded, contents


def leave(setting: Setting, upgraded: Upgraded) -> None:
    """Takes the package out of a system that was upgraded."""
    report, tree = setting.report, upgraded.tree
    home = contents(tree)
    require(len(home) > 10, f"There is hardly anything in the home: {home}")
    for deed in ("remove", "purge"):
        # There is nothing to purge of what was removed: it leaves no configuration.
        tree.install(setting.inside)
        tree.must("apt-get", "-q", deed, "-y", NAME)
        now = contents(tree)
        changed = sorted(set(home.items()) ^ set(now.items()))
        require(not changed, f"{deed} touched what is the user's: {changed}")
        known = tree.run("dpkg-query", "-W", NAME, user=False)
        require(known.code == 1, f"dpkg still knows it after {deed}: {known}")
        after = tree.files()
        left = sorted(after.keys() - upgraded.before.keys())
        lost = sorted(upgraded.before.keys() - after.keys())
        require(not left and not lost, f"Left by {deed}: {left}; gone with it: {lost}")
        other = [name for name, state in upgraded.before.items() if after[name] != state]
        require(not other, f"Other than before, after {deed}: {other}")
        report.step(f"{deed}: all {len(after)} files of the system are as they were before")
    report.step(f"the user's {len(home)} files are untouched byte for byte")
