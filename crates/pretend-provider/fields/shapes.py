"""Writes the request shapes of the installed official SDKs as the tables that `validate` reads.

    python3 fields/shapes.py openai    > fields/openai.shapes
    python3 fields/shapes.py anthropic > fields/anthropic.shapes
    python3 fields/shapes.py --check     (exit 1 if a table is no longer what the SDKs say)

A line `shape NAME` opens an object; each indented line is `field kind`, `field! kind` when it is required.
Kinds: str int num bool null any, 'literal', [kind], {kind} (a map), NAME of another shape, and a | b.
"""

import collections.abc
import pathlib
import sys
import types
import typing

import typing_extensions  # the SDKs bring it

REQUIRED, NOT_REQUIRED = typing.Required, typing.NotRequired
TRAVELS_AS_HEADER = {"betas", "user_profile_id", "workspace_id"}


def roots(package):
    """(protocol/operation, where the fields travel, TypedDict or None) of every operation that is spoken."""
    if package == "openai":
        from openai.types import embedding_create_params as embeddings
        from openai.types.chat import completion_create_params as chat
        from openai.types.responses import input_item_list_params, input_token_count_params
        from openai.types.responses import response_compact_params, response_create_params as create
        from openai.types.responses import response_retrieve_params as retrieve

        return [
            ("openai/chat", [chat.CompletionCreateParamsNonStreaming, chat.CompletionCreateParamsStreaming]),
            ("openai/responses", [create.ResponseCreateParamsNonStreaming, create.ResponseCreateParamsStreaming]),
            ("openai/responses_retrieve", [retrieve.ResponseRetrieveParamsNonStreaming,
                                           retrieve.ResponseRetrieveParamsStreaming]),
            ("openai/responses_input_items", [input_item_list_params.InputItemListParams]),
            ("openai/responses_compact", [response_compact_params.ResponseCompactParams]),
            ("openai/responses_input_tokens", [input_token_count_params.InputTokenCountParams]),
            ("openai/embeddings", [embeddings.EmbeddingCreateParams]),
        ]
    from anthropic.types import message_count_tokens_params, message_create_params as create, model_list_params

    from anthropic.types.beta import message_count_tokens_params as beta_count, message_create_params as beta

    return [
        ("anthropic/messages", [create.MessageCreateParamsNonStreaming, create.MessageCreateParamsStreaming]),
        ("anthropic/count_tokens", [message_count_tokens_params.MessageCountTokensParams]),
        ("anthropic/models", [model_list_params.ModelListParams]),
        ("anthropic/messages?beta", [beta.MessageCreateParamsNonStreaming, beta.MessageCreateParamsStreaming]),
        ("anthropic/count_tokens?beta", [beta_count.MessageCountTokensParams]),
    ]


def is_typed_dict(kind):
    return isinstance(kind, type) and issubclass(kind, dict) and hasattr(kind, "__required_keys__")


class Writer:
    """Walks the types once; `shapes` keeps them in the order in which they were met."""

    def __init__(self):
        self.shapes, self.names, self.waiting = {}, {}, []

    def name(self, cls):
        if cls not in self.names:
            taken = set(self.names.values())
            name = cls.__name__
            if name in taken:
                name = "".join(word.title() for word in cls.__module__.split(".")[-1].split("_")) + name
            while name in taken:
                name += "_"
            self.names[cls] = name
            self.waiting.append(cls)
        return self.names[cls]

    def kinds(self, kind):
        """The kinds of a type, in order and without repetition."""
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if kind is typing.Any or kind is object:
            return ["any"]
        if kind is type(None) or kind is None:
            return ["null"]
        for plain, word in ((str, "str"), (bool, "bool"), (int, "int"), (float, "num")):
            if kind is plain:
                return [word]
        if is_typed_dict(kind):
            return [self.name(kind)]
        if isinstance(kind, typing.TypeVar) or kind is dict:
            return ["{any}"]
        if origin is typing.Annotated:
            return self.kinds(arguments[0])
        if origin in (REQUIRED, NOT_REQUIRED, typing_extensions.Required, typing_extensions.NotRequired):
            return self.kinds(arguments[0])
        if origin is typing.Union or origin is types.UnionType:
            return list(dict.fromkeys(word for one in arguments for word in self.kinds(one)))
        if origin in (typing.Literal, typing_extensions.Literal):
            return [{True: "true", False: "false"}.get(one) if isinstance(one, bool) else
                    str(one) if isinstance(one, int) else f"'{one}'" for one in arguments]
        if origin is not None and issubclass(origin, (dict, collections.abc.Mapping)):
            return ["{" + self.joined(self.kinds(arguments[1])) + "}"]
        if origin is not None and issubclass(origin, collections.abc.Iterable):
            return ["[" + self.joined(self.kinds(arguments[0])) + "]"]
        if hasattr(kind, "__value__"):
            return self.kinds(kind.__value__)
        return ["str"]  # file handles, dates: text on the wire

    @staticmethod
    def joined(words):
        if "str" in words:  # an open set: its known members say nothing more
            words = [word for word in words if not word.startswith("'")]
        return "|".join(words)

    def add(self, name, classes):
        fields = {}
        for cls in classes:
            for field, kind in typing_extensions.get_type_hints(cls, include_extras=True).items():
                wire = next((note.alias for note in find_notes(kind) if getattr(note, "alias", None)), field)
                if wire in TRAVELS_AS_HEADER:
                    continue
                required = field in cls.__required_keys__ or any(
                    one in (REQUIRED, typing_extensions.Required) for one in wrappers(kind))
                old, was_required = fields.get(wire, ([], True))
                fields[wire] = (list(dict.fromkeys(old + self.kinds(kind))), was_required and required)
        if name.count("/") and "stream" in fields:
            fields["stream"] = (fields["stream"][0], False)
        self.shapes[name] = fields

    def finish(self):
        while self.waiting:
            cls = self.waiting.pop(0)
            self.add(self.names[cls], [cls])


def wrappers(kind):
    while typing.get_args(kind):
        yield typing.get_origin(kind)
        kind = typing.get_args(kind)[0]


def find_notes(kind):
    found = list(getattr(kind, "__metadata__", ()))
    for one in typing.get_args(kind):
        if not isinstance(one, (str, int, bool)):
            found += find_notes(one)
    return found


def table(package):
    import importlib

    writer = Writer()
    for name, classes in roots(package):
        writer.add(name, classes)
        writer.finish()
    version = importlib.import_module(package).__version__
    lines = [f"# Request shapes of the Python SDK `{package}` {version}, written by fields/shapes.py.",]
    for name, fields in writer.shapes.items():
        lines.append(f"shape {name}")
        for field, (words, required) in fields.items():
            lines.append(f"  {field}{'!' if required else ''} {Writer.joined(words)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    if sys.argv[1:] == ["--check"]:
        stale = [one for one in ("openai", "anthropic") if (here / f"{one}.shapes").read_text() != table(one)]
        sys.exit(f"tables differ from the installed SDKs: {', '.join(stale)}" if stale else 0)
    sys.stdout.write(table(sys.argv[1]))
