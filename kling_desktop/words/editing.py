"""What was done to the storyboard, and why an edit stopped where it did."""

from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.history import Act
from kling_desktop.words.speech import N_, say

STOPS: dict[Stop, str] = {
    Stop.SHOT_SHORTEST: N_("A shot has at least one whole second."),
    Stop.SCENE_SHORTEST: N_("A scene is at least 3 s long."),
    Stop.SCENE_LONGEST: N_("A scene is at most 15 s long."),
    Stop.NOT_DIVISIBLE: N_("A shot of one second can't be cut."),
    Stop.END_FRAME: N_("A scene with an end frame can't have several shots."),
    Stop.ONLY_SHOT: N_("A scene keeps one shot at least. It can be moved whole."),
}

ACTS: dict[Act, str] = {
    Act.WRITE_PROMPT: N_("Write the prompt"),
    Act.WRITE_AVOID: N_("Write what to avoid"),
    Act.WRITE_SHOT: N_("Write a shot"),
    Act.SET_FIRST_FRAME: N_("Set the first frame"),
    Act.SET_END_FRAME: N_("Set the end frame"),
    Act.SET_FRAMES: N_("Set both frames"),
    Act.REMOVE_FRAME: N_("Remove a frame"),
    Act.SWAP_FRAMES: N_("Swap the frames"),
    Act.SEND_ADDRESS: N_("Send the web address"),
    Act.SEND_PICTURE: N_("Send the picture"),
    Act.SET_LENGTH: N_("Change the length"),
    Act.SET_SOUND: N_("Change the sound"),
    Act.SET_CLOSENESS: N_("Change the closeness"),
    Act.SET_TAKES: N_("Change the number of takes"),
    Act.SPLIT_SHOT: N_("Split a shot"),
    Act.JOIN_SHOTS: N_("Join shots"),
    Act.MOVE_SHOT: N_("Move a shot"),
    Act.RESIZE_SHOT: N_("Resize a shot"),
    Act.DUPLICATE_SHOT: N_("Duplicate a shot"),
    Act.DELETE_SHOT: N_("Delete a shot"),
    Act.ADD_SCENES: N_("Add scenes"),
    Act.BRING_SCENE_BACK: N_("Bring a scene back"),
    Act.BRIDGE_PICTURES: N_("Bridge pictures"),
    Act.MOVE_SCENE: N_("Move a scene"),
    Act.DUPLICATE_SCENE: N_("Duplicate a scene"),
    Act.DELETE_SCENE: N_("Delete a scene"),
    Act.RENAME_SCENE: N_("Rename a scene"),
    Act.COLLAPSE_SCENE: N_("Fold a scene"),
    Act.LINK_SCENE: N_("Link a scene"),
    Act.UNLINK_SCENE: N_("Unlink a scene"),
    Act.CONTINUE_SCENE: N_("Continue from the last frame"),
    Act.KEEP_TAKE: N_("Keep a take"),
    Act.RENAME_STORYBOARD: N_("Rename the storyboard"),
    Act.SET_BUDGET: N_("Change the budget"),
    Act.MEND: N_("Mend a problem"),
}


def stop(reason: Stop) -> str:
    """Why an edit of the timeline went no further."""
    return say(STOPS[reason])


def act(done: Act) -> str:
    """What a step did, for Undo and Redo in the Edit menu."""
    return say(ACTS[done])
