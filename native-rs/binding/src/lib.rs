//! Node binding: typed arrays in and out; every error, and every panic, becomes a JavaScript exception.
//!
//! A message starts with its code (`bad-bits: ...`), which `native-rs/index.ts` splits off.
//! The doc comments here become those of `index.d.ts`.

mod columns;
mod directions;
mod signals;
use std::sync::OnceLock;

use napi::bindgen_prelude::*;
use napi_derive::napi;

use columns::{further_of, overlap, span};
use sep_kernel_core::{
    analyze as analyze_core, candle_bits as candle_bits_core, extended as extended_core, manifold as manifold_core, windows as windows_core,
    Candles, Columns, Extended, InputError, Kernel, Stream, View,
};

pub(crate) fn kernel() -> &'static Kernel {
    static KERNEL: OnceLock<Kernel> = OnceLock::new();
    KERNEL.get_or_init(Kernel::new)
}

pub(crate) fn explain(error: InputError) -> Error {
    Error::new(Status::InvalidArg, format!("{}: {error}", error.code()))
}

/// A panic reaches JavaScript as an exception; the default hook would print it to standard error as well.
#[napi_derive::module_init]
fn silence_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// Panics, so that a test can see what becomes of it. Not in the library that ships.
#[cfg(feature = "test-panic")]
#[napi(catch_unwind, skip_typescript)]
pub fn test_panic() {
    panic!("a planted panic");
}

/// Version of the kernel's arithmetic; part of the graph hash.
#[napi(catch_unwind)]
pub fn kernel_version() -> String {
    env!("CARGO_PKG_VERSION").to_string()
}

/// Metrics of one bit string (variant v2), as defined in docs/qfh.md.
#[napi(object, object_from_js = false)]
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
}

/// Analyses bits (0 and 1) of any length >= 1.
#[napi(catch_unwind)]
pub fn analyze(bits: &[u8]) -> Result<BitAnalysis> {
    let a = analyze_core(kernel(), bits).map_err(explain)?;
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
    })
}

/// Extended metrics of one bit string, as defined in docs/qfh.md.
#[napi(object, object_from_js = false)]
pub struct ExtendedMetrics {
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

/// Extended metrics of bits of any length >= 1. The time grows with the square of the length.
#[napi(catch_unwind)]
pub fn extended(bits: &[u8]) -> Result<ExtendedMetrics> {
    let rupture = analyze_core(kernel(), bits).map_err(explain)?.rupture;
    let e = extended_core(kernel(), bits, rupture).map_err(explain)?;
    Ok(ExtendedMetrics {
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
pub fn windows(bits: &[u8]) -> Result<Float64Array> {
    windows_core(kernel(), bits).map(Float64Array::new).map_err(explain)
}

/// One bit for every candle but the first, compared with the candle before; without `useVolume` only the range can expand.
/// Columns of equal length, times strictly increasing, all values finite.
#[napi(catch_unwind)]
pub fn candle_bits(t_ms: &[f64], high: &[f64], low: &[f64], close: &[f64], volume: &[f64], use_volume: bool) -> Result<Uint8Array> {
    let candles = Candles { t_ms, high, low, close, volume };
    candle_bits_core(&candles, use_volume).map(Uint8Array::new).map_err(explain)
}

/// The numbers of a manifold: one value per signal in each column.
#[napi(object, object_from_js = false)]
pub struct ManifoldNumbers {
    /// Index of the candle that stamps and prices the signal.
    pub candle: Uint32Array,
    pub coherence: Float64Array,
    pub pattern: Float64Array,
    pub entropy: Float64Array,
    pub rupture: Float64Array,
    pub collapsed: Uint8Array,
    pub tau1: Float64Array,
    pub tau4: Float64Array,
    pub tau_slope: Float64Array,
    pub wall_ratio: Float64Array,
    pub wall_slope: Float64Array,
    pub lowf_share: Float64Array,
    pub reynolds: Float64Array,
    pub half_life: Float64Array,
    pub corr_length: Float64Array,
    /// Sample standard deviation of the log returns between candles, not annualised; 0 with fewer than two.
    pub sigma_eff: f64,
    /// 1 - exp(-ruptures per minute) over all signals but the first; 0 with fewer than two.
    pub lambda: f64,
}

/// The numbers of a manifold: causal (128 bits, stride 1, stamped at the window's end) or with the original's windows and stamps.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn manifold(
    t_ms: &[f64],
    high: &[f64],
    low: &[f64],
    close: &[f64],
    volume: &[f64],
    use_volume: bool,
    original: bool,
) -> Result<ManifoldNumbers> {
    let candles = Candles { t_ms, high, low, close, volume };
    let view = if original { View::Original } else { View::Causal };
    let m = manifold_core(kernel(), &candles, view, use_volume).map_err(explain)?;
    let window = |of: fn(&sep_kernel_core::Metrics) -> f64| Float64Array::new(m.metrics.iter().map(of).collect());
    let wide = |of: fn(&Extended) -> f64| Float64Array::new(m.extended.iter().map(of).collect());
    Ok(ManifoldNumbers {
        coherence: window(|w| w.coherence),
        pattern: window(|w| w.pattern),
        entropy: window(|w| w.entropy),
        rupture: window(|w| w.rupture),
        collapsed: Uint8Array::new(m.metrics.iter().map(|w| u8::from(w.collapsed)).collect()),
        tau1: wide(|e| e.tau_1),
        tau4: wide(|e| e.tau_4),
        tau_slope: wide(|e| e.tau_slope),
        wall_ratio: wide(|e| e.wall_ratio),
        wall_slope: wide(|e| e.wall_slope),
        lowf_share: wide(|e| e.lowf_share),
        reynolds: wide(|e| e.reynolds),
        half_life: wide(|e| e.half_life),
        corr_length: wide(|e| e.corr_length),
        sigma_eff: m.sigma_eff,
        lambda: m.lambda,
        candle: Uint32Array::new(m.candle),
    })
}

/// The last 128 bits of every instrument, fed row by row. Columns are written in place for rows [from, to).
#[napi]
pub struct QfhStream {
    stream: Stream,
}

#[napi]
impl QfhStream {
    /// For a number of instruments; `saved` is a result of `save`.
    #[napi(constructor, catch_unwind)]
    pub fn new(instruments: f64, saved: Option<&[u8]>) -> Result<Self> {
        let stream = match saved {
            Some(bytes) => Stream::restore(instruments, bytes),
            None => Stream::new(instruments),
        };
        Ok(Self { stream: stream.map_err(explain)? })
    }

    /// State as bytes.
    #[napi(catch_unwind)]
    pub fn save(&self) -> Uint8Array {
        Uint8Array::new(self.stream.save())
    }

    /// Takes the bits of rows [from, to) (0, 1, or 255 where a row has none; instrument = row mod instruments) and writes their
    /// metrics: NaN before 128 bits and where a row has no bit. No two arrays may share memory.
    /// `further`, where given: columns for tau1 tau4 tauSlope wallRatio wallSlope lowfShare reynolds halfLife corrLength.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn push(
        &mut self,
        bits: Uint8ArraySlice,
        from: f64,
        to: f64,
        mut coherence: Float64ArraySlice,
        mut pattern: Float64ArraySlice,
        mut stability: Float64ArraySlice,
        mut rupture: Float64ArraySlice,
        mut entropy: Float64ArraySlice,
        mut flip_ratio: Float64ArraySlice,
        mut collapsed: Uint8ArraySlice,
        mut further: Option<Vec<Float64ArraySlice>>,
    ) -> Result<()> {
        let floats = [&coherence, &pattern, &stability, &rupture, &entropy, &flip_ratio];
        let floats = floats.into_iter().chain(further.iter().flatten());
        let spans: Vec<_> = floats.map(|column| span(column)).chain([span(&bits), span(&collapsed)]).collect();
        if overlap(&spans) {
            return Err(explain(InputError::Shared));
        }
        // SAFETY: the arrays are arguments of this call, so they live as long as it does; JavaScript of this thread does not run
        // meanwhile; and no two of them share memory.
        let mut columns = unsafe {
            Columns {
                coherence: coherence.as_mut(),
                pattern: pattern.as_mut(),
                stability: stability.as_mut(),
                rupture: rupture.as_mut(),
                entropy: entropy.as_mut(),
                flip_ratio: flip_ratio.as_mut(),
                collapsed: collapsed.as_mut(),
                further: further_of(&mut further)?,
            }
        };
        self.stream.push(kernel(), &bits, from, to, &mut columns).map_err(explain)
    }
}
