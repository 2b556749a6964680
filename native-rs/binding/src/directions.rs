//! The direction stream for Node: columns in, columns out, state as an object of arrays.

use napi::bindgen_prelude::*;
use napi_derive::napi;
use sep_kernel_core::{DirectionColumns, DirectionInput, DirectionRule, DirectionState, Directions, InputError};

use crate::columns::{overlap, span};
use crate::explain;

/// Settings of a direction stream.
#[napi(object, object_to_js = false)]
pub struct DirectionSettings {
    /// Closes in the slope.
    pub look: u32,
    /// Minimum |slope|, bps over the look.
    pub thr_bps: f64,
    /// Minimum change of coherence over the look.
    pub min_coherence_delta: f64,
    /// Slope, coherence and price must agree; else the threshold alone.
    pub combined: bool,
    /// Buckets of the average true range, and their length.
    pub atr_n: i32,
    pub bucket_ms: f64,
    /// Buckets of the median true range.
    pub median_buckets: u32,
}

/// What a direction stream needs to go on, one instrument after another.
#[napi(object)]
pub struct SavedDirections {
    /// Two looks of closes each: every close is there twice, `look` apart.
    pub closes: Float64Array,
    pub coherences: Float64Array,
    /// Place of the next close, and candles since the last gap, at most `look`.
    pub at: Int32Array,
    pub run: Int32Array,
    /// The open bucket: its number (NaN = none) and prices.
    pub bucket: Float64Array,
    pub high: Float64Array,
    pub low: Float64Array,
    pub last: Float64Array,
    pub after_gap: Uint8Array,
    pub close_before: Float64Array,
    /// True ranges so far, at most as many as are averaged, and their sum.
    pub ranges: Int32Array,
    pub range_sum: Float64Array,
    pub atr: Float64Array,
    pub range_median: Float64Array,
    /// The last true ranges: in order of arrival, sorted, their number, and the place of the next.
    pub median_ring: Float64Array,
    pub median_sorted: Float64Array,
    pub median_count: Int32Array,
    pub median_at: Int32Array,
}

/// The direction of every instrument, fed slice by slice. Columns are written in place for slices [from, to).
#[napi]
pub struct DirectionStream {
    directions: Directions,
}

#[napi]
impl DirectionStream {
    /// `traded`: 0 for instruments that have no direction; `saved` is a result of `save`.
    #[napi(constructor, catch_unwind)]
    pub fn new(traded: &[u8], settings: DirectionSettings, saved: Option<SavedDirections>) -> Result<Self> {
        let rule = DirectionRule {
            look: settings.look as usize,
            thr_bps: settings.thr_bps,
            min_delta: settings.min_coherence_delta,
            combined: settings.combined,
            atr_n: settings.atr_n,
            bucket_ms: settings.bucket_ms,
            median_buckets: settings.median_buckets as usize,
        };
        let saved = saved.map(state_of);
        Ok(Self { directions: Directions::new(traded, rule, saved.as_ref()).map_err(explain)? })
    }

    /// The state after the last slice.
    #[napi(catch_unwind)]
    pub fn save(&self) -> SavedDirections {
        saved_of(self.directions.save())
    }

    /// Takes slices [from, to), each with a row for every instrument. Without a candle (`present` 0): direction 0, slope and change of
    /// coherence NaN, ranges held. No two arrays may share memory.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments)]
    pub fn push(
        &mut self,
        from: f64,
        to: f64,
        ts_ms: Float64ArraySlice,
        present: Uint8ArraySlice,
        high: Float64ArraySlice,
        low: Float64ArraySlice,
        close: Float64ArraySlice,
        coherence: Float64ArraySlice,
        gap: Uint8ArraySlice,
        mut direction: Int32ArraySlice,
        mut slope: Float64ArraySlice,
        mut delta: Float64ArraySlice,
        mut atr: Float64ArraySlice,
        mut range_median: Float64ArraySlice,
    ) -> Result<()> {
        let floats = [&ts_ms, &high, &low, &close, &coherence, &slope, &delta, &atr, &range_median].map(|column| span(column));
        let spans: Vec<_> = floats.into_iter().chain([span(&present), span(&gap), span(&direction)]).collect();
        if overlap(&spans) {
            return Err(explain(InputError::Shared));
        }
        let input =
            DirectionInput { ts_ms: &ts_ms, present: &present, high: &high, low: &low, close: &close, coherence: &coherence, gap: &gap };
        // SAFETY: the arrays are arguments of this call, so they live as long as it does; JavaScript of this thread does not run
        // meanwhile; and no two of them share memory.
        let mut columns = unsafe {
            DirectionColumns {
                direction: direction.as_mut(),
                slope: slope.as_mut(),
                delta: delta.as_mut(),
                atr: atr.as_mut(),
                range_median: range_median.as_mut(),
            }
        };
        self.directions.push(&input, from, to, &mut columns).map_err(explain)
    }
}

fn state_of(saved: SavedDirections) -> DirectionState {
    DirectionState {
        closes: saved.closes.to_vec(),
        coherences: saved.coherences.to_vec(),
        at: saved.at.to_vec(),
        run: saved.run.to_vec(),
        bucket: saved.bucket.to_vec(),
        high: saved.high.to_vec(),
        low: saved.low.to_vec(),
        last: saved.last.to_vec(),
        after_gap: saved.after_gap.to_vec(),
        close_before: saved.close_before.to_vec(),
        ranges: saved.ranges.to_vec(),
        range_sum: saved.range_sum.to_vec(),
        atr: saved.atr.to_vec(),
        range_median: saved.range_median.to_vec(),
        median_ring: saved.median_ring.to_vec(),
        median_sorted: saved.median_sorted.to_vec(),
        median_count: saved.median_count.to_vec(),
        median_at: saved.median_at.to_vec(),
    }
}

fn saved_of(state: DirectionState) -> SavedDirections {
    SavedDirections {
        closes: Float64Array::new(state.closes),
        coherences: Float64Array::new(state.coherences),
        at: Int32Array::new(state.at),
        run: Int32Array::new(state.run),
        bucket: Float64Array::new(state.bucket),
        high: Float64Array::new(state.high),
        low: Float64Array::new(state.low),
        last: Float64Array::new(state.last),
        after_gap: Uint8Array::new(state.after_gap),
        close_before: Float64Array::new(state.close_before),
        ranges: Int32Array::new(state.ranges),
        range_sum: Float64Array::new(state.range_sum),
        atr: Float64Array::new(state.atr),
        range_median: Float64Array::new(state.range_median),
        median_ring: Float64Array::new(state.median_ring),
        median_sorted: Float64Array::new(state.median_sorted),
        median_count: Int32Array::new(state.median_count),
        median_at: Int32Array::new(state.median_at),
    }
}
