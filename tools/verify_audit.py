#!/usr/bin/env python3
"""Verifies a Wicketgate audit log, or proofs taken from one. Shares no code with the gate; needs Python 3.9 only.

    verify_audit.py log FOLDER KEY [ANCHOR]    every record: form, order, chain, signed checkpoints, and the anchor
    verify_audit.py proofs FILE KEY            one proof a line: inclusion of a record, consistency of two checkpoints

KEY is the public key as the gate prints it, or a file that holds it; ANCHOR is a copy of the file `checkpoint`, by
default the one in FOLDER. Exit status: 0 all is well, 1 something is not (the first bad record is named), 2 usage.
Formats: RFC 9162 (tree), C2SP tlog-checkpoint and signed-note (checkpoints), RFC 8032 (Ed25519).
"""
import base64, hashlib, json, re, sys
from functools import lru_cache
from pathlib import Path

LINE = re.compile(rb'\{"chain":"([0-9a-f]{64})","record":(\{.*\})\}\n')


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_of(record): return sha(b"\0", record)
def node(left, right): return sha(b"\1", left, right)


# Ed25519, RFC 8032 section 5.1 (the plain formulas of section 6): slow, and short enough to be read.
P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    total = (0, 1, 1, 0)
    while n:
        total, p, n = add(total, p) if n & 1 else total, add(p, p), n >> 1
    return total


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if x * x % P == x2 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != x2 or (x == 0 and sign):
        raise ValueError("not a point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= Q:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % Q
    left, right = times(s, BASE), add(point(signature[:32]), times(k, point(key)))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


@lru_cache(None)
def open_note(note, printed_key):
    """Size and root of a checkpoint whose signature is valid; anything else raises ValueError."""
    origin, _, key = printed_key.strip().split("+", 2)
    key = base64.b64decode(key)
    text, _, signatures = note.partition("\n\n")
    lines = [line.split(" ") for line in signatures.splitlines()]
    blobs = [base64.b64decode(line[2]) for line in lines if line[:2] == ["\u2014", origin]]
    key_id = sha(origin.encode(), b"\n", key)[:4]
    name, size, root = text.split("\n")
    if name != origin or not any(b[:4] == key_id and is_signed(key[1:], text.encode() + b"\n", b[4:]) for b in blobs):
        raise ValueError("the signature is not valid")
    return int(size), base64.b64decode(root)


def root_of(frontier):
    root = frontier[-1] if frontier else sha()
    for left in reversed(frontier[:-1]):
        root = node(left, root)
    return root


def check_log(folder, key, anchor):
    """Number of records; raises ValueError with the number of the first bad one."""
    seq, chain, frontier, signed = 0, bytes(32), [], 0
    path = Path(anchor or Path(folder, "checkpoint"))
    anchor = open_note(path.read_text("utf-8"), key) if anchor or path.exists() else (0, sha())
    for n, path in enumerate(sorted(Path(folder).glob("*.log")), 1):
        if path.name != f"{n:06}.log":
            raise ValueError(f"record {seq}: its segment is missing")
        for line in path.open("rb"):
            form = LINE.fullmatch(line)
            if not form or int(form[1], 16) != int.from_bytes(chain := sha(chain, leaf_of(form[2])), "big"):
                raise ValueError(f"record {seq}: the chain is broken")
            record = json.loads(form[2])
            if record["seq"] != seq:
                raise ValueError(f"record {seq}: it calls itself {record['seq']}")
            if record["type"] == "checkpoint":
                if open_note(record["note"], key) != (seq, root_of(frontier)):
                    raise ValueError(f"record {signed}: it or one of those up to {seq} is not what was signed")
                signed = seq
            root, count = leaf_of(form[2]), seq
            while count & 1:
                root, count = node(frontier.pop(), root), count >> 1
            frontier.append(root)
            seq += 1
            if seq == anchor[0] and root_of(frontier) != anchor[1]:
                raise ValueError(f"record {signed}: it or one of those up to {seq} is not what the anchor has seen")
    if seq < anchor[0]:
        raise ValueError(f"record {seq}: the log is cut here, the anchor has seen {anchor[0]} records")
    return seq


def check_inclusion(proof, key):
    """RFC 9162, section 2.1.3.2."""
    size, root = open_note(proof["checkpoint"], key)
    index, last, found = proof["seq"], size - 1, leaf_of(proof["record"].encode())
    ok = 0 <= index <= last and json.loads(proof["record"])["seq"] == index
    for step in map(bytes.fromhex, proof["path"]):
        ok = ok and last > 0
        if index & 1 or index == last:
            found = node(step, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = node(found, step)
        index, last = index >> 1, last >> 1
    return ok and last == 0 and found == root


def check_consistency(proof, key):
    """RFC 9162, section 2.1.4.2."""
    (old, old_root), (new, new_root) = open_note(proof["old"], key), open_note(proof["new"], key)
    path = [bytes.fromhex(step) for step in proof["path"]]
    if not 0 < old < new:
        return old == new and old_root == new_root and not path
    path = [old_root] + path if old & (old - 1) == 0 else path
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    left = right = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            left, right = node(step, left), node(step, right)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            right = node(right, step)
        index, last = index >> 1, last >> 1
    return last == 0 and left == old_root and right == new_root


def main(what=None, source=None, key=None, anchor=None):
    if what not in ("log", "proofs") or not key:
        print(__doc__, file=sys.stderr)
        return 2
    key = Path(key).read_text().strip() if Path(key).exists() else key
    try:
        if what == "log":
            print(f"{check_log(source, key, anchor)} records are as they were written")
            return 0
        checks, count = {"inclusion": check_inclusion, "consistency": check_consistency}, 0
        for count, line in enumerate(Path(source).open("rb"), 1):
            proof = json.loads(line)
            if not checks[proof["kind"]](proof, key):
                raise ValueError(f"line {count}: the proof does not hold")
        print(f"{count} proofs hold")
        return 0
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print(f"not verified: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
