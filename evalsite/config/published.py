"""The JSON Schema of evalsite.yml, for editors; ``python -m evalsite.config`` prints it."""

import json
from typing import Any

from evalsite.config.settings import Config


def schema() -> dict[str, Any]:
    """The settings as a JSON Schema (draft 2020-12)."""
    made = Config.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": "Settings of an evalsite (evalsite.yml)",
    }


def schema_text() -> str:
    """The schema as it stands in ``schema/evalsite.schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
