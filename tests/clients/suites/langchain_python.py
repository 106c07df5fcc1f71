"""LangChain's chat models and embeddings, with both clients underneath."""

import asyncio

from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from samples import CHAT, CLAUDE, EMBEDDER, City
from telling import story, tell

ASKED = [SystemMessage("be kind"), HumanMessage("tell me of rivers")]


@tool
def read_file(path: str) -> str:
    """Reads a file."""
    return f"three lines of {path}"


def gpt(side, **more):
    return ChatOpenAI(model=CHAT, base_url=f"{side.base}/v1", api_key=side.key, max_retries=0, **more)


def claude(side, **more):
    return ChatAnthropic(model=CLAUDE, base_url=side.base, api_key=side.key, max_retries=0, max_tokens=2000, **more)


MODELS = {
    "ChatOpenAI": gpt,
    "ChatOpenAI on responses": lambda side: gpt(side, use_responses_api=True),
    "ChatAnthropic": claude,
}


def told(message):
    """A message without the ids that LangChain makes up itself."""
    metadata = {name: value for name, value in message.response_metadata.items() if name not in ("id", "headers")}
    return {
        "class": type(message).__name__,
        "content": message.content,
        "usage": message.usage_metadata,
        "metadata": metadata,
        "calls": [(call["name"], call["args"]) for call in getattr(message, "tool_calls", [])],
    }


def tool_loop(model, **more):
    model = model.bind_tools([read_file], **more)
    history = [HumanMessage("read file notes.txt")]
    first = model.invoke(history)
    assert isinstance(first, AIMessage) and first.tool_calls
    results = [ToolMessage(read_file.invoke(call["args"]), tool_call_id=call["id"]) for call in first.tool_calls]
    return [told(first), told(model.invoke([*history, first, *results]))]


async def at_the_same_time(side):
    # In one event loop, for LangChain shares its connections between models.
    return [told(one) for one in await asyncio.gather(*[make(side).ainvoke(ASKED) for make in MODELS.values()])]


def add(name, make):
    story(f"{name}: invoke")(lambda side: told(make(side).invoke(ASKED)))
    story(f"{name}: batch")(lambda side: [told(one) for one in make(side).batch(["one", "one"])])
    story(f"{name}: stream")(lambda side: [told(chunk) for chunk in make(side).stream(ASKED)])
    strict = {"strict": True} if "responses" in name else {}
    story(f"{name}: tools and their results")(lambda side: tool_loop(make(side), **strict))
    story(f"{name}: structured output")(
        lambda side: make(side).with_structured_output(City, method="json_schema").invoke("a city")
    )


for model_name, maker in MODELS.items():
    add(model_name, maker)


# The two providers receive calls that are made at the same time in any order.
story("all: invoke, asynchronous", same_requests=False)(lambda side: asyncio.run(at_the_same_time(side)))


@story("ChatAnthropic: thinking")
def _(side):
    return told(claude(side, thinking={"type": "adaptive"}).invoke("hello"))


@story("OpenAIEmbeddings")
def _(side):
    # Without the length check, for counting tokens would fetch a vocabulary from the network.
    client = OpenAIEmbeddings(
        model=EMBEDDER, base_url=f"{side.base}/v1", api_key=side.key, check_embedding_ctx_length=False, max_retries=0
    )
    return [client.embed_query("a"), client.embed_documents(["a", "b c"])]


tell(__name__)
