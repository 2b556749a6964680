//! Tables of the 128-bit kernel, made once. Everything transcendental is computed here, by `libm`.
//!
//! A path is D_i = sum over j <= i of a_j w^j, so a sum of D against a shape f is the sum over j of a_j w^j F_j, with F_j the
//! shape's sum from j to the end. For the four shapes F is a polynomial, a wave or an exponential of j = 8 m + t, so a byte of bits
//! contributes through a few moments over t that depend on the byte and the decay only; its position m enters as constants.

use crate::counts::{pattern_coherence, Counts};

/// Bits of a window.
pub const WINDOW: usize = 128;
/// Bytes of a window.
pub const BYTES: usize = WINDOW / 8;
/// Transitions that set the decay.
pub const FIRST: u32 = 19;
/// Weight below which the path no longer moves.
const CUT_OFF: f64 = 1e-12;
const ANGLE: f64 = 2.0 * std::f64::consts::PI / WINDOW as f64;

/// Moments of one byte's terms d_t = a_t w^t, in units of the weight at its start.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub struct Line {
    /// Sum of d.
    pub end: f64,
    /// Sum of t d.
    pub first: f64,
    /// Sum of t (t - 1) / 2 d.
    pub second: f64,
    /// Sum of cos((t - 1/2) angle) d / (2 sin(angle / 2)).
    pub cosine: f64,
    /// The same with sin.
    pub sine: f64,
    /// Sum of exp(-0.1 t) d / (1 - exp(-0.1)).
    pub exponential: f64,
    /// Sum over t and u of max(t, u) d_t d_u.
    pub square: f64,
}

/// One decay: a line for each byte of bits, and the weight at the start of each byte of the window.
pub struct Decay {
    pub lines: Box<[Line; 256]>,
    /// 0 from the cut-off on, so that looking at more bytes than `bytes` changes nothing.
    pub weight: [f64; BYTES],
    /// Bytes until the cut-off.
    pub bytes: usize,
}

/// What the counts alone decide.
#[derive(Debug, Clone, Copy, Default)]
pub struct State {
    pub entropy: f64,
    pub pattern: f32,
    pub rupture: f32,
    pub flip: f32,
}

/// Constants of a byte's position.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Bits from the byte's start to the window's end.
    pub left: f64,
    pub index_end: f64,
    pub index_first: f64,
    pub cosine: f64,
    pub sine: f64,
    pub exponential: f64,
}

/// Norms and tails of the three shapes.
#[derive(Debug, Clone, Copy)]
pub struct Shapes {
    pub index_sum: f64,
    pub index_squares: f64,
    pub exponential_squares: f64,
    pub sine_tail: f64,
    pub exponential_tail: f64,
}

/// All tables.
pub struct Tables {
    /// By ruptures * 128 + flips.
    pub states: Vec<State>,
    /// By ruptures * 20 + flips of the first 19 transitions.
    pub decay_of: Vec<u8>,
    pub decays: Vec<Decay>,
    pub places: [Place; BYTES],
    pub shapes: Shapes,
}

impl Tables {
    /// Makes them (about 1.1 MB).
    pub fn new() -> Self {
        let (decay_of, decays) = decays();
        Self { states: states(), decay_of, decays, places: std::array::from_fn(place), shapes: shapes() }
    }
}

fn place(m: usize) -> Place {
    let start = (8 * m) as f64;
    Place {
        left: WINDOW as f64 - start,
        index_end: (WINDOW * (WINDOW - 1) / 2) as f64 - start * (start - 1.0) / 2.0,
        index_first: start,
        cosine: libm::cos(ANGLE * start),
        sine: libm::sin(ANGLE * start),
        exponential: libm::exp(-0.1 * start),
    }
}

fn shapes() -> Shapes {
    let exponential = |i: usize| libm::exp(-0.1 * i as f64);
    Shapes {
        index_sum: (WINDOW * (WINDOW - 1) / 2) as f64,
        index_squares: (0..WINDOW).map(|i| (i * i) as f64).sum(),
        exponential_squares: (0..WINDOW).map(|i| exponential(i) * exponential(i)).sum(),
        sine_tail: libm::cos(ANGLE / 2.0) / (2.0 * libm::sin(ANGLE / 2.0)),
        exponential_tail: exponential(WINDOW) / (1.0 - exponential(1)),
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
fn decays() -> (Vec<u8>, Vec<Decay>) {
    let mut known: Vec<u64> = Vec::new();
    let mut decay_of = vec![0; 512];
    for rupture in 0..=FIRST {
        for flip in 0..=FIRST - rupture {
            let lambda = Counts { null: FIRST - rupture - flip, flip, rupture }.decay().to_bits();
            let at = known.iter().position(|&other| other == lambda).unwrap_or_else(|| {
                known.push(lambda);
                known.len() - 1
            });
            decay_of[(rupture * 20 + flip) as usize] = at as u8;
        }
    }
    (decay_of, known.into_iter().map(|bits| decay(f64::from_bits(bits))).collect())
}

fn decay(lambda: f64) -> Decay {
    let mut weight: [f64; BYTES] = std::array::from_fn(|m| libm::exp(-lambda * (8 * m) as f64));
    let bytes = weight.iter().position(|&w| w < CUT_OFF).unwrap_or(BYTES);
    weight[bytes..].fill(0.0);
    let mut lines = Box::new([Line::default(); 256]);
    for (byte, line) in lines.iter_mut().enumerate() {
        *line = moments(byte, lambda);
    }
    Decay { lines, weight, bytes }
}

fn moments(byte: usize, lambda: f64) -> Line {
    let d: [f64; 8] = std::array::from_fn(|t| if (byte >> t) & 1 == 1 { libm::exp(-lambda * t as f64) } else { 0.0 });
    let wave = 2.0 * libm::sin(ANGLE / 2.0);
    let mut line = Line::default();
    for (t, &value) in d.iter().enumerate() {
        let time = t as f64;
        line.end += value;
        line.first += time * value;
        line.second += time * (time - 1.0) / 2.0 * value;
        line.cosine += libm::cos(ANGLE * (time - 0.5)) * value / wave;
        line.sine += libm::sin(ANGLE * (time - 0.5)) * value / wave;
        line.exponential += libm::exp(-0.1 * time) * value / (1.0 - libm::exp(-0.1));
        for (u, &other) in d.iter().enumerate() {
            line.square += t.max(u) as f64 * value * other;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_51_decays() {
        assert_eq!(decays().1.len(), 51);
    }
}
