"""Drives a running pretend provider with the official Python SDKs: `check.py http://127.0.0.1:PORT`.

Each function is one story; the SDKs' own strict models read every answer.
"""

import json
import sys
import traceback
from typing import List

import anthropic
import openai
import pydantic

BASE = sys.argv[1]
KEY = "sk-pretend-check"
oai = openai.OpenAI(base_url=f"{BASE}/v1", api_key=KEY, max_retries=0)
ant = anthropic.Anthropic(base_url=BASE, api_key=KEY, max_retries=0)
CHAT, CLAUDE = "gpt-4o-mini", "claude-sonnet-5-5"

SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"],
          "additionalProperties": False}


def strict(model):
    """Fails when the answer does not fit the SDK's own type, unknown members excepted."""
    type(model).model_validate(model.model_dump(by_alias=True, warnings="error"), strict=False)
    return model


def user(text):
    return [{"role": "user", "content": text}]


class City(pydantic.BaseModel):
    name: str
    inhabitants: int
    districts: List[str]


def refused(kind, call, **members):
    try:
        call()
    except kind as error:
        for name, wanted in members.items():
            assert getattr(error, name) == wanted, (name, getattr(error, name), wanted)
        return error
    raise AssertionError(f"not refused with {kind.__name__}")


# OpenAI: chat completions


def chat():
    answer = strict(oai.chat.completions.create(model=CHAT, messages=user("my mail is ann@example.org")))
    assert answer.choices[0].message.content == "my mail is ann@example.org"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.completion_tokens == 7 and answer.usage.prompt_tokens == 7, answer.usage


def chat_stream():
    stream = oai.chat.completions.create(model=CHAT, messages=user("one two three"), stream=True,
                                         stream_options={"include_usage": True})
    chunks = [strict(chunk) for chunk in stream]
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "one two three"
    assert chunks[-1].usage.total_tokens == 8 and chunks[-1].choices == [] and chunks[0].usage is None
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"


def chat_choices_and_logprobs():
    answer = strict(oai.chat.completions.create(model=CHAT, messages=user("hello world"), n=2, logprobs=True,
                                                top_logprobs=2))
    assert [c.message.content for c in answer.choices] == ["hello world", "hello world (2)"]
    tokens = answer.choices[0].logprobs.content
    assert "".join(t.token for t in tokens) == "hello world" and len(tokens[0].top_logprobs) == 2
    chunks = list(oai.chat.completions.create(model=CHAT, messages=user("hello world"), n=2, stream=True))
    for index, wanted in enumerate(["hello world", "hello world (2)"]):
        parts = [c.choices[0].delta.content or "" for c in chunks if c.choices[0].index == index]
        assert "".join(parts) == wanted


def chat_tools():
    tools = [{"type": "function", "function": {"name": name, "parameters": SCHEMA, "strict": True}}
             for name in ("delete_file", "read_file")]
    question = user("please read file and then delete file /etc/passwd")
    answer = strict(oai.chat.completions.create(model=CHAT, messages=question, tools=tools))
    calls = answer.choices[0].message.tool_calls
    assert answer.choices[0].finish_reason == "tool_calls"
    assert sorted(call.function.name for call in calls) == ["delete_file", "read_file"]
    assert "/etc/passwd" in json.loads(calls[0].function.arguments)["path"]
    one = oai.chat.completions.create(model=CHAT, messages=question, tools=tools, parallel_tool_calls=False)
    assert len(one.choices[0].message.tool_calls) == 1
    history = question + [answer.choices[0].message.to_dict()]
    history += [{"role": "tool", "tool_call_id": call.id, "content": "done"} for call in calls]
    assert "done" in oai.chat.completions.create(model=CHAT, messages=history, tools=tools).choices[0].message.content
    refused(openai.BadRequestError, lambda: oai.chat.completions.create(model=CHAT, messages=history[:-1], tools=tools))
    with oai.chat.completions.stream(model=CHAT, messages=question, tools=tools) as stream:
        final = stream.get_final_completion()
    assert [call.function.arguments for call in final.choices[0].message.tool_calls] == [
        call.function.arguments for call in calls]


def chat_parse():
    answer = oai.chat.completions.parse(model=CHAT, messages=user("a city"), response_format=City)
    assert answer.choices[0].message.parsed.name == "a city"


def chat_limits():
    answer = oai.chat.completions.create(model=CHAT, messages=user("one two three four"), max_tokens=2)
    assert answer.choices[0].finish_reason == "length" and answer.usage.completion_tokens == 2
    answer = oai.chat.completions.create(model=CHAT, messages=user("one STOP two"), stop=["STOP"])
    assert answer.choices[0].message.content == "one "


def chat_image():
    parts = [{"type": "text", "text": "what is it"},
             {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]
    answer = oai.chat.completions.create(model=CHAT, messages=user(parts))
    assert answer.usage.prompt_tokens == 85 + 3, answer.usage


def prompt_cache():
    messages = [{"role": "system", "content": "stable " * 1000}, {"role": "user", "content": "hello"}]
    first = oai.chat.completions.create(model="gpt-4.1", messages=messages)
    second = oai.chat.completions.create(model="gpt-4.1", messages=messages)
    assert first.usage.prompt_tokens_details.cached_tokens == 0
    assert second.usage.prompt_tokens_details.cached_tokens >= 1024


# OpenAI: responses


def responses():
    answer = strict(oai.responses.create(model=CHAT, input="hello there", instructions="be kind"))
    assert answer.output_text == "hello there" and answer.status == "completed"
    assert strict(oai.responses.retrieve(answer.id)).output_text == "hello there"
    items = oai.responses.input_items.list(answer.id)
    assert items.data[0].content[0].text == "hello there"
    follow = oai.responses.create(model=CHAT, input="what is your system prompt?", previous_response_id=answer.id,
                                  instructions="the house is blue")
    assert "the house is blue" in follow.output_text
    assert follow.usage.input_tokens > answer.usage.input_tokens
    refused(openai.BadRequestError, lambda: oai.responses.cancel(answer.id))
    oai.responses.delete(answer.id)
    refused(openai.NotFoundError, lambda: oai.responses.retrieve(answer.id))
    unkept = oai.responses.create(model=CHAT, input="hello", store=False)
    refused(openai.NotFoundError, lambda: oai.responses.retrieve(unkept.id))


def responses_background():
    begun = oai.responses.create(model=CHAT, input="hello", background=True)
    assert begun.status == "queued"
    assert oai.responses.retrieve(begun.id).status == "in_progress"
    assert oai.responses.retrieve(begun.id).output_text == "hello"
    begun = oai.responses.create(model=CHAT, input="hello", background=True)
    assert oai.responses.cancel(begun.id).status == "cancelled"


def responses_stream():
    tools = [{"type": "function", "name": "send_mail", "parameters": SCHEMA, "strict": True}]
    with oai.responses.stream(model="gpt-5-mini", input="send mail to ann", tools=tools,
                              reasoning={"effort": "low", "summary": "auto"}) as stream:
        events = [strict(event) for event in stream]
        final = stream.get_final_response()
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = {event.type for event in events}
    assert {"response.created", "response.in_progress", "response.reasoning_summary_text.delta",
            "response.function_call_arguments.delta", "response.completed"} <= kinds, kinds
    call = [item for item in final.output if item.type == "function_call"][0]
    assert json.loads(call.arguments)["path"] == "send mail to ann"
    again = list(oai.responses.retrieve(final.id, stream=True, starting_after=2))
    assert again[0].sequence_number == 3 and again[-1].type == "response.completed"


def responses_hosted_tools():
    tools = [{"type": "web_search"}, {"type": "file_search", "vector_store_ids": ["vs_1"]},
             {"type": "code_interpreter", "container": {"type": "auto"}}, {"type": "image_generation"},
             {"type": "mcp", "server_label": "wiki", "server_url": "https://example.org/mcp"}]
    text = "web search, file search, code interpreter, image generation, wiki"
    events = [strict(event) for event in oai.responses.create(model=CHAT, input=text, tools=tools, stream=True)]
    kinds = {event.type for event in events}
    for kind in ("web_search_call.searching", "file_search_call.completed", "code_interpreter_call_code.delta",
                 "image_generation_call.partial_image", "mcp_call_arguments.done", "mcp_list_tools.completed",
                 "output_text.annotation.added"):
        assert f"response.{kind}" in kinds, kind


def responses_parse_and_count():
    answer = oai.responses.parse(model=CHAT, input="a city", text_format=City)
    assert answer.output_parsed.districts == ["a city"]
    count = oai.responses.input_tokens.count(model=CHAT, input="hello there", instructions="be kind")
    created = oai.responses.create(model=CHAT, input="hello there", instructions="be kind")
    assert count.input_tokens == created.usage.input_tokens
    short = oai.responses.create(model=CHAT, input="word " * 50, max_output_tokens=16)
    assert short.status == "incomplete" and short.incomplete_details.reason == "max_output_tokens"
    compacted = oai.responses.compact(model=CHAT, input=[{"role": "user", "content": "hello"}])
    assert compacted.output[-1].type == "compaction"


def responses_sealed_reasoning():
    first = oai.responses.create(model="gpt-5-mini", input="hello", reasoning={"effort": "low"}, store=False,
                                 include=["reasoning.encrypted_content"])
    items = [item.to_dict() for item in first.output] + user("and now")
    assert oai.responses.create(model="gpt-5-mini", input=items).output_text == "and now"
    items[0]["encrypted_content"] = items[0]["encrypted_content"][:-4] + "AAAA"
    refused(openai.BadRequestError, lambda: oai.responses.create(model="gpt-5-mini", input=items),
            code="invalid_encrypted_content")


def embeddings_and_models():
    answer = strict(oai.embeddings.create(model="text-embedding-3-small", input=["one", "two"]))
    assert len(answer.data) == 2 and len(answer.data[0].embedding) == 1536
    assert abs(sum(x * x for x in answer.data[0].embedding) - 1) < 1e-3
    small = oai.embeddings.create(model="text-embedding-3-small", input="one", dimensions=8, encoding_format="float")
    assert len(small.data[0].embedding) == 8
    assert CHAT in [model.id for model in oai.models.list()]
    assert oai.models.retrieve(CHAT).id == CHAT


def openai_errors():
    create = oai.chat.completions.create
    refused(openai.NotFoundError, lambda: create(model="gpt-99", messages=user("x")), code="model_not_found")
    refused(openai.BadRequestError, lambda: create(model=CHAT, messages=user("x"), extra_body={"colour": 1}),
            code="unknown_parameter", param="colour")
    refused(openai.BadRequestError, lambda: create(model=CHAT, messages="x"), code="invalid_type", param="messages")
    refused(openai.BadRequestError, lambda: create(model=CHAT, messages=user("x"), temperature=3), param="temperature")
    refused(openai.BadRequestError, lambda: create(model="gpt-5", messages=user("x"), max_tokens=5),
            code="unsupported_parameter")
    refused(openai.BadRequestError, lambda: create(model=CHAT, messages=[]), code="empty_array")
    stranger = openai.OpenAI(base_url=f"{BASE}/v1", api_key="sk-other", max_retries=0)
    refused(openai.AuthenticationError, lambda: stranger.models.list(), code="invalid_api_key")
    refused(openai.RateLimitError, lambda: create(model=CHAT, messages=user("[[pretend fault=429 retry_after=1]]")))
    refused(openai.InternalServerError, lambda: create(model=CHAT, messages=user("[[pretend fault=503]]")))


# Anthropic


def messages():
    answer = strict(ant.messages.create(model=CLAUDE, max_tokens=100, messages=user("call 555-0100")))
    assert answer.content[0].text == "call 555-0100" and answer.stop_reason == "end_turn"
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (4, 4), answer.usage
    count = ant.messages.count_tokens(model=CLAUDE, messages=user("call 555-0100"))
    assert count.input_tokens == 4
    short = ant.messages.create(model=CLAUDE, max_tokens=2, messages=user("one two three"))
    assert short.stop_reason == "max_tokens" and short.usage.output_tokens == 2
    cut = ant.messages.create(model=CLAUDE, max_tokens=99, messages=user("one END two"), stop_sequences=["END"])
    assert (cut.stop_reason, cut.stop_sequence, cut.content[0].text) == ("stop_sequence", "END", "one ")


def messages_stream():
    with ant.messages.stream(model=CLAUDE, max_tokens=2000, messages=user("hello wide world"),
                             thinking={"type": "enabled", "budget_tokens": 1024}) as stream:
        kinds = {event.type for event in stream}
        final = strict(stream.get_final_message())
    assert {"thinking", "signature", "text", "message_stop"} <= kinds, kinds
    assert [block.type for block in final.content] == ["thinking", "text"]
    history = user("hello wide world") + [{"role": "assistant", "content": final.content}] + user("more")
    extra = {"model": CLAUDE, "max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    assert ant.messages.create(messages=history, **extra).content[-1].text == "more"
    tampered = [block.to_dict() for block in final.content]
    tampered[0]["thinking"] += "!"
    history[1] = {"role": "assistant", "content": tampered}
    refused(anthropic.BadRequestError, lambda: ant.messages.create(messages=history, **extra))


def messages_tools():
    tools = [{"name": name, "input_schema": SCHEMA} for name in ("delete_file", "read_file")]
    question = user("read file, then delete file notes.txt")
    answer = strict(ant.messages.create(model=CLAUDE, max_tokens=500, messages=question, tools=tools))
    uses = [block for block in answer.content if block.type == "tool_use"]
    assert answer.stop_reason == "tool_use" and len(uses) == 2 and "notes.txt" in uses[0].input["path"]
    results = [{"type": "tool_result", "tool_use_id": use.id, "content": "done"} for use in uses]
    history = question + [{"role": "assistant", "content": answer.content}, {"role": "user", "content": results}]
    assert "done" in ant.messages.create(model=CLAUDE, max_tokens=500, messages=history, tools=tools).content[0].text
    history[-1] = {"role": "user", "content": results[:1]}
    refused(anthropic.BadRequestError,
            lambda: ant.messages.create(model=CLAUDE, max_tokens=500, messages=history, tools=tools))
    with ant.messages.stream(model=CLAUDE, max_tokens=500, messages=question, tools=tools) as stream:
        final = stream.get_final_message()
    assert [block.input for block in final.content] == [use.input for use in uses]
    single = ant.messages.create(model=CLAUDE, max_tokens=500, messages=question, tools=tools,
                                 tool_choice={"type": "auto", "disable_parallel_tool_use": True})
    assert len(single.content) == 1
    searched = strict(ant.messages.create(model=CLAUDE, max_tokens=500, messages=user("web search for news"),
                                          tools=[{"type": "web_search_20250305", "name": "web_search"}]))
    assert [block.type for block in searched.content] == ["server_tool_use", "web_search_tool_result", "text"]


def messages_structured_and_cited():
    answer = ant.messages.parse(model=CLAUDE, max_tokens=500, messages=user("a city"), output_format=City)
    assert answer.parsed_output.name == "a city"
    document = {"type": "document", "title": "Notes", "citations": {"enabled": True},
                "source": {"type": "text", "media_type": "text/plain", "data": "Grass is green. Sky is blue."}}
    content = [document, {"type": "text", "text": "colours?"}]
    answer = strict(ant.messages.create(model=CLAUDE, max_tokens=500, messages=user(content)))
    assert answer.content[0].citations[0].cited_text == "Grass is green."
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
    assert ant.messages.create(model=CLAUDE, max_tokens=500, messages=user([image])).usage.input_tokens == 85


def messages_cache():
    system = [{"type": "text", "text": "long and stable " * 50, "cache_control": {"type": "ephemeral"}}]
    call = lambda: ant.messages.create(model=CLAUDE, max_tokens=9, system=system, messages=user("hello")).usage
    first, second = call(), call()
    assert (first.cache_creation_input_tokens, first.cache_read_input_tokens) == (200, 0), first
    assert (second.cache_creation_input_tokens, second.cache_read_input_tokens) == (0, 200), second
    assert first.input_tokens == second.input_tokens == 2


def messages_beta():
    answer = strict(ant.beta.messages.create(model=CLAUDE, max_tokens=9, messages=user("hello"), betas=["x-2025"]))
    assert answer.content[0].text == "hello"


def anthropic_models():
    assert CLAUDE in [model.id for model in ant.models.list()]
    assert strict(ant.models.retrieve(CLAUDE)).id == CLAUDE


def anthropic_errors():
    create = ant.messages.create
    refused(anthropic.NotFoundError, lambda: create(model="claude-99", max_tokens=9, messages=user("x")))
    refused(anthropic.BadRequestError,
            lambda: create(model=CLAUDE, max_tokens=9, messages=user("x"), extra_body={"n": 2}))
    refused(anthropic.BadRequestError, lambda: create(model=CLAUDE, max_tokens=0, messages=user("x")))
    stranger = anthropic.Anthropic(base_url=BASE, api_key="sk-other", max_retries=0)
    refused(anthropic.AuthenticationError, lambda: stranger.models.list())
    for status, kind in ((429, anthropic.RateLimitError), (529, anthropic.InternalServerError)):
        text = f"[[pretend fault={status}]]"
        refused(kind, lambda: create(model=CLAUDE, max_tokens=9, messages=user(text)))


# Cuts: however a stream is cut, the SDKs read the same


def cuts():
    text = "naïve café 漢字 😀 ann@example.org \"quoted\" \\ end"
    ways = ["write=whole", "write=bytes:1", "write=bytes:7", "write=seed:4", "write=inside", "write=events:3",
            "delta=chars:1", "delta=bytes:3", "delta=seed:9", "delta=whole", "escape=@ write=inside", "escape=ascii",
            "escape=all", "fault=sse-crlf", "fault=sse-comments n=3", "fault=sse-many-data", "fault=sse-tight"]
    for way in ways:
        spoken = user(f"{text} [[pretend {way}]]")
        stream = oai.chat.completions.create(model=CHAT, messages=spoken, stream=True)
        assert "".join(c.choices[0].delta.content or "" for c in stream) == text, way
        with oai.responses.stream(model=CHAT, input=spoken[0]["content"]) as stream:
            assert stream.get_final_response().output_text == text, way
        if way == "fault=sse-many-data":
            continue  # that SDK joins data lines as the others do, but is not promised to
        with ant.messages.stream(model=CLAUDE, max_tokens=99, messages=spoken) as stream:
            assert stream.get_final_text() == text, way


STORIES = [chat, chat_stream, chat_choices_and_logprobs, chat_tools, chat_parse, chat_limits, chat_image, prompt_cache,
           responses, responses_background, responses_stream, responses_hosted_tools, responses_parse_and_count,
           responses_sealed_reasoning, embeddings_and_models, openai_errors, messages, messages_stream, messages_tools,
           messages_structured_and_cited, messages_cache, messages_beta, anthropic_models, anthropic_errors, cuts]

failed = []
for story in STORIES:
    try:
        story()
    except Exception:  # noqa: BLE001 - every story is told, then all failures at once
        failed.append(story.__name__)
        traceback.print_exc()
print(f"{len(STORIES) - len(failed)} of {len(STORIES)} stories hold" + (f"; not: {', '.join(failed)}" if failed else ""))
sys.exit(bool(failed))
