"""Personal data does not reach the provider, and comes back to the caller: in texts, streams, tools and history."""

import json

from samples import CHAT, CLAUDE, PATH, user
from telling import gate_story, tell

MAIL, CARD = "ann.meyer@example.org", "4111 1111 1111 1111"
TEXT = f"write to {MAIL} about card {CARD}, please"


def told(title):
    """A story that fails when any of the personal data is in what the provider received."""

    def decorate(tale):
        @gate_story(title)
        def _(side):
            since = side.latest()
            tale(side)
            seen = side.record(since)
            assert seen, "the provider was not called"
            for record in seen:
                for secret in (MAIL, CARD, "ann.meyer", "4111"):
                    assert secret.encode() not in record["body"], record["body"]

    return decorate


@told("chat")
def _(side):
    answer = side.openai.chat.completions.create(model=CHAT, messages=user(TEXT))
    assert answer.choices[0].message.content == TEXT, answer.choices[0].message.content


@told("chat stream, cut in many ways")
def _(side):
    for cut in (
        "delta=word",
        "delta=chars:1",
        "delta=chars:3",
        "delta=seed:4",
        "write=bytes:1",
        "write=inside",
        "escape=all",
    ):
        stream = side.openai.chat.completions.create(
            model=CHAT, messages=user(TEXT), stream=True, extra_headers={"x-pretend": cut}
        )
        read = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
        assert read == TEXT, (cut, read)


@told("chat: tool arguments, whole and streamed, and the same again in history")
def _(side):
    tools = [{"type": "function", "function": {"name": "send_mail", "parameters": PATH, "strict": True}}]
    question = user(f"send mail to {MAIL}")
    answer = side.openai.chat.completions.create(model=CHAT, messages=question, tools=tools)
    call = answer.choices[0].message.tool_calls[0]
    assert MAIL in json.loads(call.function.arguments)["path"], call.function.arguments
    with side.openai.chat.completions.stream(model=CHAT, messages=question, tools=tools) as stream:
        final = stream.get_final_completion()
    assert final.choices[0].message.tool_calls[0].function.arguments == call.function.arguments
    history = [
        *question,
        answer.choices[0].message.to_dict(),
        {"role": "tool", "tool_call_id": call.id, "content": f"sent to {MAIL}"},
    ]
    last = side.openai.chat.completions.create(model=CHAT, messages=history, tools=tools)
    assert f"sent to {MAIL}" in last.choices[0].message.content, last.choices[0].message.content


@told("responses, whole and streamed")
def _(side):
    assert side.openai.responses.create(model=CHAT, input=TEXT).output_text == TEXT
    with side.openai.responses.stream(model=CHAT, input=TEXT) as stream:
        deltas = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        assert stream.get_final_response().output_text == deltas == TEXT, deltas


@told("messages, whole and streamed")
def _(side):
    asked = {"model": CLAUDE, "max_tokens": 500, "messages": user(TEXT), "system": f"you serve {MAIL}"}
    assert side.anthropic.messages.create(**asked).content[0].text == TEXT
    for cut in ("delta=word", "delta=chars:1", "delta=seed:9", "write=bytes:1", "escape=@"):
        with side.anthropic.messages.stream(**asked, extra_headers={"x-pretend": cut}) as stream:
            assert stream.get_final_text() == TEXT, cut


@told("messages: tool input, whole and streamed")
def _(side):
    tools = [{"name": "send_mail", "input_schema": PATH}]
    asked = {"model": CLAUDE, "max_tokens": 500, "messages": user(f"send mail to {MAIL}"), "tools": tools}
    whole = side.anthropic.messages.create(**asked)
    assert MAIL in whole.content[0].input["path"], whole.content
    with side.anthropic.messages.stream(**asked) as stream:
        assert stream.get_final_message().content[0].input == whole.content[0].input


@told("the same value has the same pseudonym in every call, so that prompt caches hold")
def _(side):
    since = side.latest()
    for _turn in range(2):
        side.openai.chat.completions.create(model=CHAT, messages=user(TEXT))
    first, second = (record["body"] for record in side.record(since))
    assert first == second, (first, second)


@gate_story("the verdict says that something was masked")
def _(side):
    answer = side.openai.chat.completions.with_raw_response.create(model=CHAT, messages=user(TEXT))
    assert answer.headers["wicketgate-verdict"].startswith("mask"), dict(answer.headers)
    plain = side.openai.chat.completions.with_raw_response.create(model=CHAT, messages=user("hello"))
    assert plain.headers["wicketgate-verdict"].startswith("allow"), dict(plain.headers)


tell(__name__)
