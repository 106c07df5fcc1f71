"""A small BERT that tags names: the trunk of the encoder, with a mark on each word piece of how its word is written."""

import re
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import BertWordPieceTokenizer
from torch import nn

sys.path.append(str(Path(__file__).resolve().parent.parent / "encoder"))

from model import HIDDEN, Embeddings, Layer  # noqa: E402

CLASSES = ["PERSON", "LOCATION", "ORGANIZATION", "ADDRESS"]
#: Nothing, and for each class a first and a later word.
TAGS = 1 + 2 * len(CLASSES)
LAYERS = 6
#: Pieces of a window; a longer text is read in several.
LENGTH = 128
#: Pieces of a word that are read.
MOST_PIECES = 8
PAD, BREAK, UNKNOWN, CLS, SEP = 0, 1, 100, 101, 102
#: The target of a piece that is not the first of its word.
NO_TARGET = -100
#: Pieces of a batch, padding included.
BATCH = 2048
PASSES = 3
RATE = 2e-4
WARM_UP = 0.06
#: Rows of a source that are read in a pass, at most; of our own grammars together.
MOST, MOST_OWN = 1500, 6000
#: Of the rows, how many are read as if they were written small.
SMALL = 0.08
#: Ways to write a word; before the first piece of a window there is none.
LOWER, CAPITAL, UPPER, MIXED, OTHER = 1, 2, 3, 4, 5

WORD = re.compile(r"\n|[^\W_]+(?:['’](?!s\b)[^\W\d_]+)*|_+|[^\w\s]")


class Teacher(nn.Module):
    """Word pieces to the scores of their tags."""

    def __init__(self):
        super().__init__()
        self.embeddings = Embeddings(0.1)
        # The trunk knows no capitals, and names have them.
        self.manner = nn.Embedding(6, HIDDEN)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(0.1) for _ in range(LAYERS))})
        self.head = nn.Linear(HIDDEN, TAGS)
        self.dropout = nn.Dropout(0.1)
        nn.init.zeros_(self.manner.weight)

    def forward(self, ids, manners):
        table = self.embeddings
        x = table.word_embeddings(ids) + self.manner(manners)
        x = x + table.position_embeddings.weight[: ids.shape[1]] + table.token_type_embeddings.weight[0]
        x = table.dropout(table.LayerNorm(x))
        mask = (ids != PAD)[:, None, None, :]
        for layer in self.encoder["layer"]:
            x = layer(x, mask)
        return self.head(self.dropout(x))


def from_trunk(path):
    """A teacher that knows what the trunk knows."""
    teacher, trunk = Teacher(), load_file(path)
    own = teacher.state_dict()
    teacher.load_state_dict({name: trunk[name][: own[name].shape[0]] for name in own if name in trunk}, strict=False)
    return teacher


class Reader:
    """Texts as words, words as pieces."""

    def __init__(self, vocabulary):
        self._pieces = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._known = {"\n": [BREAK]}

    def words(self, text):
        """Each word with its start and end in the text, its pieces and how it is written."""
        return [(*m.span(), self.pieces(m.group()), manner(m.group())) for m in WORD.finditer(text)]

    def pieces(self, word):
        """The pieces of a word."""
        if word not in self._known:
            self._known[word] = self._pieces.encode(word, add_special_tokens=False).ids[:MOST_PIECES] or [UNKNOWN]
        return self._known[word]


def manner(word):
    """How a word is written."""
    if word.islower():
        return LOWER
    if word.istitle() or len(word) == 1 and word.isupper():
        return CAPITAL
    if word.isupper():
        return UPPER
    return MIXED if word.isalpha() else OTHER


def stretches(words):
    """Places of words whose pieces fit into a window together."""
    stretch, size = [], 2
    for at, (_, _, pieces, _) in enumerate(words):
        if size + len(pieces) > LENGTH:
            yield stretch
            stretch, size = [], 2
        stretch.append(at)
        size += len(pieces)
    if stretch:
        yield stretch


def tags_of(words, spans):
    """The tag of each word."""
    tags, last = [], None
    for start, *_ in words:
        span = next((s for s in spans if s["start"] <= start < s["end"]), None)
        tags.append(0 if span is None else 1 + 2 * CLASSES.index(span["label"]) + (span is last))
        last = span
    return tags


def window(words, stretch, tags=None, is_small=False):
    """Ids, manners and targets of a stretch of words."""
    ids, manners, targets = [CLS], [0], [NO_TARGET]
    for at in stretch:
        _, _, pieces, how = words[at]
        ids += pieces
        manners += [LOWER if is_small and how != OTHER else how] * len(pieces)
        targets += [tags[at] if tags else 0] + [NO_TARGET] * (len(pieces) - 1)
    return ids + [SEP], manners + [0], targets + [NO_TARGET]


def batches(windows, chance):
    """Windows of like length together, in an order of chance, with their ids, manners and targets as tensors."""
    groups, group = [], []
    for one in sorted(windows, key=lambda one: len(one[0]) + chance.random() * 4):
        if group and (len(group) + 1) * len(one[0]) > BATCH:
            groups.append(group)
            group = []
        group.append(one)
    groups.append(group)
    chance.shuffle(groups)
    for group in groups:
        longest = max(len(ids) for ids, *_ in group)
        filled = ([one[part] + [filler] * (longest - len(one[part])) for one in group]
                  for part, filler in enumerate((PAD, 0, NO_TARGET)))  # fmt: skip
        yield group, [torch.tensor(rows) for rows in filled]


def taught(rows, reader, trunk, chance):
    """A teacher that has read the rows."""
    teacher = from_trunk(trunk)
    sources = {}
    for row in rows:
        sources.setdefault("own" if row["source"].startswith("own_") else row["source"], []).append(row)
    weights = [weight for weight in teacher.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.01)
    teacher.train()
    for number in range(PASSES):
        windows = drawn(sources, reader, chance)
        done = losses = 0
        for group, (ids, manners, targets) in batches(windows, chance):
            progress = (number + done / len(windows)) / PASSES
            for part in optimiser.param_groups:
                part["lr"] = RATE * min(progress / WARM_UP, (1 - progress) / (1 - WARM_UP)) + 1e-7
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = teacher(ids, manners)
            loss = F.cross_entropy(scores.float().view(-1, TAGS), targets.view(-1), ignore_index=NO_TARGET)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            done += len(group)
            losses += loss.item() * len(group)
        print(f"pass {number}: loss {losses / done:.4f}", file=sys.stderr, flush=True)
    return teacher.eval()


def drawn(sources, reader, chance):
    """The windows of one pass."""
    windows = []
    for source, rows in sources.items():
        for row in chance.sample(rows, min(len(rows), MOST_OWN if source == "own" else MOST)):
            words = reader.words(row["text"])
            tags, is_small = tags_of(words, row["spans"]), chance.random() < SMALL
            windows += [window(words, stretch, tags, is_small) for stretch in stretches(words)]
    return windows


@torch.no_grad()
def said(teacher, reader, texts, chance):
    """The names that the teacher sees in each text, and how sure it is of its least sure word."""
    words = [reader.words(text) for text in texts]
    likely = [[None] * len(row) for row in words]
    windows = [(*window(row, at), number, at) for number, row in enumerate(words) for at in stretches(row)]
    for group, (ids, manners, targets) in batches(windows, chance):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            shares = teacher(ids, manners).float().softmax(-1)
        for of_pieces, is_first, (*_, number, stretch) in zip(shares, targets != NO_TARGET, group):
            for at, share in zip(stretch, of_pieces[is_first].tolist()):
                likely[number][at] = share
    return [spans_of(row, shares) for row, shares in zip(words, likely)]


def spans_of(words, likely):
    """Names as runs of words whose likeliest class is the same, and how sure the least sure word is."""
    spans, sure = [], 1.0
    open_class = 0
    for (start, end, *_), shares in zip(words, likely):
        classes = [shares[0]] + [shares[1 + 2 * c] + shares[2 + 2 * c] for c in range(len(CLASSES))]
        best = max(range(len(classes)), key=classes.__getitem__)
        sure = min(sure, classes[best])
        if best and (best != open_class or shares[2 * best - 1] > shares[2 * best]):
            spans.append({"start": start, "end": end, "label": CLASSES[best - 1]})
        elif best:
            spans[-1]["end"] = end
        open_class = best
    return spans, sure
