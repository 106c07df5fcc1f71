"""OpenAI's Python client: chat completions, embeddings, models, raw answers, errors."""

import asyncio
import json
import re

import openai
from samples import CHAT, EMBEDDER, PATH, PNG, THINKER, City, user
from telling import headers_of, raised, story, tell

PIXEL = f"data:image/png;base64,{PNG}"
TOOLS = [
    {
        "type": "function",
        "function": {"name": name, "description": "works on files", "parameters": PATH, "strict": True},
    }
    for name in ("read_file", "list_files")
]


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
    return side.openai.chat.completions.create(
        model=CHAT, messages=user('naïve café 漢字 😀 \\ "quoted" \u2028'), extra_body=extra
    )


@story("chat stream")
def _(side):
    stream = side.openai.chat.completions.create(model=CHAT, messages=user("one two three"), stream=True)
    return list(stream)


@story("chat stream with usage")
def _(side):
    return list(
        side.openai.chat.completions.create(
            model=CHAT, messages=user("one two three"), stream=True, stream_options={"include_usage": True}
        )
    )


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
    stream = side.openai.chat.completions.create(
        model=CHAT, messages=user("a city"), response_format=schema, stream=True
    )
    return [parsed, list(stream)]


@story("chat with an image")
def _(side):
    parts = [
        {"type": "text", "text": "what is it"},
        {"type": "image_url", "image_url": {"url": PIXEL, "detail": "low"}},
    ]
    return side.openai.chat.completions.create(model=CHAT, messages=user(parts))


@story("chat of a model that reasons")
def _(side):
    return side.openai.chat.completions.create(
        model=THINKER, messages=user("hello"), reasoning_effort="low", max_completion_tokens=200
    )


@story("chat that ends at a length and at a stop sequence")
def _(side):
    create = side.openai.chat.completions.create
    return [
        create(model=CHAT, messages=user("one two three four"), max_tokens=2),
        create(model=CHAT, messages=user("one END two"), stop=["END"]),
    ]


@story("chat: the cached part of a prompt")
def _(side):
    messages = [{"role": "system", "content": "stable words " * 800}, {"role": "user", "content": "hello"}]
    usage = [side.openai.chat.completions.create(model="gpt-4.1", messages=messages).usage for _ in range(2)]
    assert usage[1].prompt_tokens_details.cached_tokens >= 1024
    return usage


@story("a body that no client would write arrives byte for byte")
def _(side):
    body = (
        b'\r\n{ "temperature":1.0E0 ,"messages" : [\t{"content":"caf\\u00e9 \\/ \\ud83d\\ude00 \xe6\xbc\xa2","role":"us\\u0065r"}],\n'
        b'  "mod\\u0065l":"gpt-4o-mini","top_p":1e-0,   "metadata":{"z":"1","a":"2"} ,"max_tokens" : 100 }\n'
    )
    stream = body.replace(b'"top_p"', b'"stream":true,"top_p"')
    answers = [side.post("/v1/chat/completions", one, authorization=f"Bearer {side.key}") for one in (body, stream)]
    assert "café / 😀 漢" in json.loads(answers[0])["choices"][0]["message"]["content"]
    return [re.sub(r'"created":\d+', "", answer) for answer in answers]


# Embeddings and models


@story("embeddings as base64 and as floats")
def _(side):
    api = side.openai.embeddings
    return [
        api.create(model=EMBEDDER, input=["a", "b c"]),
        api.create(model=EMBEDDER, input="a", encoding_format="float"),
        api.create(model=EMBEDDER, input="a", dimensions=8),
    ]


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
    return [
        raised(lambda: create(model=CHAT, messages=user("x"), temperature=3)),
        raised(lambda: create(model=CHAT, messages=user("x"), extra_body={"colour": 1})),
        raised(lambda: create(model=CHAT, messages=[])),
    ]


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
