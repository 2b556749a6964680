//! Further window metrics: lagged agreement, domain walls, share of low frequencies. All in double precision.

use crate::general::pack;
use crate::{check_bits, InputError, Kernel, WINDOW};

/// Metrics that the original's later builder added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extended {
    /// Share of bits equal to the one before.
    pub tau_1: f64,
    /// Share of bits equal to the fourth before.
    pub tau_4: f64,
    /// (tau_4 - tau_1) / 3.
    pub tau_slope: f64,
    /// Transitions per pair, whole window.
    pub wall_ratio: f64,
    /// That of the second half minus that of the first.
    pub wall_slope: f64,
    /// Power of the lowest quarter of the frequencies over all.
    pub lowf_share: f64,
    /// rupture / |wall_slope|, 0 where the slope is below 1e-6.
    pub reynolds: f64,
    /// ln 2 / |tau_slope|, 0 where the slope is below 1e-6.
    pub half_life: f64,
    /// 1 / |wall_slope|, 0 where the slope is below 1e-6.
    pub corr_length: f64,
}

/// Number of the extended metrics.
pub const FURTHER: usize = 9;

impl Extended {
    /// All of them, in the order of the fields.
    pub fn values(&self) -> [f64; FURTHER] {
        let Self { tau_1, tau_4, tau_slope, wall_ratio, wall_slope, lowf_share, reynolds, half_life, corr_length } = *self;
        [tau_1, tau_4, tau_slope, wall_ratio, wall_slope, lowf_share, reynolds, half_life, corr_length]
    }
}

const LN_2: f64 = std::f64::consts::LN_2;

/// Extended metrics of bits of any length >= 1; `rupture` is the window's share of ruptures. The time grows with the square of the length.
pub fn extended(kernel: &Kernel, bits: &[u8], rupture: f64) -> Result<Extended, InputError> {
    check_bits(bits)?;
    let n = bits.len();
    if n == WINDOW {
        return Ok(extended_128(kernel, pack(bits), rupture));
    }
    let tau = |k: usize| {
        if n <= k {
            return 1.0;
        }
        (k..n).filter(|&i| bits[i] == bits[i - k]).count() as f64 / (n - k) as f64
    };
    let wall = |a: usize, b: usize| {
        if b - a < 2 {
            return 0.0;
        }
        bits[a..b].windows(2).filter(|pair| pair[0] != pair[1]).count() as f64 / (b - a - 1) as f64
    };
    let wall_slope = if n < 3 { 0.0 } else { wall(n / 2, n) - wall(0, n / 2) };
    Ok(assemble(tau(1), tau(4), wall(0, n), wall_slope, lowf_share(bits), rupture))
}

/// Extended metrics of the 128-bit window whose oldest bit is the lowest of `x`: counts are popcounts, the spectrum comes from tables.
pub fn extended_128(kernel: &Kernel, x: u128, rupture: f64) -> Extended {
    let change = x ^ (x >> 1);
    let walls = |from: usize, pairs: usize| f64::from(((change >> from) & ((1 << pairs) - 1)).count_ones());
    let equal = |k: usize| f64::from((!(x ^ (x >> k)) & (u128::MAX >> k)).count_ones());
    let (pairs, half) = (WINDOW - 1, WINDOW / 2);
    let wall_slope = walls(half, half - 1) / (half - 1) as f64 - walls(0, half - 1) / (half - 1) as f64;
    assemble(
        equal(1) / (WINDOW - 1) as f64,
        equal(4) / (WINDOW - 4) as f64,
        walls(0, pairs) / pairs as f64,
        wall_slope,
        kernel.spectrum().lowf_share(x),
        rupture,
    )
}

fn assemble(tau_1: f64, tau_4: f64, wall_ratio: f64, wall_slope: f64, lowf_share: f64, rupture: f64) -> Extended {
    let tau_slope = (tau_4 - tau_1) / 3.0;
    let over = |value: f64, slope: f64| if slope.abs() > 1e-6 { value / slope.abs() } else { 0.0 };
    Extended {
        tau_1,
        tau_4,
        tau_slope,
        wall_ratio,
        wall_slope,
        lowf_share,
        reynolds: over(rupture, wall_slope),
        half_life: over(LN_2, tau_slope),
        corr_length: over(1.0, wall_slope),
    }
}

/// Power of k = 1..cut over k = 1..n/2, by rotation of one complex factor per frequency.
fn lowf_share(bits: &[u8]) -> f64 {
    let n = bits.len();
    if n < 4 {
        return 0.0;
    }
    let half = n / 2;
    let cut = (half / 4).max(1);
    let mean = bits.iter().map(|&bit| f64::from(bit)).sum::<f64>() / n as f64;
    let mut low = 0.0;
    for k in 1..=cut {
        low += power(bits, mean, k);
    }
    // Parseval: all n powers are n * sum of squares; k and n - k are equal, and n/2 stands alone when n is even.
    let squares = bits.iter().map(|&bit| (f64::from(bit) - mean) * (f64::from(bit) - mean)).sum::<f64>();
    let middle = if n.is_multiple_of(2) { power(bits, mean, half) } else { 0.0 };
    let total = (n as f64 * squares + middle) / 2.0;
    if total <= 1e-12 {
        return 0.0;
    }
    (low / total).clamp(0.0, 1.0)
}

fn power(bits: &[u8], mean: f64, k: usize) -> f64 {
    let angle = 2.0 * std::f64::consts::PI * k as f64 / bits.len() as f64;
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let (mut re, mut im) = (0.0, 0.0);
    let (mut c, mut s) = (1.0, 0.0);
    for &bit in bits {
        let value = f64::from(bit) - mean;
        re += value * c;
        im += value * s;
        (c, s) = (c * cosine - s * sine, c * sine + s * cosine);
    }
    re * re + im * im
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_agree_with_the_definition() {
        let kernel = Kernel::new();
        let mut x: u128 = 0x9e3779b97f4a7c15f39cc0605cedc834;
        for _ in 0..1_000 {
            x = x.wrapping_mul(0xda942042e4dd58b5).wrapping_add(0x9e3779b97f4a7c15) ^ (x >> 41);
            for window in [x, x & (x >> 3), x | (x << 5), 0, u128::MAX, 1, u128::MAX - 1] {
                let bits: Vec<u8> = (0..WINDOW).map(|i| ((window >> i) & 1) as u8).collect();
                let share = kernel.spectrum().lowf_share(window);
                assert!((share - lowf_share(&bits)).abs() < 1e-12, "{share} {}", lowf_share(&bits));
            }
        }
    }
}
