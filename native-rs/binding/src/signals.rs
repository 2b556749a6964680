//! The signal stream for Node: columns in, columns out, state as an object of arrays.

use napi::bindgen_prelude::*;
use napi_derive::napi;
use sep_kernel_core::{Columns, EchoState, InputError, SigmaState, SignalColumns, SignalInput, SignalRule, SignalState, Signals};

use crate::columns::{further_of, overlap, span};
use crate::{explain, kernel};

/// Settings of a signal stream.
#[napi(object, object_to_js = false)]
pub struct SignalSettings {
    /// Decisions read pattern coherence, not v2.
    pub by_pattern: bool,
    /// A signature's parts are in units of 1 / scale, 1 to 10^6.
    pub scale: f64,
    /// Look-back for repetitions, one minute to a day.
    pub lookback_ms: f64,
    /// A longer interval between two candles of an instrument is a gap.
    pub gap_ms: f64,
}

/// What a signal stream needs to go on: counts and rings, one after another by instrument.
#[napi(object)]
pub struct SavedSignals {
    /// The bits, as `QfhStream` saves them.
    pub stream: Uint8Array,
    /// Time of the last candle, NaN before the first.
    pub last_ts_ms: Float64Array,
    /// Volatility: 1,439 returns each, NaN = left out, and their running sums.
    pub returns: Float64Array,
    pub seen: Float64Array,
    pub close: Float64Array,
    pub sum: Float64Array,
    pub squares: Float64Array,
    pub kept: Float64Array,
    /// Signatures: 1,441 stamps each; head and tails count from the start.
    pub ts_ms: Float64Array,
    pub signature: Float64Array,
    pub ruptures: Float64Array,
    pub hour_sum: Float64Array,
    pub head: Float64Array,
    pub tail: Float64Array,
    pub hour_tail: Float64Array,
}

/// The signal of every instrument, fed slice by slice. Columns are written in place for slices [from, to).
#[napi]
pub struct SignalStream {
    signals: Signals,
}

#[napi]
impl SignalStream {
    /// For a number of instruments; `saved` is a result of `save`.
    #[napi(constructor, catch_unwind)]
    pub fn new(instruments: f64, settings: SignalSettings, saved: Option<SavedSignals>) -> Result<Self> {
        let SignalSettings { by_pattern, scale, lookback_ms, gap_ms } = settings;
        let rule = SignalRule { by_pattern, scale, lookback_ms, gap_ms };
        let saved = saved.map(state_of);
        Ok(Self { signals: Signals::new(instruments, rule, saved.as_ref()).map_err(explain)? })
    }

    /// The state after the last slice.
    #[napi(catch_unwind)]
    pub fn save(&self) -> SavedSignals {
        saved_of(self.signals.save())
    }

    /// Takes slices [from, to), each with a row for every instrument: bits (0, 1, or 255 where a row has none), candles, closes.
    /// Metrics are NaN before 128 bits and without a bit; all else is NaN, 0 and -1 without a candle. No two arrays may share memory.
    /// `further`, where given: columns for tau1 tau4 tauSlope wallRatio wallSlope lowfShare reynolds halfLife corrLength.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn push(
        &mut self,
        from: f64,
        to: f64,
        ts_ms: Float64ArraySlice,
        bit: Uint8ArraySlice,
        present: Uint8ArraySlice,
        close: Float64ArraySlice,
        mut coherence: Float64ArraySlice,
        mut pattern: Float64ArraySlice,
        mut stability: Float64ArraySlice,
        mut rupture: Float64ArraySlice,
        mut entropy: Float64ArraySlice,
        mut flip_ratio: Float64ArraySlice,
        mut collapsed: Uint8ArraySlice,
        mut hazard: Float64ArraySlice,
        mut decision: Float64ArraySlice,
        mut gap: Uint8ArraySlice,
        mut sigma: Float64ArraySlice,
        mut lambda: Float64ArraySlice,
        mut sig_c: Int32ArraySlice,
        mut sig_s: Int32ArraySlice,
        mut sig_e: Int32ArraySlice,
        mut repetition: Int32ArraySlice,
        mut further: Option<Vec<Float64ArraySlice>>,
    ) -> Result<()> {
        let floats = [&ts_ms, &close, &coherence, &pattern, &stability, &rupture, &entropy, &flip_ratio, &hazard, &decision];
        let floats = floats.into_iter().chain([&sigma, &lambda]).chain(further.iter().flatten()).map(|column| span(column));
        let bytes = [&bit, &present, &collapsed, &gap].into_iter().map(|column| span(column));
        let counts = [&sig_c, &sig_s, &sig_e, &repetition].into_iter().map(|column| span(column));
        if overlap(&floats.chain(bytes).chain(counts).collect::<Vec<_>>()) {
            return Err(explain(InputError::Shared));
        }
        let input = SignalInput { ts_ms: &ts_ms, bit: &bit, present: &present, close: &close };
        // SAFETY: the arrays are arguments of this call, so they live as long as it does; JavaScript of this thread does not run
        // meanwhile; and no two of them share memory.
        let mut columns = unsafe {
            SignalColumns {
                metrics: Columns {
                    coherence: coherence.as_mut(),
                    pattern: pattern.as_mut(),
                    stability: stability.as_mut(),
                    rupture: rupture.as_mut(),
                    entropy: entropy.as_mut(),
                    flip_ratio: flip_ratio.as_mut(),
                    collapsed: collapsed.as_mut(),
                    further: further_of(&mut further)?,
                },
                hazard: hazard.as_mut(),
                decision: decision.as_mut(),
                gap: gap.as_mut(),
                sigma: sigma.as_mut(),
                lambda: lambda.as_mut(),
                signature: [sig_c.as_mut(), sig_s.as_mut(), sig_e.as_mut()],
                repetition: repetition.as_mut(),
            }
        };
        self.signals.push(kernel(), &input, from, to, &mut columns).map_err(explain)
    }
}

fn state_of(saved: SavedSignals) -> SignalState {
    let numbers = |column: &Float64Array| column.to_vec();
    SignalState {
        stream: saved.stream.to_vec(),
        sigma: SigmaState {
            returns: numbers(&saved.returns),
            seen: numbers(&saved.seen),
            close: numbers(&saved.close),
            sum: numbers(&saved.sum),
            squares: numbers(&saved.squares),
            kept: numbers(&saved.kept),
        },
        echo: EchoState {
            ts_ms: numbers(&saved.ts_ms),
            signature: numbers(&saved.signature),
            ruptures: numbers(&saved.ruptures),
            hour_sum: numbers(&saved.hour_sum),
            head: numbers(&saved.head),
            tail: numbers(&saved.tail),
            hour_tail: numbers(&saved.hour_tail),
        },
        last_ms: numbers(&saved.last_ts_ms),
    }
}

fn saved_of(SignalState { stream, sigma, echo, last_ms }: SignalState) -> SavedSignals {
    SavedSignals {
        stream: Uint8Array::new(stream),
        last_ts_ms: Float64Array::new(last_ms),
        returns: Float64Array::new(sigma.returns),
        seen: Float64Array::new(sigma.seen),
        close: Float64Array::new(sigma.close),
        sum: Float64Array::new(sigma.sum),
        squares: Float64Array::new(sigma.squares),
        kept: Float64Array::new(sigma.kept),
        ts_ms: Float64Array::new(echo.ts_ms),
        signature: Float64Array::new(echo.signature),
        ruptures: Float64Array::new(echo.ruptures),
        hour_sum: Float64Array::new(echo.hour_sum),
        head: Float64Array::new(echo.head),
        tail: Float64Array::new(echo.tail),
        hour_tail: Float64Array::new(echo.hour_tail),
    }
}
