"""What every part of evalsite.yml is."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Model(BaseModel):
    """A part of evalsite.yml: frozen, and unknown keys are errors."""

    # Each part's own validator is made when it is first needed, which is only that of the whole.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _said(cls, data: Any) -> Any:
        """A setting that is followed by nothing means what it means when left out."""
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}
