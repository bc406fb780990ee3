"""Runs functions in LLVM's intermediate language on `integers`.

It has the instructions that the kernels are compiled to, and fails at all others. Loops and calls are followed, since what
decides them is known; a branch that depends on an operand is an error. So is a panic: with overflow checks compiled
in, a function that returns is one in which no checked operation can overflow.
"""

import re

from integers import Integer, Polynomial, bit, select, selecting

TOKEN = re.compile(r'[%@]"[^"]*"|[%@][\w.$-]+|c"[^"]*"|"[^"]*"|-?\d+|[\w.$]+|\.\.\.|[^\s]')
METADATA = re.compile(r"(, ![\w.]+ ![\w.]+)+$|, !\w+ !\{.*$")


class Undecided(Exception):
    """A branch or an address depends on an operand."""


class Pointer:
    def __init__(self, memory, offset=0):
        self.memory, self.offset = memory, offset


class Bits:
    """k (a xor b), for the selection b xor (mask and (a xor b))."""

    def __init__(self, a, b, k=1):
        self.a, self.b, self.k = Integer.of(a), Integer.of(b), k

    def selected(self, other):
        """Its xor with one of both, which is the other if k is one."""
        for this, chosen in ((self.b, self.a), (self.a, self.b)):
            if this.polynomial.key() == Integer.of(other).polynomial.key():
                return select(Integer.of(self.k), chosen, this)
        return None


class Memory:
    """Bytes, in cells as they were stored."""

    def __init__(self):
        self.cells = {}

    def store(self, offset, size, value):
        for start in [s for s, (length, _) in self.cells.items() if s < offset + size and offset < s + length]:
            length, old = self.cells.pop(start)
            for at, part in ((start, offset - start), (offset + size, start + length - offset - size)):
                if part > 0:
                    self.cells[at] = part, bits_of(old, 8 * (at - start), 8 * part)
        self.cells[offset] = size, value

    def load(self, offset, size):
        if offset in self.cells and self.cells[offset][0] == size:
            return self.cells[offset][1]
        for start, (length, value) in self.cells.items():
            if start <= offset and offset + size <= start + length:
                return bits_of(value, 8 * (offset - start), 8 * size)
        total, at = 0, offset
        while at < offset + size:
            length, value = self.cells[at]
            total, at = total + value * (1 << 8 * (at - offset)), at + length
        assert at == offset + size
        return total

    def copy(self, offset, source, start, size):
        cells = [(s, cell) for s, cell in source.cells.items() if s < start + size and start < s + cell[0]]
        for s, (length, value) in cells:
            first, end = max(s, start), min(s + length, start + size)
            part = value if (first, end) == (s, s + length) else bits_of(value, 8 * (first - s), 8 * (end - first))
            self.store(offset + first - start, end - first, part)


def bits_of(value, start, count):
    if isinstance(value, Integer):
        return value.split(start)[1].split(count)[0] if start else value.split(count)[0]
    return value >> start & (1 << count) - 1


class Function:
    def __init__(self, parameters):
        self.parameters, self.blocks = parameters, {}


class Module:
    """`before` and `instead` are called with the arguments of functions whose names contain their keys."""

    def __init__(self, text):
        self.before, self.instead = {}, {}
        self.functions, self.globals, self.types, block = {}, {}, {}, None
        for line in text.splitlines():
            line = METADATA.sub("", line.split(" ; ")[0].rstrip())
            if line.startswith("define "):
                function = self.define(line)
                block = None
            elif line.startswith("@"):
                self.define_global(line)
            elif line.startswith("%"):
                name, of = line.split(" = type ")
                self.types[name] = tokens(of)
            elif line == "}":
                block = None
            elif re.match(r'^[\w.$"-]+:', line):
                block = function.blocks[line.split(":")[0].strip('"')] = []
            elif line.startswith("  ") and line.strip() and not line.strip().startswith((";", "#dbg")):
                if block is None:
                    block = function.blocks["start"] = []
                if line.startswith("    "):
                    # The rest of a `switch`.
                    block[-1] += tokens(line)
                elif line.strip() != "]":
                    block.append(tokens(line))
        # Of names of globals that stand for others.
        for name, target in self.globals.items():
            if isinstance(target, str):
                self.functions.setdefault(name, self.functions.get(target))

    def define(self, line):
        name = re.search(r'@("[^"]*"|[\w.$-]+)\(', line)
        reader = Reader(tokens(line[name.end() - 1:]), self, {})
        parameters = []
        reader.expect("(")
        while not reader.accept(")"):
            reader.type()
            reader.skip_attributes()
            parameters.append(reader.next())
            reader.accept(",")
        function = self.functions[name[1].strip('"')] = Function(parameters)
        return function

    def define_global(self, line):
        name, rest = line.split(" = ", 1)
        name = name[1:].strip('"')
        alias = re.search(r"\balias .*@(\"[^\"]*\"|[\w.$-]+)$", rest)
        if alias:
            self.globals[name] = alias[1].strip('"')
            return
        memory, offset = Memory(), 0
        for text in re.finditer(r'c"([^"]*)"|(\[\d+ x i8\]) zeroinitializer', rest):
            if text[1] is None:
                data = bytes(int(text[2][1:].split()[0]))
            else:
                data = re.sub(
                    rb"\\([0-9A-F]{2}|\\)", lambda m: b"\\" if m[1] == b"\\" else bytes([int(m[1], 16)]), text[1].encode())
            for byte in data:
                memory.cells[offset] = 1, byte
                offset += 1
        self.globals[name] = memory

    def run(self, name, *arguments):
        for part, watch in self.before.items():
            if part in name:
                watch(*arguments)
        for part, replacement in self.instead.items():
            if part in name:
                return replacement(*arguments)
        function = self.functions[name]
        values = dict(zip(function.parameters, arguments))
        previous, label = None, next(iter(function.blocks))
        while True:
            phis = {}
            for at, instruction in enumerate(function.blocks[label]):
                reader = Reader(instruction, self, values)
                target = None
                if len(instruction) > 1 and instruction[1] == "=":
                    target = reader.next()
                    reader.next()
                operation = reader.next()
                if operation == "phi":
                    phis[target] = reader.phi(previous)
                    continue
                values.update(phis)
                phis = {}
                if operation == "ret":
                    return reader.typed()[1] if reader.peek() != "void" else None
                if operation == "br":
                    previous, label = label, reader.branch()
                    break
                if operation == "switch":
                    previous, label = label, reader.switch()
                    break
                result = getattr(reader, "do_" + operation)()
                if target:
                    values[target] = result
            else:
                raise Undecided(f"no end of {label}")


def tokens(line):
    return TOKEN.findall(line)


ATTRIBUTES = {
    "noundef", "align", "dereferenceable", "nonnull", "noalias", "nocapture", "readonly", "writeonly", "zeroext", "signext",
    "readnone", "captures", "range", "initializes", "dead_on_unwind", "writable", "sret", "nuw", "nsw", "disjoint", "exact",
    "nneg", "inbounds", "samesign", "immarg", "returned", "inreg", "dead_on_return", "byval",
}


class Reader:
    """Reads one instruction, and does it."""

    def __init__(self, tokens, module, values):
        self.tokens, self.at, self.module, self.values = tokens, 0, module, values

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, token):
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def expect(self, token):
        if self.next() != token:
            raise SyntaxError(f"no {token} in {self.tokens}")

    def skip_attributes(self):
        seen = []
        while self.peek() in ATTRIBUTES:
            seen.append(self.next())
            if seen[-1] == "align" and self.peek() != "(":
                self.next()
            if self.accept("("):
                depth = 1
                while depth:
                    depth += {"(": 1, ")": -1}.get(self.next(), 0)
        return seen

    # Types are their widths in bits, or lists of the types of what they consist of.

    def type(self):
        token = self.next()
        if token == "ptr":
            return "ptr"
        if token == "void":
            return None
        if token == "[":
            count = int(self.next())
            self.expect("x")
            of = self.type()
            self.expect("]")
            return [of] * count
        if token in "{<":
            packed = token == "<" and self.accept("{")
            members = []
            while not self.accept("}"):
                members.append(self.type())
                self.accept(",")
            if packed:
                self.expect(">")
            return members
        if re.fullmatch(r"i\d+", token):
            return int(token[1:])
        if token in self.module.types:
            return Reader(self.module.types[token], self.module, {}).type()
        raise SyntaxError(f"type {token} in {' '.join(self.tokens)}")

    @classmethod
    def size(cls, of):
        if of == "ptr":
            return 8
        if isinstance(of, list):
            return sum(cls.size(member) for member in of)
        return (of + 7) // 8

    def value(self, of):
        token = self.next()
        if token.startswith("%"):
            return self.values[token]
        if token.startswith("@"):
            return Pointer(self.module.globals.get(token[1:].strip('"'), token[1:].strip('"')))
        if token in ("true", "false"):
            return int(token == "true")
        if token in ("zeroinitializer", "null"):
            return [0] * len(of) if isinstance(of, list) else 0
        if token in ("poison", "undef"):
            return [None] * len(of) if isinstance(of, list) else None
        if token == "getelementptr":
            self.skip_attributes()
            self.expect("(")
            result = self.do_getelementptr()
            self.expect(")")
            return result
        if token in "{[":
            return self.aggregate(token)
        return int(token) & (1 << of) - 1

    def aggregate(self, opened):
        members = []
        while not self.accept({"{": "}", "[": "]"}[opened]):
            members.append(self.typed()[1])
            self.accept(",")
        return members

    def typed(self):
        of = self.type()
        self.skip_attributes()
        return of, self.value(of)

    def two(self):
        flags = self.skip_attributes()
        of, a = self.typed()
        self.expect(",")
        return flags, of, plain(a), plain(self.value(of))

    def decided(self, value):
        if isinstance(value, Integer):
            if not value.is_constant():
                raise Undecided(" ".join(self.tokens))
            return value.low
        return value

    # Control.

    def phi(self, previous):
        of = self.type()
        while True:
            self.expect("[")
            start = self.at
            if self.tokens[start] == "getelementptr":
                raise SyntaxError("phi of an expression")
            at = self.at
            self.at = at + 1
            while self.peek() != ",":
                self.at += 1
            end = self.at
            self.next()
            label = self.next()[1:].strip('"')
            self.expect("]")
            if label == previous:
                return Reader(self.tokens[at:end], self.module, self.values).value(of)
            self.expect(",")

    def branch(self):
        if self.accept("label"):
            return self.next()[1:].strip('"')
        _, condition = self.typed()
        self.expect(",")
        self.expect("label")
        yes = self.next()[1:].strip('"')
        self.expect(",")
        self.expect("label")
        no = self.next()[1:].strip('"')
        return yes if self.decided(condition) else no

    def switch(self):
        _, value = self.typed()
        value = self.decided(value)
        self.expect(",")
        self.expect("label")
        label = self.next()[1:].strip('"')
        self.expect("[")
        while self.peek() not in ("]", None):
            _, case = self.typed()
            self.expect(",")
            self.expect("label")
            target = self.next()[1:].strip('"')
            if case == value:
                label = target
        return label

    def do_unreachable(self):
        raise Undecided("what cannot be reached is reached")

    # Memory.

    def do_alloca(self):
        return Pointer(Memory())

    def do_load(self):
        of = self.type()
        self.expect(",")
        _, pointer = self.typed()
        return pointer.memory.load(pointer.offset, self.size(of))

    def do_store(self):
        of, value = self.typed()
        self.expect(",")
        _, pointer = self.typed()
        pointer.memory.store(pointer.offset, self.size(of), value)

    def do_getelementptr(self):
        self.skip_attributes()
        of = self.type()
        self.expect(",")
        _, pointer = self.typed()
        offset, first = pointer.offset, True
        while self.accept(","):
            width, index = self.typed()
            index = self.decided(index)
            index -= (index >> width - 1) << width
            if first:
                offset, first = offset + index * self.size(of), False
            else:
                offset += sum(self.size(member) for member in of[:index])
                of = of[index]
        return Pointer(pointer.memory, offset)

    def do_extractvalue(self):
        _, value = self.typed()
        while self.accept(","):
            value = value[int(self.next())]
        return value

    def do_insertvalue(self):
        _, value = self.typed()
        self.expect(",")
        _, member = self.typed()
        self.expect(",")
        value = list(value)
        value[int(self.next())] = member
        if self.peek() == ",":
            raise Undecided("insertvalue with more than one index")
        return value

    # Arithmetic.

    def do_add(self):
        _, of, a, b = self.two()
        total = a + b
        result = lower(total, of)
        if isinstance(total, Integer) and 0 <= total.low and total.high < 1 << of:
            result.summands = a, b
        return result

    def do_sub(self):
        _, of, a, b = self.two()
        if not isinstance(a, Integer) and a == 0 and isinstance(b, Integer) and b.is_bit():
            return all_ones(b, of)
        return lower(a - b, of)

    def do_mul(self):
        _, of, a, b = self.two()
        return lower(a * b, of)

    def do_udiv(self):
        _, _, a, b = self.two()
        return self.decided(a) // self.decided(b)

    def do_urem(self):
        _, _, a, b = self.two()
        return self.decided(a) % self.decided(b)

    def do_shl(self):
        _, of, a, b = self.two()
        return lower(a * (1 << self.decided(b)), of)

    def do_lshr(self):
        _, _, a, b = self.two()
        return upper(a, self.decided(b))

    def do_ashr(self):
        _, of, a, b = self.two()
        count = self.decided(b)
        sign = upper(a, of - 1)
        if count == of - 1:
            return all_ones(sign, of)
        return lower(upper(a, count) - sign * (1 << of - count), of)

    def do_zext(self):
        self.skip_attributes()
        return self.typed()[1]

    def do_sext(self):
        of, value = self.typed()
        self.expect("to")
        width = self.type()
        sign = upper(value, of - 1)
        return value + sign * ((1 << width) - (1 << of))

    def do_trunc(self):
        self.skip_attributes()
        _, value = self.typed()
        self.expect("to")
        return lower(value, self.type())

    def do_freeze(self):
        return self.typed()[1]

    def do_and(self):
        _, of, a, b = self.two()
        if isinstance(a, int) and isinstance(b, int):
            return a & b
        for mask, other in ((a, b), (b, a)):
            if isinstance(other, Bits) and mask in (0, (1 << of) - 1):
                return other if mask else 0
            k = mask_bit(mask, of)
            if k is not None:
                if isinstance(other, Bits):
                    if other.k != 1:
                        break
                    return Bits(other.a, other.b, k)
                return (selecting(k) if isinstance(other, Integer) else k) * other
        for value, mask in ((a, b), (b, a)):
            if isinstance(value, Integer) and isinstance(mask, int):
                return with_mask(value, mask, of)
        raise Undecided(" ".join(self.tokens))

    def do_or(self):
        flags, of, a, b = self.two()
        if not isinstance(a, Integer) and not isinstance(b, Integer):
            return a | b
        if "disjoint" in flags:
            return lower(a + b, of)
        raise Undecided(" ".join(self.tokens))

    def do_xor(self):
        _, of, a, b = self.two()
        if isinstance(a, int) and isinstance(b, int):
            return a ^ b
        if isinstance(a, int):
            a, b = b, a
        if isinstance(a, Bits) or isinstance(b, Bits):
            selected = a.selected(b) if isinstance(a, Bits) else b.selected(a)
            if selected is not None:
                return selected
            raise Undecided(" ".join(self.tokens))
        if isinstance(b, int) and b in (0, (1 << of) - 1):
            return b - a if b else a
        return Bits(a, b)

    def do_icmp(self):
        self.skip_attributes()
        relation = self.next()
        _, of, a, b = self.two()
        if isinstance(a, Pointer) or isinstance(b, Pointer):
            same = isinstance(a, Pointer) and isinstance(b, Pointer) and (a.memory, a.offset) == (b.memory, b.offset)
            return int(same == (relation == "eq"))
        if relation in ("eq", "ne"):
            equal = is_equal(Integer.of(a), Integer.of(b))
            return equal if relation == "eq" else 1 - equal
        if (relation, b) in (("slt", 0), ("sgt", (1 << of) - 1)):
            negative = upper(a, of - 1)
            return negative if relation == "slt" else 1 - negative
        if relation[0] == "s":
            # Signed integers are in the order of unsigned ones with the other highest bit.
            half = 1 << of - 1
            a, b = (lower(x + half, of) for x in (a, b))
        if relation[1:] == "gt":
            return is_less(b, a, of)
        if relation[1:] == "lt":
            return is_less(a, b, of)
        return 1 - (is_less(a, b, of) if relation[1:] == "ge" else is_less(b, a, of))

    def do_select(self):
        _, condition = self.typed()
        self.expect(",")
        _, a = self.typed()
        self.expect(",")
        _, b = self.typed()
        if isinstance(condition, Integer) and not condition.is_constant():
            return select(condition, a, b)
        return a if self.decided(condition) else b

    # Calls.

    def do_tail(self):
        self.expect("call")
        return self.do_call()

    do_musttail = do_notail = do_tail

    def do_call(self):
        while self.peek() in ("fastcc", "noundef", "range", "zeroext", "noalias", "nonnull", "signext", "align"):
            if self.peek() == "fastcc":
                self.next()
            else:
                self.skip_attributes()
        self.type()
        name = self.next()[1:].strip('"')
        self.expect("(")
        arguments = []
        while not self.accept(")"):
            if self.peek() == "metadata":
                return None
            arguments.append(self.typed()[1])
            self.accept(",")
        if name in self.module.functions:
            return self.module.run(name, *arguments)
        if not name.startswith("llvm."):
            raise Undecided(f"a call of {name}")
        _, *words = name.split(".")
        width = int(words[-1][1:]) if re.fullmatch(r"i\d+", words[-1]) else 64
        return intrinsic(words, width, arguments)


def intrinsic(words, width, arguments):
    match words:
        case ["lifetime", *_] | ["assume"] | ["experimental", "noalias", *_]:
            return None
        case ["memcpy" | "memmove", *_]:
            to, source, size, _ = arguments
            copy = Memory()
            copy.copy(0, source.memory, source.offset, size)
            to.memory.copy(to.offset, copy, 0, size)
        case ["memset", *_]:
            to, byte, size, _ = arguments
            assert byte == 0
            step = 8 if size % 8 == 0 else 1
            for at in range(0, size, step):
                to.memory.store(to.offset + at, step, 0)
        # The CPU adds one for any carry that is not zero.
        case ["x86", "addcarry" | "subborrow", "64"] if not Integer.of(arguments[0]).is_bit():
            raise Undecided("a carry that is no bit")
        case ["x86", "addcarry", "64"]:
            carry, a, b = arguments
            total = carry + a + b
            return [upper(total, 64), lower(total, 64)]
        case ["x86", "subborrow", "64"]:
            borrow, a, b = arguments
            total = a - b - borrow
            return [0 - upper(total, 64), lower(total, 64)]
        case ["uadd" | "usub" | "umul", "with", "overflow", _]:
            a, b = arguments
            total = {"uadd": a + b, "usub": a - b, "umul": a * b}[words[0]]
            above = upper(total, width)
            above = 0 - above if words[0] == "usub" else above
            return [lower(total, width), 1 - is_equal(Integer.of(above), Integer.of(0))]
        case ["sadd" | "ssub" | "smul", "with", "overflow", _]:
            a, b = (x - upper(x, width - 1) * (1 << width) for x in arguments)
            total = {"sadd": a + b, "ssub": a - b, "smul": a * b}[words[0]]
            # The upper half of the words is what is negative: the same integers, if none is beyond.
            shifted = Integer.of(total + (1 << width - 1))
            return [lower(total, width), 1 - is_equal(Integer.of(upper(shifted, width)), Integer.of(0))]
        case ["fshl" | "fshr", _] if not 0 < arguments[2] < width:
            raise Undecided("a funnel shift by nothing, or by everything")
        case ["fshl", _]:
            a, b, count = arguments
            return lower(a, width - count) * (1 << count) + upper(b, width - count)
        case ["fshr", _]:
            a, b, count = arguments
            return lower(a, count) * (1 << width - count) + upper(b, count)
        case ["expect", _]:
            return arguments[0]
        case ["umin" | "umax" as which, _]:
            a, b = arguments
            less = is_less(a, b, width)
            return select(Integer.of(less), *((a, b) if which == "umin" else (b, a)))
        case _:
            raise Undecided(f"a call of llvm.{'.'.join(words)}")


def plain(value):
    """A number, if it is known."""
    return value.low if isinstance(value, Integer) and value.is_constant() else value


def lower(value, bits):
    return value.split(bits)[0] if isinstance(value, Integer) else value & (1 << bits) - 1


def upper(value, bits):
    if bits == 0:
        return value
    return value.split(bits)[1] if isinstance(value, Integer) else value >> bits


def is_less(a, b, width):
    """The borrow of a - b."""
    # A sum is not below what was added. So the compiler asks whether it wraps.
    if isinstance(a, Integer) and any(b is summand for summand in a.summands):
        return 0
    return 0 - upper(a - b, width)


def is_equal(a, b):
    difference = a - b
    if not difference.low <= 0 <= difference.high:
        return 0
    if difference.is_constant():
        return 1
    for x, y in ((a, b), (b, a)):
        if x.is_bit() and y.is_constant():
            return x if y.low == 1 else 1 - x
    raise Undecided("an equality")


def all_ones(truth, width):
    """A mask."""
    return (bit(truth) if isinstance(truth, Integer) else truth) * ((1 << width) - 1)


def mask_bit(value, width):
    """k for a value of all ones if k, else zeros."""
    if not isinstance(value, Integer) or len(value.polynomial.terms) != 1:
        return None
    (monomial, coefficient), = value.polynomial.terms.items()
    if coefficient != (1 << width) - 1:
        return None
    k = Integer(Polynomial({monomial: 1}), 0, 1)
    return k if k.is_bit() else None


def with_mask(value, mask, width):
    """The bits of one run of ones."""
    if mask == 0:
        return 0
    first = (mask & -mask).bit_length() - 1
    end = mask.bit_length()
    if mask != (1 << end) - (1 << first):
        raise Undecided(f"a mask {mask:x}")
    low = value.split(end)[0] if end < width else value
    return low.split(first)[1] * (1 << first) if first else low
