"""What is to be shown of the long integers in the inversion (`divsteps.rs`).

Integers have a sign there, so each proof is done for each combination of signs.
"""

from itertools import product

import integers
from fields import CURVES, P25519, memory
from integers import Integer, is_multiple, is_within, limbs, operand, value
from llvm import Memory, Pointer

# Entries of the matrix of a round are at most this in absolute value.
ENTRY = 2**60

# Those of the matrix of half a round.
INNER_ENTRY = 2**30


def signed(name, most, negative, bits):
    """Any integer with this sign, and what stands for it in so many bits."""
    integer = operand(name, -1, low=-most) if negative else operand(name, most)
    return integer, integer + (negative << bits)


def entries(signs):
    """The entries of a matrix, and a pointer to them. No result uses both rows, so the second row needs no signs of its own."""
    found = [signed(name, ENTRY, sign, 64) for name, sign in zip("uvqr", (signs[0], signs[1], signs[1], signs[0]))]
    return [entry for entry, _ in found], memory([word for _, word in found])


def inversion(name, p, n):
    bits = 64 * (n + 1)
    inverse = pow(p, -1, 2**64)
    modulus = memory([p >> 64 * i & 2**64 - 1 for i in range(n)])

    def modulo(module):
        for signs in product((0, 1), repeat=4):
            integers.reset()
            (u, v, q, r), matrix = entries(signs)
            (d, d_words), (e, e_words) = (signed(name, 2 * p - 1, sign, bits) for name, sign in zip("de", signs[2:]))
            result = Memory()
            module.run(f"divsteps_{n}_modulo", matrix, memory(limbs(d_words, n + 1)),
                       memory(limbs(e_words, n + 1)), modulus, inverse, Pointer(result))
            first, second = two_signed(result, n + 1)
            yield f"2^64 result = u d + v e modulo p {signs}", is_multiple(first * 2**64 - u * d - v * e, p)
            yield f"2^64 result = q d + r e modulo p {signs}", is_multiple(second * 2**64 - q * d - r * e, p)
            for found in (first, second):
                yield f"-2 p < result < 2 p {signs}", is_within(found, -2 * p + 1, 2 * p - 1)

    def residue(module):
        for sign in (0, 1):
            integers.reset()
            d, words = signed("d", 2 * p - 1, sign, bits)
            result = Memory()
            module.run(f"divsteps_{n}_residue", memory(limbs(words, n + 1)), modulus, Pointer(result))
            result = value([result.load(8 * i, 8) for i in range(n)])
            yield f"result = d modulo p {sign}", is_multiple(result - d, p)
            yield f"0 <= result < p {sign}", is_within(result, 0, p - 1)

    yield f"inversion_{name}_modulo", "(u d + v e) / 2^64 mod p, within 2 p", modulo
    yield f"inversion_{name}_residue", "d mod p, for d within 2 p", residue


def exact(n):
    """The lowest 60 bits of the sum are lost: they are zeros, since so many steps were made."""
    bits = 64 * (n + 1)

    def proof(module):
        for signs in product((0, 1), repeat=4):
            integers.reset()
            (u, v, q, r), matrix = entries(signs)
            (f, f_words), (g, g_words) = (signed(name, 2**(64 * n) - 1, sign, bits) for name, sign in zip("fg", signs[2:]))
            result = Memory()
            module.run(f"divsteps_{n}_exact", matrix, memory(limbs(f_words, n + 1)), memory(limbs(g_words, n + 1)),
                       Pointer(result))
            first, second = two_signed(result, n + 1)
            for found, expected in ((first, u * f + v * g), (second, q * f + r * g)):
                yield f"2^60 result = the sum, less its lowest 60 bits {signs}", is_within(
                    expected - found * 2**60, 0, 2**60 - 1)

    return proof


def step(module):
    """One of the thirty, in each case of its definition. f and g are right in their lowest bits, so equal modulo 2^64 is all
    that counts; g is halved."""
    for is_positive, is_odd in product((0, 1), repeat=2):
        integers.reset()
        # delta - 1/2
        delta, delta_word = signed("delta", 2**62, not is_positive, 64)
        f = operand("f", 2**63 - 1) * 2 + 1
        g = operand("g", 2**63 - 1) * 2 + is_odd
        row_f, row_g = (operand(name, 2**64 - 1) for name in ("row_f", "row_g"))
        result = Memory()
        module.run("divsteps_step", delta_word, f, g, row_f, row_g, Pointer(result))
        new_delta, new_f, new_g, new_row_f, new_row_g = words(result, 5)
        exchange = is_positive and is_odd
        for what, found, expected in (
            ("delta", new_delta, 0 - delta if exchange else delta + 1),
            ("f", new_f, g if exchange else f),
            ("2 g", 2 * new_g, g - f if exchange else g + is_odd * f),
            ("row of f", new_row_f, 2 * (row_g if exchange else row_f)),
            ("row of g", new_row_g, row_g - row_f if exchange else row_g + is_odd * row_f),
        ):
            yield f"{what} is that of the definition {is_positive, is_odd}", is_congruent(found, expected)


def unpack(module):
    for signs in product((0, 1), repeat=2):
        integers.reset()
        low, high = (signed(name, INNER_ENTRY, sign, 64)[0] for name, sign in zip(("low", "high"), signs))
        result = Memory()
        module.run("divsteps_unpack", (low + high * 2**32).split(64)[0], Pointer(result))
        for what, found, expected in zip(("low", "high"), words(result, 2), (low, high)):
            yield f"{what} {signs}", is_congruent(found, expected)


def after(module):
    """The eight entries, by sign."""
    for signs in product((0, 1), repeat=8):
        integers.reset()
        both = [signed(name, INNER_ENTRY, sign, 64) for name, sign in zip("uvqrabcd", signs)]
        result = Memory()
        module.run("divsteps_after", *(memory([word for _, word in both[i:i + 4]]) for i in (0, 4)), Pointer(result))
        u, v, q, r, a, b, c, d = (entry for entry, _ in both)
        expected = (u * a + v * c, u * b + v * d, q * a + r * c, q * b + r * d)
        for i, (found, sum) in enumerate(zip(words(result, 4), expected)):
            yield f"entry {i} {signs}", is_congruent(found, sum)


def two_signed(memory, count):
    """Two integers of so many words, in two's complement."""
    found = words(memory, 2 * count)
    return [value(limbs) - limbs[-1].split(63)[1] * (1 << 64 * count) for limbs in (found[:count], found[count:])]


def words(memory, count):
    return [Integer.of(memory.load(8 * i, 8)) for i in range(count)]


def is_congruent(a, b):
    """Modulo 2^64."""
    return is_multiple((a - b).split(64)[0], 0)


def all_kernels():
    yield "inversion_step", "a step, modulo 2^64", step
    yield "inversion_unpack", "the entries of a row, up to 2^30", unpack
    yield "inversion_after", "the product of matrices, of entries up to 2^30", after
    for n in (4, 6, 9):
        yield f"inversion_{n}_limbs_exact", "floor((u f + v g) / 2^60)", exact(n)
    for curve, (field, order, n) in CURVES.items():
        yield from inversion(f"{curve}_field", field, n)
        yield from inversion(f"{curve}_order", order, n)
    yield from inversion("ed25519", P25519, 4)
