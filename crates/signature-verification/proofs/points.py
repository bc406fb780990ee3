"""What is to be shown of the formulas of points. Coordinates are polynomials, without limbs: what the operations of a field do
with limbs is shown in `fields.py`.
"""

from fields import CURVES, P25519
from integers import Polynomial, unknown
from llvm import Memory, Pointer, Undecided

# The operations, by what their names have in the compiled code.
OPERATIONS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "square": lambda a: a * a,
    "difference_of_products": lambda a, b, c, d: a * b - c * d,
}


class Element:
    """Of a field: a polynomial in the operands."""

    def __init__(self, polynomial):
        self.polynomial = polynomial

    def __add__(self, other):
        return Element(self.polynomial.plus(other.polynomial))

    def __sub__(self, other):
        return Element(self.polynomial.plus(other.polynomial, -1))

    def __mul__(self, other):
        other = other if isinstance(other, Element) else constant(other)
        return Element(self.polynomial.product(other.polynomial))

    __rmul__ = __mul__

    def equals(self, other):
        return self.polynomial.key() == other.polynomial.key()


def constant(value):
    return Element(Polynomial.constant(value))


def operands(names):
    return [Element(unknown(name, 0, 1)) for name in names]


class Limb:
    """Of an element, whose limbs only move together."""

    def __init__(self, element, index):
        self.element, self.index = element, index


def write(pointer, element, n):
    for i in range(n):
        pointer.memory.store(pointer.offset + 8 * i, 8, Limb(element, i))


def read(pointer, n):
    limbs = [pointer.memory.load(pointer.offset + 8 * i, 8) for i in range(n)]
    for i, limb in enumerate(limbs):
        if not isinstance(limb, Limb) or limb.element is not limbs[0].element or limb.index != i:
            raise Undecided("limbs of different elements")
    return limbs[0].element


def memory(elements, n):
    memory = Memory()
    for i, element in enumerate(elements):
        write(Pointer(memory, 8 * n * i), element, n)
    return Pointer(memory)


def run(module, entry, scope, n, *points):
    """The four coordinates that an entry writes; `scope` is what the names of the field's operations have before their own."""

    def replacement(operation):
        return lambda result, *factors: write(result, operation(*(read(factor, n) for factor in factors)), n)

    module.instead = {f"{scope}{len(name)}{name}17h": replacement(operation) for name, operation in OPERATIONS.items()}
    result = Memory()
    module.run(entry, *(memory(point, n) for point in points), Pointer(result))
    return [read(Pointer(result, 8 * n * i), n) for i in range(4)]


def short_weierstrass(curve, n):
    """The chord and the tangent of y^2 = x^3 - 3 x + b, with X = x z^2, Y = y z^3, ZZ = z^2, ZZZ = z^3."""
    scope = "7residue20Residue$LT$P$C$_$GT$"

    def coordinates(x, y, z):
        return [x * z * z, y * z * z * z, z * z, z * z * z]

    def on_line(result, z, x1, x2, y1, rise, run):
        """Whether the result, with Z3 = z, is the point that the chord-and-tangent rule gives for (x1, y1) and x2."""
        x, y, zz, zzz = result
        square = rise * rise - (x1 + x2) * run * run
        yield "ZZ3 = Z3^2", zz.equals(z * z)
        yield "ZZZ3 = Z3^3", zzz.equals(z * z * z)
        yield "x3 = slope^2 - x1 - x2", (x * run * run).equals(zz * square)
        yield "y3 = slope (x1 - x3) - y1", (y * run * run * run).equals(
            zzz * (rise * (x1 * run * run - square) - y1 * run * run * run))

    def stays_zero(result):
        yield "ZZ3 = ZZZ3 = 0 if ZZ1 = ZZZ1 = 0", all(part.equals(constant(0)) for part in result[2:])

    def add(module):
        x1, y1, z, x2, y2 = operands(("x1", "y1", "z", "x2", "y2"))
        result = run(module, f"{curve}_points_add", scope, n, coordinates(x1, y1, z), [x2, y2])
        yield from on_line(result, z * z * z * (x2 - x1), x1, x2, y1, y2 - y1, x2 - x1)
        yield from stays_zero(run(module, f"{curve}_points_add", scope, n, [x1, y1, constant(0), constant(0)], [x2, y2]))

    def double(module):
        x, y, z = operands("xyz")
        result = run(module, f"{curve}_points_double", scope, n, coordinates(x, y, z))
        yield from on_line(result, 2 * y * z * z * z * z, x, x, y, 3 * x * x - constant(3), 2 * y)
        yield from stays_zero(run(module, f"{curve}_points_double", scope, n, [x, y, constant(0), constant(0)]))

    yield f"{curve}_points_add", "a sum of points with different x", add
    yield f"{curve}_points_double", "twice a point", double


def edwards():
    """-x^2 + y^2 = 1 + d x^2 y^2, with X = x z, Y = y z, Z = z, T = x y z."""
    scope = "7ed255195field12FieldElement"

    def coordinates(x, y, z):
        return [x * z, y * z, z, x * y * z]

    def fractions(result, x, x_below, y, y_below):
        """Whether the coordinates are those of (x / x_below, y / y_below)."""
        found_x, found_y, z, t = result
        yield "x3", (found_x * x_below).equals(z * x)
        yield "y3", (found_y * y_below).equals(z * y)
        yield "T3 Z3 = X3 Y3", (t * z).equals(found_x * found_y)

    def add(module):
        x1, y1, z, x2, y2, d = operands(("x1", "y1", "z", "x2", "y2", "d"))
        product = d * x2 * y2
        result = run(module, "ed25519_points_add", scope, 4, coordinates(x1, y1, z), [y2 + x2, y2 - x2, 2 * product])
        product, one = product * x1 * y1, constant(1)
        yield from fractions(result, x1 * y2 + x2 * y1, one + product, y1 * y2 + x1 * x2, one - product)
        yield "Z3 = 4 Z1^2 (1 + d x1 x2 y1 y2) (1 - d x1 x2 y1 y2)", result[2].equals(
            4 * z * z * (one + product) * (one - product))

    def double(module):
        x, y, z = operands("xyz")
        result = run(module, "ed25519_points_double", scope, 4, coordinates(x, y, z))
        # What is below is 1 + d x^2 y^2 and 1 - d x^2 y^2, by the equation of the curve.
        below = y * y - x * x
        yield from fractions(result, 2 * x * y, below, x * x + y * y, constant(2) - below)
        yield "Z3 = -Z1^4 times both", result[2].equals(z * z * z * z * below * (below - constant(2)))

    def constants(module):
        result = Memory()
        module.run("ed25519_constants", Pointer(result))
        d, root = (sum(result.load(32 * i + 8 * j, 8) << 64 * j for j in range(4)) for i in (0, 1))
        yield "121666 d = -121665", (121666 * d + 121665) % P25519 == 0
        yield "d is no square", pow(d, (P25519 - 1) // 2, P25519) == P25519 - 1
        yield "the square of the root is -1", (root * root + 1) % P25519 == 0

    yield "ed25519_points_constants", "d, and a square root of -1", constants
    yield "ed25519_points_add", "a sum of points", add
    yield "ed25519_points_double", "twice a point", double


def all_kernels():
    for curve, (_, _, n) in CURVES.items():
        yield from short_weierstrass(curve, n)
    yield from edwards()
