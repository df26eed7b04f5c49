"""The takes of a scene as they are shown: in which order, under which numbers, marked how."""

import msgspec

from kling_desktop.production.film import recipe_of
from kling_desktop.storyboard.model import Scene, Take
from kling_desktop.words import Film


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One take as the strip shows it."""

    take: Take
    number: int
    count: int
    kept: bool
    stale: bool
    apart: bool
    """Whether it belongs to the other of practice and live, and so not to the film."""

    @property
    def name(self) -> str:
        """What to call it."""
        return Film.TAKE(number=self.number)

    @property
    def said(self) -> str:
        """For a screen reader."""
        parts = [Film.TAKE_OF(number=self.number, count=self.count)]
        if self.apart:
            parts.append(Film.PRACTICE() if self.take.practice else Film.REAL())
        parts += [Film.KEPT()] if self.kept and not self.apart else []
        parts += [Film.STALE()] if self.stale else []
        return ", ".join(parts)


def shown_takes(scene: Scene, *, practice: bool) -> list[Shown]:
    """The takes of a scene in the order they were made, those of the other mode last."""
    asked = recipe_of(scene)
    found = []
    for mode in (practice, not practice):
        takes = [take for take in scene.takes if take.practice == mode]
        kept = scene.kept_take(practice=mode)
        for number, take in enumerate(takes, 1):
            found.append(
                Shown(
                    take=take,
                    number=number,
                    count=len(takes),
                    kept=take == kept,
                    stale=take.recipe != asked,
                    apart=mode != practice,
                )
            )
    return found
