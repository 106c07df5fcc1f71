"""Writes tests/oracle/wordpiece.jsonl: what Hugging Face's `tokenizers` makes of awkward strings.

    pip install tokenizers==0.23.3 && python3 crates/wicket-encoder/tests/oracle/wordpiece.py

The vocabulary is small, so that the test needs no other file; the strings are meant to go wrong.
"""

import json
from pathlib import Path

from tokenizers import BertWordPieceTokenizer

HERE = Path(__file__).parent
WORDS = """[PAD] [unused1] [unused2] [unused3] [UNK] [CLS] [SEP] the mill river by grind turn un able ##able ##ing ##s ##er ##ed
a b c e i n o s t u x 1 2 10 ##a ##b ##c ##e ##i ##n ##o ##s ##t ##u ##x ##1 ##0 cafe naive muller koln strasse ß ##ß ##sse
. , ! ? ' " - _ # @ $ % & * ( ) [ ] { } / \\ | ~ ` ^ + = < > : ; … — « » 「 」 。 、 会 議 室 は い 古 ##い ##は 豈
при ##вет мир ##и и ии ии\u0306 ᄒ ##ᅡ ##ᆫ ᄀ ##ᅳ ##ᆯ हि ह न ##द ##ी α ω σ ##σ ##ς ##ω λογο ☃ 👍 🏽 😀 ı ﬁ ##ﬁ ① ² ##² ½ € £ ªº ª º ª
ا ل ##ل ##ا ##م سلام ไ ท ##ท ##ย ไทย æ ø đ ł ##đ lodz ##z k å ω""".split()

TEXTS = [
    "",
    " ",
    "\n\t \r\n",
    "the mill by the river",
    "The MILL, by the River!",
    "grinding turned unable tables",
    "grindstone",
    "Café CAFÉ Cafe\u0301 cafe\u0301s naïve",
    "Müller aus Köln, Straße STRASSE ẞ",
    "e\u0301\u0302\u0303 \u0301a a\u0301",
    "会議室は古い",
    "the会議mill",
    "豈\uf900 \U0002f800",
    "привет мир Йй ЙЙ",
    "한글 한",
    "हिन्दी न",
    "ΛΌΓΟΣ σς ΩΩ Ω\u2126",
    "سلام السَّلام",
    "ไทย ไท",
    "👍🏽 😀😀 👩\u200d👧 ☃\ufe0f",
    "mi\u200bll mi\u00adll \u202emill\u202c the\ufeffmill",
    "mill\u00a0river\u2003by\u3000the\u2028a\u2029b",
    "mi\u0000ll mi\u0007ll mi\u007fll \ufffdmill\ufffd mi\u0085ll mi\u000bll mi\u000cll",
    "private\ue000mill \U000f0000 a",
    "tags \U000e0041\U000e0042 a\U000e007f",
    # The oracle takes marks of the model out of any text, so they are parted here; ours are tested apart.
    "[ CLS] the [ SEP ]",
    "##ing # #a ##",
    "a_b a-b a.b a@b.c",
    "it's \"n't\" 'tis",
    "$10 + 2 = 1|0 ~ ` ^ <a> {b} \\c/",
    "… — « a » 「い」。、",
    "\u037e \u1fef \u226e \u2260 \u2000a\u2001b",
    "ﬁ ① ² x² ½ € £ ªº",
    "İ ı I K \u212a \u212b å Å",
    "æ ø đ ł Łódź",
    "a" * 99,
    "a" * 100,
    "a" * 101,
    "a" * 101 + " the " + "b" * 100,
    "é" * 100 + " " + "é" * 101,
    "ah" * 60,
    "x" * 99 + "\u0301" * 3,
    "한" * 33 + " " + "한" * 34,
    "the" + "\u0301" * 200 + "mill",
    "10 100 1010 2",
    "\u20e3 a\u20dd b\u0488 \u0903 \u093e",
    "\u3099 か\u3099 が",
    "a\u2060b a\u180eb a\u061cb",
    "\U0001d400\U0001d401 \U0001f600 \U0001fae0",
    "ｔｈｅ ＭＩＬＬ，",
    "\u01c4 \u01c5 \u1e9e \u0130\u0307",
    "\u0345 \u0390 \u1fb7",
    "the\u0640mill \u0640",
]


def main() -> None:
    """Asks the oracle for each text."""
    words = list(dict.fromkeys(WORDS))
    tokenizer = BertWordPieceTokenizer(vocab={word: at for at, word in enumerate(words)}, lowercase=True)
    with (HERE / "wordpiece.jsonl").open("w", encoding="utf-8") as file:
        print(json.dumps({"words": words}), file=file)
        for text in TEXTS:
            found = tokenizer.encode(text, add_special_tokens=False)
            byte = [len(text[:at].encode()) for at in range(len(text) + 1)]
            spans = [[byte[start], byte[end]] for start, end in found.offsets]
            print(json.dumps({"text": text, "ids": found.ids, "spans": spans}), file=file)


if __name__ == "__main__":
    main()
