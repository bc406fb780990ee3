#!/usr/bin/env python3
"""Proves the arithmetic of the engines for all inputs; README.md says what is shown.

`prove.py [NAME...]` proves the kernels whose names begin so. `prove.py --planted [NAME...]` puts bugs into copies of the
engines, one after the other, and fails if the proofs do not notice one.
"""

import fcntl
import pathlib
import sys
import tempfile
import time

import fields
import ifma
import integers
import inversion
import kernels
import points
import rsa
from llvm import Module
from planted import BUGS

sys.setrecursionlimit(10_000)


def all_kernels():
    return (*fields.all_kernels(), *points.all_kernels(), *inversion.all_kernels(), *rsa.all_kernels(), *ifma.all_kernels())


def prove(module, chosen, quiet=False):
    """How many kernels are proved, and the first line that is not."""
    proved, failures = 0, []
    for name, what, proof in all_kernels():
        if chosen and not name.startswith(tuple(chosen)):
            continue
        start = time.monotonic()
        integers.reset()
        module.before, module.instead = {}, {}
        try:
            # A list: two statements may have the same text.
            statements = list(proof(module))
            missing = [line for line, holds in statements if not holds]
            if not statements:
                missing = ["nothing is stated"]
        # Undecided, Impossible, or code that the prover cannot read: what it does not know how to prove is not proved.
        except Exception as error:
            missing = [f"{type(error).__name__}: {error}"]
        verdict = "proved" if not missing else "NOT PROVED: " + ", ".join(missing)
        if not quiet:
            print(f"{name:24} {what:45} {time.monotonic() - start:5.1f} s  {verdict}", flush=True)
        proved += not missing
        failures += [(name, line) for line in missing]
    return proved, failures


def planted(target, chosen):
    """How many bugs are not noticed, by a kernel that is not proved."""
    bugs = [bug for bug in BUGS if not chosen or bug[0].startswith(tuple(chosen))]
    missed = 0
    for kernel, file, old, new in bugs:
        _, failures = prove(Module(kernels.compile(target, (file, old, new))), [kernel], quiet=True)
        noticed = failures[0] if failures else "NOT NOTICED"
        print(f"{file}: {old.strip()!r} becomes {new.strip()!r}: {noticed}", flush=True)
        missed += not failures
    print(f"{len(bugs) - missed} of {len(bugs)} bugs noticed")
    return missed


def main(arguments):
    if not __debug__:
        return "the prover requires its assertions"
    target = pathlib.Path(tempfile.gettempdir()) / "signature-verification-proofs"
    target.mkdir(exist_ok=True)
    # One run at a time: another one would change the sources under it.
    lock = open(target / "lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    plants = arguments[:1] == ["--planted"]
    chosen = arguments[plants:]
    names = [bug[0] for bug in BUGS] if plants else [name for name, *_ in all_kernels()]
    for start in chosen:
        if not any(name.startswith(start) for name in names):
            return f"nothing begins with {start}"
    if plants:
        return planted(target, chosen)
    proved, failures = prove(Module(kernels.compile(target)), chosen)
    print(f"{proved} kernels proved, {len(failures)} statements not")
    return bool(failures) or not proved


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
