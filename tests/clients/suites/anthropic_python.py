"""Anthropic's Python client: messages, token counts, models."""

import asyncio
import json

import anthropic
from samples import CLAUDE, PATH, PNG, City, user
from telling import headers_of, raised, story, tell

TOOLS = [{"name": name, "description": "works on files", "input_schema": PATH} for name in ("read_file", "list_files")]
THINKING = {"type": "enabled", "budget_tokens": 1024}
PIXEL = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}


def asked(text, **more):
    return {"model": CLAUDE, "max_tokens": 2000, "messages": user(text), **more}


@story("messages")
def _(side):
    return side.anthropic.messages.create(**asked("tell me of rivers", system="be kind"))


@story("messages, asynchronous")
def _(side):
    async def call():
        async with side.async_anthropic() as client:
            return await asyncio.gather(*[client.messages.create(**asked("rivers and hills")) for _ in range(2)])

    return asyncio.run(call())


@story("messages: raw stream, with its pings and order of events")
def _(side):
    return list(side.anthropic.messages.create(**asked("one two three"), stream=True))


@story("messages: stream helper")
def _(side):
    with side.anthropic.messages.stream(**asked("hello wide world")) as stream:
        return [list(stream), stream.get_final_message()]


@story("messages: stream, asynchronous")
def _(side):
    async def call():
        async with side.async_anthropic() as client:
            async with client.messages.stream(**asked("hello wide world")) as stream:
                return [[event async for event in stream], await stream.get_final_message()]

    return asyncio.run(call())


@story("messages: thinking, and its signature goes back as it came")
def _(side):
    with side.anthropic.messages.stream(**asked("hello wide world", thinking=THINKING)) as stream:
        final = stream.get_final_message()
    history = [*user("hello wide world"), {"role": "assistant", "content": final.content}, *user("more")]
    whole = side.anthropic.messages.create(model=CLAUDE, max_tokens=2000, messages=history, thinking=THINKING)
    assert [block.type for block in final.content] == ["thinking", "text"]
    return [final, whole]


@story("messages: tools in parallel, their results, and one at a time")
def _(side):
    create, question = side.anthropic.messages.create, "read file and list files of notes.txt"
    first = create(**asked(question, tools=TOOLS))
    uses = [block for block in first.content if block.type == "tool_use"]
    assert len(uses) == 2
    results = [{"type": "tool_result", "tool_use_id": use.id, "content": "three lines"} for use in uses]
    history = [*user(question), {"role": "assistant", "content": first.content}, *user(results)]
    second = create(model=CLAUDE, max_tokens=500, messages=history, tools=TOOLS)
    single = create(**asked(question, tools=TOOLS, tool_choice={"type": "auto", "disable_parallel_tool_use": True}))
    return [first, second, single]


@story("messages: tools in a stream")
def _(side):
    with side.anthropic.messages.stream(**asked("read file and list files of notes.txt", tools=TOOLS)) as stream:
        return [list(stream), stream.get_final_message()]


@story("messages: a tool that the provider runs")
def _(side):
    tools = [{"type": "web_search_20250305", "name": "web_search"}]
    return [
        side.anthropic.messages.create(**asked("web search for news", tools=tools)),
        list(side.anthropic.messages.create(**asked("web search for news", tools=tools), stream=True)),
    ]


@story("messages: structured output")
def _(side):
    answer = side.anthropic.messages.parse(**asked("a city"), output_format=City)
    assert isinstance(answer.parsed_output, City)
    return answer


@story("messages: citations, whole and streamed")
def _(side):
    document = {
        "type": "document",
        "title": "Notes",
        "citations": {"enabled": True},
        "source": {"type": "text", "media_type": "text/plain", "data": "Grass is green. Sky is blue."},
    }
    question = asked([document, {"type": "text", "text": "colours?"}])
    answer = side.anthropic.messages.create(**question)
    assert answer.content[0].citations[0].cited_text == "Grass is green."
    return [answer, list(side.anthropic.messages.create(**question, stream=True))]


@story("messages with an image")
def _(side):
    return side.anthropic.messages.create(**asked([PIXEL, {"type": "text", "text": "what is it"}]))


@story("messages: cache_control keeps its price")
def _(side):
    system = [{"type": "text", "text": "long and stable " * 50, "cache_control": {"type": "ephemeral"}}]
    usage = [side.anthropic.messages.create(**asked("hello", system=system)).usage for _ in range(2)]
    assert usage[1].cache_read_input_tokens > 0 and usage[0].cache_read_input_tokens == 0
    return usage


@story("messages that end at a length and at a stop sequence")
def _(side):
    return [
        side.anthropic.messages.create(**{**asked("one two three"), "max_tokens": 2}),
        side.anthropic.messages.create(**asked("one END two", stop_sequences=["END"])),
    ]


@story("a body that no client would write arrives byte for byte")
def _(side):
    body = (
        b'\n{ "temperature":1.0E0 ,"messages" : [\t{"content":[ {"text":"caf\\u00e9 \\/ \xe6\xbc\xa2","type":"t\\u0065xt"}],"role":"user"}],\r\n'
        b'  "mod\\u0065l":"claude-sonnet-5-5",   "metadata":{"user_id":"u-7"} ,"max_tokens" : 100 }\n'
    )
    stream = body.replace(b'"metadata"', b'"stream":true,"metadata"')
    headers = {"x_api_key": side.key, "anthropic_version": "2023-06-01"}
    answers = [side.post("/v1/messages", one, **headers) for one in (body, stream)]
    assert "café / 漢" in json.loads(answers[0])["content"][0]["text"]
    return answers


@story("messages: beta headers pass")
def _(side):
    return side.anthropic.beta.messages.create(**asked("hello"), betas=["x-2025-01-01"])


@story("token counts")
def _(side):
    return side.anthropic.messages.count_tokens(
        model=CLAUDE, messages=user("call me later"), system="be kind", tools=TOOLS
    )


@story("models")
def _(side):
    return [side.anthropic.models.list().data, side.anthropic.models.retrieve(CLAUDE)]


@story("raw answers keep the provider's headers")
def _(side):
    answer = side.anthropic.messages.with_raw_response.create(**asked("hello"))
    assert answer.headers["request-id"].startswith("req_")
    return [headers_of(answer), answer.parse()]


@story("errors of the provider arrive as they are")
def _(side):
    create = side.anthropic.messages.create
    return [
        raised(lambda: create(**asked("x", extra_body={"n": 2}))),
        raised(lambda: create(**{**asked("x"), "max_tokens": 0})),
        raised(lambda: create(**asked("x", thinking={"type": "enabled", "budget_tokens": 5}))),
    ]


@story("rate limit and overload of the provider raise their classes", same_requests=False)
def _(side):
    classes = []
    for status in (429, 529):
        # More often than the gate itself tries again.
        side.plan(status=status, times=9)
        classes.append(raised(lambda: side.anthropic.messages.create(**asked("x")))["class"])
        side.forget_plans()
    return classes


@story("the client's own retries get through", same_requests=False)
def _(side):
    side.plan(status=429, retry_after="0", times=1)
    client = anthropic.Anthropic(base_url=side.base, api_key=side.key, max_retries=3)
    return client.messages.create(**asked("again"))


tell(__name__)
