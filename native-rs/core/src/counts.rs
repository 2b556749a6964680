//! Transition counts, their ratios and entropy: single precision exactly where the definition has it.

/// 1.585 and 0.05 in single precision, widened: the constants of the window's entropy.
const LOG2_3: f32 = 1.585;
const ENTROPY_MIN: f32 = 0.05;

/// Transitions of a window: null (0,0), flip (0,1 or 1,0), rupture (1,1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// 0 followed by 0.
    pub null: u32,
    /// A change.
    pub flip: u32,
    /// 1 followed by 1.
    pub rupture: u32,
}

/// Shares of the transitions and what follows from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratios {
    /// Share of ruptures.
    pub rupture: f32,
    /// Share of flips.
    pub flip: f32,
    /// Share of nulls.
    pub null: f32,
    /// Normalised Shannon entropy, in [0.05, 1]; 0 without transitions.
    pub entropy: f64,
}

impl Counts {
    /// Counts of the transitions between neighbours.
    pub fn of(bits: &[u8]) -> Self {
        let mut counts = Self::default();
        for pair in bits.windows(2) {
            match pair {
                [0, 0] => counts.null += 1,
                [1, 1] => counts.rupture += 1,
                _ => counts.flip += 1,
            }
        }
        counts
    }

    /// Number of transitions.
    pub fn total(&self) -> u32 {
        self.null + self.flip + self.rupture
    }

    /// Ratios and entropy; all 0 without transitions.
    pub fn ratios(&self) -> Ratios {
        let m = self.total();
        if m == 0 {
            return Ratios { rupture: 0.0, flip: 0.0, null: 0.0, entropy: 0.0 };
        }
        let share = |count: u32| count as f32 / m as f32;
        let (rupture, flip, null) = (share(self.rupture), share(self.flip), share(self.null));
        let s = plogp_sum(null, flip, rupture);
        let entropy = (-f64::from(s) / f64::from(LOG2_3)).clamp(f64::from(ENTROPY_MIN), 1.0);
        Ratios { rupture, flip, null, entropy }
    }

    /// Decay of the path, from the counts of the first 19 transitions at most.
    pub fn decay(&self) -> f64 {
        let m = self.total();
        let (entropy, coherence) = if m == 0 {
            (0.5, 0.5)
        } else {
            let share = |count: u32| count as f32 / m as f32;
            let s = plogp_sum(share(self.null), share(self.flip), share(self.rupture));
            let entropy = (-f64::from(s) / 1.585).clamp(0.05, 1.0);
            (entropy, 1.0 - entropy)
        };
        (0.30 * entropy + 0.20 * (1.0 - coherence)).clamp(0.01, 1.0)
    }
}

/// Sum of q log2 q in the stated order, each step in single precision.
fn plogp_sum(null: f32, flip: f32, rupture: f32) -> f32 {
    (plogp(null) + plogp(flip)) + plogp(rupture)
}

fn plogp(q: f32) -> f32 {
    if q == 0.0 {
        return 0.0;
    }
    q * (libm::log2(f64::from(q)) as f32)
}

/// Pattern coherence: entropy, rupture and flips weighted in single precision, in [0.01, 0.99].
pub fn pattern_coherence(ratios: &Ratios) -> f32 {
    let p1 = (1.0 - ratios.entropy) as f32;
    let s1 = (1.0 - f64::from(ratios.rupture)) as f32;
    let q1 = (1.0 - f64::from(ratios.flip)) as f32;
    ((p1 * 0.6 + s1 * 0.3) + q1 * 0.1).clamp(0.01, 0.99)
}

/// Coherence of a window of more than 10 bits: path similarity `t` and |V| join the pattern coherence.
pub fn coherence(pattern: f32, t: f64, v_abs: f64) -> f64 {
    let c = 0.3f32 * (t as f32) + 0.7f32 * pattern;
    let mut c = f64::from(c);
    if v_abs < 2.0 {
        let g = 1.0f32 / (1.0f32 + 0.1f32 * (v_abs as f32));
        c *= f64::from(g);
    }
    c.clamp(0.0, 1.0)
}
