"""Where the frozen program starts."""

import sys

from kling_desktop.__main__ import main

sys.exit(main())
