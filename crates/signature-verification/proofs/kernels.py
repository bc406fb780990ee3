"""Compiles the engines, with an entry for each kernel, to LLVM's intermediate language.

The sources are copied as they are. An entry is appended to the file of what it calls, which is private to that.
"""

import pathlib
import re
import shutil
import subprocess

CRATE = pathlib.Path(__file__).resolve().parent.parent

ED25519 = """
#[unsafe(no_mangle)]
fn ed25519_{name}({parameters}, result: &mut [u64; 4]) {{
    *result = {expression};
}}
"""

RESIDUE = """
#[unsafe(no_mangle)]
fn {curve}_{kind}_{name}({parameters}, result: &mut [u64; {n}]) {{
    use crate::residue::Residue;
    let value = Residue::<{prime}, {n}>::from_montgomery_limbs;
    *result = {expression}.montgomery_limbs();
}}
"""

DIVSTEPS = """
#[unsafe(no_mangle)]
fn divsteps_{n}_modulo(
    u: i64, v: i64, d: &[u64; {n} + 1], e: &[u64; {n} + 1], p: &[u64; {n}], p_inverse: u64, result: &mut [u64; {n} + 1],
) {{
    let signed = |words: &[u64; {n} + 1]| {{ let [limbs @ .., top] = *words; Signed(limbs, top) }};
    let (Signed(limbs, top), _) = Matrix {{ u, v, q: 0, r: 0 }}.apply_modulo(&signed(d), &signed(e), p, p_inverse);
    result[..{n}].copy_from_slice(&limbs);
    result[{n}] = top;
}}

#[unsafe(no_mangle)]
fn divsteps_{n}_residue(d: &[u64; {n} + 1], p: &[u64; {n}], result: &mut [u64; {n}]) {{
    let [limbs @ .., top] = *d;
    *result = residue(&Signed(limbs, top), p);
}}
"""

FIXED = """
#[unsafe(no_mangle)]
fn fixed_{blocks}_multiply(
    n: &Number<{blocks}>, n_inverse: &Block, fold: &Number<{blocks}>, a: &mut Number<{blocks}>, b: &Number<{blocks}>,
) {{
    modulus_of_{blocks}(n, n_inverse, fold).multiply(a, b);
}}

#[unsafe(no_mangle)]
fn fixed_{blocks}_square(n: &Number<{blocks}>, n_inverse: &Block, fold: &Number<{blocks}>, a: &mut Number<{blocks}>) {{
    modulus_of_{blocks}(n, n_inverse, fold).square(a);
}}

#[unsafe(no_mangle)]
fn fixed_{blocks}_sum(
    n: &Number<{blocks}>, n_inverse: &Block, fold: &Number<{blocks}>,
    a: &Number<{blocks}>, b: &Number<{blocks}>, c: &Number<{blocks}>, d: &[u8; 64], sum: &Number<{blocks}>,
) -> bool {{
    modulus_of_{blocks}(n, n_inverse, fold).is_sum_of_products([a, b], (c, d), sum)
}}

fn modulus_of_{blocks}(n: &Number<{blocks}>, n_inverse: &Block, fold: &Number<{blocks}>) -> Fixed<{blocks}> {{
    Fixed {{ n: *n, n_inverse: *n_inverse, fold: *fold, r_squared: [[0; BLOCK]; {blocks}] }}
}}
"""

ANY_SIZE = """
#[unsafe(no_mangle)]
fn any_size_multiply(limbs: usize, n: &Number, n_inverse: u64, a: &mut Number, b: &Number) {
    AnySize { n: *n, limbs, n_inverse, r_squared: [0; MAX_LIMBS] }.multiply(a, b);
}
"""


def entries():
    """The file to which an entry is appended, and its text."""
    for name, parameters, expression in (
        ("mul", "ab", "FieldElement(*a).mul(&FieldElement(*b)).0"),
        ("square", "a", "FieldElement(*a).square().0"),
        ("add", "ab", "FieldElement(*a).add(&FieldElement(*b)).0"),
        ("sub", "ab", "FieldElement(*a).sub(&FieldElement(*b)).0"),
        ("canonical", "a", "FieldElement(*a).canonical_limbs()"),
    ):
        parameters = ", ".join(f"{p}: &[u64; 4]" for p in parameters)
        yield "ed25519/field.rs", ED25519.format(name=name, parameters=parameters, expression=expression)
    for curve, file, n, primes in (
        ("p256", "ecdsa/p256.rs", 4, ["Field", "Order"]),
        ("p384", "ecdsa/p384.rs", 6, ["Field", "Order"]),
        ("p521", "ecdsa/p521.rs", 9, ["Field", "Order"]),
        ("ed25519", "ed25519.rs", 4, ["Order"]),
    ):
        for prime in primes:
            for name, parameters, expression in (
                ("mul", "ab", "value(*a).mul(&value(*b))"),
                ("square", "a", "value(*a).square()"),
                ("add", "ab", "value(*a).add(&value(*b))"),
                ("sub", "ab", "value(*a).sub(&value(*b))"),
                ("negate", "a", "value(*a).negate_nonzero_if(u64::MAX)"),
                ("difference", "abcd",
                 "Residue::difference_of_products(&value(*a), &value(*b), &value(*c), &value(*d))"),
                ("reduce_once", "a",
                 f"value(crate::limbs::reduce_once(a, 0, &<{prime} as Prime<{n}>>::MODULUS))"),
            ):
                parameters = ", ".join(f"{p}: &[u64; {n}]" for p in parameters)
                yield file, RESIDUE.format(
                    curve=curve, kind=prime.lower(), prime=prime, n=n, name=name, parameters=parameters,
                    expression=expression)
    for n in (4, 6, 9):
        yield "divsteps.rs", DIVSTEPS.format(n=n)
    for blocks in (2, 3, 4):
        yield "rsa/fixed.rs", FIXED.format(blocks=blocks)
    yield "rsa/any_size.rs", ANY_SIZE


# What is compiled as a call, so that a proof can end there.
CALLS = [("rsa/limbs.rs", "pub(super) fn subtract_if_not_below(")]


def compile(target, plant=None):
    """The text of the compiled engines; `plant` is a bug: file, old text, new text."""
    folder = target / "crate"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(CRATE / "src", folder / "src")
    shutil.copy(CRATE / "README.md", folder)
    manifest = (CRATE / "Cargo.toml").read_text()
    manifest = re.sub(r"\[dev-dependencies\].*?\n\n", "", manifest, flags=re.DOTALL)
    (folder / "Cargo.toml").write_text(manifest.replace("[lints]\nworkspace = true", "[workspace]"))
    if plant:
        edit(folder / "src" / plant[0], plant[1], plant[2])
    for file, function in CALLS:
        edit(folder / "src" / file, function, "#[inline(never)]\n" + function)
    for file, text in entries():
        with open(folder / "src" / file, "a") as source:
            source.write(text)
    for old in (target / "release" / "deps").glob("*.ll"):
        old.unlink()
    subprocess.run(
        ["cargo", "rustc", "--quiet", "--release", "--lib", "--target-dir", target,
         "--features", "rsa,p256,p384,p521,ed25519", "--", "--emit=llvm-ir", "--cap-lints=allow",
         "-Ccodegen-units=1", "-Coverflow-checks=on", "-Cdebuginfo=0", "-Cno-vectorize-loops", "-Cno-vectorize-slp"],
        cwd=folder, check=True)
    text, = (target / "release" / "deps").glob("signature_verification*.ll")
    return text.read_text()


def edit(path, old, new):
    text = path.read_text()
    if text.count(old) != 1:
        raise SystemExit(f"{path.name} has not one {old!r}")
    path.write_text(text.replace(old, new))
