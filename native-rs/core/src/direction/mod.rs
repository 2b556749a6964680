//! Direction of every instrument from the slope of its last closes, confirmed by coherence and price; its average and its median
//! true range.

mod one;
mod state;

use crate::stream::whole;
use crate::InputError;
use one::One;
pub use state::DirectionState;

const MINUTE_MS: f64 = 60_000.0;
/// More closes than any look has.
const MOST_LOOK: usize = 1440;

/// Settings of a direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DirectionRule {
    /// Closes in the slope, 2 to 1,440.
    pub look: usize,
    /// Minimum |slope|, bps over the look.
    pub thr_bps: f64,
    /// Minimum change of coherence over the look.
    pub min_delta: f64,
    /// Slope, coherence and price must agree; else the threshold alone.
    pub combined: bool,
    /// Buckets of the average true range.
    pub atr_n: i32,
    /// Length of a bucket.
    pub bucket_ms: f64,
    /// Buckets of the median true range.
    pub median_buckets: usize,
}

/// Columns of a frame: one value for each slice (`ts_ms`), or for each slice and instrument.
pub struct DirectionInput<'a> {
    /// Times of the slices.
    pub ts_ms: &'a [f64],
    /// 0 where a row has no candle.
    pub present: &'a [u8],
    /// Highest prices.
    pub high: &'a [f64],
    /// Lowest prices.
    pub low: &'a [f64],
    /// Closes.
    pub close: &'a [f64],
    /// The coherence that decisions read.
    pub coherence: &'a [f64],
    /// 1 after a gap.
    pub gap: &'a [u8],
}

/// Output columns, written in place.
pub struct DirectionColumns<'a> {
    /// 1, -1 or 0.
    pub direction: &'a mut [i32],
    /// Slope over the look, bps; NaN without one.
    pub slope: &'a mut [f64],
    /// Change of coherence over the look.
    pub delta: &'a mut [f64],
    /// Average true range.
    pub atr: &'a mut [f64],
    /// Median true range.
    pub range_median: &'a mut [f64],
}

/// The directions of every instrument.
pub struct Directions {
    rule: DirectionRule,
    /// 12 / (look (look^2 - 1)): 1 / sum of squared distances from the middle of the look.
    per_squares: f64,
    ones: Vec<One>,
}

impl Directions {
    /// For instruments of which those that are not `traded` (0) have no direction; continues from a result of `save`.
    pub fn new(traded: &[u8], rule: DirectionRule, saved: Option<&DirectionState>) -> Result<Self, InputError> {
        let buckets = rule.bucket_ms >= MINUTE_MS && rule.bucket_ms.is_finite();
        let sizes = (2..=MOST_LOOK).contains(&rule.look) && rule.median_buckets > 0 && rule.atr_n > 0;
        if !sizes || !buckets {
            return Err(InputError::Look);
        }
        if traded.is_empty() || traded.len() > crate::MOST_INSTRUMENTS {
            return Err(InputError::Instruments(traded.len() as f64));
        }
        let look = rule.look as f64;
        let fresh = traded.iter().map(|&traded| One::new(&rule, traded != 0)).collect();
        let mut directions = Self { rule, per_squares: 12.0 / (look * (look * look - 1.0)), ones: fresh };
        if let Some(saved) = saved {
            directions.restore(saved)?;
        }
        Ok(directions)
    }

    /// Takes slices [from, to) and writes their rows. Without a candle: direction 0, slope and change NaN, ranges held. Refused slices
    /// change nothing.
    pub fn push(&mut self, input: &DirectionInput, from: f64, to: f64, out: &mut DirectionColumns) -> Result<(), InputError> {
        let count = self.ones.len();
        let floats = [input.high, input.low, input.close, input.coherence, out.slope, out.delta, out.atr, out.range_median];
        let bytes = [input.present.len(), input.gap.len(), input.ts_ms.len() * count, out.direction.len()];
        let shortest = floats.iter().map(|column| column.len()).chain(bytes).min().unwrap_or(0);
        let (first, end) = match (whole(from), whole(to)) {
            (Some(first), Some(end)) if first <= end && end <= shortest / count => (first, end),
            _ => return Err(InputError::Rows { from: from * count as f64, to: to * count as f64, shortest, count }),
        };
        let (rule, per_squares) = (self.rule, self.per_squares);
        for s in first..end {
            let ts_ms = input.ts_ms[s];
            let bucket = ((ts_ms - MINUTE_MS) / rule.bucket_ms).floor();
            for (k, one) in self.ones.iter_mut().enumerate() {
                let i = s * count + k;
                let (side, slope, delta) = one.row(&rule, per_squares, input, ts_ms, bucket, i);
                out.direction[i] = side;
                out.slope[i] = slope;
                out.delta[i] = delta;
                out.atr[i] = one.atr;
                out.range_median[i] = one.range_median;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_bounds_are_refused() {
        let rule =
            DirectionRule { look: 12, thr_bps: 2.0, min_delta: 0.0, combined: true, atr_n: 14, bucket_ms: 300_000.0, median_buckets: 288 };
        assert!(Directions::new(&[1], rule, None).is_ok());
        assert!(matches!(Directions::new(&[], rule, None), Err(InputError::Instruments(_))));
        for wrong in [
            DirectionRule { look: 1, ..rule },
            DirectionRule { look: 1441, ..rule },
            DirectionRule { atr_n: 0, ..rule },
            DirectionRule { median_buckets: 0, ..rule },
            DirectionRule { bucket_ms: f64::NAN, ..rule },
        ] {
            assert!(matches!(Directions::new(&[1], wrong, None), Err(InputError::Look)), "{wrong:?}");
        }
    }
}
