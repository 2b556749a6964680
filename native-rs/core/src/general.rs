//! Metrics of a bit string of any length, straight from the definition.

use crate::counts::{coherence, pattern_coherence, Counts};
use crate::{check_bits, InputError, Kernel, WINDOW};

/// All metrics of one bit string.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Analysis {
    /// Transition counts.
    pub counts: Counts,
    /// Maximal runs of equal consecutive states.
    pub runs: u32,
    /// Coherence, v2.
    pub coherence: f64,
    /// Pattern coherence: the part without the path.
    pub pattern: f64,
    /// 1 - rupture; 1 without transitions.
    pub stability: f64,
    /// Normalised entropy.
    pub entropy: f64,
    /// Share of ruptures.
    pub rupture: f64,
    /// Share of flips.
    pub flip_ratio: f64,
    /// Share of nulls.
    pub null_ratio: f64,
    /// rupture >= 0.5.
    pub collapse: bool,
    /// More than 10 bits: the path counts in coherence.
    pub trajectory_applied: bool,
    /// Decay of the path.
    pub lambda: f64,
    /// Last value of the damped sum.
    pub v: f64,
    /// Path similarity T.
    pub path_similarity: f64,
    /// 1 / (1 + variance of the path).
    pub path_confidence: f64,
    /// path_confidence > 0.7.
    pub converged: bool,
}

/// Analyses bits of any length >= 1. Windows of 128 bits use the table kernel, so that they equal streaming and batch.
pub fn analyze(kernel: &Kernel, bits: &[u8]) -> Result<Analysis, InputError> {
    check_bits(bits)?;
    let n = bits.len();
    let counts = Counts::of(bits);
    let ratios = counts.ratios();
    let lambda = Counts::of(&bits[..n.min(20)]).decay();
    let path = path(bits, lambda);
    let v = if n == 1 { 0.0 } else { path[n - 1] };
    let mut path_similarity = similarity(&path);
    let pattern = pattern_coherence(&ratios);
    let mut value = f64::from(pattern);
    if n == WINDOW {
        let metrics = kernel.window(pack(bits));
        path_similarity = metrics.similarity;
        value = metrics.coherence;
    } else if n > 10 {
        value = coherence(pattern, path_similarity, v.abs());
    }
    if counts.total() == 0 {
        value = 0.0;
    }
    let rupture = f64::from(ratios.rupture);
    let path_confidence = confidence(&path);
    Ok(Analysis {
        counts,
        runs: runs(bits),
        coherence: value,
        pattern: if counts.total() == 0 { 0.0 } else { f64::from(pattern) },
        stability: 1.0 - rupture,
        entropy: ratios.entropy,
        rupture,
        flip_ratio: f64::from(ratios.flip),
        null_ratio: f64::from(ratios.null),
        collapse: rupture >= 0.5,
        trajectory_applied: n > 10,
        lambda,
        v,
        path_similarity,
        path_confidence,
        converged: path_confidence > 0.7,
    })
}

/// 128 bits in one word, the oldest lowest.
pub fn pack(bits: &[u8]) -> u128 {
    bits.iter().rev().fold(0u128, |word, &bit| (word << 1) | u128::from(bit))
}

fn runs(bits: &[u8]) -> u32 {
    let state = |pair: &[u8]| if pair[0] != pair[1] { 1 } else { 2 * pair[0] };
    let mut runs = 0;
    let mut last = u8::MAX;
    for pair in bits.windows(2) {
        if state(pair) != last {
            last = state(pair);
            runs += 1;
        }
    }
    runs
}

pub(crate) fn path(bits: &[u8], lambda: f64) -> Vec<f64> {
    let first = f64::from(bits[0]);
    let mut sum = 0.0;
    let mut path = vec![first];
    for (j, &bit) in bits.iter().enumerate().skip(1) {
        sum += (f64::from(bit) - first) * libm::exp(-lambda * j as f64);
        path.push(sum);
    }
    path
}

fn confidence(path: &[f64]) -> f64 {
    if path.len() <= 2 {
        return 0.5;
    }
    let n = path.len() as f64;
    let mean = path.iter().sum::<f64>() / n;
    let variance = path.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>() / n;
    1.0 / (1.0 + variance)
}

pub(crate) fn similarity(path: &[f64]) -> f64 {
    let n = path.len();
    if n < 3 {
        return 0.5;
    }
    let (first, last) = (path[0], path[n - 1]);
    let exponential = |i: usize| first * libm::exp(-0.1 * i as f64);
    let line = |i: usize| first + i as f64 * (last - first) / (n as f64 - 1.0);
    let wave = |i: usize| {
        let angle = 2.0 * std::f64::consts::PI * i as f64 / n as f64;
        (last + first) / 2.0 + (last - first) / 2.0 * libm::sin(angle)
    };
    let best = cosine(path, exponential).max(cosine(path, line)).max(cosine(path, wave));
    best.clamp(0.0, 1.0)
}

fn cosine(path: &[f64], shape: impl Fn(usize) -> f64) -> f64 {
    let (mut dot, mut a, mut b) = (0.0, 0.0, 0.0);
    for (i, &p) in path.iter().enumerate() {
        let s = shape(i);
        dot += p * s;
        a += p * p;
        b += s * s;
    }
    if a == 0.0 || b == 0.0 {
        return 0.0;
    }
    dot / (a.sqrt() * b.sqrt())
}
