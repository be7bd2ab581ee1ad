"""``python -m evalsite.config > schema/evalsite.schema.json``."""

import sys

from evalsite.config.published import schema_text

sys.stdout.write(schema_text())
