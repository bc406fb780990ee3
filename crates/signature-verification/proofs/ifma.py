"""What is to be shown of RSA with AVX-512 IFMA, for all moduli: of its source, with instructions in plain Rust (`emulated`).

With B = 2^52, and L limbs in n, a product t is t_low + B^L t_high; words and carry are what `normalize` makes of t_low:

    t_low = the sum of word_i B^i + carry B^L,
    B result = t_high + carry + the sum of word_i p_i + q n.

README.md has the few lines that remain to be done by hand.
"""

from fields import memory
from integers import Integer, is_multiple, operand, products, unknown, value
from llvm import Undecided

LANES = 8
BITS = 52


def numbers(name, limbs, highest):
    """`highest` is the number of bits in the last limb."""
    return [operand(f"{name}{i}", 2**(highest if i == limbs - 1 else BITS) - 1) for i in range(limbs)]


def lanes(pointer, count=LANES):
    return [Integer.of(pointer.memory.load(pointer.offset + 8 * i, 8)) for i in range(count)]


def store(pointer, words):
    for i, word in enumerate(words):
        pointer.memory.store(pointer.offset + 8 * i, 8, word)


def fresh(name, high):
    """An integer of which nothing else is known."""
    return Integer(unknown(name, 0, high), 0, high)


def index(operand):
    (monomial,) = operand.polynomial.terms
    return monomial[0]


def number(limbs):
    return value(limbs, BITS)


class Halves:
    """The two multiplications. Of a product of two 52-bit factors, the higher half is an unknown h, and the lower one the
    product less h B: there is no more that a sum needs to know."""

    def __init__(self):
        self.higher = {}

    def of(self, a, b):
        product = a * b
        if max(a.high, b.high) >> BITS or min(a.low, b.low) < 0:
            raise Undecided("a factor of more than 52 bits")
        key = product.polynomial.key()
        if key not in self.higher:
            self.higher[key] = fresh("higher", product.high >> BITS)
        h = self.higher[key]
        return Integer((product - h * 2**BITS).polynomial, 0, 2**BITS - 1), h

    def madd(self, half):
        def instruction(result, sums, mask, a, b):
            sums, a, b = (lanes(pointer) for pointer in (sums, a, b))
            for i in range(LANES):
                if mask >> i & 1:
                    sums[i] = sums[i] + self.of(a[i], b[i])[half]
                    if sums[i].high >> 64:
                        raise Undecided("a lane overflows")
            store(result, sums)

        return instruction


def kernel(blocks, entry, names):
    limbs = blocks * LANES

    def proof(module):
        # Eight bits of n are spare, and numbers are below 2^7 n.
        n = numbers("n", limbs, BITS - 8)
        n_inverse = operand("inverse", 2**BITS - 1)
        powers = [numbers(f"p{i}_", limbs, BITS - 8) for i in range(limbs)]
        factors = [numbers(name, limbs, BITS - 1) for name in names]
        halves, product, normalized, last = Halves(), [], [], {}
        # n n_inverse = -1 modulo B.
        products[index(n[0]), index(n_inverse)] = -1, BITS

        def reduce(_, t, result):
            product.extend(lanes(t, 2 * limbs))

        def normalize(result, t):
            words = [fresh("word", 2**BITS - 1) for _ in range(limbs)]
            carry = fresh("carry", 2**(64 - BITS))
            normalized.append((lanes(t, limbs), words, carry))
            store(result, [*words, carry, *[0] * (LANES - 1)])

        def madd_low(result, sums, mask, a, b):
            if lanes(b, 1)[0].polynomial.key() == n[0].polynomial.key():
                last["q"] = lanes(a, 1)[0]
            halves.madd(0)(result, sums, mask, a, b)

        module.before = {"6reduce": reduce}
        module.instead = {
            "9normalize": normalize,
            "_mm512_mask_madd52lo_epu64": madd_low,
            "_mm512_mask_madd52hi_epu64": halves.madd(1),
        }
        factors_at = [memory(factor) for factor in factors]
        module.run(f"ifma_{blocks}_{entry}", memory(n), n_inverse, memory([limb for power in powers for limb in power]),
                   *factors_at)

        (t_low, words, carry), (t, result, _) = normalized
        yield "t = a b", is_multiple(number(product) - number(factors[0]) * number(factors[-1]), 0)
        yield "t_low is normalized", is_multiple(number(t_low) - number(product[:limbs]), 0)
        folded = sum((word * number(power) for word, power in zip(words, powers)), number(product[limbs:]) + carry)
        yield "B result = t_high + carry + the sum of word_i p_i + q n", is_multiple(
            number(t) * 2**BITS - folded - last["q"] * number(n), 0)
        found = lanes(factors_at[0], limbs)
        yield "the result is in the place of a", all(is_multiple(x - y, 0) for x, y in zip(found, result))

    return proof


def all_kernels():
    for blocks in (5, 8, 10):
        for entry, names, what in (("multiply", "ab", "a b / R mod n"), ("square", "a", "a^2 / R mod n")):
            yield f"ifma_{blocks}_{entry}", f"{what}, {blocks * LANES} limbs", kernel(blocks, entry, names)
