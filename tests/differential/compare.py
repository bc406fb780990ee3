"""Compares the verdicts: `compare.py DIRECTORY` prints the table, and fails if

- we accept a token that every other library rejects;
- a disagreement belongs to no class of classes.py;
- two libraries accept a token and read another `sub`.

Before that it plants one of each into copies of the verdicts, and fails if it does not find them.
"""

import collections
import copy
import json
import pathlib
import sys

import classes
from facts import Facts

PEERS = ["jsonwebtoken", "pyjwt", "joserfc", "jose", "fast-jwt"]
SHOWN = 10


def main(directory):
    now = json.loads((directory / "keys.json").read_text())["now"]
    cases = read(directory / "tokens.jsonl")
    ours = read(directory / "jwt-codec.jsonl")
    peers = {peer: read(directory / f"{peer}.jsonl") for peer in PEERS}
    for verdicts in (ours, *peers.values()):
        assert [v["id"] for v in verdicts] == [case["id"] for case in cases], "verdicts and tokens do not fit"
    self_check(cases, ours, peers, now)
    found = compare(cases, ours, peers, now)
    documented(found)
    print_tables(cases, ours, peers, found)
    for fault in found.faults[:SHOWN]:
        print("FAULT", json.dumps(fault)[:1000])
    print(f"\n{len(cases)} tokens, {len(found.tokens)} classes of disagreement, {len(found.faults)} faults")
    return 1 if found.faults else 0


class Found:
    def __init__(self):
        self.faults = []
        # By direction and class: tokens, tokens by peer, and tokens on which we differ from all peers.
        self.tokens, self.by_peer, self.alone = collections.Counter(), collections.Counter(), collections.Counter()


def compare(cases, ours, peers, now):
    found = Found()
    for at, (case, our) in enumerate(zip(cases, ours)):
        verdicts = {peer: peers[peer][at] for peer in PEERS if "skipped" not in peers[peer][at]}
        others = {peer: v for peer, v in verdicts.items() if accepts(v) != accepts(our)}
        if accepts(our) and len(others) == len(verdicts):
            found.faults.append({"fault": "accepted by us alone", "case": case, "peers": verdicts})
        if accepts(our):
            for peer, verdict in verdicts.items():
                if accepts(verdict) and verdict["sub"] != our["sub"]:
                    found.faults.append({"fault": "another sub", "peer": peer, "case": case})
        if not others:
            continue
        facts, named = Facts(case, now), set()
        for peer, verdict in others.items():
            if accepts(our):
                way, name = "laxer", classes.laxer(facts, peer, verdict["error"])
            else:
                way, name = "stricter", classes.stricter(facts, our["error"])
            if name is None:
                found.faults.append({"fault": "no class", "peer": peer, "case": case, "ours": our, "verdict": verdict})
                continue
            named.add((way, name))
            found.by_peer[way, name, peer] += 1
        for key in named:
            found.tokens[key] += 1
            found.alone[key] += len(others) == len(verdicts)
    return found


def self_check(cases, ours, peers, now):
    def plant(name, change):
        planted, theirs = copy.deepcopy(ours[:2000]), {peer: v[:2000] for peer, v in peers.items()}
        change(planted)
        faults = {fault["fault"] for fault in compare(cases[:2000], planted, theirs, now).faults}
        assert name in faults, f"a planted fault was not found: {name}"

    def rejected_by_all(at):
        return all("error" in peers[peer][at] for peer in PEERS)

    def accepted_by_all(at):
        return all(accepts(v[at]) for v in (ours, *peers.values()))

    rejected = next(at for at in range(2000) if rejected_by_all(at))
    accepted = next(at for at in range(2000) if accepted_by_all(at))
    plant("accepted by us alone", lambda v: v.__setitem__(rejected, {"id": rejected, "sub": "alice"}))
    # A wrong reason is found out by the token: this one has an exp.
    plant("no class", lambda v: v.__setitem__(accepted, {"id": accepted, "error": "exp: missing"}))
    plant("another sub", lambda v: v.__setitem__(accepted, {"id": accepted, "sub": "mallory"}))


def documented(found):
    readme = pathlib.Path(__file__).with_name("README.md").read_text()
    for _, name in found.tokens:
        assert f"| {name} |" in readme, f"README.md does not explain the class: {name}"


def print_tables(cases, ours, peers, found):
    print(f"{len(cases)} tokens\n\n| library | accepts | rejects | not asked |\n|---|---:|---:|---:|")
    for name, verdicts in {"jwt-codec": ours, **peers}.items():
        accepted = sum(accepts(v) for v in verdicts)
        skipped = sum("skipped" in v for v in verdicts)
        print(f"| {name} | {accepted} | {len(verdicts) - accepted - skipped} | {skipped} |")
    for way, title in (("stricter", "we reject, they accept"), ("laxer", "we accept, they reject")):
        print(f"\n| {title} | tokens | {' | '.join(PEERS)} | all of them |\n|---|{'---:|' * (len(PEERS) + 2)}")
        for (_, name), tokens in sorted(found.tokens.items()):
            if _ == way:
                counts = [str(found.by_peer[way, name, peer]) for peer in PEERS]
                print(f"| {name} | {tokens} | {' | '.join(counts)} | {found.alone[way, name]} |")


def accepts(verdict):
    return "sub" in verdict


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
