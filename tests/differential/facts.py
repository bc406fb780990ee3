"""What a token is, found by means that have nothing to do with the libraries compared: a lenient reading of its segments."""

import base64
import json
import re

ALPHABET = "A-Za-z0-9_-"


class Object:
    """An object as a list of members, so that a name can occur twice."""

    def __init__(self, members):
        self.members = members

    def values(self, name):
        return [value for other, value in self.members if other == name]


class Number:
    def __init__(self, text):
        self.text = text
        self.value = float(text)


class NotANumber:
    """NaN and Infinity, which Python reads."""

    def __init__(self, text):
        self.text = text


class Part:
    """A header or a payload."""

    def __init__(self, segment):
        letters = re.sub(f"[^{ALPHABET}]", "", segment.replace("+", "-").replace("/", "_"))
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        self.bytes = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        self.is_utf8 = True
        try:
            self.text = self.bytes.decode("utf-8")
        except UnicodeDecodeError:
            self.is_utf8 = False
            self.text = self.bytes.decode("utf-8", "replace")
        self.is_deep = brackets(self.text) > 127
        self.json, self.is_json = None, False
        try:
            self.json = json.loads(self.text, strict=False, object_pairs_hook=Object, parse_int=Number,
                                   parse_float=Number, parse_constant=NotANumber)
            json.loads(self.text, strict=True, parse_constant=refuse)
            self.is_json = True
        except (ValueError, RecursionError):
            pass
        self.names_twice = self.has_lone_surrogate = self.has_not_a_number = False
        self.count, self.greatest = 0, 0.0
        self.walk(self.json)

    def walk(self, root):
        stack = [root]
        while stack:
            value = stack.pop()
            self.count += 1
            if isinstance(value, Object):
                names = [name for name, _ in value.members]
                self.names_twice |= len(set(names)) < len(names)
                stack += names
                stack += [member for _, member in value.members]
            elif isinstance(value, list):
                stack += value
            elif isinstance(value, str):
                self.has_lone_surrogate |= bool(re.search("[\ud800-\udfff]", value))
            elif isinstance(value, Number):
                self.greatest = max(self.greatest, abs(value.value))
            elif isinstance(value, NotANumber):
                self.has_not_a_number = True

    def get(self, name):
        """All values of a member, however often it occurs."""
        return self.json.values(name) if isinstance(self.json, Object) else []

    def names(self):
        return [name for name, _ in self.json.members] if isinstance(self.json, Object) else []


def refuse(text):
    raise ValueError(text)


def brackets(text):
    depth = deepest = 0
    for character in re.sub(r'"(\\.|[^"\\])*"', "", text):
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    return deepest


class Facts:
    def __init__(self, case, now):
        self.policy, self.key, self.token, self.now = case["policy"], case["key"], case["token"], now
        self.segments = self.token.split(".")
        self.header = Part(self.segments[0])
        self.payload = Part(self.segments[1] if len(self.segments) > 1 else "")

    def part(self, name):
        return self.header if name == "header" else self.payload

    def is_canonical(self):
        return all(canonical(segment) for segment in self.segments)

    def times(self, name):
        return [value.value for value in self.payload.get(name) if isinstance(value, Number)]

    def is_at_boundary(self, name):
        """Within a second of the leeway's end."""
        end = self.now - 60 if name == "exp" else self.now + 60
        return any(abs(time - end) <= 1 for time in self.times(name))

    def has_other_than(self, part, name, kinds):
        return any(not isinstance(value, kinds) for value in self.part(part).get(name))


def canonical(segment):
    if not re.fullmatch(f"[{ALPHABET}]*", segment) or len(segment) % 4 == 1:
        return False
    decoded = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    return base64.urlsafe_b64encode(decoded).decode().rstrip("=") == segment
