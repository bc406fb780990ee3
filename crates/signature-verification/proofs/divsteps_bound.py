#!/usr/bin/env python3
"""Counts the steps after which the inversion of `divsteps.rs` has certainly ended, for moduli of each length.

The idea is Wuille's (https://github.com/sipa/safegcd-bounds). Where (f, g) can be after k steps with some delta is kept as
a convex polygon. That is enough, since each step is a linear map of (f, g), and linear maps take hulls to hulls. With all
divided by p, the start is f = 1 and 0 <= g <= 1, in the triangle of 0 <= g <= f <= 1. Whether g is odd is not known, so a
polygon goes to both of its images. Once |g| < 1 / p in all of a polygon, the integer g is zero there, and stays so.

Coordinates are integers: the numbers after k steps, times 2^(k + EXTRA). A polygon of many corners is replaced by one of
half as many that contains it. That can only make the count larger.
"""

import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "src" / "divsteps.rs"

# Bits, and the number of corners that is too many: fewer are faster, and serve where the bound is not close.
MODULI = {"Ed25519": (255, 48), "P-256": (256, 48), "P-384": (384, 48), "P-521": (521, 24)}

# Bits below those of the steps, so that the corners of a larger polygon can be rounded.
EXTRA = 64


def steps_needed(bits, many):
    """After how many steps g is zero, whatever it was, for p = f < 2^bits and 0 <= g <= p."""
    one = 1 << EXTRA
    # By delta - 1/2.
    polygons, steps = {0: [(0, 0), (one, 0), (one, one)]}, 0
    while polygons:
        images = {}
        for delta, corners in polygons.items():
            images.setdefault(delta + 1, []).extend((2 * f, g) for f, g in corners)
            if delta >= 0:
                images.setdefault(-delta, []).extend((2 * g, g - f) for f, g in corners)
            else:
                images.setdefault(delta + 1, []).extend((2 * f, g + f) for f, g in corners)
        steps += 1
        polygons = {
            delta: coarser(hull(points), many)
            for delta, points in images.items()
            if max(abs(g) for _, g in points) << bits >= 1 << steps + EXTRA
        }
    return steps


def turn(a, b, c):
    """Positive if c is to the left of the line from a to b."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def hull(points):
    """The corners of the convex hull, counterclockwise (Andrew's monotone chain)."""

    def chain(points):
        corners = []
        for point in points:
            while len(corners) > 1 and turn(corners[-2], corners[-1], point) <= 0:
                corners.pop()
            corners.append(point)
        return corners[:-1]

    points = sorted(set(points))
    return chain(points) + chain(points[::-1])


def coarser(corners, many):
    """Of a polygon with many corners, one that contains it: every other edge, prolonged until they meet, a little further
    out. It is checked to contain all corners, so nothing depends on how it was found."""
    if len(corners) <= many:
        return corners
    edges = list(zip(corners, corners[1:]))[::2]
    center = [sum(c[axis] for c in corners) // len(corners) for axis in (0, 1)]
    found = []
    for (a, b), (c, d) in zip(edges, edges[1:] + edges[:1]):
        across = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
        if across == 0:
            return corners
        along = turn(c, d, a)
        meeting = [a[axis] - (b[axis] - a[axis]) * along // -across for axis in (0, 1)]
        found.append(tuple(m + (m - o >> 24) for m, o in zip(meeting, center)))
    found = hull(found)
    contains = all(turn(a, b, c) >= 0 for a, b in zip(found, found[1:] + found[:1]) for c in corners)
    return found if contains else corners


def steps_made(bits):
    """What `rounds` comes to, with the numbers that the source has."""
    text = SOURCE.read_text()
    formula = re.search(r"let steps = \(([\d_]+) \* bits \+ ([\d_]+)\) / ([\d_]+);", text)
    factor, offset, divisor = (int(number.replace("_", "")) for number in formula.groups())
    outer = 2 * int(re.search(r"const INNER_STEPS: u32 = (\d+);", text)[1])
    return -(-((factor * bits + offset) // divisor) // outer) * outer


def main():
    enough = True
    for modulus, (bits, many) in MODULI.items():
        needed, made = steps_needed(bits, many), steps_made(bits)
        enough &= needed <= made
        print(f"{modulus}: {needed} steps are enough, {made} are made", flush=True)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
