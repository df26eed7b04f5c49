from msgspec.structs import replace

from kling_desktop.library.uses import Use, kept_in
from kling_desktop.storyboard.model import Scene, Storyboard, Take


def take(name: str, *, practice: bool = False) -> Take:
    return Take(id=name, recipe="r", clip=f"{name}.mp4", made_at=1.0, practice=practice)


def test_kept_takes_are_found_wherever_they_stand() -> None:
    scene = Scene(takes=(take("a"), take("b"), take("p", practice=True)), kept="b")
    one = Storyboard(title="Harbour", scenes=(Scene(), scene))
    other = Storyboard(scenes=(Scene(takes=(take("c"),)),))
    files = {"a.mp4", "b.mp4", "c.mp4", "p.mp4"}
    assert kept_in([one, other], files) == [
        Use(file="b.mp4", board=one, number=2),
        Use(file="p.mp4", board=one, number=2),
        Use(file="c.mp4", board=other, number=1),
    ]
    assert kept_in([one, other], {"a.mp4"}) == []
    undecided = replace(scene, kept=None)
    assert kept_in([replace(one, scenes=(undecided,))], {"a.mp4", "b.mp4"}) == []
