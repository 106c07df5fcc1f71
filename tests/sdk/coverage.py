"""Does Wicketgate know every field, block and event that the official SDKs know?

Walks the types of the installed `openai` and `anthropic` packages and compares them with what the adapters say they know
(`cargo run -q -p wicket-wire --example coverage`). Prints what is missing and exits 1; exits 0 when nothing is.

    pip install openai anthropic
    python3 tests/sdk/coverage.py             # runs cargo itself
    python3 tests/sdk/coverage.py LIST.txt    # reads the list from a file

A field that is missing is not unguarded: unknown strings are read as metadata. It means that the text in it has lost its author,
and that look-alike spellings of its name are not refused.
"""

import importlib
import inspect
import pathlib
import subprocess
import sys
import typing

import typing_extensions

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Arguments that an SDK turns into headers or query parameters: they never stand in a body.
NOT_IN_BODY = {"betas", "workspace_id", "user_profile_id"}

# Inputs of tools that the provider defines. A tool's input is the model's own JSON and is read whole, member by member.
FREE_FORM = ("Input", "InputSchema", "InputSchemaTyped", "ClickTarget", "CoordinateTarget", "RefTarget")

REQUESTS = [
    ("anthropic/messages/", "anthropic.types.message_create_params:MessageCreateParamsNonStreaming"),
    ("anthropic/messages/", "anthropic.types.message_create_params:MessageCreateParamsStreaming"),
    ("anthropic/messages/", "anthropic.types.beta.message_create_params:MessageCreateParamsNonStreaming"),
    ("anthropic/count_tokens/", "anthropic.types.message_count_tokens_params:MessageCountTokensParams"),
    ("anthropic/count_tokens/", "anthropic.types.beta.message_count_tokens_params:MessageCountTokensParams"),
    ("openai/chat.completions/", "openai.types.chat.completion_create_params:CompletionCreateParamsNonStreaming"),
    ("openai/chat.completions/", "openai.types.chat.completion_create_params:CompletionCreateParamsStreaming"),
    ("openai/embeddings/", "openai.types.embedding_create_params:EmbeddingCreateParams"),
    ("openai/responses.create/", "openai.types.responses.response_create_params:ResponseCreateParamsNonStreaming"),
    ("openai/responses.create/", "openai.types.responses.response_create_params:ResponseCreateParamsStreaming"),
    ("openai/responses.compact/", "openai.types.responses.response_compact_params:ResponseCompactParams"),
    ("openai/responses.input_tokens/", "openai.types.responses.input_token_count_params:InputTokenCountParams"),
]

ANSWERS = [
    ("anthropic/messages/", "anthropic.types:Message"),
    ("anthropic/messages/", "anthropic.types.beta:BetaMessage"),
    ("openai/chat.completions.answer/", "openai.types.chat:ChatCompletion"),
    ("openai/responses.answer/", "openai.types.responses:Response"),
    ("openai/responses.answer/", "openai.types.responses:CompactedResponse"),
    ("openai/responses.answer/", "openai.types.responses:ResponseItemList"),
    ("openai/responses.answer/", "openai.types.responses.input_token_count_response:InputTokenCountResponse"),
]

EVENTS = [
    ("anthropic/messages/", "anthropic.types:RawMessageStreamEvent"),
    ("anthropic/messages/", "anthropic.types.beta:BetaRawMessageStreamEvent"),
    ("openai/responses.create/", "openai.types.responses:ResponseStreamEvent"),
]

DELTAS = [
    ("anthropic/messages/", "anthropic.types:RawContentBlockDelta"),
    ("anthropic/messages/", "anthropic.types.beta:BetaRawContentBlockDelta"),
]

# Counts and reports that hold numbers and fixed words only. They are read whole and have no members of their own in the tables.
NUMBERS_ONLY = (
    "Usage", "TokensDetails", "CacheCreation", "ContextManagementResponse", "EditResponse", "Diagnostics", "CacheMiss",
    "InputTransformation", "FallbackCredit", "PromptCacheDiagnostics", "ModerationResult", "ModerationInputError",
    "ModerationOutputError", "RankingOptions", "SvgUsage",
)


def main() -> int:
    known = known_lines()
    wanted = set()
    for prefix, name in REQUESTS:
        wanted |= lines_of_request(prefix, load(name))
    for prefix, name in ANSWERS:
        wanted |= lines_of_objects(prefix, load(name))
    for prefix, name in EVENTS:
        wanted |= {f"{prefix}event.{kind}" for kind in kinds_of(load(name))}
    for prefix, name in DELTAS:
        wanted |= {f"{prefix}delta.{kind}" for kind in kinds_of(load(name))}
    missing = sorted(wanted - known)
    for line in missing:
        print(f"missing: {line}")
    print(f"{len(wanted) - len(missing)} of {len(wanted)} fields, members and events of the SDKs are known")
    return 1 if missing else 0


def known_lines() -> set[str]:
    if len(sys.argv) > 1:
        return set(pathlib.Path(sys.argv[1]).read_text().split())
    command = ["cargo", "run", "-q", "-p", "wicket-wire", "--example", "coverage"]
    return set(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split())


def lines_of_request(prefix: str, root) -> set[str]:
    fields = {f"{prefix}field.{name}" for name in members(root) if name not in NOT_IN_BODY}
    return fields | lines_of_objects(prefix, root)


def lines_of_objects(prefix: str, root) -> set[str]:
    """`type.KIND.MEMBER` for objects with a fixed `type`, `member.MEMBER` for the others."""
    lines = set()
    for shape in objects_in(root):
        kinds = literals(members(shape).get("type"))
        for name in members(shape):
            if kinds and not prefix.startswith("openai/chat"):
                lines |= {f"{prefix}type.{kind}.{name}" for kind in kinds}
            elif name not in NOT_IN_BODY:
                lines.add(f"{prefix}member.{name}")
    return lines


def kinds_of(union) -> set[str]:
    return {kind for part in parts(union) for kind in literals(members(part).get("type"))}


def objects_in(root) -> list[type]:
    """All objects that a value of type `root` may hold, itself first; free-form and numeric ones left out."""
    found, rest, seen = [], [root], set()
    while rest:
        part = plain(rest.pop())
        if not is_object(part):
            rest.extend(parts(part))
        elif part not in seen:
            seen.add(part)
            if not is_left_out(part):
                found.append(part)
                rest.extend(members(part).values())
    return found


def is_left_out(shape: type) -> bool:
    name = shape.__name__.removesuffix("Param")
    # The switches of a provider's toolset have one name per tool.
    toolset = name.endswith(("ConfigParams", "ConfigsParam", "Configs", "ToolsetConfigs")) or "Config" in name and "Tool" in name
    members_of_toolset = name.startswith(("Browser", "Computer", "BetaBrowser", "BetaComputer")) and "Config" in name
    return name.endswith(FREE_FORM) or toolset and "Toolset" in name or members_of_toolset or any(w in name for w in NUMBERS_ONLY)


def is_object(part) -> bool:
    return inspect.isclass(part) and (hasattr(part, "__total__") or hasattr(part, "model_fields"))


def members(shape) -> dict[str, object]:
    """Name on the wire and type of each member."""
    if hasattr(shape, "model_fields"):
        return {field.alias or name: field.annotation for name, field in shape.model_fields.items()}
    if not is_object(shape):
        return {}
    return typing_extensions.get_type_hints(shape, include_extras=True)


def plain(part):
    """Without `Required`, `Annotated` and aliases."""
    while True:
        if isinstance(part, typing_extensions.TypeAliasType):
            part = part.__value__
        elif typing.get_origin(part) in (typing_extensions.Required, typing_extensions.NotRequired, typing.Annotated):
            part = typing.get_args(part)[0]
        else:
            return part


def parts(part) -> list:
    part = plain(part)
    return [part] if is_object(part) else [a for a in typing.get_args(part) if not isinstance(a, (str, int, bool))]


def literals(part) -> set[str]:
    part = plain(part)
    if typing.get_origin(part) is typing.Literal:
        return {value for value in typing.get_args(part) if isinstance(value, str)}
    return set().union(*(literals(a) for a in typing.get_args(part) if not isinstance(a, (str, int, bool))))


def load(name: str):
    module, attribute = name.split(":")
    return getattr(importlib.import_module(module), attribute)


if __name__ == "__main__":
    sys.exit(main())
