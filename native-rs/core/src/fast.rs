//! The 128-bit kernel: popcounts for the states, byte tables for the path. One arithmetic for streaming and batch.
//!
//! With a = bits xor first bit, p the first bit and s = 1 - 2 p, the path is p at 0 and s D_i after it. The three cosines need only D at
//! the end and the sums of D, D^2, i D, sin(2 pi i / 128) D and exp(-0.1 i) D, to which every byte adds its line of `tables`. Lanes are
//! windows computed together: each does the same operations in the same order as a window alone, so their number changes no result.

use crate::counts::coherence;
use crate::spectrum::Spectrum;
use crate::tables::{Decay, Line, Tables, BYTES, FIRST, WINDOW};

/// Windows computed together in a batch.
pub const LANES: usize = 4;

/// Metrics of one window of 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
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

/// The kernel with its tables.
pub struct Kernel {
    tables: Tables,
    spectrum: Spectrum,
}

impl Default for Kernel {
    fn default() -> Self {
        Self::new()
    }
}

/// Sums over the path of each lane.
struct Sums<const L: usize> {
    end: [f64; L],
    sum: [f64; L],
    index: [f64; L],
    sine: [f64; L],
    exponential: [f64; L],
    squares: [f64; L],
}

impl Kernel {
    /// Makes the tables (about 1.2 MB).
    pub fn new() -> Self {
        Self { tables: Tables::new(), spectrum: Spectrum::new() }
    }

    /// Tables of the low frequencies.
    pub(crate) fn spectrum(&self) -> &Spectrum {
        &self.spectrum
    }

    /// Metrics of the window whose oldest bit is the lowest of `x`.
    #[inline]
    pub fn window(&self, x: u128) -> Metrics {
        self.lanes(&[x])[0]
    }

    /// Metrics of several windows, bit-equal to `window` of each. Not inlined: in a larger function its sums would spill from registers.
    #[inline(never)]
    pub fn lanes<const L: usize>(&self, x: &[u128; L]) -> [Metrics; L] {
        let states = x.map(|x| self.counted(x));
        let sums = self.sums(x, &states.map(|(_, decay)| decay));
        let first = x.map(|x| (x & 1) as f64);
        let similarity = self.similarity(&first, &sums);
        std::array::from_fn(|l| {
            let state = &self.tables.states[states[l].0];
            Metrics {
                coherence: coherence(state.pattern, similarity[l], sums.end[l]),
                pattern: f64::from(state.pattern),
                entropy: state.entropy,
                rupture: f64::from(state.rupture),
                flip_ratio: f64::from(state.flip),
                similarity: similarity[l],
                collapsed: f64::from(state.rupture) >= 0.5,
            }
        })
    }

    /// Place of the counts in `states`, and the decay.
    #[inline(always)]
    fn counted(&self, x: u128) -> (usize, &Decay) {
        let both = x & (x >> 1);
        let change = (x ^ (x >> 1)) & (u128::MAX >> 1);
        let early = (1u32 << FIRST) - 1;
        let decay = (both as u32 & early).count_ones() * 20 + (change as u32 & early).count_ones();
        let decay = self.tables.decay_of[decay as usize];
        ((both.count_ones() * 128 + change.count_ones()) as usize, &self.tables.decays[decay as usize])
    }

    #[inline(always)]
    fn sums<const L: usize>(&self, x: &[u128; L], decays: &[&Decay; L]) -> Sums<L> {
        let zero = [0.0f64; L];
        let mut s = Sums { end: zero, sum: zero, index: zero, sine: zero, exponential: zero, squares: zero };
        let bytes: [[u8; BYTES]; L] = x.map(|x| if x & 1 == 1 { !x } else { x }.to_le_bytes());
        let most = decays.iter().map(|decay| decay.bytes).max().unwrap_or(0);
        for (m, place) in self.tables.places.iter().enumerate().take(most) {
            let lines: [&Line; L] = std::array::from_fn(|l| &decays[l].lines[bytes[l][m] as usize]);
            let w: [f64; L] = std::array::from_fn(|l| decays[l].weight[m]);
            let end = lines.map(|line| line.end);
            let first = lines.map(|line| line.first);
            let second = lines.map(|line| line.second);
            let cosine = lines.map(|line| line.cosine);
            let sine = lines.map(|line| line.sine);
            let exponential = lines.map(|line| line.exponential);
            let square = lines.map(|line| line.square);
            for l in 0..L {
                let sum = w[l] * (place.left * end[l] - first[l]);
                let own = w[l] * w[l] * (place.left * (end[l] * end[l]) - square[l]);
                s.squares[l] += 2.0 * s.end[l] * sum + own;
                s.sum[l] += sum;
                s.index[l] += w[l] * (place.index_end * end[l] - place.index_first * first[l] - second[l]);
                s.sine[l] += w[l] * (place.cosine * cosine[l] - place.sine * sine[l]);
                s.exponential[l] += w[l] * (place.exponential * exponential[l]);
                s.end[l] += w[l] * end[l];
            }
        }
        s
    }

    /// The best of the three cosines, by their squares with the sign kept; 0 for a path that never leaves 0.
    #[inline(always)]
    fn similarity<const L: usize>(&self, first: &[f64; L], s: &Sums<L>) -> [f64; L] {
        let n = WINDOW as f64;
        let shapes = &self.tables.shapes;
        std::array::from_fn(|l| {
            let p = first[l];
            let sign = 1.0 - 2.0 * p;
            let last = sign * s.end[l];
            let sine = s.sine[l] - shapes.sine_tail * s.end[l];
            let exponential = s.exponential[l] - shapes.exponential_tail * s.end[l];
            let slope = (last - p) / (n - 1.0);
            let line_squares = n * p + 2.0 * p * slope * shapes.index_sum + slope * slope * shapes.index_squares;
            let line = p + sign * (p * s.sum[l] + slope * s.index[l]);
            let (mean, amplitude) = ((last + p) / 2.0, (last - p) / 2.0);
            let wave_squares = n * mean * mean + n * amplitude * amplitude / 2.0;
            let wave = p * mean + sign * (mean * s.sum[l] + amplitude * sine);
            let decaying = p * (1.0 + sign * exponential);
            let by_exponential = decaying * decaying.abs() / shapes.exponential_squares;
            let by_line = line * line.abs() / line_squares;
            let by_wave = wave * wave.abs() / wave_squares;
            let best = by_exponential.max(by_line).max(by_wave) / (p + s.squares[l]);
            // Two comparisons that NaN fails: 0 / 0 is the path that stays at 0.
            if best >= 1.0 {
                1.0
            } else if best > 0.0 {
                best.sqrt()
            } else {
                0.0
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{pattern_coherence, Counts};
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
            let windows = [x, x & (x >> 3), x | (x << 5), 0, u128::MAX, 1, u128::MAX - 1, x << 19];
            let lanes = kernel.lanes(&windows);
            for (window, lane) in windows.into_iter().zip(lanes) {
                let bits = bits_of(window);
                let fast = kernel.window(window);
                assert_eq!(fast, lane);
                let counts = Counts::of(&bits);
                let ratios = counts.ratios();
                let slow = path(&bits, Counts::of(&bits[..20]).decay());
                let by_definition = coherence(pattern_coherence(&ratios), similarity(&slow), slow[127].abs());
                assert!((fast.similarity - similarity(&slow)).abs() < 1e-9, "{} {}", fast.similarity, similarity(&slow));
                assert!((fast.coherence - by_definition).abs() < 1e-7);
                assert!(fast.rupture == f64::from(ratios.rupture) && fast.entropy == ratios.entropy);
            }
        }
    }
}
