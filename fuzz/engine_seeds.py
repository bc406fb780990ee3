"""Seeds of the targets that compare the engines with their oracles: the bytes that src/numbers.rs and the properties make numbers of."""

import pathlib
import re

HERE = pathlib.Path(__file__).parent


def small(value):
    """An integer for src/numbers.rs; so are the next three."""
    return bytes([0, value])


def near(landmark, distance):
    """Of the modulus or order of that place, at most 255 above or below."""
    return bytes([8 * landmark + (1 if distance >= 0 else 2), abs(distance)])


def power(exponent, distance=0):
    return bytes([3 if distance >= 0 else 4, abs(distance), exponent >> 8, exponent & 255])


def octets(value):
    return bytes([7, 0]) + value


def ecdsa():
    """Curve, kind, tampering, message, length of the hash, hash, two numbers, two more.

    The crates of the curves are slow without optimization, so that those of the longer ones are few: they must be quick to replay.
    """
    n, p = 0, 1
    of_message = b"\xff"

    def case(kind, one, other, curve=0, tampering=1, hash=of_message, rest=b""):
        return bytes([curve, kind, tampering]) + b"abcd" + hash + one + other + rest

    def of_curve(curve, name, length):
        # r is x(R) - n in the identifiers 2 and 3.
        for r in range(1, 4):
            for identifier in (0, 3):
                yield f"{name}-recovered-r-{r}-identifier-{identifier}", case(3 * identifier, small(r), power(100, -1), curve)
        yield f"{name}-recovered-s-1", case(0, octets(bytes(range(1, length))), small(1), curve)
        yield f"{name}-recovered-s-greatest", case(3, octets(bytes([0, *range(3, length)])), near(n, -1), curve)
        yield f"{name}-signed-d-1-k-1-both-tables", case(1, small(1), small(1), curve, 193)
        yield f"{name}-signed-d-greatest-k-2", case(1, near(n, -1), small(2), curve, 0)
        yield f"{name}-signed-d-is-k", case(1, power(200, -1), power(200, -1), curve, 7)
        yield f"{name}-signed-hash-of-zeros", case(1, small(7), power(64), curve, hash=bytes([length if length < 66 else 64]) + small(0))
        yield f"{name}-signed-hash-is-order", case(1, small(7), power(65), curve, hash=bytes([length if length < 66 else 64]) + near(0, 0))
        yield f"{name}-signed-hash-of-64", case(1, power(128), power(31), curve, hash=bytes([64]) + power(511, -1))
        yield f"{name}-signed-hash-of-1", case(1, power(127), power(33), curve, hash=bytes([1]) + small(255))
        yield f"{name}-off-curve", case(2, small(1), small(1), curve)
        yield f"{name}-x-zero", case(2, small(0), small(0), curve)
        yield f"{name}-x-is-p", case(2, near(p, 0), near(p, -1), curve)
        yield f"{name}-r-zero", case(0, small(0), small(1), curve, rest=small(0) + small(1))
        yield f"{name}-s-zero", case(0, small(1), small(0), curve, rest=small(1) + small(0))
        yield f"{name}-r-and-s-are-order", case(0, near(n, 0), near(n, 0), curve, rest=near(n, 0) + near(n, 0))
        yield f"{name}-r-plus-order", case(1, small(3), small(1), curve, 2)
        yield f"{name}-s-plus-order", case(1, small(3), small(1), curve, 3)

    few = ("recovered-r-1-identifier-3", "signed-d-1-k-1-both-tables", "signed-hash-of-64", "x-is-p")
    for curve, (name, length) in enumerate((("p256", 32), ("p384", 48), ("p521", 66))):
        for seed, data in of_curve(curve, name, length):
            if name == "p256" or seed.removeprefix(f"{name}-") in few:
                yield seed, data


def ed25519():
    """Kind, torsion, tampering, message, two seeds, then encodings: a sign and an integer."""
    order, p = 0, 1

    def case(key=2, r=2, torsion=0, tampering=0, rest=b""):
        return bytes([key + 4 * r, torsion, tampering]) + b"msg" + b"\1\0\0\0" + b"\2\0\0\0" + rest

    yield "right", case()
    for times in range(8):
        yield f"s-plus-{times + 1}-orders", case(tampering=6 * times)
    for torsion in range(1, 8):
        yield f"key-with-torsion-{torsion}", case(torsion=torsion, tampering=4)
        yield f"r-with-torsion-{torsion}", case(torsion=8 * torsion, tampering=5)
        yield f"both-with-torsion-{torsion}", case(torsion=9 * torsion, tampering=3)
    yield "r-of-small-order", case(r=0, torsion=8 * 3, tampering=4)
    yield "key-of-small-order", case(key=1, torsion=3)
    for distance in (-20, -19, -1, 0, 1, 18):
        yield f"key-y-p{distance:+}", case(key=0, rest=b"\0" + near(0, distance))
        yield f"r-y-p{distance:+}-negative", case(r=1, rest=b"\x80" + near(0, distance))
    yield "key-y-3", case(key=0, rest=b"\0" + small(3))
    for distance in (-1, 0, 1):
        yield f"s-order{distance:+}", case(tampering=1, rest=near(order, distance))
    yield "s-p", case(tampering=1, rest=near(p, 0))
    yield "s-greatest", case(tampering=1, rest=power(255, 0))
    yield "s-zero", case(tampering=1, rest=small(0))


def rsa_signatures():
    """Length, exponent, tampering, digest, modulus, signature representative."""
    lengths = [int(bits) for bits in re.search(r"LENGTHS: .*?= \[(.*?)\];", (HERE / "src/rsa_signatures.rs").read_text(), re.S).group(1).split(",") if bits.strip()]

    def case(bits, n, s, exponent=0, digest=31, tampering=0, e=b""):
        return bytes([lengths.index(bits), exponent, tampering, digest]) + n + e + s

    greatest, sparse = near(0, 0), near(1, 1)
    runs = bytes([5, 0, 0xFF, 3, 9])
    for bits in lengths:
        yield f"{bits}-of-ones", case(bits, greatest, power(bits - 1, -1))
        yield f"{bits}-sparse", case(bits, sparse, near(0, -1), 1 + 4 * 1)
        yield f"{bits}-with-runs", case(bits, runs, runs, tampering=255)
    for name, s in (("zero", small(0)), ("one", small(1)), ("n-minus-1", near(0, -1)), ("n", near(0, 0)), ("n-plus-1", near(0, 1)), ("greatest", power(2047, 0))):
        yield f"s-is-{name}", case(2048, sparse, s)
    yield "exponent-1", case(2048, greatest, small(2), 1)
    yield "exponent-even", case(2048, greatest, small(2), 3, e=b"\2" + bytes(7))
    yield "exponent-greatest", case(2048, greatest, small(2), 3, e=b"\xff" * 8)
    yield "exponent-2-to-32-plus-1", case(2048, greatest, small(2), 3, e=b"\1\0\0\0\1\0\0\0")
    yield "digest-of-64", case(2048, runs, power(2046), digest=63)
    yield "digest-of-1", case(2048, runs, power(2046), digest=0)
