"""The film and its takes."""

from kling_desktop.words.speech import N_, Saying


class Film(Saying):
    """Making the film: all scenes at once, their takes, the budget, the animatic."""

    NAME = N_("The film")
    GENERATE = N_("Generate the film")
    GENERATE_LIVE = N_("Generate the film · {count} scenes, about {amount}")
    GENERATE_LIVE_ONE = N_("Generate the film · 1 scene, about {amount}")
    GENERATE_PRACTICE = N_("Generate the film · {count} practice scenes")
    GENERATE_PRACTICE_ONE = N_("Generate the film · 1 practice scene")
    GENERATE_HINT = N_("Makes every scene that has no take of what it asks for now")
    SENDING = N_("Sending the film…")
    NOTHING = N_("Every scene has its take.")
    UNDER_WAY = N_("{count} scenes under way.")
    UNDER_WAY_ONE = N_("1 scene under way.")
    SCENE_PROBLEM = N_("Scene {number}: {sentence}")
    SHOW_SCENE = N_("Show scene {number}")
    TO_CHOOSE = N_("Scene {number} has several takes. Keep one of them.")
    UNDECIDED = N_("Scene {number} waits for your decision in Activity.")
    LOOKING = N_("Looking at the last frame of the scene before…")
    NOT_GENERATED = N_(
        "Not every scene came into the list of jobs. Is the disk full? What is in it goes on."
    )
    ASK_TAKES = N_("This makes {count} takes, about {amount}.")
    ASK_TAKE = N_("This makes 1 take, about {amount}.")
    ASK_TAKES_PRACTICE = N_("This makes {count} practice takes.")
    ASK_BUDGET = N_("About {left} is left of the budget. What goes beyond it waits.")
    ASK_YES = N_("Generate all the same")
    ASK_YES_TAKES = N_("Generate {count} takes")

    SPENT = N_("Spent so far: about {spent}")
    COST = N_("This film about {spent}")
    COST_OF = N_("This film about {spent} · budget {budget}")
    COST_NOTHING = N_("Nothing spent yet")
    COST_HINT = N_("What this film may have cost so far. Press to set a budget")
    BUDGET = N_("Budget")
    BUDGET_FIELD = N_("Budget in {currency}")
    BUDGET_HINT = N_("Jobs that would go beyond it wait. Empty for no budget.")
    BUDGET_NONE = N_("none")
    GO_ON_ASK = N_("Going on needs a budget of about {amount}.")
    RAISE_TO = N_("Raise it to {amount}")
    NO_BUDGET = N_("Go on without a budget")
    CHOOSE_TAKE = N_("Choose a take")

    TAKES = N_("Takes of scene {number}")
    TAKE = N_("Take {number}")
    TAKE_OF = N_("Take {number} of {count}")
    KEPT = N_("kept")
    STALE = N_("stale")
    STALE_WHY = N_("The scene has changed since")
    PRACTICE = N_("practice")
    REAL = N_("charged")
    APART_PRACTICE = N_("Practice takes")
    APART_REAL = N_("Takes made live")
    KEEP = N_("Keep")
    KEEP_THIS = N_("Keep {take} for the film")
    PERCENT = N_("{state}, {percent} %")

    CONTINUE = N_("Continue from last frame")
    CONTINUE_HINT = N_("Makes the next scene, from the exact last frame of this clip")

    ANIMATIC = N_("Animatic")
    ANIMATIC_STOP = N_("Stop")
    ANIMATIC_STOP_HINT = N_("Stop the animatic (Space or Escape)")
    ANIMATIC_SCENE = N_("Animatic · scene {number} of {count}")
    NO_PICTURE = N_("Scene {number} has no picture yet")
