"""``python -m evalsite`` is the command ``evalsite``."""

import sys

from evalsite.cli import main

sys.exit(main())
