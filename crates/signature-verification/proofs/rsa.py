"""What is to be shown of RSA with blocks of seventeen 61-bit limbs, for all moduli.

With W = 2^(17 * 61), a reduction takes V to

    V_0 = V,  V_(i+1) = (V_i - low_i) / W + low_i fold,  result = (V_last + q n) / W,

where low_i is the lowest block of V_i. The blocks low_i and q are seen where the engine passes them on. README.md has the
few lines that remain to be done by hand.
"""

from fractions import Fraction

from fields import memory
from integers import Integer, Polynomial, first_cut, is_multiple, is_within, operand, products, value
from llvm import Pointer

BLOCK = 17
BITS = 61
W = 1 << BLOCK * BITS

# Of the second factor in `is_sum_of_products`, of 512 bits.
DIGEST_LIMBS = 9


def numbers(name, limbs, highest=2**BITS - 1):
    return [operand(f"{name}{i}", highest if i == limbs - 1 else 2**BITS - 1) for i in range(limbs)]


def read(pointer, count, size=8):
    return [Integer.of(pointer.memory.load(pointer.offset + size * i, size)) for i in range(count)]


def number(limbs):
    return value(limbs, BITS).polynomial


def fixed(blocks, entry, names, expected):
    limbs = blocks * BLOCK

    def proof(module):
        # Eight bits of n are spare, and numbers are below 6 n.
        n, fold = (numbers(name, limbs, 2**53 - 1) for name in ("n", "fold"))
        inverse = numbers("inverse", BLOCK)
        factors = [numbers(name, limbs, 2**56 - 1) for name in names]
        digest = numbers("digest", DIGEST_LIMBS, 2**24 - 1)
        columns, lows, result = [], [], []
        last = {}

        def reduce(_, t, where):
            columns.extend(read(t, 2 * limbs, 16))
            result.append(where)

        def multiply_add(_, a, b):
            if columns and read(a, 1)[0].polynomial.key() == fold[0].polynomial.key():
                lows.append(read(b, BLOCK))

        def multiply_low(q, low, _):
            lows.append(read(low, BLOCK))
            last["q"] = q

        def read_limbs(_, length, words, count):
            for i, word in enumerate(digest):
                words.memory.store(words.offset + 8 * i, 8, word)

        module.before = {"12multiply_add": multiply_add, "12multiply_low": multiply_low, "6reduce": reduce}
        module.instead = {"read_limbs": read_limbs, "is_congruent": lambda *_: 1}
        octets = [memory([0] * 8)] if entry == "sum" else []
        residue = [memory([0] * limbs)] if entry == "sum" else []
        factors_at = [memory(factor) for factor in factors]
        module.run(f"fixed_{blocks}_{entry}", *(memory(x) for x in (n, inverse, fold)), *factors_at, *octets, *residue)

        q = read(last["q"], BLOCK)
        yield "the columns are the product", is_multiple(
            value(columns, BITS) - expected(*(value(x, BITS) for x in factors), value(digest, BITS)), 0)
        yield "q = low inverse modulo W", is_low_product(q, lows[-1], inverse)
        left = number(columns)
        for low in lows[:-1]:
            low = number(low)
            left = left.plus(low, -1).times(Fraction(1, W)).plus(low.product(number(fold)))
        left = left.plus(number(q).product(number(n))).times(Fraction(1, W))
        found = read(result[0], limbs)
        difference = left.plus(number(found), -1)
        yield "result = (V_last + q n) / W", len(lows) == blocks and is_within(whole(difference), 0, 0)
        if entry != "sum":
            yield "the result is in the place of a", all(
                is_multiple(x - y, 0) for x, y in zip(read(factors_at[0], limbs), found))

    return proof


def whole(polynomial):
    """An integer, because the proof by hand says so."""
    low, high = polynomial.bounds()
    return Integer(polynomial, low, high)


def is_low_product(q, a, b):
    """Whether q is a b modulo W: what is left are products above, and what the last limb was cut from."""
    above = Polynomial({})
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            if i + j >= BLOCK:
                above = above.plus((x * y * (1 << BITS * (i + j))).polynomial)
    carry = number(a).product(number(b)).plus(above, -1).plus(number(q), -1).times(Fraction(1, W))
    last = q[-1].polynomial
    return carry.times(1 << BITS).plus(last).key() == first_cut(last, BITS).key()


def any_size(limbs):
    def proof(module):
        n, a, b = ([operand(f"{name}{i}", 2**64 - 1) for i in range(limbs)] for name in "nab")
        inverse = operand("inverse", 2**64 - 1)
        (lowest,), = n[0].polynomial.terms
        (of_lowest,), = inverse.polynomial.terms
        products[lowest, of_lowest] = -1, 64
        zeros = [0] * (128 - limbs)
        unreduced = []

        def subtract(t, length, top, *_):
            unreduced.extend([*read(t, limbs), Integer.of(top)])

        module.instead = {"subtract_if_not_below": subtract}
        module.run("any_size_multiply", limbs, memory(n + zeros), inverse, memory(a + zeros), memory(b + zeros))
        a, b, n = (value(x) for x in (a, b, n))
        rest = (value(unreduced) * (1 << 64 * limbs) - a * b).polynomial
        # What is left is a polynomial in the multiples, times n.
        quotient = {}
        for monomial, coefficient in rest.terms.items():
            if lowest in monomial:
                others = list(monomial)
                others.remove(lowest)
                quotient[tuple(others)] = coefficient
        quotient = Polynomial(quotient)
        yield "R t = a b + q n", not rest.plus(quotient.product(n.polynomial), -1).terms
        yield "0 <= q < R", quotient.is_integral() and is_within(whole(quotient), 0, 2 ** (64 * limbs) - 1)

    return proof


def all_kernels():
    for blocks in (2, 3, 4):
        for entry, names, what, expected in (
            ("multiply", "ab", "a b / R mod n", lambda a, b, _: a * b),
            ("square", "a", "a^2 / R mod n", lambda a, _: a * a),
            ("sum", "abc", "(a b + c d) / R mod n", lambda a, b, c, d: a * b + c * d),
        ):
            yield f"fixed_{blocks}_{entry}", f"{what}, {blocks * BLOCK} limbs", fixed(blocks, entry, names, expected)
    for limbs in (8, 17):
        yield f"any_size_{limbs}_multiply", f"(a b + q n) / R, {limbs} limbs", any_size(limbs)
