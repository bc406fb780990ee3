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
    matrix: &[i64; 4], d: &[u64; {n} + 1], e: &[u64; {n} + 1], p: &[u64; {n}], p_inverse: u64,
    result: &mut [[u64; {n} + 1]; 2],
) {{
    *result = words_{n}(matrix_of(matrix).apply_modulo(&signed_{n}(d), &signed_{n}(e), p, p_inverse));
}}

#[unsafe(no_mangle)]
fn divsteps_{n}_exact(
    matrix: &[i64; 4], f: &[u64; {n} + 1], g: &[u64; {n} + 1], result: &mut [[u64; {n} + 1]; 2],
) {{
    *result = words_{n}(matrix_of(matrix).apply_exact(&signed_{n}(f), &signed_{n}(g)));
}}

fn signed_{n}(words: &[u64; {n} + 1]) -> Signed<{n}> {{
    let [limbs @ .., top] = *words;
    Signed(limbs, top)
}}

fn words_{n}((a, b): (Signed<{n}>, Signed<{n}>)) -> [[u64; {n} + 1]; 2] {{
    [a, b].map(|Signed(limbs, top)| {{
        let mut words = [top; {n} + 1];
        words[..{n}].copy_from_slice(&limbs);
        words
    }})
}}

#[unsafe(no_mangle)]
fn divsteps_{n}_residue(d: &[u64; {n} + 1], p: &[u64; {n}], result: &mut [u64; {n}]) {{
    *result = residue(&signed_{n}(d), p);
}}
"""

CONSTANTS = """
impl<P: Prime<N>, const N: usize> Residue<P, N> {
    pub(crate) const CONSTANTS: [[u64; N]; 4] =
        [Self::ONE.0, Self::R_SQUARED.0, Self::INVERSE_SCALE.0, Self::INVERSE_SCALE_IN_FORM.0];
}
"""

CONSTANTS_OF_PRIME = """
#[unsafe(no_mangle)]
fn {curve}_{kind}_constants(result: &mut [[u64; {n}]; 4]) {{
    *result = crate::residue::Residue::<{prime}, {n}>::CONSTANTS;
}}
"""

SUM = """
#[unsafe(no_mangle)]
fn {curve}_points_add(sum: &[[u64; {n}]; 4], point: &[[u64; {n}]; 2], result: &mut [[u64; {n}]; 4]) {{
    use crate::residue::Residue;
    let mut sum = {curve}_sum(sum);
    let [x, y] = point.map(Residue::from_montgomery_limbs);
    sum.add(&super::point::AffinePoint::new(x, y));
    *result = [sum.x, sum.y, sum.zz, sum.zzz].map(|coordinate| coordinate.montgomery_limbs());
}}

#[unsafe(no_mangle)]
fn {curve}_points_double(sum: &[[u64; {n}]; 4], result: &mut [[u64; {n}]; 4]) {{
    let mut sum = {curve}_sum(sum);
    sum.double();
    *result = [sum.x, sum.y, sum.zz, sum.zzz].map(|coordinate| coordinate.montgomery_limbs());
}}

fn {curve}_sum(sum: &[[u64; {n}]; 4]) -> super::point::Sum<{type}, {n}> {{
    let [x, y, zz, zzz] = sum.map(crate::residue::Residue::from_montgomery_limbs);
    super::point::Sum {{ x, y, zz, zzz }}
}}
"""

ED25519_SUM = """
#[unsafe(no_mangle)]
fn ed25519_points_add(sum: &[[u64; 4]; 4], point: &[[u64; 4]; 3], result: &mut [[u64; 4]; 4]) {
    let [x, y, z, t] = sum.map(FieldElement::from_limbs);
    let mut sum = Sum { x, y, z, t };
    let [s, difference, product] = point.map(FieldElement::from_limbs);
    sum.add(&Summand { sum: s, difference, product });
    *result = [sum.x, sum.y, sum.z, sum.t].map(|coordinate| coordinate.limbs());
}

#[unsafe(no_mangle)]
fn ed25519_points_double(sum: &[[u64; 4]; 4], result: &mut [[u64; 4]; 4]) {
    let [x, y, z, t] = sum.map(FieldElement::from_limbs);
    let mut sum = Sum { x, y, z, t };
    sum.double();
    *result = [sum.x, sum.y, sum.z, sum.t].map(|coordinate| coordinate.limbs());
}
"""

ED25519_CONSTANTS = """
#[unsafe(no_mangle)]
fn ed25519_constants(result: &mut [[u64; 4]; 2]) {
    *result = [D.limbs(), ROOT_OF_MINUS_ONE.limbs()];
}
"""

ED25519_LIMBS = """
impl FieldElement {
    pub(super) const fn limbs(&self) -> [u64; 4] {
        self.0
    }
}
"""

# A step has no function of its own: this is the body of the loop.
STEPS = """
#[unsafe(no_mangle)]
fn divsteps_step(mut delta: i64, mut f: u64, mut g: u64, mut row_f: u64, mut row_g: u64, result: &mut [u64; 5]) {{
    {body}
    *result = [delta as u64, f, g, row_f, row_g];
}}

#[unsafe(no_mangle)]
fn divsteps_unpack(row: u64, result: &mut [i64; 2]) {{
    *result = unpack(row).into();
}}

#[unsafe(no_mangle)]
fn divsteps_after(second: &[i64; 4], first: &[i64; 4], result: &mut [i64; 4]) {{
    let Matrix {{ u, v, q, r }} = matrix_of(second).after(&matrix_of(first));
    *result = [u, v, q, r];
}}

fn matrix_of(&[u, v, q, r]: &[i64; 4]) -> Matrix {{
    Matrix {{ u, v, q, r }}
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

IFMA = """
#[unsafe(no_mangle)]
fn ifma_{blocks}_multiply(
    n: &Number<{blocks}>, n_inverse: u64, powers: *mut Number<{blocks}>, a: &mut Number<{blocks}>, b: &Number<{blocks}>,
) {{
    modulus_of_{blocks}(n, n_inverse, powers).multiply(a, b);
}}

#[unsafe(no_mangle)]
fn ifma_{blocks}_square(n: &Number<{blocks}>, n_inverse: u64, powers: *mut Number<{blocks}>, a: &mut Number<{blocks}>) {{
    modulus_of_{blocks}(n, n_inverse, powers).square(a);
}}

fn modulus_of_{blocks}(
    n: &Number<{blocks}>, n_inverse: u64, powers: *mut Number<{blocks}>,
) -> core::mem::ManuallyDrop<Ifma<{blocks}>> {{
    let powers = unsafe {{ Box::from_raw(core::ptr::slice_from_raw_parts_mut(powers, 8 * {blocks})) }};
    core::mem::ManuallyDrop::new(Ifma {{
        n: n.clone(), minus_n: Number::ZERO, n_inverse, powers, r_squared: Number::ZERO, top: 0,
    }})
}}
"""


def entries(source):
    """The file to which an entry is appended, and its text; `source` has the engines as they are to be compiled."""
    for name, parameters, expression in (
        ("mul", "ab", "FieldElement(*a).mul(&FieldElement(*b)).0"),
        ("square", "a", "FieldElement(*a).square().0"),
        ("add", "ab", "FieldElement(*a).add(&FieldElement(*b)).0"),
        ("sub", "ab", "FieldElement(*a).sub(&FieldElement(*b)).0"),
        ("negate", "a", "FieldElement(*a).negate_if(u64::MAX).0"),
        ("keep", "a", "FieldElement(*a).negate_if(0).0"),
        ("canonical", "a", "FieldElement(*a).canonical_limbs()"),
    ):
        parameters = ", ".join(f"{p}: &[u64; 4]" for p in parameters)
        yield "ed25519/field.rs", ED25519.format(name=name, parameters=parameters, expression=expression)
    yield "residue.rs", CONSTANTS
    for curve, file, n, primes in (
        ("p256", "ecdsa/p256.rs", 4, ["Field", "Order"]),
        ("p384", "ecdsa/p384.rs", 6, ["Field", "Order"]),
        ("p521", "ecdsa/p521.rs", 9, ["Field", "Order"]),
        ("ed25519", "ed25519.rs", 4, ["Order"]),
    ):
        for prime in primes:
            yield file, CONSTANTS_OF_PRIME.format(curve=curve, kind=prime.lower(), prime=prime, n=n)
            for name, parameters, expression in (
                ("mul", "ab", "value(*a).mul(&value(*b))"),
                ("square", "a", "value(*a).square()"),
                ("add", "ab", "value(*a).add(&value(*b))"),
                ("sub", "ab", "value(*a).sub(&value(*b))"),
                ("negate", "a", "value(*a).negate_nonzero_if(u64::MAX)"),
                ("keep", "a", "value(*a).negate_nonzero_if(0)"),
                ("difference", "abcd",
                 "Residue::difference_of_products(&value(*a), &value(*b), &value(*c), &value(*d))"),
                ("reduce_once", "a",
                 f"value(crate::limbs::reduce_once(a, 0, &<{prime} as Prime<{n}>>::MODULUS))"),
            ):
                parameters = ", ".join(f"{p}: &[u64; {n}]" for p in parameters)
                yield file, RESIDUE.format(
                    curve=curve, kind=prime.lower(), prime=prime, n=n, name=name, parameters=parameters,
                    expression=expression)
    for curve, n in (("p256", 4), ("p384", 6), ("p521", 9)):
        yield f"ecdsa/{curve}.rs", SUM.format(curve=curve, type=curve.upper(), n=n)
    yield "ed25519/field.rs", ED25519_LIMBS
    yield "ed25519/point.rs", ED25519_SUM
    yield "ed25519/point.rs", ED25519_CONSTANTS
    for n in (4, 6, 9):
        yield "divsteps.rs", DIVSTEPS.format(n=n)
    loop = re.search(r"for _ in 0\.\.INNER_STEPS \{\n(.*?)\n    \}\n", (source / "divsteps.rs").read_text(), re.DOTALL)
    yield "divsteps.rs", STEPS.format(body=loop[1])
    for blocks in (2, 3, 4):
        yield "rsa/fixed.rs", FIXED.format(blocks=blocks)
    yield "rsa/any_size.rs", ANY_SIZE
    for blocks in (5, 8, 10):
        yield "rsa/ifma.rs", IFMA.format(blocks=blocks)


# What is compiled as a call, so that a proof can end there.
CALLS = [
    *(("residue.rs", f"#[inline(always)]\n    pub(crate) fn {name}(")
      for name in ("add", "sub", "mul", "square", "difference_of_products")),
    *(("ed25519/field.rs", f"#[inline(always)]\n    pub(super) fn {name}(") for name in ("add", "sub", "mul", "square")),
    ("rsa/limbs.rs", "pub(super) fn subtract_if_not_below("),
    ("rsa/ifma.rs", "fn reduce("),
    ("rsa/ifma.rs", "fn normalize<"),
    ("intrinsics.rs", "pub fn _mm512_mask_madd52lo_epu64("),
    ("intrinsics.rs", "pub fn _mm512_mask_madd52hi_epu64("),
]


def compile(target, plant=None):
    """The text of the compiled engines; `plant` is a bug: file, old text, new text."""
    folder = target / "crate"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(CRATE / "src", folder / "src")
    shutil.copy(CRATE / "README.md", folder)
    manifest = (CRATE / "Cargo.toml").read_text()
    manifest = re.sub(r"\[dev-dependencies\].*?\n\n", "", manifest, flags=re.DOTALL)
    (folder / "Cargo.toml").write_text(manifest.replace("[lints]\nworkspace = true", "[workspace]"))
    emulate(folder / "src")
    if plant:
        edit(folder / "src" / plant[0], plant[1], plant[2])
    for file, function in CALLS:
        edit(folder / "src" / file, function, "#[inline(never)]\n" + function.removeprefix("#[inline(always)]\n"))
    for file, text in [*entries(folder / "src")]:
        with open(folder / "src" / file, "a") as source:
            source.write(text)
    for old in (target / "release" / "deps").glob("*.ll"):
        old.unlink()
    subprocess.run(
        ["cargo", "rustc", "--quiet", "--release", "--lib", "--target-dir", target,
         "--features", "rsa,p256,p384,p521,ed25519,simd", "--", "--emit=llvm-ir", "--cap-lints=allow",
         "-Ccodegen-units=1", "-Coverflow-checks=on", "-Cdebuginfo=0", "-Cno-vectorize-loops", "-Cno-vectorize-slp"],
        cwd=folder, check=True)
    text, = (target / "release" / "deps").glob("signature_verification*.ll")
    return text.read_text()


def emulate(source):
    """Makes of AVX-512 the plain Rust of `emulated`, as its `build.rs` does."""
    intrinsics = (CRATE / "emulated" / "src" / "intrinsics.rs").read_text()
    # It counts products for its tests.
    for counter in (r"thread_local! \{.*?\n\}\n", r"pub fn products.*?\n\}\n", r"    PRODUCTS\.set[^\n]*\n"):
        intrinsics = re.sub(counter, "", intrinsics, flags=re.DOTALL)
    (source / "intrinsics.rs").write_text(intrinsics.replace("use std::cell::Cell;\n", "").replace("std::", "core::"))
    with open(source / "lib.rs", "a") as crate:
        crate.write("#[cfg(feature = \"simd\")]\nmod intrinsics;\n")
    engine = source / "rsa" / "ifma.rs"
    engine.write_text(re.sub(r" *#\[target_feature\(.*\)\]\n", "", engine.read_text()))
    edit(engine, "core::arch::x86_64", "crate::intrinsics")
    text = engine.read_text()
    engine.write_text(text.replace("std::arch::is_x86_feature_detected!", "crate::intrinsics::is_there"))


def edit(path, old, new):
    text = path.read_text()
    if text.count(old) != 1:
        raise SystemExit(f"{path.name} has not one {old!r}")
    path.write_text(text.replace(old, new))
