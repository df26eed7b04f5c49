"""What takes room on the disk, and the clean-up."""

from kling_desktop.ui.disk_space import DiskSpace
from kling_desktop.ui.settings.form import Form
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import DiskWords


class Disk(Form):
    """Measures when the page is turned to."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__(DiskWords.DISK_SPACE(), DiskWords.INTRO())
        self.space = DiskSpace(supplies)
        self.add_wide(self.space)
