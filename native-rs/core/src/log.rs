//! The natural logarithm of fdlibm (e_log.c, Sun Microsystems, 1993), operation by operation: the bits of every JavaScript engine that
//! uses it, on every platform.

const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
const TWO_54: f64 = 1.801_439_850_948_198_4e16;
const LG: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

/// The logarithm of `x`: -infinity of 0, NaN below it.
#[inline]
pub(crate) fn log(x: f64) -> f64 {
    let mut x = x;
    let mut k = 0;
    let mut high = high_word(x);
    if high < 0x0010_0000 {
        if x == 0.0 {
            return f64::NEG_INFINITY;
        }
        if high < 0 {
            return f64::NAN;
        }
        // Below 2^-1022.
        k = -54;
        x *= TWO_54;
        high = high_word(x);
    }
    if high >= 0x7ff0_0000 {
        return x + x;
    }
    k += (high >> 20) - 1023;
    high &= 0x000f_ffff;
    let carry = (high + 0x95f64) & 0x10_0000;
    k += carry >> 20;
    // x or x / 2, between sqrt(1/2) and sqrt(2).
    let f = with_high_word(x, high | (carry ^ 0x3ff0_0000)) - 1.0;
    reduced(f, f64::from(k), high)
}

/// log(2^k (1 + f)).
#[inline(always)]
fn reduced(f: f64, k: f64, high: i32) -> f64 {
    if (0x000f_ffff & (2 + high)) < 3 {
        // |f| < 2^-20
        if f == 0.0 {
            return if k == 0.0 { 0.0 } else { k * LN2_HIGH + k * LN2_LOW };
        }
        let rest = f * f * (0.5 - 0.333_333_333_333_333_3 * f);
        return if k == 0.0 { f - rest } else { k * LN2_HIGH - ((rest - k * LN2_LOW) - f) };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (LG[1] + w * (LG[3] + w * LG[5]));
    let odd = z * (LG[0] + w * (LG[2] + w * (LG[4] + w * LG[6])));
    let rest = odd + even;
    if ((high - 0x6147a) | (0x6b851 - high)) > 0 {
        let half = 0.5 * f * f;
        if k == 0.0 {
            f - (half - s * (half + rest))
        } else {
            k * LN2_HIGH - ((half - (s * (half + rest) + k * LN2_LOW)) - f)
        }
    } else if k == 0.0 {
        f - s * (f - rest)
    } else {
        k * LN2_HIGH - ((s * (f - rest) - k * LN2_LOW) - f)
    }
}

fn high_word(x: f64) -> i32 {
    (x.to_bits() >> 32) as u32 as i32
}

fn with_high_word(x: f64, high: i32) -> f64 {
    f64::from_bits((u64::from(high as u32) << 32) | (x.to_bits() & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        assert_eq!(log(1.0), 0.0);
        assert_eq!(log(0.0), f64::NEG_INFINITY);
        assert_eq!(log(-0.0), f64::NEG_INFINITY);
        assert_eq!(log(f64::INFINITY), f64::INFINITY);
        assert!(log(-1.0).is_nan() && log(f64::NAN).is_nan() && log(f64::NEG_INFINITY).is_nan());
        assert_eq!(log(2.0), std::f64::consts::LN_2);
        assert_eq!(log(f64::from_bits(1)), -744.440_071_921_381_2);
    }

    #[test]
    fn within_an_ulp_of_another_implementation() {
        let mut seed = 1u64;
        for _ in 0..200_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let unit = (seed >> 11) as f64 / (1u64 << 53) as f64;
            for x in [unit, 1.0 + (unit - 0.5) * 1e-3, 1.0 + (unit - 0.5) * 1e-7, unit * 1e300, 1.0 / (unit * 1e300)] {
                let (ours, theirs) = (log(x), libm::log(x));
                assert!(ours == theirs || (ours - theirs).abs() <= theirs.abs() * f64::EPSILON, "{x:e}: {ours:e} {theirs:e}");
            }
        }
    }
}
