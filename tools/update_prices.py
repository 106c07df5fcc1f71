#!/usr/bin/env python3
"""Makes the price table from the model list in a wheel of the package `litellm`.

    pip download --no-deps litellm
    python3 tools/update_prices.py litellm-*.whl > crates/wicket-store/src/price/prices.json

Only facts are taken: names, prices, limits. Prices become nano-dollars for a million tokens, exactly. Left out are
models that are also charged by the second, the picture or the search, for tokens do not tell what they cost.
"""
import json, re, sys, zipfile
from datetime import date
from decimal import Decimal

LIST = "litellm/model_prices_and_context_window_backup.json"
TIERS = {"standard": "", "batch": "_batches", "flex": "_flex", "priority": "_priority"}


def per_million(row, name):
    """Nano-dollars for a million tokens; None where the list has no such price."""
    price = row.get(name)
    return None if price is None else int(Decimal(str(price)) * 10**15)


def rates(row, above, tier):
    """The five rates of one tier, or None. Caching that has no price of its own costs as much as fresh input."""
    def price(*names):
        found = (per_million(row, f"{name}{above}{tier}") for name in names)
        return next((p for p in found if p is not None), None)

    fresh, output = price("input_cost_per_token"), price("output_cost_per_token")
    if fresh is None or output is None:
        return None
    write = price("cache_creation_input_token_cost")
    kept = price("cache_creation_input_token_cost_above_1hr", "cache_creation_input_token_cost_above_12hr")
    read = price("cache_read_input_token_cost")
    # No provider sells writing to a cache for less than fresh input: where the list says so, it is mistaken.
    write = max(fresh, write or 0)
    # A tier that names no price for long-lived caches keeps the ratio to the short-lived ones, which is at most 2.
    kept = max(write, (2 * write if write > fresh else fresh) if kept is None else kept)
    return {"input": fresh, "cache_read": fresh if read is None else read, "cache_write": write,
            "cache_write_1h": kept, "output": output}


def tiers(row, above=""):
    found = {name: rates(row, above, suffix) for name, suffix in TIERS.items()}
    return {name: rate for name, rate in found.items() if rate} if found["standard"] else None


def price(row):
    entry = {"tiers": tiers(row)}
    for above in sorted({m[1] for key in row if (m := re.match(r"input_cost_per_token_above_(\d+)k_tokens$", key))}):
        entry["long"] = {"above": int(above) * 1000, "tiers": tiers(row, f"_above_{above}k_tokens")}
    for name, field in [("max_input", "max_input_tokens"), ("max_output", "max_output_tokens")]:
        if row.get(field):
            entry[name] = row[field]
    return entry


def is_priced_by_tokens(name, row):
    other = any(re.search(r"cost_per_(audio|image|pixel|second|character|video)", key) for key in row)
    hosted = re.search(r"search|deep-research|computer-use", name)
    return (row.get("litellm_provider") in ("openai", "anthropic") and row["mode"] in ("chat", "responses", "embedding")
            and tiers(row) and not other and not hosted and "/" not in name)


def main(wheel):
    with zipfile.ZipFile(wheel) as archive:
        rows = json.loads(archive.read(LIST))
        meta = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        version = re.search(r"^Version: (.+)$", archive.read(meta).decode(), re.M)[1].strip()
    table = {name: price(row) for name, row in sorted(rows.items()) if is_priced_by_tokens(name, row)}
    source = f"package litellm {version} (MIT), {LIST.split('/')[1]}, which cites the providers' own price pages"
    head = {"source": source, "date": date.today().isoformat(), "unit": "nano-dollars per million tokens"}
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in table.items())
    print(json.dumps(head, indent=2)[:-2] + ',\n  "models": {\n' + lines + "\n  }\n}")
    print(f"{len(table)} models from {source}, {head['date']}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
