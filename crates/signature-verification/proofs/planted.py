"""Bugs that the proofs must notice: the kernels to be proved again, the file, its text, and the bug."""

BUGS = [
    # A carry is lost that needs three limbs of ones.
    ("ed25519_", "ed25519/field.rs", "FieldElement([r0.wrapping_add(FOLD & limbs::mask(carry)), r1, r2, r3])",
     "FieldElement([r0, r1, r2, r3])"),
    ("ed25519_", "ed25519/field.rs", "const FOLD: u64 = 38;", "const FOLD: u64 = 39;"),
    ("ed25519_sub", "ed25519/field.rs", "difference[0] = difference[0].wrapping_sub(FOLD & limbs::mask(borrow));", ""),
    # A carry that is no bit: the CPU adds one for it.
    ("ed25519_add", "ed25519/field.rs", "adc(*a0, small, 0)", "adc(*a0, 0, small as u8)"),
    # The carry out of a row, and out of the doubled products.
    ("ed25519_mul", "limbs.rs", "high[N - 1] = top.wrapping_add(u64::from(carry));", "high[N - 1] = top;"),
    ("p384_field_square", "limbs.rs", "limbs[2 * N - 1] = u64::from(carry);", "limbs[2 * N - 1] = 0;"),
    ("p521_order_reduce", "limbs.rs", "select(mask(too_small), a, &reduced)", "reduced"),
    ("p256_order_add", "limbs.rs", "sbb(u64::from(carry), 0, borrow)", "sbb(0, 0, borrow)"),
    ("p256_field_mul", "ecdsa/p256.rs", "adc(t4, high, carry)", "adc(t4, high, 0)"),
    ("p384_field_mul", "ecdsa/p384.rs", "sbb(t4, 0, borrow)", "sbb(t4, 0, 0)"),
    ("p384_order_mul", "residue.rs", "if P::MODULUS[N - 1] == u64::MAX {", "if false {"),
    ("p521_field_square", "ecdsa/p521.rs", "adc(t9, m >> 55, carry)", "adc(t9, m >> 56, carry)"),
    ("p256_order_mul", "ecdsa/p256.rs", "0xf3b9_cac2_fc63_2551", "0xf3b9_cac2_fc63_2553"),
    ("p256_field_diff", "residue.rs", "limbs::sub_with_borrow(&high1, &high2, borrow)",
     "limbs::sub_with_borrow(&high1, &high2, 0)"),
    ("p384_field_constants", "residue.rs", "Self::power_of_two(3 * 64 * N", "Self::power_of_two(2 * 64 * N"),
    ("p384_points_add", "ecdsa/point.rs", "r.square().sub(&p3).sub(&q).sub(&q)", "r.square().sub(&p3).sub(&q)"),
    ("p256_points_double", "ecdsa/point.rs", "let m = m.double().add(&m);", "let m = m.double();"),
    ("ed25519_points_add", "ed25519/point.rs", "let d = self.z.add(&self.z);", "let d = self.z.add(&self.t);"),
    ("ed25519_points_double", "ed25519/point.rs", "g.add(&z2.add(&z2))", "g.add(&z2)"),
    ("inversion_ed25519_mod", "divsteps.rs", "sbb(mask(top >> 63), 0, borrow)", "sbb(mask(top >> 63), 0, 0)"),
    ("inversion_ed25519_res", "divsteps.rs", "    let d = add_if(sign(&d), &d, p);\n", ""),
    ("inversion_step", "divsteps.rs", "(delta ^ exchange as i64).wrapping_add(1)", "(delta ^ exchange as i64)"),
    ("inversion_step", "divsteps.rs", "row_f = row_f.wrapping_add(row_g & exchange);", ""),
    ("inversion_unpack", "divsteps.rs", "(row as i64).wrapping_sub(low) >> 32", "row as i64 >> 32"),
    ("inversion_after", "divsteps.rs", "v: self.u * first.v + self.v * first.r", "v: self.u * first.v + self.v * first.q"),
    ("inversion_4_limbs_exact", "divsteps.rs", "let negative = (u >> 63) as u64;", "let negative = 0;"),
    ("inversion_4_limbs_exact", "divsteps.rs", "            Signed(limbs, (top as i64 >> OUTER_STEPS) as u64)\n        };\n        (row(self.u, self.v), row(self.q, self.r))",
     "            Signed(limbs, (top as i64 >> OUTER_STEPS) as u64)\n        };\n        (row(self.u, self.v), row(self.r, self.q))"),
    # Columns overflow, without room made for them.
    ("fixed_4_multiply", "rsa/fixed.rs", "&& i == 1 {", "&& i == 9 {"),
    ("fixed_2_square", "rsa/fixed.rs", "if step == 1 {", "if step == 9 {"),
    ("fixed_2_multiply", "rsa/kernel.rs", "u128::from(v[16]) + MASK;", "u128::from(v[16]);"),
    ("fixed_2_multiply", "rsa/kernel.rs", "+ (t[15] >> LIMB_BITS);", ";"),
    ("ifma_5_multiply", "rsa/ifma.rs", "*result = normalize(high).0;", "*result = normalize(high).0; result.0.reverse();"),
    ("ifma_5_multiply", "rsa/ifma.rs", "_mm512_maskz_srli_epi64::<{ LIMB_BITS as u32 }>", "_mm512_maskz_srli_epi64::<51>"),
    # A diagonal twice, a carry lost, and a q that leaves something in the lowest limb.
    ("ifma_5_square", "rsa/ifma.rs", "0xfe << lane", "0xff << lane"),
    ("ifma_8_multiply", "rsa/ifma.rs", "low[0] = _mm512_add_epi64(low[0], carry);", ""),
    ("ifma_8_multiply", "rsa/ifma.rs", "splat(self.n_inverse)", "splat(self.n_inverse / 2)"),
    ("ifma_10_multiply", "rsa/ifma.rs", "_mm512_alignr_epi64::<7>(*t, below)", "_mm512_alignr_epi64::<6>(*t, below)"),
    # One of two carries above a row.
    ("any_size_8", "rsa/any_size.rs", "u64::from(carry) + u64::from(more)", "u64::from(more)"),
]
