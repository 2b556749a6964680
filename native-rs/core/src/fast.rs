//! The 128-bit kernel: popcounts for the states, byte tables for the path. One arithmetic for streaming and batch.
//!
//! With a = bits xor first bit and D_k = sum over j <= k of a_j w^j, the path is +D (first bit 0) or 1, -D (first bit 1), and
//! the three cosines need only D at the end and the sums of D, D^2, i D, sin(2 pi i / 128) D and exp(-0.1 i) D. A byte of bits
//! contributes to each through one table line per decay; once the weight is below 1e-12 the path is constant and the rest has closed form.

use crate::counts::{coherence, pattern_coherence, Counts};

/// Bits of a window.
pub const WINDOW: usize = 128;
const BYTES: usize = WINDOW / 8;
const FIRST: u32 = 19;
/// Weight below which the path no longer moves.
const CUT_OFF: f64 = 1e-12;

/// Metrics of one window of 128 bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Coherence, v2.
    pub coherence: f64,
    /// Pattern coherence: the part without the path.
    pub pattern: f64,
    /// Normalised entropy.
    pub entropy: f64,
    /// Share of ruptures.
    pub rupture: f64,
    /// Share of flips.
    pub flip_ratio: f64,
    /// Path similarity T.
    pub similarity: f64,
    /// rupture >= 0.5.
    pub collapsed: bool,
}

/// Sums of one byte's partial path, in units of the weight at its start.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Line {
    end: f64,
    sum: f64,
    squares: f64,
    index: f64,
    cosine: f64,
    sine: f64,
    exponential: f64,
}

struct Decay {
    lines: Vec<Line>,
    /// Weight at the start of each byte.
    weight: [f64; BYTES],
    /// Bytes until the weight is below the cut-off.
    bytes: usize,
}

#[derive(Clone, Copy, Default)]
struct State {
    entropy: f64,
    pattern: f32,
    rupture: f32,
    flip: f32,
}

/// Sums of a constant over one byte, and over the rest from a byte on.
#[derive(Clone, Copy, Default)]
struct Constant {
    index: f64,
    sine: f64,
    exponential: f64,
}

/// All tables of the kernel, made once.
pub struct Kernel {
    /// By ruptures * 128 + flips.
    states: Vec<State>,
    /// By ruptures * 20 + flips of the first 19 transitions.
    decay_of: Vec<u16>,
    decays: Vec<Decay>,
    byte: [Constant; BYTES],
    rest: [Constant; BYTES + 1],
    sine_at: [f64; BYTES],
    cosine_at: [f64; BYTES],
    exponential_at: [f64; BYTES],
    index_norm: f64,
    wave_norm: f64,
    exponential_norm: f64,
    index_sum: f64,
    index_squares: f64,
}

impl Default for Kernel {
    fn default() -> Self {
        Self::new()
    }
}

impl Kernel {
    /// Makes the tables (about 1.2 MB).
    pub fn new() -> Self {
        let (decay_of, decays) = decays();
        let n = WINDOW as f64;
        let sine = |i: usize| libm::sin(2.0 * std::f64::consts::PI * i as f64 / n);
        let cosine = |i: usize| libm::cos(2.0 * std::f64::consts::PI * i as f64 / n);
        let exponential = |i: usize| libm::exp(-0.1 * i as f64);
        let mut byte = [Constant::default(); BYTES];
        let mut rest = [Constant::default(); BYTES + 1];
        for m in (0..BYTES).rev() {
            for i in 8 * m..8 * m + 8 {
                byte[m].index += i as f64;
                byte[m].sine += sine(i);
                byte[m].exponential += exponential(i);
            }
            rest[m] = Constant {
                index: rest[m + 1].index + byte[m].index,
                sine: rest[m + 1].sine + byte[m].sine,
                exponential: rest[m + 1].exponential + byte[m].exponential,
            };
        }
        let total = |f: &dyn Fn(usize) -> f64| (0..WINDOW).map(f).sum::<f64>();
        Self {
            states: states(),
            decay_of,
            decays,
            byte,
            rest,
            sine_at: std::array::from_fn(|m| sine(8 * m)),
            cosine_at: std::array::from_fn(|m| cosine(8 * m)),
            exponential_at: std::array::from_fn(|m| exponential(8 * m)),
            index_norm: total(&|i| (i * i) as f64).sqrt(),
            wave_norm: total(&|i| (1.0 + sine(i)) * (1.0 + sine(i))).sqrt(),
            exponential_norm: total(&|i| exponential(i) * exponential(i)).sqrt(),
            index_sum: total(&|i| i as f64),
            index_squares: total(&|i| (i * i) as f64),
        }
    }

    /// Metrics of the window whose oldest bit is the lowest of `x`.
    #[inline]
    pub fn window(&self, x: u128) -> Metrics {
        let both = x & (x >> 1);
        let change = (x ^ (x >> 1)) & (u128::MAX >> 1);
        let state = self.states[(both.count_ones() * 128 + change.count_ones()) as usize];
        let early = (1u32 << FIRST) - 1;
        let decay = self.decay_of[((both as u32 & early).count_ones() * 20 + (change as u32 & early).count_ones()) as usize];
        let decay = &self.decays[decay as usize];
        let (t, v) = if x & 1 == 0 { self.from_zero(x, decay) } else { self.from_one(!x, decay) };
        Metrics {
            coherence: coherence(state.pattern, t, v),
            pattern: f64::from(state.pattern),
            entropy: state.entropy,
            rupture: f64::from(state.rupture),
            flip_ratio: f64::from(state.flip),
            similarity: t,
            collapsed: f64::from(state.rupture) >= 0.5,
        }
    }

    /// First bit 0: the exponential shape is 0, and the line and the wave scale with V, which cancels.
    #[inline]
    fn from_zero(&self, a: u128, decay: &Decay) -> (f64, f64) {
        let (mut p, mut sum, mut squares, mut index, mut sine) = (0.0f64, 0.0f64, 0.0f64, 0.0f64, 0.0f64);
        let mut bits = a;
        for m in 0..decay.bytes {
            let line = &decay.lines[(bits as u8) as usize];
            bits >>= 8;
            let w = decay.weight[m];
            let wsum = w * line.sum;
            let c = &self.byte[m];
            sum += 8.0 * p + wsum;
            squares += 8.0 * p * p + 2.0 * p * wsum + w * w * line.squares;
            index += p * c.index + (8 * m) as f64 * wsum + w * line.index;
            sine += p * c.sine + w * (self.sine_at[m] * line.cosine + self.cosine_at[m] * line.sine);
            p += w * line.end;
        }
        let left = ((BYTES - decay.bytes) * 8) as f64;
        let rest = &self.rest[decay.bytes];
        sum += left * p;
        squares += left * p * p;
        index += p * rest.index;
        sine += p * rest.sine;
        if squares == 0.0 {
            return (0.0, p);
        }
        let best = (index / self.index_norm).max((sum + sine) / self.wave_norm);
        ((best / squares.sqrt()).clamp(0.0, 1.0), p)
    }

    /// First bit 1: `a` is the complement, and the norms of the shapes have closed forms in V.
    #[inline]
    fn from_one(&self, a: u128, decay: &Decay) -> (f64, f64) {
        let (mut p, mut sum, mut squares, mut index, mut sine, mut exponential) = (0.0f64, 0.0f64, 0.0f64, 0.0f64, 0.0f64, 0.0f64);
        let mut bits = a;
        for m in 0..decay.bytes {
            let line = &decay.lines[(bits as u8) as usize];
            bits >>= 8;
            let w = decay.weight[m];
            let wsum = w * line.sum;
            let c = &self.byte[m];
            sum += 8.0 * p + wsum;
            squares += 8.0 * p * p + 2.0 * p * wsum + w * w * line.squares;
            index += p * c.index + (8 * m) as f64 * wsum + w * line.index;
            sine += p * c.sine + w * (self.sine_at[m] * line.cosine + self.cosine_at[m] * line.sine);
            exponential += p * c.exponential + w * self.exponential_at[m] * line.exponential;
            p += w * line.end;
        }
        let left = ((BYTES - decay.bytes) * 8) as f64;
        let rest = &self.rest[decay.bytes];
        sum += left * p;
        squares += left * p * p;
        index += p * rest.index;
        sine += p * rest.sine;
        exponential += p * rest.exponential;
        let n = WINDOW as f64;
        let slope = (-p - 1.0) / (n - 1.0);
        let line_norm = n + 2.0 * slope * self.index_sum + slope * slope * self.index_squares;
        let (mean, amplitude) = ((1.0 - p) / 2.0, (-p - 1.0) / 2.0);
        let wave_norm = n * mean * mean + n * amplitude * amplitude / 2.0;
        let by_exponential = (1.0 - exponential) / self.exponential_norm;
        let by_line = (1.0 - sum - slope * index) / line_norm.sqrt();
        let by_wave = (mean - mean * sum - amplitude * sine) / wave_norm.sqrt();
        let best = by_exponential.max(by_line).max(by_wave);
        ((best / (1.0 + squares).sqrt()).clamp(0.0, 1.0), p)
    }
}

fn states() -> Vec<State> {
    let mut states = vec![State::default(); 128 * 128];
    for rupture in 0..128u32 {
        for flip in 0..128 - rupture {
            let ratios = Counts { null: 127 - rupture - flip, flip, rupture }.ratios();
            states[(rupture * 128 + flip) as usize] = State {
                entropy: ratios.entropy,
                pattern: pattern_coherence(&ratios),
                rupture: ratios.rupture,
                flip: ratios.flip,
            };
        }
    }
    states
}

/// One table per distinct decay (51 of the 210 count triples).
fn decays() -> (Vec<u16>, Vec<Decay>) {
    let mut known: Vec<u64> = Vec::new();
    let mut decay_of = vec![0u16; 400];
    for rupture in 0..=FIRST {
        for flip in 0..=FIRST - rupture {
            let lambda = Counts { null: FIRST - rupture - flip, flip, rupture }.decay().to_bits();
            let at = known.iter().position(|&other| other == lambda).unwrap_or_else(|| {
                known.push(lambda);
                known.len() - 1
            });
            decay_of[(rupture * 20 + flip) as usize] = at as u16;
        }
    }
    (decay_of, known.into_iter().map(|bits| decay(f64::from_bits(bits))).collect())
}

fn decay(lambda: f64) -> Decay {
    let weight: [f64; BYTES] = std::array::from_fn(|m| libm::exp(-lambda * (8 * m) as f64));
    let angle = 2.0 * std::f64::consts::PI / WINDOW as f64;
    let lines = (0..256usize)
        .map(|byte| {
            let mut line = Line::default();
            let mut d = 0.0;
            for t in 0..8 {
                if (byte >> t) & 1 == 1 {
                    d += libm::exp(-lambda * t as f64);
                }
                line.sum += d;
                line.squares += d * d;
                line.index += t as f64 * d;
                line.cosine += libm::cos(angle * t as f64) * d;
                line.sine += libm::sin(angle * t as f64) * d;
                line.exponential += libm::exp(-0.1 * t as f64) * d;
            }
            line.end = d;
            line
        })
        .collect();
    let bytes = weight.iter().position(|&w| w < CUT_OFF).unwrap_or(BYTES);
    Decay { lines, weight, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::general::{path, similarity};

    fn bits_of(x: u128) -> Vec<u8> {
        (0..WINDOW).map(|i| ((x >> i) & 1) as u8).collect()
    }

    #[test]
    fn tables_agree_with_the_definition() {
        let kernel = Kernel::new();
        let mut x: u128 = 0x9e3779b97f4a7c15f39cc0605cedc834;
        for _ in 0..5_000 {
            x = x.wrapping_mul(0xda942042e4dd58b5).wrapping_add(0x9e3779b97f4a7c15) ^ (x >> 41);
            for window in [x, x & (x >> 3), x | (x << 5), 0, u128::MAX, 1, u128::MAX - 1] {
                let bits = bits_of(window);
                let fast = kernel.window(window);
                let counts = Counts::of(&bits);
                let ratios = counts.ratios();
                let slow = path(&bits, Counts::of(&bits[..20]).decay());
                let by_definition = coherence(pattern_coherence(&ratios), similarity(&slow), slow[127].abs());
                assert!((fast.similarity - similarity(&slow)).abs() < 1e-9);
                assert!((fast.coherence - by_definition).abs() < 1e-7);
                assert!(fast.rupture == f64::from(ratios.rupture) && fast.entropy == ratios.entropy);
            }
        }
    }

    #[test]
    fn there_are_51_decays() {
        assert_eq!(decays().1.len(), 51);
    }
}
