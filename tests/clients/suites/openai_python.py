"""OpenAI's Python client: chat completions, responses, embeddings, models."""

import asyncio
import json
import re
from typing import List

import openai
import pydantic
from telling import headers_of, raised, story, tell

CHAT, THINKER, EMBEDDER = "gpt-4o-mini", "gpt-5-mini", "text-embedding-3-small"
PATH = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"], "additionalProperties": False}
TOOLS = [{"type": "function", "function": {"name": name, "description": "works on files", "parameters": PATH, "strict": True}}
         for name in ("read_file", "list_files")]
FLAT_TOOLS = [{"type": "function", "name": tool["function"]["name"], "parameters": PATH, "strict": True} for tool in TOOLS]
PIXEL = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
         "rkJggg==")


class City(pydantic.BaseModel):
    name: str
    inhabitants: int
    districts: List[str]


def user(text):
    return [{"role": "user", "content": text}]


# Chat completions


@story("chat")
def _(side):
    return side.openai.chat.completions.create(model=CHAT, messages=user("tell me of rivers"))


@story("chat, asynchronous")
def _(side):
    async def call():
        async with side.async_openai() as client:
            both = [client.chat.completions.create(model=CHAT, messages=user("rivers and hills")) for _ in range(2)]
            return await asyncio.gather(*both)

    return asyncio.run(call())


@story("chat with unknown fields and odd spellings of numbers")
def _(side):
    extra = {"metadata": {"zeta": "1", "alpha": "2"}, "temperature": 1e0, "user": "team/7"}
    return side.openai.chat.completions.create(model=CHAT, messages=user("naïve café 漢字 😀 \\ \"quoted\" \u2028"), extra_body=extra)


@story("chat stream")
def _(side):
    stream = side.openai.chat.completions.create(model=CHAT, messages=user("one two three"), stream=True)
    return list(stream)


@story("chat stream with usage")
def _(side):
    return list(side.openai.chat.completions.create(
        model=CHAT, messages=user("one two three"), stream=True, stream_options={"include_usage": True}))


@story("chat stream, asynchronous")
def _(side):
    async def call():
        async with side.async_openai() as client:
            stream = await client.chat.completions.create(model=CHAT, messages=user("one two three"), stream=True)
            return [chunk async for chunk in stream]

    return asyncio.run(call())


@story("chat with two choices and log probabilities")
def _(side):
    asked = {"model": CHAT, "messages": user("hello world"), "n": 2, "logprobs": True, "top_logprobs": 2}
    chunks = list(side.openai.chat.completions.create(**asked, stream=True))
    # Each choice is held back by itself, so only the order within a choice is a promise.
    return [side.openai.chat.completions.create(**asked), sorted(chunks, key=lambda chunk: chunk.choices[0].index)]


@story("chat: tools in parallel, their results, and one at a time")
def _(side):
    create, question = side.openai.chat.completions.create, user("read file and list files of notes.txt")
    first = create(model=CHAT, messages=question, tools=TOOLS)
    calls = first.choices[0].message.tool_calls
    assert len(calls) == 2
    history = question + [first.choices[0].message.to_dict()]
    history += [{"role": "tool", "tool_call_id": call.id, "content": "three lines"} for call in calls]
    second = create(model=CHAT, messages=history, tools=TOOLS)
    return [first, second, create(model=CHAT, messages=question, tools=TOOLS, parallel_tool_calls=False)]


@story("chat: tools in a stream")
def _(side):
    question = user("read file and list files of notes.txt")
    with side.openai.chat.completions.stream(model=CHAT, messages=question, tools=TOOLS) as stream:
        events = [event.type for event in stream]
        return [events, stream.get_final_completion()]


@story("chat: structured output")
def _(side):
    parsed = side.openai.chat.completions.parse(model=CHAT, messages=user("a city"), response_format=City)
    assert isinstance(parsed.choices[0].message.parsed, City)
    schema = {"type": "json_schema", "json_schema": {"name": "path", "strict": True, "schema": PATH}}
    stream = side.openai.chat.completions.create(model=CHAT, messages=user("a city"), response_format=schema, stream=True)
    return [parsed, list(stream)]


@story("chat with an image")
def _(side):
    parts = [{"type": "text", "text": "what is it"}, {"type": "image_url", "image_url": {"url": PIXEL, "detail": "low"}}]
    return side.openai.chat.completions.create(model=CHAT, messages=user(parts))


@story("chat of a model that reasons")
def _(side):
    return side.openai.chat.completions.create(model=THINKER, messages=user("hello"), reasoning_effort="low",
                                               max_completion_tokens=200)


@story("chat that ends at a length and at a stop sequence")
def _(side):
    create = side.openai.chat.completions.create
    return [create(model=CHAT, messages=user("one two three four"), max_tokens=2),
            create(model=CHAT, messages=user("one END two"), stop=["END"])]


@story("chat: the cached part of a prompt")
def _(side):
    messages = [{"role": "system", "content": "stable words " * 800}, {"role": "user", "content": "hello"}]
    usage = [side.openai.chat.completions.create(model="gpt-4.1", messages=messages).usage for _ in range(2)]
    assert usage[1].prompt_tokens_details.cached_tokens >= 1024
    return usage


@story("a body that no client would write arrives byte for byte")
def _(side):
    body = (b'\r\n{ "temperature":1.0E0 ,"messages" : [\t{"content":"caf\\u00e9 \\/ \\ud83d\\ude00 \xe6\xbc\xa2","role":"us\\u0065r"}],\n'
            b'  "mod\\u0065l":"gpt-4o-mini","top_p":1e-0,   "metadata":{"z":"1","a":"2"} ,"max_tokens" : 100 }\n')
    stream = body.replace(b'"top_p"', b'"stream":true,"top_p"')
    answers = [side.post("/v1/chat/completions", one, authorization=f"Bearer {side.key}") for one in (body, stream)]
    assert "café / 😀 漢" in json.loads(answers[0])["choices"][0]["message"]["content"]
    return [re.sub(r'"created":\d+', "", answer) for answer in answers]


# Responses


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
    with side.openai.responses.stream(model=THINKER, input="read file notes.txt", tools=FLAT_TOOLS,
                                      reasoning={"effort": "low", "summary": "auto"}) as stream:
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
    return list(side.openai.responses.create(model=CHAT, input="web search and code interpreter", tools=tools, stream=True))


@story("responses: tool call and its result")
def _(side):
    first = side.openai.responses.create(model=CHAT, input="read file notes.txt", tools=FLAT_TOOLS)
    call = next(item for item in first.output if item.type == "function_call")
    items = [*user("read file notes.txt"), call.to_dict(),
             {"type": "function_call_output", "call_id": call.call_id, "output": json.dumps({"lines": 3})}]
    return [first, side.openai.responses.create(model=CHAT, input=items, tools=FLAT_TOOLS)]


@story("responses: structured output, an image, a count, a compaction")
def _(side):
    api = side.openai.responses
    parts = [{"type": "input_text", "text": "what is it"}, {"type": "input_image", "image_url": PIXEL, "detail": "low"}]
    return [api.parse(model=CHAT, input="a city", text_format=City), api.create(model=CHAT, input=user(parts)),
            api.input_tokens.count(model=CHAT, input="hello there"), api.compact(model=CHAT, input=user("hello"))]


@story("responses: sealed reasoning goes back as it came")
def _(side):
    first = side.openai.responses.create(model=THINKER, input="hello", reasoning={"effort": "low"}, store=False,
                                         include=["reasoning.encrypted_content"])
    items = [item.to_dict() for item in first.output] + user("and now")
    return [first, side.openai.responses.create(model=THINKER, input=items, store=False)]


# Embeddings and models


@story("embeddings as base64 and as floats")
def _(side):
    api = side.openai.embeddings
    return [api.create(model=EMBEDDER, input=["a", "b c"]), api.create(model=EMBEDDER, input="a", encoding_format="float"),
            api.create(model=EMBEDDER, input="a", dimensions=8)]


@story("models")
def _(side):
    return [side.openai.models.list().data, side.openai.models.retrieve(CHAT)]


# Answers as they are, errors, retries


@story("raw answers keep the provider's headers")
def _(side):
    answer = side.openai.chat.completions.with_raw_response.create(model=CHAT, messages=user("hello"))
    assert answer.headers["x-request-id"].startswith("req_")
    return [headers_of(answer), answer.parse()]


@story("errors of the provider arrive as they are")
def _(side):
    create = side.openai.chat.completions.create
    return [raised(lambda: create(model=CHAT, messages=user("x"), temperature=3)),
            raised(lambda: create(model=CHAT, messages=user("x"), extra_body={"colour": 1})),
            raised(lambda: create(model=CHAT, messages=[]))]


@story("rate limit and failure of the provider raise their classes", same_requests=False)
def _(side):
    classes = []
    for status in (429, 500):
        # More often than the gate itself tries again.
        side.plan(status=status, times=9)
        classes.append(raised(lambda: side.openai.chat.completions.create(model=CHAT, messages=user("x")))["class"])
        side.forget_plans()
    return classes


@story("the client's own retries get through", same_requests=False)
def _(side):
    side.plan(status=429, retry_after="0", times=1)
    client = openai.OpenAI(base_url=f"{side.base}/v1", api_key=side.key, max_retries=3)
    return client.chat.completions.create(model=CHAT, messages=user("again"))


tell(__name__)
