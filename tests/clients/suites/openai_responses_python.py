"""OpenAI's Python client: responses, what is kept of them, and their streams."""

import asyncio
import json

from samples import CHAT, PATH, PNG, THINKER, City, user
from telling import raised, story, tell

PIXEL = f"data:image/png;base64,{PNG}"
TOOLS = [{"type": "function", "name": name, "parameters": PATH, "strict": True} for name in ("read_file", "list_files")]


@story("responses: create, retrieve, list its input, go on")
def _(side):
    api = side.openai.responses
    first = api.create(model=CHAT, input="hello there", instructions="be kind", metadata={"team": "7"})
    again = api.retrieve(first.id)
    items = list(api.input_items.list(first.id))
    follow = api.create(model=CHAT, input="and more", previous_response_id=first.id)
    return [first, again, items, follow]


# The gate itself refuses what it does not know any more, so its words differ and the class does not.
@story("responses: delete", same_requests=False)
def _(side):
    api = side.openai.responses
    first = api.create(model=CHAT, input="hello there")
    deleted = api.delete(first.id)
    return [deleted, raised(lambda: api.retrieve(first.id))["class"], raised(lambda: api.delete(first.id))["status"]]


@story("responses: background and cancel")
def _(side):
    begun = side.openai.responses.create(model=CHAT, input="hello", background=True)
    return [begun, side.openai.responses.cancel(begun.id)]


@story("responses: stream with reasoning and a tool, and the stream again")
def _(side):
    with side.openai.responses.stream(
        model=THINKER, input="read file notes.txt", tools=TOOLS, reasoning={"effort": "low", "summary": "auto"}
    ) as stream:
        events = list(stream)
        final = stream.get_final_response()
    return [events, list(side.openai.responses.retrieve(final.id, stream=True, starting_after=2))]


@story("responses: stream, asynchronous")
def _(side):
    async def call():
        async with side.async_openai() as client:
            return [event async for event in await client.responses.create(model=CHAT, input="one two", stream=True)]

    return asyncio.run(call())


@story("responses: tools that the provider runs")
def _(side):
    tools = [{"type": "web_search"}, {"type": "code_interpreter", "container": {"type": "auto"}}]
    return list(
        side.openai.responses.create(model=CHAT, input="web search and code interpreter", tools=tools, stream=True)
    )


@story("responses: tool call and its result")
def _(side):
    first = side.openai.responses.create(model=CHAT, input="read file notes.txt", tools=TOOLS)
    call = next(item for item in first.output if item.type == "function_call")
    items = [
        *user("read file notes.txt"),
        call.to_dict(),
        {"type": "function_call_output", "call_id": call.call_id, "output": json.dumps({"lines": 3})},
    ]
    return [first, side.openai.responses.create(model=CHAT, input=items, tools=TOOLS)]


@story("responses: structured output, an image, a count, a compaction")
def _(side):
    api = side.openai.responses
    parts = [{"type": "input_text", "text": "what is it"}, {"type": "input_image", "image_url": PIXEL, "detail": "low"}]
    return [
        api.parse(model=CHAT, input="a city", text_format=City),
        api.create(model=CHAT, input=user(parts)),
        api.input_tokens.count(model=CHAT, input="hello there"),
        api.compact(model=CHAT, input=user("hello")),
    ]


@story("responses: sealed reasoning goes back as it came")
def _(side):
    first = side.openai.responses.create(
        model=THINKER, input="hello", reasoning={"effort": "low"}, store=False, include=["reasoning.encrypted_content"]
    )
    items = [item.to_dict() for item in first.output] + user("and now")
    return [first, side.openai.responses.create(model=THINKER, input=items, store=False)]


tell(__name__)
