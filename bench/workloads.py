"""The calls that are measured. All are clean prose, so every check runs to its end and nothing is masked or refused."""

import json
import random

ENGLISH = """river stone bridge morning market basket window garden carpenter letter harbour lantern evening kitchen
table bread slowly bring carry build mend open close gather listen wander remember between under after because while
the and of to in with for from that which some every quiet small old green wooden long""".split()
SCRIPTS = ENGLISH[:8] + """früher Brücke où déjà señora niño łódź zażółć утро река мост старый дом 河 橋 朝 市場 길 아침
πρωί γέφυρα صباح نهر सुबह नदी בוקר""".split()


def prose(n_bytes, words, seed):
    """Sentences of `words`, about `n_bytes` long."""
    choose = random.Random(seed)
    text = ""
    while len(text.encode()) < n_bytes:
        sentence = " ".join(choose.choice(words) for _ in range(choose.randint(6, 14)))
        text += sentence.capitalize() + ". "
    return text.encode()[:n_bytes].decode(errors="ignore")


def call(prompt, stream=False):
    system = {"role": "system", "content": "You are a helpful assistant."}
    body = {"model": "gpt-4o-mini", "messages": [system, {"role": "user", "content": prompt}], "max_tokens": 256}
    return json.dumps({**body, "stream": True} if stream else body, ensure_ascii=False)


BODIES = {
    "w1": lambda: call(prose(200, ENGLISH, 1)),
    "w2": lambda: call(prose(4 << 10, ENGLISH, 2)),
    "w3": lambda: call("streamed-100 " + prose(200, ENGLISH, 3), stream=True),
    "w4": lambda: call(prose(32 << 10, ENGLISH, 4)),
    "w6": lambda: call(prose(4 << 10, SCRIPTS, 6)),
    "first": lambda: call("streamed-timed " + prose(200, ENGLISH, 8), stream=True),
    "idle": lambda: call("streamed-idle " + prose(200, ENGLISH, 7), stream=True),
}

# One worker that keeps its connections and buffers nothing it need not: the least that a proxy can cost.
NGINX = """
worker_processes 1; daemon off; master_process off;
pid {folder}/nginx.pid; error_log {folder}/nginx.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off; keepalive_requests 1000000000; client_max_body_size 16m; client_body_buffer_size 256k;
    client_body_temp_path {folder}/nginx-body; proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi; uwsgi_temp_path {folder}/nginx-uwsgi; scgi_temp_path {folder}/nginx-scgi;
    upstream there {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            proxy_pass http://there; proxy_http_version 1.1; proxy_buffering off; proxy_set_header Connection "";
        }}
    }}
}}
"""
