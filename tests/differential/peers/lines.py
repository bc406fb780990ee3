"""Reads the tokens and writes verdicts, for the libraries of Python."""

import base64
import json
import pathlib
import warnings

warnings.simplefilter("ignore")


def now(directory):
    return read_keys(directory)["now"]


def read_keys(directory):
    return json.loads(pathlib.Path(directory, "keys.json").read_text())


def judge(directory, library, prepare, verify):
    keys = {}
    for name, key in read_keys(directory)["keys"].items():
        secret = key.get("secret")
        raw = base64.urlsafe_b64decode(secret + "==") if secret else key["pem"].encode()
        keys[name] = prepare(name, raw)
    with open(pathlib.Path(directory, "tokens.jsonl"), encoding="utf-8") as tokens, open(
        pathlib.Path(directory, f"{library}.jsonl"), "w", encoding="utf-8"
    ) as verdicts:
        for line in tokens:
            case = json.loads(line)
            verdict = {"id": case["id"]}
            try:
                claims = verify(keys[case["key"]], case["key"], case["policy"], case["token"])
                verdict["sub"] = claims.get("sub")
            # An exception that is none of the library's own is a refusal too.
            except Exception as error:
                verdict["error"] = f"{type(error).__name__}: {error}"[:200]
            verdicts.write(json.dumps(verdict) + "\n")
