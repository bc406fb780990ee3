"""What is to be shown of the long integers in the inversion (`divsteps.rs`).

Integers have a sign there, so each proof is done for each combination of signs.
"""

from itertools import product

import integers
from fields import CURVES, P25519, memory
from integers import is_multiple, is_within, limbs, operand, value
from llvm import Memory, Pointer

# Entries of the matrix of a round are at most this in absolute value.
ENTRY = 2**60


def signed(name, most, negative, bits):
    """Any integer with this sign, and what stands for it in so many bits."""
    integer = operand(name, -1, low=-most) if negative else operand(name, most)
    return integer, integer + (negative << bits)


def inversion(name, p, n):
    bits = 64 * (n + 1)
    inverse = pow(p, -1, 2**64)
    modulus = memory([p >> 64 * i & 2**64 - 1 for i in range(n)])

    def modulo(module):
        for signs in product((0, 1), repeat=4):
            integers.reset()
            (u, u_word), (v, v_word) = (signed(name, ENTRY, sign, 64) for name, sign in zip("uv", signs))
            (d, d_words), (e, e_words) = (signed(name, 2 * p - 1, sign, bits) for name, sign in zip("de", signs[2:]))
            result = Memory()
            module.run(f"divsteps_{n}_modulo", u_word, v_word, memory(limbs(d_words, n + 1)),
                       memory(limbs(e_words, n + 1)), modulus, inverse, Pointer(result))
            words = [result.load(8 * i, 8) for i in range(n + 1)]
            sign = words[n].split(63)[1]
            result = value(words) - sign * (1 << bits)
            yield f"2^64 result = the sum modulo p {signs}", is_multiple(result * 2**64 - u * d - v * e, p)
            yield f"-2 p < result < 2 p {signs}", is_within(result, -2 * p + 1, 2 * p - 1)

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


def all_kernels():
    for curve, (field, order, n) in CURVES.items():
        yield from inversion(f"{curve}_field", field, n)
        yield from inversion(f"{curve}_order", order, n)
    yield from inversion("ed25519", P25519, 4)
