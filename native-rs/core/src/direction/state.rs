//! Saves and restores directions.

use super::Directions;
use crate::InputError;

/// What a restart needs, one instrument after another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DirectionState {
    /// Two looks of closes each: every close is there twice, `look` apart.
    pub closes: Vec<f64>,
    /// A look of coherences each.
    pub coherences: Vec<f64>,
    /// Place of the next close.
    pub at: Vec<i32>,
    /// Candles since the last gap, at most `look`.
    pub run: Vec<i32>,
    /// Number of the open bucket, NaN = none.
    pub bucket: Vec<f64>,
    /// Its highest price.
    pub high: Vec<f64>,
    /// Its lowest price.
    pub low: Vec<f64>,
    /// Its last close.
    pub last: Vec<f64>,
    /// 1: it began after a gap.
    pub after_gap: Vec<u8>,
    /// Last close of the bucket before.
    pub close_before: Vec<f64>,
    /// True ranges so far, at most `atr_n`.
    pub ranges: Vec<i32>,
    /// Their sum.
    pub range_sum: Vec<f64>,
    /// Average true range, NaN before there are `atr_n`.
    pub atr: Vec<f64>,
    /// Median true range.
    pub range_median: Vec<f64>,
    /// The last true ranges in order of arrival.
    pub median_ring: Vec<f64>,
    /// The same, sorted.
    pub median_sorted: Vec<f64>,
    /// Their number.
    pub median_count: Vec<i32>,
    /// Place of the next.
    pub median_at: Vec<i32>,
}

impl Directions {
    /// The state after the last slice.
    pub fn save(&self) -> DirectionState {
        let mut state = DirectionState::default();
        for one in &self.ones {
            state.closes.extend(&one.closes);
            state.coherences.extend(&one.coherences);
            state.at.push(one.at as i32);
            state.run.push(one.run as i32);
            state.bucket.push(one.bucket);
            state.high.push(one.high);
            state.low.push(one.low);
            state.last.push(one.last);
            state.after_gap.push(one.after_gap);
            state.close_before.push(one.close_before);
            state.ranges.push(one.ranges);
            state.range_sum.push(one.range_sum);
            state.atr.push(one.atr);
            state.range_median.push(one.range_median);
            state.median_ring.extend(&one.of_ranges.ring);
            state.median_sorted.extend(&one.of_ranges.sorted);
            state.median_count.push(one.of_ranges.count as i32);
            state.median_at.push(one.of_ranges.at as i32);
        }
        state
    }

    /// Refuses what no directions of these settings can have saved.
    pub(super) fn restore(&mut self, saved: &DirectionState) -> Result<(), InputError> {
        let (count, look, window) = (self.ones.len(), self.rule.look, self.rule.median_buckets);
        let numbers = [&saved.bucket, &saved.high, &saved.low, &saved.last, &saved.close_before, &saved.range_sum, &saved.atr];
        let counts = [&saved.at, &saved.run, &saved.ranges, &saved.median_count, &saved.median_at];
        let rings = [(&saved.closes, 2 * look), (&saved.coherences, look), (&saved.median_ring, window), (&saved.median_sorted, window)];
        let fits = numbers.iter().all(|column| column.len() == count)
            && counts.iter().all(|column| column.len() == count)
            && rings.iter().all(|(ring, each)| ring.len() == count * each)
            && saved.after_gap.len() == count
            && saved.range_median.len() == count;
        if !fits {
            return Err(InputError::Saved { part: "direction" });
        }
        for (k, one) in self.ones.iter_mut().enumerate() {
            let place = |column: &[i32], most: usize| usize::try_from(column[k]).ok().filter(|&place| place <= most);
            let places = (place(&saved.at, look - 1), place(&saved.run, look), place(&saved.median_count, window));
            let ((Some(at), Some(run), Some(kept)), Some(next)) = (places, place(&saved.median_at, window - 1)) else {
                return Err(InputError::State { instrument: k });
            };
            (one.at, one.run, one.of_ranges.count, one.of_ranges.at) = (at, run, kept, next);
            one.closes.copy_from_slice(&saved.closes[k * 2 * look..(k + 1) * 2 * look]);
            one.coherences.copy_from_slice(&saved.coherences[k * look..(k + 1) * look]);
            (one.bucket, one.high, one.low, one.last) = (saved.bucket[k], saved.high[k], saved.low[k], saved.last[k]);
            (one.after_gap, one.close_before) = (saved.after_gap[k], saved.close_before[k]);
            (one.ranges, one.range_sum, one.atr, one.range_median) =
                (saved.ranges[k], saved.range_sum[k], saved.atr[k], saved.range_median[k]);
            one.of_ranges.ring.copy_from_slice(&saved.median_ring[k * window..(k + 1) * window]);
            one.of_ranges.sorted.copy_from_slice(&saved.median_sorted[k * window..(k + 1) * window]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::direction::{DirectionRule, DirectionState, Directions};

    const RULE: DirectionRule =
        DirectionRule { look: 12, thr_bps: 2.0, min_delta: 0.0, combined: true, atr_n: 14, bucket_ms: 300_000.0, median_buckets: 288 };

    #[test]
    fn a_damaged_state_is_refused() {
        let saved = Directions::new(&[1, 1], RULE, None).unwrap().save();
        assert!(Directions::new(&[1, 1], RULE, Some(&saved)).is_ok());
        assert!(Directions::new(&[1], RULE, Some(&saved)).is_err());
        for wrong in [
            DirectionState { at: vec![12, 0], ..saved.clone() },
            DirectionState { at: vec![-1, 0], ..saved.clone() },
            DirectionState { run: vec![0, 13], ..saved.clone() },
            DirectionState { median_count: vec![289, 0], ..saved.clone() },
            DirectionState { median_at: vec![288, 0], ..saved.clone() },
            DirectionState { closes: vec![0.0], ..saved.clone() },
        ] {
            assert!(Directions::new(&[1, 1], RULE, Some(&wrong)).is_err());
        }
    }
}
