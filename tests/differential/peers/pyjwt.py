"""PyJWT: `pyjwt.py DIRECTORY` writes pyjwt.jsonl."""

import datetime
import sys

import jwt
import jwt.api_jwt

import lines

NOW = lines.now(sys.argv[1])


class Clock(datetime.datetime):
    """PyJWT has no parameter for the time."""

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(NOW, tz)


jwt.api_jwt.datetime = Clock


def prepare(name, key):
    algorithm = jwt.get_algorithm_by_name(name)
    return algorithm.prepare_key(key)


def verify(key, name, policy, token):
    options = {}
    if policy in ("named", "typed"):
        options = {"issuer": "https://id.example", "audience": "api"}
    if policy == "loose":
        options = {"options": {"verify_aud": False}}
    return jwt.decode(token, key, algorithms=[name], leeway=60, **options)


lines.judge(sys.argv[1], "pyjwt", prepare, verify)
