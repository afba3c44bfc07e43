#!/usr/bin/env python3
"""Chooses the pieces of text that short records are written with, and their
code lengths: pieces.py NUMBER DUMP...

The texts are the project's own and those of the simulator's invented people,
from dumps of crawled worlds; never those of a user's store.  Writes
store/value/dictionary/pieces-NUMBER.bin: for each length of code from 1 to 15 the
number of pieces (2 bytes, little-endian), then all pieces in the order of
their codes, each its length (1 byte) and its bytes.
"""
import collections
import glob
import heapq
import json
import math
import os
import random
import re
import subprocess
import sys

PIECES = 12000
LONGEST = 24
CODE_BITS = 15
SIGN_HASH = b"\xff"  # see store/value/piece.c
SIGN_COPY = b"\xfe"
ROUNDS = 5
SAMPLED = 2500  # texts of a dump
CUT = "\x01"  # behind what is no whole text
PAIR = re.compile(r" ?[A-Za-z]+|\d|[^A-Za-z\d]")


def texts_of(value, found):
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z|[0-9a-f]{40}", value):
            found[value] += 1
    elif isinstance(value, list):
        for item in value:
            texts_of(item, found)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("kind", "role", "gists", "node_id", "profile_readme", "readme"):
                texts_of(item, found)
            elif key == "kind" and "url" in value:
                texts_of(item, found)


def of_dump(name):
    """Texts of people and their work; what all have in common is not all."""
    found = collections.Counter()
    with open(name, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["kind"] in ("person", "work", "portfolio", "score"):
                texts_of(record, found)
    return [(text[:400], min(3, n)) for text, n in found.items()]


def own_texts():
    """Prose of the documentation, comments and commits, line by line."""
    texts = []
    names = subprocess.run(["git", "ls-files"], check=True, capture_output=True,
                           text=True).stdout.split()
    for name in names:
        try:
            with open(name, encoding="utf-8") as file:
                text = file.read()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if name.endswith("english.txt"):
            for line in text.splitlines():
                texts.append((line, 2))
                texts += [(" " + word + CUT, 60) for word in line.split()]
                texts += [(word + CUT, 15) for word in line.split()]
                texts += [(word.capitalize() + CUT, 10) for word in line.split()]
        elif name.endswith(".md") or name == "CHANGES":
            texts += [(line[:400], 1) for line in text.splitlines()]
        elif name.endswith((".c", ".h")):
            for comment in re.findall(r"/\*(.*?)\*/", text, re.S):
                texts.append((re.sub(r"\s*\n\s*\*?\s*", " ", comment).strip(), 1))
        elif name.startswith("config/stacks"):
            texts += [(part, 2) for part in re.findall(r"[A-Za-z][^\s,:\]]+", text)]
        elif name == "config/places.yaml":
            texts += [(part, 1) for part in re.findall(r"[A-Z][\w ]+", text)]
        elif name.startswith("config/roles"):
            texts += [(line[:400], 1) for line in text.splitlines()]
    log = subprocess.run(["git", "log", "--format=%B"], check=True, capture_output=True,
                         text=True).stdout
    return texts + [(line, 2) for line in log.splitlines()]


def candidates(corpus):
    """All runs of whole words, and parts of words, that come often."""
    counts = collections.Counter()
    for text, weight in corpus:
        parts = PAIR.findall(text.decode("latin-1"))
        for i in range(len(parts)):
            run = b""
            for part in parts[i:i + 6]:
                run += part.encode("latin-1")
                if len(run) > LONGEST:
                    break
                counts[run] += weight
            word = parts[i].encode("latin-1")
            for start in range(len(word)):
                for end in range(start + 2, min(len(word), start + 6) + 1):
                    counts[word[start:end]] += weight * 0.5
    best = heapq.nlargest(10 * PIECES, ((n * (len(p) - 1), n, p)
                          for p, n in counts.items() if n >= 6 and len(p) > 1))
    return {piece: n for _, n, piece in best}


def split(text, cost, longest):
    """The cheapest way to write it."""
    best = [0.0] + [math.inf] * len(text)
    back = [0] * (len(text) + 1)
    for at in range(len(text)):
        base = best[at]
        for end in range(at + 1, min(len(text), at + longest) + 1):
            bits = cost.get(text[at:end])
            if bits is not None and base + bits < best[end]:
                best[end] = base + bits
                back[end] = at
    parts = []
    at = len(text)
    while at > 0:
        parts.append(text[back[at]:at])
        at = back[at]
    return parts


def count(corpus, counts):
    total = sum(counts.values())
    cost = {piece: math.log2(total / n) for piece, n in counts.items()}
    again = collections.Counter()
    for text, weight in corpus:
        for part in split(text, cost, LONGEST):
            again[part] += weight
    return again


def with_bytes(counts):
    """Every byte can be written."""
    for byte in range(256):
        floor = 8 if 32 <= byte < 127 else 0.5
        one = bytes([byte])
        counts[one] = max(counts.get(one, 0), floor)
    counts[SIGN_HASH] = sum(counts.values()) / 256
    counts[SIGN_COPY] = sum(counts.values()) / 128
    return counts


def code_lengths(counts):
    """Huffman's, none longer than CODE_BITS: the rare are made less rare."""
    floor = 0
    while True:
        heap = [(max(n, floor), i, [piece]) for i, (piece, n) in enumerate(sorted(counts.items()))]
        lengths = collections.Counter()
        heapq.heapify(heap)
        tie = len(heap)
        while len(heap) > 1:
            a, b = heapq.heappop(heap), heapq.heappop(heap)
            for piece in a[2] + b[2]:
                lengths[piece] += 1
            heapq.heappush(heap, (a[0] + b[0], tie, a[2] + b[2]))
            tie += 1
        if max(lengths.values()) <= CODE_BITS:
            return lengths
        floor = max(1, floor * 1.3)


def main():
    number, dumps = sys.argv[1], sys.argv[2:]
    os.chdir(os.path.join(os.path.dirname(__file__), "../.."))
    chance = random.Random(1)
    corpus = own_texts()
    for name in dumps:
        texts = sorted(of_dump(name))
        corpus += chance.sample(texts, min(len(texts), SAMPLED))
    corpus = [(text[:-1].encode() if text.endswith(CUT) else text.encode() + b"\0", weight)
              for text, weight in corpus if text]
    print(len(corpus), "texts,", sum(len(t) for t, _ in corpus), "bytes", file=sys.stderr)
    counts = with_bytes(candidates(corpus))
    for i in range(ROUNDS):
        counts = count(corpus, counts)
        keep = max(PIECES, int(4 * PIECES / 2 ** i)) if i < ROUNDS - 1 else PIECES
        singles = {p: n for p, n in counts.items() if len(p) == 1}
        # What a piece saves against shorter ones, roughly.
        more = heapq.nlargest(keep - 256, ((n * (len(p) + 1), n, p) for p, n in counts.items()
                                           if len(p) > 1))
        counts = with_bytes({**singles, **{p: n for _, n, p in more}})
        print(i, len(counts), file=sys.stderr)
    lengths = code_lengths(with_bytes(count(corpus, counts)))
    order = sorted(lengths, key=lambda piece: (lengths[piece], piece))
    with open(f"store/value/dictionary/pieces-{number}.bin", "wb") as out:
        for bits in range(1, CODE_BITS + 1):
            out.write(sum(1 for p in order if lengths[p] == bits).to_bytes(2, "little"))
        for piece in order:
            out.write(bytes([len(piece)]) + piece)
    print(len(order), "pieces", file=sys.stderr)


if __name__ == "__main__":
    main()
