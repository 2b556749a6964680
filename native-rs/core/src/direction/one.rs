//! Direction and true ranges of one instrument.

use super::{DirectionInput, DirectionRule};
use crate::median::Median;

#[derive(Clone)]
pub(super) struct One {
    pub(super) traded: bool,
    /// Each close is written twice, so that the last `look` closes are always contiguous.
    pub(super) closes: Vec<f64>,
    pub(super) coherences: Vec<f64>,
    pub(super) at: usize,
    pub(super) run: usize,
    pub(super) bucket: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) last: f64,
    pub(super) after_gap: u8,
    pub(super) close_before: f64,
    pub(super) ranges: i32,
    pub(super) range_sum: f64,
    pub(super) atr: f64,
    pub(super) range_median: f64,
    pub(super) of_ranges: Median,
}

/// Direction, slope and change of coherence of one row.
type Found = (i32, f64, f64);

impl One {
    pub(super) fn new(rule: &DirectionRule, traded: bool) -> Self {
        Self {
            traded,
            closes: vec![f64::NAN; rule.look * 2],
            coherences: vec![f64::NAN; rule.look],
            at: 0,
            run: 0,
            bucket: f64::NAN,
            high: f64::NAN,
            low: f64::NAN,
            last: f64::NAN,
            after_gap: 0,
            close_before: f64::NAN,
            ranges: 0,
            range_sum: 0.0,
            atr: f64::NAN,
            range_median: f64::NAN,
            of_ranges: Median::new(rule.median_buckets),
        }
    }

    #[inline(always)]
    pub(super) fn row(&mut self, rule: &DirectionRule, per_squares: f64, input: &DirectionInput, ts_ms: f64, bucket: f64, i: usize)
    -> Found {
        let nothing = (0, f64::NAN, f64::NAN);
        // Loaded only to convert money: it has no direction.
        if !self.traded {
            return nothing;
        }
        if input.present[i] == 0 {
            if ts_ms >= (self.bucket + 1.0) * rule.bucket_ms {
                self.complete_bucket(rule.atr_n);
            }
            return nothing;
        }
        let (close, gap) = (input.close[i], input.gap[i]);
        self.add_candle(rule.atr_n, bucket, input.high[i], input.low[i], close, gap);
        if ts_ms >= (bucket + 1.0) * rule.bucket_ms {
            self.complete_bucket(rule.atr_n);
        }
        self.follow(rule, per_squares, close, input.coherence[i], gap == 1)
    }

    /// Adds a close with its coherence.
    #[inline(always)]
    fn follow(&mut self, rule: &DirectionRule, per_squares: f64, close: f64, coherence: f64, gap: bool) -> Found {
        let (look, at) = (rule.look, self.at);
        self.closes[at] = close;
        self.closes[at + look] = close;
        let delta = coherence - self.coherences[at];
        self.coherences[at] = coherence;
        self.at = if at + 1 == look { 0 } else { at + 1 };
        self.run = if gap { 1 } else { look.min(self.run + 1) };
        if self.run < look {
            return (0, f64::NAN, delta);
        }
        let last = &self.closes[at + 1..at + 1 + look];
        let mean = last.iter().fold(0.0, |sum, close| sum + close) / look as f64;
        let slope = ((slope_sum(last) * per_squares * (look as f64 - 1.0)) / mean) * 1e4;
        (side_of(rule, slope, delta, close, last[look - 2], mean), slope, delta)
    }

    /// Adds a candle of bucket number `bucket`, and completes an earlier bucket that is still open.
    #[inline(always)]
    fn add_candle(&mut self, atr_n: i32, bucket: f64, high: f64, low: f64, close: f64, gap: u8) {
        if self.bucket != bucket {
            if self.bucket < bucket {
                self.complete_bucket(atr_n);
            }
            (self.bucket, self.high, self.low, self.after_gap) = (bucket, high, low, gap);
        } else {
            if high > self.high {
                self.high = high;
            }
            if low < self.low {
                self.low = low;
            }
        }
        self.last = close;
    }

    /// Adds the bucket's true range to average and median. Across a gap, and for the first bucket, it is high - low.
    fn complete_bucket(&mut self, atr_n: i32) {
        let (mut high, mut low, before) = (self.high, self.low, self.close_before);
        if self.after_gap == 0 {
            if before > high {
                high = before;
            }
            if before < low {
                low = before;
            }
        }
        let range = high - low;
        let n = f64::from(atr_n);
        if self.ranges < atr_n {
            self.range_sum += range;
            self.ranges += 1;
            if self.ranges == atr_n {
                self.atr = self.range_sum / n;
            }
        } else {
            self.atr = (self.atr * (n - 1.0) + range) / n;
        }
        self.of_ranges.push(range);
        if self.ranges == atr_n {
            self.range_median = self.of_ranges.value();
        }
        self.close_before = self.last;
        self.bucket = f64::NAN;
    }
}

/// Sum of (position - middle) * close, in pairs from both ends: exactly 0 for equal closes, and exactly negated for mirrored ones.
#[inline(always)]
fn slope_sum(closes: &[f64]) -> f64 {
    let mut distance = (closes.len() as f64 - 1.0) / 2.0;
    let mut sum = 0.0;
    let (first, second) = closes.split_at(closes.len() / 2);
    for (a, b) in first.iter().zip(second.iter().rev()) {
        sum += distance * (b - a);
        distance -= 1.0;
    }
    sum
}

#[inline(always)]
fn side_of(rule: &DirectionRule, slope: f64, delta: f64, close: f64, before: f64, mean: f64) -> i32 {
    let up = slope > 0.0 && slope >= rule.thr_bps;
    let down = slope < 0.0 && slope <= -rule.thr_bps;
    if !rule.combined {
        return i32::from(up) - i32::from(down);
    }
    let confirmed = delta >= rule.min_delta;
    i32::from(up && confirmed && close > before && close > mean) - i32::from(down && confirmed && close < before && close < mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_rise_has_its_slope() {
        let closes: Vec<f64> = (0..12).map(|i| 100.0 + 0.01 * f64::from(i)).collect();
        let squares: f64 = (0..12).map(|i| (f64::from(i) - 5.5).powi(2)).sum();
        assert!((slope_sum(&closes) / squares - 0.01).abs() < 1e-12);
        assert_eq!(slope_sum(&[1.1; 7]), 0.0);
        let mirrored: Vec<f64> = closes.iter().map(|close| -close).collect();
        assert_eq!(slope_sum(&mirrored), -slope_sum(&closes));
    }
}
