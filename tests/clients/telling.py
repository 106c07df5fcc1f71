"""Tells each story twice, to a provider and to the gate before its twin, and compares what came of it.

A suite decorates its stories with `@story("title")` or `@gate_story("title")` and ends with `tell(__name__)`.
A story takes a `Side` and returns anything made of the clients' own objects; what it returns is compared.
"""

import base64
import difflib
import json
import os
import re
import sys
import traceback
import urllib.request

import anthropic
import openai

PLACES = json.loads(os.environ["WICKETGATE_CLIENTS"])

# Headers that may differ between the two providers: the credential, the host, and what is about one hop.
OWN = {"authorization", "x-api-key", "host", "content-length", "connection", "accept-encoding", "transfer-encoding"}
# Headers that only one of two answers has: the gate's own, the limits of its keys, and what is about one hop.
OWN_IN_ANSWERS = re.compile(
    r"(wicketgate-|x-ratelimit-|anthropic-ratelimit-).*|date|connection|content-length|"
    r"transfer-encoding|(x-)?request-id|keep-alive|x-should-retry|server|cache-control"
)
TIMES = {"created", "created_at", "completed_at", "expires_at"}
IDS = re.compile(r"\b([a-z]+[_-])[0-9a-f]{24}\b")


class Side:
    """One of the two ways to a provider: `direct`, or `gate`."""

    def __init__(self, name, base, provider, key):
        self.name, self.base, self.provider, self.key = name, base, provider, key
        self.is_gate = name == "gate"
        self.openai = openai.OpenAI(base_url=f"{base}/v1", api_key=key, max_retries=0)
        self.async_openai = lambda: openai.AsyncOpenAI(base_url=f"{base}/v1", api_key=key, max_retries=0)
        self.anthropic = anthropic.Anthropic(base_url=base, api_key=key, max_retries=0)
        self.async_anthropic = lambda: anthropic.AsyncAnthropic(base_url=base, api_key=key, max_retries=0)

    def as_key(self, name):
        """The gate with another of the rig's keys, or with the literal text `name`."""
        return Side(self.name, self.base, self.provider, PLACES["keys"].get(name, name))

    def post(self, path, body, **headers):
        """Sends `body` exactly as it is written; the answer as it is written."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, body, {"content-type": "application/json", **names})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def plan(self, **behaviour):
        """Sets how the provider of this side answers its next requests."""
        ask(self.provider, "/__behaviour", "POST", behaviour)

    def forget_plans(self):
        """Takes back what no request has met yet."""
        ask(self.provider, "/__behaviour", "DELETE")

    def record(self, since=0):
        """What the provider of this side has received, oldest first, with bodies as bytes."""
        records = ask(self.provider, f"/__record?since={since}")
        return [{**record, "body": base64.b64decode(record["body"])} for record in records]

    def latest(self):
        """The number of the last request that the provider received."""
        return max((record["sequence"] for record in ask(self.provider, "/__record")), default=0)


def ask(base, path, method="GET", body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


DIRECT = Side("direct", PLACES["direct"], PLACES["direct"], PLACES["provider_key"])
GATE = Side("gate", PLACES["gate"], PLACES["behind"], PLACES["keys"]["plain"])
STORIES = []


def story(title, same_requests=True):
    """A story that is told to both sides. `same_requests=False`: the gate may answer by itself, or mask."""
    return lambda tale: STORIES.append((title, tale, lambda: _twice(tale, same_requests)))


def gate_story(title):
    """A story that is told to the gate only, and holds when it does not raise."""
    return lambda tale: STORIES.append((title, tale, lambda: tale(GATE)))


def raised(call):
    """The error that `call` raises, as data: its class, status and body. No error is a failure."""
    try:
        call()
    except (openai.APIError, anthropic.APIError) as error:
        return {
            "class": type(error).__name__,
            "status": getattr(error, "status_code", None),
            "body": getattr(error, "body", None),
            "message": str(error),
        }
    raise AssertionError("no error was raised")


def headers_of(answer):
    """The headers of a raw answer that both sides must share."""
    return sorted(
        (name.lower(), value) for name, value in answer.headers.items() if not OWN_IN_ANSWERS.fullmatch(name.lower())
    )


def normal(value, key=None):
    """Plain data to compare: objects with the names of their classes, without ids and times."""
    if hasattr(type(value), "model_fields"):
        members = {**value.__dict__, **(getattr(value, "__pydantic_extra__", None) or {})}
        members = {name: member for name, member in members.items() if not name.startswith("_")}
        return {"class": type(value).__name__, **normal(members)}
    if isinstance(value, dict):
        return {name: normal(member, name) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [normal(member) for member in value]
    if key in TIMES and isinstance(value, (int, float)):
        return 0
    if isinstance(value, str):
        return IDS.sub(r"\1…", value)
    if isinstance(value, (int, float, bool)) or value is None:
        return value
    return repr(value)


def tell(name):
    """Tells all stories of a suite, a line each, and ends the process."""
    if name != "__main__":
        return
    failed = 0
    for title, tale, run in STORIES:
        try:
            run()
            print(f"  pass  {title}")
        except Exception as problem:  # noqa: BLE001 - every story is told
            failed += 1
            print(f"  FAIL  {title}: {_briefly(problem)}")
        # A behaviour that no request met must not reach the next story.
        for side in (DIRECT, GATE):
            side.forget_plans()
    print(f"  {len(STORIES) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


def _briefly(problem):
    """What went wrong and on which line of a suite; the depths of a client are of no help."""
    if isinstance(problem, Differs):
        return problem
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if "suites" in frame.filename]
    place = f" (line {frames[-1].lineno}: {frames[-1].line})" if frames else ""
    return f"{type(problem).__name__}: {str(problem)[:600]}{place}"


class Differs(Exception):
    """The two tellings differ; the text shows how."""


def _twice(tale, same_requests):
    came, marks = {}, {}
    for side in (DIRECT, GATE):
        marks[side.name] = side.latest()
        came[side.name] = normal(tale(side))
    _same("results", came["direct"], came["gate"])
    if same_requests:
        _same("requests", *(_requests(side, marks[side.name]) for side in (DIRECT, GATE)))


def _requests(side, since):
    """What the provider got. Bodies are compared as bytes, ids of earlier answers aside."""
    return [
        {
            "method": record["method"],
            "target": IDS.sub(r"\1…", record["target"]),
            "headers": sorted((name.lower(), value) for name, value in record["headers"] if name.lower() not in OWN),
            "body": re.sub(rb"\b([a-z]+[_-])[0-9a-f]{24}\b", rb"\1...", record["body"]).decode(
                "utf-8", "backslashreplace"
            ),
        }
        for record in side.record(since)
    ]


def _same(what, direct, gate):
    if direct == gate:
        return
    left, right = (
        json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).splitlines() for value in (direct, gate)
    )
    lines = [line[:200] for line in difflib.unified_diff(left, right, "direct", "gate", lineterm="", n=2)]
    raise Differs(f"{what} differ\n" + "\n".join(f"        {line}" for line in lines[:40]))
