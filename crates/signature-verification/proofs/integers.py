"""Integers of which all that is known is a polynomial and bounds: the words that `llvm.py` computes with.

Unknowns are the operands, and remainders. To take a number P apart into its lowest b bits and what is above them adds one
unknown, the remainder r with 0 <= r < 2^b; what is above is then the polynomial (P - r) / 2^b. So no carry is ever lost
or guessed: the carry of a chain is the sum of the whole chain, less the words that it left, over a power of two.
Coefficients are fractions whose denominators are powers of two.

A conclusion is a polynomial that must be zero (or a multiple of p) or a number that must be within bounds. `Case` draws
it. Where it depends on a select, both cases are looked at, each with what is then known.
"""

from fractions import Fraction
from math import ceil, floor, lcm


class Impossible(Exception):
    """No value is possible: the case cannot be."""


class Unknown:
    """An operand, a remainder of `whole` by 2^bits, or a truth value that is equal to `meaning`."""

    def __init__(self, name, low, high, whole=None, bits=None, meaning=None):
        self.name, self.low, self.high = name, low, high
        self.whole, self.bits, self.meaning = whole, bits, meaning
        # How many carries there were before.
        self.carries = len(uppers)
        # Of a truth value: whether there are products with it, so that its meaning must not be put in.
        self.selects = False


# Of the proof that runs; `reset` begins the next. A monomial is a sorted tuple of indices into `unknowns`.
unknowns, remainders, names, uppers = [], {}, {}, {}

# Pairs of unknowns whose product is known modulo a power of two: (the residue, the exponent).
products = {}


def reset():
    for kept in (unknowns, remainders, names, uppers, products):
        kept.clear()


class Polynomial:
    """Immutable: a dictionary from monomials to coefficients that are not zero."""

    __slots__ = ("terms",)

    def __init__(self, terms):
        self.terms = terms

    @staticmethod
    def constant(value):
        return Polynomial({(): value} if value else {})

    def plus(self, other, factor=1):
        terms = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            total = terms.get(monomial, 0) + factor * coefficient
            if total:
                terms[monomial] = total
            else:
                terms.pop(monomial, None)
        return Polynomial(terms)

    def times(self, factor):
        return Polynomial({monomial: factor * c for monomial, c in self.terms.items()} if factor else {})

    def product(self, other):
        terms = {}
        for m, c in self.terms.items():
            for n, d in other.terms.items():
                monomial = tuple(sorted(m + n))
                terms[monomial] = terms.get(monomial, 0) + c * d
        return Polynomial({monomial: c for monomial, c in terms.items() if c})

    def key(self):
        return frozenset(self.terms.items())

    def bounds(self):
        # Over one denominator, which is faster than sums of fractions.
        denominator = lcm(*(c.denominator for c in self.terms.values()))
        low = high = 0
        for monomial, coefficient in self.terms.items():
            factor = coefficient.numerator * (denominator // coefficient.denominator)
            least = most = 1
            for index in monomial:
                unknown = unknowns[index]
                if unknown.low >= 0 <= least:
                    least, most = least * unknown.low, most * unknown.high
                else:
                    ends = [x * y for x in (least, most) for y in (unknown.low, unknown.high)]
                    least, most = min(ends), max(ends)
            if factor < 0:
                least, most = most, least
            low, high = low + factor * least, high + factor * most
        return Fraction(low, denominator), Fraction(high, denominator)

    def is_integral(self):
        return all(c.denominator == 1 for c in self.terms.values())

    def replaced(self, index, value):
        """With `value`, a polynomial, for one unknown (and of its square, for one factor)."""
        rest, factor = {}, {}
        for monomial, coefficient in self.terms.items():
            if index in monomial:
                at = monomial.index(index)
                factor[monomial[:at] + monomial[at + 1:]] = coefficient
            else:
                rest[monomial] = coefficient
        return Polynomial(rest).plus(Polynomial(factor).product(value)) if factor else self


ZERO = Polynomial({})


class Integer:
    """A value of a register: the polynomial that it is, and bounds."""

    __slots__ = ("polynomial", "low", "high", "is_refined", "summands")

    def __init__(self, polynomial, low, high):
        """`low` and `high` are what the operation says."""
        self.polynomial, self.low, self.high, self.is_refined = polynomial, low, high, False
        # Not negative ones, of which it is the sum, if that is kept.
        self.summands = ()
        if len(polynomial.terms) < 8:
            self.refine()

    def refine(self):
        """With what the polynomial says. Of a long one that takes a while, so it waits until it is needed."""
        if not self.is_refined:
            self.is_refined = True
            least, most = self.polynomial.bounds()
            self.low, self.high = max(ceil(least), self.low), min(floor(most), self.high)
            if self.low > self.high:
                raise Impossible
            if self.low == self.high:
                self.polynomial = Polynomial.constant(self.low)
        return self

    @staticmethod
    def of(value):
        return value if isinstance(value, Integer) else Integer(Polynomial.constant(value), value, value)

    def is_constant(self):
        return self.low == self.high or self.refine().low == self.high

    def is_bit(self):
        self.refine()
        return 0 <= self.low and self.high <= 1

    def __add__(self, other):
        other = Integer.of(other)
        return Integer(self.polynomial.plus(other.polynomial), self.low + other.low, self.high + other.high)

    def __sub__(self, other):
        other = Integer.of(other)
        return Integer(self.polynomial.plus(other.polynomial, -1), self.low - other.high, self.high - other.low)

    def __mul__(self, other):
        other = Integer.of(other)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Integer(self.polynomial.product(other.polynomial), min(ends), max(ends))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Integer.of(other) - self

    def split(self, bits):
        """(lower, upper) with self = lower + 2^bits * upper and 0 <= lower < 2^bits."""
        whole = 1 << bits
        if self.low // whole != self.high // whole:
            self.refine()
        if self.low // whole == self.high // whole:
            upper = self.low // whole
            return self - upper * whole, Integer.of(upper)
        sign = sign_bit(self.polynomial, bits)
        if sign is not None:
            upper = Integer(sign, 0, 1)
            return self - upper * whole, upper
        lower = Integer(remainder(self.polynomial, bits), 0, whole - 1)
        upper = self.polynomial.plus(lower.polynomial, -1).times(Fraction(1, whole))
        upper = Integer(upper, self.low // whole, self.high // whole)
        if not upper.is_constant():
            uppers[upper.polynomial.key()] = upper.polynomial
        return lower, upper


def unknown(name, low, high, **what):
    unknowns.append(Unknown(name, low, high, **what))
    return Polynomial({(len(unknowns) - 1,): 1})


def operand(name, high, low=0):
    """Any integer from `low` to `high`."""
    return Integer(unknown(name, low, high), low, high)


def limbs(integer, count, bits=64):
    """The limbs of an integer, the lowest first."""
    result = []
    for _ in range(count - 1):
        lower, integer = integer.split(bits)
        result.append(lower)
    return [*result, integer]


def value(limbs, bits=64):
    """The integer that limbs stand for."""
    return sum((limb * (1 << bits * i) for i, limb in enumerate(limbs)), Integer.of(0))


def sign_bit(polynomial, bits):
    """The highest bit of a word that stands for a signed number."""
    if len(polynomial.terms) == 1:
        (monomial, coefficient), = polynomial.terms.items()
        what = unknowns[monomial[0]] if len(monomial) == 1 and coefficient == 1 else None
        if what and what.bits == bits + 1:
            for signed in before_wraps(what.whole, bits + 1):
                low, high = signed.bounds()
                if -(1 << bits) <= ceil(low) and floor(high) < 1 << bits:
                    return polynomial.plus(signed, -1).times(Fraction(1, 2 << bits))
    return None


def remainder(polynomial, bits):
    """The remainder by 2^bits: known, or a new unknown, and the same one whenever it is asked for again."""
    whole = 1 << bits
    forms = [*before_wraps(polynomial, bits)]
    if polynomial.is_integral():
        polynomial = congruent(polynomial, bits)
        forms.append(polynomial)
    for form in forms:
        low, high = form.bounds()
        if ceil(low) // whole == floor(high) // whole:
            return form.plus(Polynomial.constant(ceil(low) // whole * whole), -1)
    if polynomial.is_integral():
        # If all coefficients are even, it is twice the remainder of the half.
        shift = min(trailing_zeros(c) for c in polynomial.terms.values())
        if shift:
            half = Polynomial({m: c >> shift for m, c in polynomial.terms.items()})
            return remainder(half, bits - shift).times(1 << shift)
    key = first_cut(polynomial, bits).key(), bits
    if key not in remainders:
        remainders[key] = unknown(f"r{len(unknowns)}", 0, whole - 1, whole=polynomial, bits=bits)
    return remainders[key]


def first_cut(polynomial, bits):
    """Of a remainder by more bits, what that was taken of."""
    while len(polynomial.terms) == 1:
        (monomial, coefficient), = polynomial.terms.items()
        if len(monomial) != 1 or coefficient != 1 or (unknowns[monomial[0]].bits or 0) < bits:
            break
        polynomial = unknowns[monomial[0]].whole
    return polynomial


def congruent(polynomial, bits):
    """What is congruent modulo 2^bits, with small coefficients, and without the remainders that are no more than that.
    It is why the lowest limb in a step of Montgomery's reduction is known to be zero."""
    whole = 1 << bits
    kept = set()
    while True:
        for pair, (residue, exponent) in products.items():
            if exponent >= bits:
                polynomial = with_product(polynomial, pair, residue)
        polynomial = centered(polynomial, whole)
        candidates = {i for m in polynomial.terms for i in m if unknowns[i].whole is not None} - kept
        if not candidates:
            return polynomial
        newest = max(candidates)
        what = unknowns[newest]
        spare = min(trailing_zeros(c) for m, c in polynomial.terms.items() if newest in m)
        if what.bits + spare >= bits and what.whole.is_integral():
            polynomial = polynomial.replaced(newest, what.whole)
        else:
            kept.add(newest)


def centered(polynomial, whole):
    """With each coefficient between -whole / 2 and whole / 2, modulo the whole."""
    terms = {m: c - whole * floor(Fraction(c, whole) + Fraction(1, 2)) for m, c in polynomial.terms.items()}
    return Polynomial({m: int(c) if c.denominator == 1 else c for m, c in terms.items() if c})


def before_wraps(polynomial, bits):
    """What is congruent: the polynomial itself, and then with what the newest remainder was taken of, again and again. Where
    a borrow and a carry cancel, or a sum of signed numbers wraps, one of them has small bounds."""
    yield polynomial
    for index in sorted({i for m in polynomial.terms for i in m if unknowns[i].meaning is not None}, reverse=True):
        if not unknowns[index].selects:
            polynomial = polynomial.replaced(index, unknowns[index].meaning)
    for _ in range(8):
        polynomial = centered(polynomial, 1 << bits)
        yield polynomial
        wrapped = {i for m in polynomial.terms for i in m if (unknowns[i].bits or 0) >= bits}
        wrapped -= {i for m, c in polynomial.terms.items() if c.denominator > 1 for i in m}
        if not wrapped:
            break
        polynomial = polynomial.replaced(max(wrapped), unknowns[max(wrapped)].whole)


def with_product(polynomial, pair, residue):
    """With the residue for the product of two unknowns."""
    terms = {}
    for monomial, coefficient in polynomial.terms.items():
        rest = list(monomial)
        if all(index in rest for index in pair):
            for index in pair:
                rest.remove(index)
            coefficient *= residue
        terms[tuple(rest)] = terms.get(tuple(rest), 0) + coefficient
    return Polynomial({m: c for m, c in terms.items() if c})


def trailing_zeros(integer):
    return (integer & -integer).bit_length() - 1


def bit(integer):
    """The same truth value as one unknown, to be multiplied with."""
    if integer.is_constant() or len(integer.polynomial.terms) == 1:
        return integer
    key = integer.polynomial.key()
    if key not in names:
        names[key] = Integer(unknown(f"k{len(unknowns)}", 0, 1, meaning=integer.polynomial), 0, 1)
    return names[key]


def selecting(condition):
    """A truth value that is multiplied with what is not known."""
    k = bit(condition)
    for monomial in k.polynomial.terms:
        for index in monomial:
            unknowns[index].selects = True
    return k


def select(condition, a, b):
    """a if the condition is 1, b if it is 0."""
    assert condition.is_bit()
    k = selecting(condition)
    a, b = Integer.of(a), Integer.of(b)
    return Integer((k * a + (1 - k) * b).polynomial, min(a.low, b.low), max(a.high, b.high))


class Case:
    """What is known: polynomials that are zero, each solved for its newest linear unknown."""

    # How many remainders and carries around a bit are tried for a value that follows.
    NEAR = 40

    def __init__(self, facts=()):
        self.equations, self.solved = [], {}
        for fact in facts:
            self.learn(fact)
        for k in names.values():
            (index,), = k.polynomial.terms
            if index in self.solved or not unknowns[index].selects:
                self.learn(k.polynomial.plus(unknowns[index].meaning, -1))

    def learn(self, equation):
        self.equations.append(equation)
        equation = self.reduced(equation)
        linear = [m[0] for m in equation.terms if len(m) == 1 and not self.in_products(equation, m[0])]
        if not linear:
            if set(equation.terms) == {()}:
                raise Impossible
            return
        pivot = max(linear)
        solution = equation.times(Fraction(-1) / equation.terms[pivot,]).plus(Polynomial({(pivot,): 1}))
        self.solved = {i: s.replaced(pivot, solution) for i, s in self.solved.items()}
        self.solved[pivot] = solution

    @staticmethod
    def in_products(polynomial, index):
        return any(index in m for m in polynomial.terms if len(m) > 1)

    def reduced(self, polynomial, constants_alone=False):
        """With what is solved put in."""
        for index in {i for m in polynomial.terms for i in m} & self.solved.keys():
            solution = self.solved[index]
            if not constants_alone or set(solution.terms) <= {()}:
                polynomial = polynomial.replaced(index, solution)
        return polynomial

    def bounds(self, polynomial, depth=1):
        """From the polynomial, and from its sums with multiples of as many equations."""
        forms = newest = [self.reduced(polynomial, True), self.reduced(polynomial)]
        equations = [self.reduced(equation, True) for equation in self.equations]
        for _ in range(depth):
            newest = [other for form in newest for equation in equations for other in without_shared(form, equation)]
            forms = forms + newest
        bounds = [form.bounds() for form in forms]
        return ceil(max(low for low, _ in bounds)), floor(min(high for _, high in bounds))

    def settle(self):
        """Learns which remainders and carries near the known bits have but one possible value. Whether there are some."""
        tried, carries = {}, [*uppers.values()]
        for bit in [i for i, u in enumerate(unknowns) if u.meaning is not None and i in self.solved]:
            for i in range(max(bit - self.NEAR, 0), min(bit + self.NEAR, len(unknowns))):
                if unknowns[i].whole is not None:
                    tried[i] = Polynomial({(i,): 1})
            first = max(unknowns[bit].carries - self.NEAR, 0)
            for i, carry in enumerate(carries[first:first + 2 * self.NEAR], first):
                tried["carry", i] = carry
        learned = False
        for polynomial in tried.values():
            if set(self.reduced(polynomial).terms) <= {()}:
                continue
            low, high = self.bounds(polynomial)
            if low > high:
                raise Impossible
            if low == high:
                self.learn(polynomial.plus(Polynomial.constant(low), -1))
                learned = True
        return learned


def without_shared(polynomial, equation):
    """Sums of the polynomial and a multiple of what is zero, in each of which one monomial of both has gone: the newest."""
    shared = [m for m in equation.terms if m and m in polynomial.terms]
    shared.sort(key=lambda m: (-len(m), m), reverse=True)
    for m in {*shared[:3], *shared[-1:]}:
        yield polynomial.plus(equation, -Fraction(polynomial.terms[m]) / equation.terms[m])


def follows(conclusion, facts=(), splits=3):
    """Whether `conclusion(case)` is true in each case that can be. Raises Impossible if there is none."""
    case = Case(facts)
    if conclusion(case) or case.settle() and conclusion(case):
        return True
    if splits == 0:
        return False
    for k in reversed(names.values()):
        if not set(case.reduced(k.polynomial).terms) <= {()}:
            possible = 0
            for bit in (0, 1):
                try:
                    if not follows(conclusion, [*facts, k.polynomial.plus(Polynomial.constant(bit), -1)], splits - 1):
                        return False
                    possible += 1
                except Impossible:
                    pass
            # Not a single case can be: a fault of the prover, or of what it was told.
            if not possible:
                raise Impossible
            return True
    return False


def is_multiple(integer, modulus):
    """Whether the integer is a multiple of the odd modulus, whatever the operands: all its coefficients are, since two is
    prime to the modulus. With 0, whether it is zero."""
    polynomial = Integer.of(integer).polynomial

    def conclusion(case):
        coefficients = [Fraction(c) for c in case.reduced(polynomial).terms.values()]
        return all(modulus and c.numerator % modulus == 0 and is_power_of_two(c.denominator) for c in coefficients)

    return follows(conclusion)


def is_power_of_two(integer):
    return integer & integer - 1 == 0


def is_within(integer, low, high):
    """Whether low <= integer <= high, whatever the operands."""
    integer = Integer.of(integer)

    def conclusion(case):
        least, most = case.bounds(integer.polynomial, 2)
        return low <= max(least, integer.low) and min(most, integer.high) <= high

    return follows(conclusion)
