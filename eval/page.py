"""The page of rates, from what was measured: `page.md`, filled with tables."""

from pathlib import Path
from string import Template

from measure import groups, is_lookalike, is_ordinary, is_positive, share
from rows import FOREIGN
from said import NAMES_LEFT_OUT, SURE

TEMPLATE = Template((Path(__file__).parent / "page.md").read_text(encoding="utf-8"))
#: Guards by the words of the page.
GUARDS = {"injection": "injection", "safety": "harmful talk", "pii": "personal data", "secrets": "credentials",
          "leak": "leaks"}  # fmt: skip
SUMMARY = ["rows", "positives", "ordinary", "AUC", "at 1 %", "at 0.1 %", "mean over sources at 1 %", "acts",
           "acts on ordinary"]  # fmt: skip
LOOKALIKES = ["look-alikes at 1 %", "acts on look-alikes"]


def page(report):
    """The whole page, in Markdown."""
    injection, safety = report["injection"], report["safety"]
    parts = {
        "injection": summary({
            "left out": injection["left_out"],
            "left out, orders planted in foreign text": injection["left_out_planted"],
            "shipped, not learnt": injection["not_learnt"],
            "shipped, mostly learnt": injection["shipped"],
            "shipped, orders planted in foreign text, mostly learnt": injection["shipped_planted"],
        }),
        "attacks_by_source": by(injection, is_positive, "source"),
        "attacks_by_kind": by(injection, is_positive, "kind"),
        "traffic_by_kind": by(injection, is_harmless, "kind"),
        "traffic_by_source": by(injection, is_harmless, "source"),
        "second": second_looks(*report["second"]),
        "safety": summary({
            "left out": safety["left_out"],
            "shipped, not learnt": safety["not_learnt"],
            "shipped, mostly learnt": safety["shipped"],
        }),
        "harm_by_source": by(safety, is_positive, "source"),
        "harmless_by_source": by(safety, is_harmless, "source"),
        "safety_auc": within_sources(safety),
        "leak": summary({"shipped": report["leak"]["shipped"]}),
        "leak_by_kind": leaks(report["leak"]["shipped"]),
        **traffic_of_agents(report["agent"]),
        **personal(report["pii"]),
        **secrets(report["secrets"]),
        **about(report),
    }  # fmt: skip
    return TEMPLATE.substitute(parts)


def about(report):
    """What is no rate: limits, machine, commands."""
    guards = [(name, report["guards"][guard]) for guard, name in GUARDS.items()]
    settings = [(name, setting["action"], setting["limit"]) for name, setting in guards]
    out = "left-out/names_{}.bin"
    names = [
        f"cargo run --release -p wicket-train-names -- folder corpus {out.format(half)} {' '.join(sources)}"
        for half, sources in NAMES_LEFT_OUT.items()
    ]
    return {
        "limits": ", ".join(f"{name}: `{action}` from {limit:.1f} on" for name, action, limit in settings),
        "attack": SURE["injection"],
        "harm": SURE["safety"],
        "foreign": ", ".join(f'"{kind}"' for kind in sorted(FOREIGN)),
        "names": "\n".join(names),
        "speed": report["speed"].strip(),
        "machine": report["machine"],
        "weights": "\n".join(f"- `{name}`, SHA-256 `{digest}…`" for name, digest in report["weights"].items()),
    }


def summary(sets):
    """A line for each of some sets of judged rows."""
    has_lookalikes = any(judged.only(is_lookalike) for judged in sets.values())
    lines = [line(name, judged, has_lookalikes) for name, judged in sets.items()]
    return table(["", *SUMMARY, *(LOOKALIKES if has_lookalikes else [])], lines)


def line(name, judged, has_lookalikes):
    """The sums of one set of judged rows."""
    told, lookalikes = judged.told, judged.only(is_lookalike)
    cells = [
        name,
        *(f"{count:,}" for count in (len(judged.rows), told["positives"], told["traffic_negatives"])),
        number(told["auc_traffic"]),
        percent(told["fpr1"]["tpr_all"]),
        percent(told["fpr0.1"]["tpr_all"]),
        percent(told["macro_recall_fpr1"]),
        percent(judged.acts(judged.only(is_positive))),
        percent(judged.acts(judged.only(is_ordinary)), 2),
    ]
    if has_lookalikes:
        cells += [percent(judged.over("1 %", lookalikes)), percent(judged.acts(lookalikes))]
    return cells


def by(told, wanted, key):
    """The shares of each source or kind, left out and shipped, and whether the shipped weights learnt from it."""
    of_sources = key == "source"
    lines = []
    for name, rows in groups(told["shipped"].only(wanted), key).items():
        cells = [f"`{name}`" + (" †" if is_lookalike(rows[0]) and not of_sources else ""), f"{len(rows):,}"]
        for judged in (told["left_out"], told["shipped"]):
            cells += [percent(judged.over(rate, rows)) for rate in judged.thresholds] + [percent(judged.acts(rows))]
        lines.append(cells + (["learnt" if rows[0]["learnt"] else "not learnt"] if of_sources else []))
    columns = [f"{weights}: {what}" for weights in ("left out", "shipped") for what in ("at 1 %", "at 0.1 %", "acts")]
    return table([key, "rows", *columns, *(["weights"] if of_sources else [])], lines)


def second_looks(rows, read):
    """How much of each kind of traffic the second stage reads."""
    kinds = {
        "ordinary, not learnt": lambda row: is_ordinary(row) and not row["learnt"],
        "ordinary": is_ordinary,
        "look-alikes": is_lookalike,
        "attacks": is_positive,
    }
    sets = {name: [row["id"] in read for row in rows if is_one(row)] for name, is_one in kinds.items()}
    return table(["", "rows", "read"], [[name, f"{len(some):,}", percent(share(some))] for name, some in sets.items()])


def within_sources(told):
    """The AUC within each source that has both labels."""
    left_out, shipped = (told[name].told["per_source_f1"] for name in ("left_out", "shipped"))
    learnt = {row["source"] for row in told["shipped"].rows if row["learnt"]}
    names = sorted(left_out.keys() & shipped.keys())
    lines = [
        [
            f"`{name}`",
            number(left_out[name]["auc"]),
            number(shipped[name]["auc"]),
            "learnt" if name in learnt else "not learnt",
        ]
        for name in names
    ]
    return table(["source", "left out", "shipped", "weights"], lines)


def personal(told):
    """The tables of personal data."""
    left_out, shipped = told["left_out"], told["shipped"]
    sums = [
        [
            name,
            *(f"{of[group]['f1']:.2f}" for group in ("all", "structured", "context")),
            percent(of["mask_char_recall"]),
            f"{percent(of['clean_rows_flagged'])} of {of['clean_rows']:,}",
        ]
        for name, of in (("left out", left_out), ("shipped, learnt", shipped))
    ]
    quality = lambda of: [f"{of[what]:.2f}" for what in ("p", "r", "f1")]
    by_count = sorted(left_out["per_label"].items(), key=lambda item: -item[1]["gold"])
    labels = [
        [f"`{name}`", f"{of['gold']:,}", *quality(of), f"{shipped['per_label'][name]['f1']:.2f}"]
        for name, of in by_count
        if of["gold"]
    ]
    sources = [
        [f"`{name}`", *quality(of), f"{shipped['per_source'][name]['f1']:.2f}"]
        for name, of in sorted(left_out["per_source"].items())
        if of["r"]
    ]
    head = ["left out: precision", "recall", "F1", "shipped: F1"]
    kinds = ["", "F1, all labels", "F1, numbers and the like", "F1, names and the like", "characters found"]
    return {
        "personal": table([*kinds, "rows without any flagged"], sums),
        "labels": table(["label", "spans", *head], labels),
        "personal_by_source": table(["source", *head], sources),
    }


def secrets(told):
    """The tables of credentials."""
    sums = {
        "row_recall": "rows with one found",
        "row_fpr": "rows without one flagged",
        "row_precision": "precision of rows",
        "span_recall": "spans found",
        "span_precision": "precision of spans",
    }
    found = [[f"`{name}`", f"{of['n']:,}", percent(of["recall"])] for name, of in told["told"]["per_source"].items()]
    harmless = groups(filter(is_harmless, told["rows"]), "source")
    flagged = [
        [f"`{name}`", f"{len(rows):,}", percent(share(told["said"][row["id"]]["acts"] for row in rows))]
        for name, rows in harmless.items()
    ]
    return {
        "secrets": table(list(sums.values()), [[percent(told["told"][key]) for key in sums]]),
        "secrets_found": table(["source, rows with a credential", "rows", "found"], sorted(found)),
        "secrets_flagged": table(["source, rows without one", "rows", "flagged"], flagged),
    }


def traffic_of_agents(told):
    """How often each guard acts on turns of a coding agent, all of them harmless."""
    lines = []
    for guard, (rows, said) in told.items():
        cells = (percent(share(said[row["id"]]["acts"] for row in some), 2) for some in groups(rows, "kind").values())
        lines.append([GUARDS[guard], *cells, percent(share(said[row["id"]]["acts"] for row in rows), 2)])
    rows, _ = told["injection"]
    kinds = [f"{kind} ({len(some):,})" for kind, some in groups(rows, "kind").items()]
    return {"agent": table(["guard", *kinds, f"all ({len(rows):,})"], lines)}


def leaks(judged):
    """What answers of each kind are taken for."""
    lines = [
        [f"`{name}`", f"{len(rows):,}", "a leak" if is_positive(rows[0]) else "none", percent(judged.acts(rows))]
        for name, rows in groups(judged.rows, "kind").items()
    ]
    return table(["kind", "rows", "it is", "acts"], lines)


def is_harmless(row):
    """Whether to flag a row is wrong."""
    return not is_positive(row)


def table(head, lines):
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *lines])


def percent(value, digits=1):
    """A share in per cent; a dash where there is none."""
    return "–" if value is None or value != value else f"{100 * value:.{digits}f} %"


def number(value):
    """A figure between 0 and 1; a dash where there is none."""
    return "–" if value != value else f"{value:.3f}"
