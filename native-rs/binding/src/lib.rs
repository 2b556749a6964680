//! Node binding: typed arrays in and out, every error a JavaScript exception, never a panic across the border.

use std::sync::OnceLock;

use napi::bindgen_prelude::*;
use napi_derive::napi;
use sep_kernel_core::{analyze as analyze_core, extended, extended_128, Analysis, InputError, Kernel, WINDOW};

/// No bit in this row: the instrument has no candle, or it is the first one.
const NO_BIT: u8 = 255;

fn kernel() -> &'static Kernel {
    static KERNEL: OnceLock<Kernel> = OnceLock::new();
    KERNEL.get_or_init(Kernel::new)
}

fn invalid(text: String) -> Error {
    Error::new(Status::InvalidArg, text)
}

fn explain(error: InputError) -> Error {
    match error {
        InputError::NotABit(at) => invalid(format!("bit {at} is neither 0 nor 1")),
        InputError::Empty => invalid("no bits".to_string()),
    }
}

/// Version of the kernel's arithmetic; part of the graph hash.
#[napi(catch_unwind)]
pub fn kernel_version() -> String {
    env!("CARGO_PKG_VERSION").to_string()
}

/// Everything that is said of one bit string.
#[napi(object)]
pub struct BitAnalysis {
    pub events: u32,
    pub null_count: u32,
    pub flip_count: u32,
    pub rupture_count: u32,
    pub runs: u32,
    pub coherence: f64,
    pub coherence_pattern: f64,
    pub stability: f64,
    pub entropy: f64,
    pub rupture: f64,
    pub flip_ratio: f64,
    pub null_ratio: f64,
    pub collapse: bool,
    pub trajectory_applied: bool,
    pub lambda: f64,
    pub v: f64,
    pub path_similarity: f64,
    pub path_confidence: f64,
    pub converged: bool,
    pub tau1: f64,
    pub tau4: f64,
    pub tau_slope: f64,
    pub wall_ratio: f64,
    pub wall_slope: f64,
    pub lowf_share: f64,
    pub reynolds: f64,
    pub half_life: f64,
    pub corr_length: f64,
}

/// Analyses bits (0 and 1) of any length >= 1.
#[napi(catch_unwind)]
pub fn analyze(bits: Uint8Array) -> Result<BitAnalysis> {
    let a: Analysis = analyze_core(kernel(), &bits).map_err(explain)?;
    let e = extended(&bits, a.rupture);
    Ok(BitAnalysis {
        events: a.counts.total(),
        null_count: a.counts.null,
        flip_count: a.counts.flip,
        rupture_count: a.counts.rupture,
        runs: a.runs,
        coherence: a.coherence,
        coherence_pattern: a.pattern,
        stability: a.stability,
        entropy: a.entropy,
        rupture: a.rupture,
        flip_ratio: a.flip_ratio,
        null_ratio: a.null_ratio,
        collapse: a.collapse,
        trajectory_applied: a.trajectory_applied,
        lambda: a.lambda,
        v: a.v,
        path_similarity: a.path_similarity,
        path_confidence: a.path_confidence,
        converged: a.converged,
        tau1: e.tau_1,
        tau4: e.tau_4,
        tau_slope: e.tau_slope,
        wall_ratio: e.wall_ratio,
        wall_slope: e.wall_slope,
        lowf_share: e.lowf_share,
        reynolds: e.reynolds,
        half_life: e.half_life,
        corr_length: e.corr_length,
    })
}

/// Coherence of every window of 128 bits (stride 1); the result has bits.length - 127 values, none if shorter.
#[napi(catch_unwind)]
pub fn windows(bits: Uint8Array) -> Result<Float64Array> {
    let kernel = kernel();
    let mut out = Vec::with_capacity((bits.len() + 1).saturating_sub(WINDOW));
    let mut x = 0u128;
    for (i, &bit) in bits.iter().enumerate() {
        if bit > 1 {
            return Err(explain(InputError::NotABit(i)));
        }
        x = (x >> 1) | (u128::from(bit) << 127);
        if i + 1 >= WINDOW {
            out.push(kernel.window(x).coherence);
        }
    }
    Ok(Float64Array::new(out))
}

/// The last 128 bits of every instrument, fed row by row.
#[napi]
pub struct QfhStream {
    words: Vec<u128>,
    seen: Vec<u32>,
}

#[napi]
impl QfhStream {
    /// For a number of instruments; `saved` is what `save` gave.
    #[napi(constructor, catch_unwind)]
    pub fn new(instruments: u32, saved: Option<Uint8Array>) -> Result<Self> {
        let count = instruments as usize;
        let mut stream = Self { words: vec![0; count], seen: vec![0; count] };
        if let Some(bytes) = saved {
            if bytes.len() != count * 20 {
                return Err(invalid(format!("saved state has {} bytes, {} instruments need {}", bytes.len(), count, count * 20)));
            }
            for (k, part) in bytes.chunks_exact(20).enumerate() {
                let mut word = [0u8; 16];
                word.copy_from_slice(&part[..16]);
                let mut seen = [0u8; 4];
                seen.copy_from_slice(&part[16..]);
                stream.words[k] = u128::from_le_bytes(word);
                stream.seen[k] = u32::from_le_bytes(seen);
            }
        }
        Ok(stream)
    }

    /// State as bytes.
    #[napi(catch_unwind)]
    pub fn save(&self) -> Uint8Array {
        let mut bytes = Vec::with_capacity(self.words.len() * 20);
        for (word, seen) in self.words.iter().zip(&self.seen) {
            bytes.extend_from_slice(&word.to_le_bytes());
            bytes.extend_from_slice(&seen.to_le_bytes());
        }
        Uint8Array::new(bytes)
    }

    /// Takes the bits of rows [from, to) (instrument = row mod instruments; 255 = none) and writes their metrics; NaN before 128 bits and without a bit.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn push(
        &mut self,
        bits: Uint8Array,
        from: u32,
        to: u32,
        mut coherence: Float64Array,
        mut pattern: Float64Array,
        mut stability: Float64Array,
        mut rupture: Float64Array,
        mut entropy: Float64Array,
        mut flip_ratio: Float64Array,
        mut collapsed: Uint8Array,
    ) -> Result<()> {
        let (from, to, count) = (from as usize, to as usize, self.words.len());
        let shortest = [coherence.len(), pattern.len(), stability.len(), rupture.len(), entropy.len(), flip_ratio.len(), collapsed.len(), bits.len()]
            .into_iter()
            .min()
            .unwrap_or(0);
        if from > to || to > shortest || count == 0 || from % count != 0 {
            return Err(invalid(format!("rows {from} to {to} do not fit columns of {shortest} rows and {count} instruments")));
        }
        // SAFETY: the arrays are arguments of this call, JavaScript does not run meanwhile, and the columns are distinct outputs.
        let (coherence, pattern, stability, rupture, entropy, flip_ratio, collapsed) = unsafe {
            (
                coherence.as_mut(),
                pattern.as_mut(),
                stability.as_mut(),
                rupture.as_mut(),
                entropy.as_mut(),
                flip_ratio.as_mut(),
                collapsed.as_mut(),
            )
        };
        if let Some(at) = bits[from..to].iter().position(|&bit| bit > 1 && bit != NO_BIT) {
            return Err(explain(InputError::NotABit(from + at)));
        }
        let kernel = kernel();
        for i in from..to {
            let k = i % count;
            let bit = bits[i];
            let known = if bit == NO_BIT {
                false
            } else {
                self.words[k] = (self.words[k] >> 1) | (u128::from(bit) << 127);
                self.seen[k] = (self.seen[k] + 1).min(WINDOW as u32);
                self.seen[k] == WINDOW as u32
            };
            if known {
                let m = kernel.window(self.words[k]);
                coherence[i] = m.coherence;
                pattern[i] = m.pattern;
                stability[i] = 1.0 - m.rupture;
                rupture[i] = m.rupture;
                entropy[i] = m.entropy;
                flip_ratio[i] = m.flip_ratio;
                collapsed[i] = u8::from(m.collapsed);
            } else {
                coherence[i] = f64::NAN;
                pattern[i] = f64::NAN;
                stability[i] = f64::NAN;
                rupture[i] = f64::NAN;
                entropy[i] = f64::NAN;
                flip_ratio[i] = f64::NAN;
                collapsed[i] = 0;
            }
        }
        Ok(())
    }

    /// Extended metrics of instrument k's current window into out[0..9): tau1 tau4 tauSlope wallRatio wallSlope lowfShare reynolds halfLife corrLength; NaN before 128 bits.
    #[napi(catch_unwind)]
    pub fn extended(&self, k: u32, rupture: f64, mut out: Float64Array) -> Result<()> {
        let k = k as usize;
        if k >= self.words.len() || out.len() < 9 {
            return Err(invalid(format!("instrument {k} of {} into {} values", self.words.len(), out.len())));
        }
        // SAFETY: as in `push`.
        let out = unsafe { out.as_mut() };
        if self.seen[k] < WINDOW as u32 {
            out[..9].fill(f64::NAN);
            return Ok(());
        }
        let e = extended_128(self.words[k], rupture);
        out[..9].copy_from_slice(&[e.tau_1, e.tau_4, e.tau_slope, e.wall_ratio, e.wall_slope, e.lowf_share, e.reynolds, e.half_life, e.corr_length]);
        Ok(())
    }
}
