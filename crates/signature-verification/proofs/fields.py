"""What is to be shown of the curves' arithmetic: of each kernel a name, what it computes, and the proof.

A proof takes the compiled engines, and gives statements and whether they hold.
"""

from divsteps_bound import steps_made
from integers import is_multiple, is_within, limbs, operand, value
from llvm import Memory, Pointer

# SP 800-186, sections 3.2.1.3 to 3.2.1.5: the field, the order of the group, and the number of limbs.
CURVES = {
    "p256": (
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        4,
    ),
    "p384": (
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        6,
    ),
    "p521": (
        2**521 - 1,
        2**521 - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
        9,
    ),
}

# RFC 8032, section 5.1: the field, and the order of the group.
P25519 = 2**255 - 19
L25519 = 2**252 + 27742317777372353535851937790883648493


def call(module, entry, *operands, count):
    """What an entry writes: the limbs of its result."""
    result = Memory()
    module.run(entry, *(memory(limbs(x, count)) for x in operands), Pointer(result))
    return [result.load(8 * i, 8) for i in range(count)]


def memory(words):
    memory = Memory()
    for i, word in enumerate(words):
        memory.store(8 * i, 8, word)
    return Pointer(memory)


def prime_field(name, p, n):
    """Montgomery arithmetic modulo p, with R = 2^(64 n)."""
    r = 1 << 64 * n

    def numbers(names, *most):
        return [operand(x, m) for x, m in zip(names, most or [p - 1] * len(names))]

    def mul(module):
        a, b = numbers("ab", r - 1, p - 1)
        return reduced(call(module, name + "mul", a, b, count=n), r, a * b)

    def square(module):
        a, = numbers("a")
        return reduced(call(module, name + "square", a, count=n), r, a * a)

    def difference(module):
        a, b, c, d = numbers("abcd")
        return reduced(call(module, name + "difference", a, b, c, d, count=n), r, a * b - c * d)

    def add(module):
        a, b = numbers("ab")
        return reduced(call(module, name + "add", a, b, count=n), 1, a + b)

    def sub(module):
        a, b = numbers("ab")
        return reduced(call(module, name + "sub", a, b, count=n), 1, a - b)

    def negate(module):
        a = operand("a", p - 1, low=1)
        return reduced(call(module, name + "negate", a, count=n), 1, 0 - a)

    def keep(module):
        a, = numbers("a")
        found = value(call(module, name + "keep", a, count=n))
        yield "result = a", is_multiple(found - a, 0)

    def reduce_once(module):
        a, = numbers("a", min(2 * p, r) - 1)
        return reduced(call(module, name + "reduce_once", a, count=n), 1, a)

    def constants(module):
        result = Memory()
        module.run(name + "constants", Pointer(result))
        found = [sum(result.load(8 * (n * i + j), 8) << 64 * j for j in range(n)) for i in range(4)]
        # Each round makes d and e smaller by 2^64 where 60 steps make f and g smaller by 2^60.
        scale = 2**(4 * steps_made(p.bit_length()) // 60)
        for what, constant, expected in zip(
            ("R", "R^2", "R^2 times the scale of an inversion", "R^3 times it"), found, (r, r**2, r**2 * scale, r**3 * scale)
        ):
            yield what, constant == expected % p

    def reduced(words, scale, expected):
        result = value(words)
        yield f"{'R ' * (scale > 1)}result = the expected modulo p", is_multiple(result * scale - expected, p)
        yield "0 <= result < p", is_within(result, 0, p - 1)

    yield name + "constants", "R, R^2, and what an inversion is multiplied with", constants
    yield name + "mul", "a b / R mod p, for a < R and b < p", mul
    yield name + "square", "a^2 / R mod p, for a < p", square
    yield name + "difference", "(a b - c d) / R mod p, for all four below p", difference
    yield name + "add", "a + b mod p, for both below p", add
    yield name + "sub", "a - b mod p, for both below p", sub
    yield name + "negate", "-a mod p, for 0 < a < p", negate
    yield name + "keep", "a, where it is not to be negated", keep
    yield name + "reduce_once", "a mod p, for a < 2 p and a < R", reduce_once


def ed25519():
    """Integers below 2^256 that stand for residues modulo 2^255 - 19."""

    def kernel(name, operands, expected):
        def proof(module):
            numbers = [operand(x, 2**256 - 1) for x in operands]
            result = value(call(module, f"ed25519_{name}", *numbers, count=4))
            yield "result = the expected modulo p", is_multiple(result - expected(*numbers), P25519)
            if name == "canonical":
                yield "0 <= result < p", is_within(result, 0, P25519 - 1)

        return proof

    yield "ed25519_mul", "a b mod p, for both below 2^256", kernel("mul", "ab", lambda a, b: a * b)
    yield "ed25519_square", "a^2 mod p, for a < 2^256", kernel("square", "a", lambda a: a * a)
    yield "ed25519_add", "a + b mod p, for both below 2^256", kernel("add", "ab", lambda a, b: a + b)
    yield "ed25519_sub", "a - b mod p, for both below 2^256", kernel("sub", "ab", lambda a, b: a - b)
    yield "ed25519_negate", "-a mod p, for a < 2^256", kernel("negate", "a", lambda a: 0 - a)
    yield "ed25519_keep", "a, where it is not to be negated", kernel("keep", "a", lambda a: a)
    yield "ed25519_canonical", "a mod p in [0, p), for a < 2^256", kernel("canonical", "a", lambda a: a)


def all_kernels():
    yield from ed25519()
    for curve, (field, order, n) in CURVES.items():
        yield from prime_field(f"{curve}_field_", field, n)
        yield from prime_field(f"{curve}_order_", order, n)
    yield from prime_field("ed25519_order_", L25519, 4)
