//! Share of the low frequencies in a window of 128 bits, from one table line for each byte.

use crate::tables::{BYTES, WINDOW};

/// Frequencies 1 to 16 of 64.
const LOW: usize = WINDOW / 2 / 4;

/// Real and imaginary parts of the low frequencies.
#[derive(Clone, Copy)]
struct Waves {
    re: [f64; LOW],
    im: [f64; LOW],
}

/// What a byte of bits adds to each low frequency, and how its position turns it.
pub struct Spectrum {
    lines: Vec<Waves>,
    turns: Vec<Waves>,
}

impl Spectrum {
    pub fn new() -> Self {
        let wave = |k: usize, t: usize| {
            // Whole turns are left out, so that the angle's rounding does not grow with k t.
            let angle = 2.0 * std::f64::consts::PI * ((k * t) % WINDOW) as f64 / WINDOW as f64;
            (libm::cos(angle), libm::sin(angle))
        };
        let line = |byte: usize| {
            let mut waves = Waves { re: [0.0; LOW], im: [0.0; LOW] };
            for t in (0..8).filter(|t| (byte >> t) & 1 == 1) {
                for k in 0..LOW {
                    let (re, im) = wave(k + 1, t);
                    waves.re[k] += re;
                    waves.im[k] += im;
                }
            }
            waves
        };
        let turn = |m: usize| Waves {
            re: std::array::from_fn(|k| wave(k + 1, 8 * m).0),
            im: std::array::from_fn(|k| wave(k + 1, 8 * m).1),
        };
        Self { lines: (0..256).map(line).collect(), turns: (0..BYTES).map(turn).collect() }
    }

    /// The mean is in frequency 0 only, so it need not be removed; the power of all 64 follows from the bits' count (Parseval) and the
    /// alternating sum.
    pub fn lowf_share(&self, x: u128) -> f64 {
        let n = WINDOW as f64;
        let ones = f64::from(x.count_ones());
        let even = u128::MAX / 3;
        let alternating = f64::from((x & even).count_ones()) - f64::from((x & !even).count_ones());
        let total = (n * (ones - ones * ones / n) + alternating * alternating) / 2.0;
        if total <= 1e-12 {
            return 0.0;
        }
        let (mut re, mut im) = ([0.0; LOW], [0.0; LOW]);
        for (byte, turn) in x.to_le_bytes().into_iter().zip(&self.turns) {
            let line = &self.lines[byte as usize];
            for k in 0..LOW {
                re[k] += turn.re[k] * line.re[k] - turn.im[k] * line.im[k];
                im[k] += turn.re[k] * line.im[k] + turn.im[k] * line.re[k];
            }
        }
        let low: f64 = re.iter().zip(&im).map(|(re, im)| re * re + im * im).sum();
        (low / total).clamp(0.0, 1.0)
    }
}
