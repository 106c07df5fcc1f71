"""What the suites ask with: models, a tool's parameters, a picture, a shape of answer."""

from typing import List

import pydantic

CHAT, THINKER, EMBEDDER = "gpt-4o-mini", "gpt-5-mini", "text-embedding-3-small"
CLAUDE = "claude-sonnet-5-5"

PATH = {
    "type": "object",
    "properties": {"path": {"type": "string"}},
    "required": ["path"],
    "additionalProperties": False,
}

# One black pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class City(pydantic.BaseModel):
    """A city."""

    name: str = pydantic.Field(description="what it is called")
    inhabitants: int
    districts: List[str]


def user(content):
    return [{"role": "user", "content": content}]
