//! The exact median of the last values of a series: a ring in order of arrival, and the same values sorted.

/// The last `window` values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Median {
    pub(crate) ring: Vec<f64>,
    pub(crate) sorted: Vec<f64>,
    pub(crate) count: usize,
    pub(crate) at: usize,
}

impl Median {
    pub(crate) fn new(window: usize) -> Self {
        Self { ring: vec![0.0; window], sorted: vec![0.0; window], count: 0, at: 0 }
    }

    /// Adds a number (never NaN); the oldest leaves a full window.
    pub(crate) fn push(&mut self, value: f64) {
        let (window, kept) = (self.ring.len(), self.count);
        let to = self.first_not_below(value);
        if kept < window {
            self.sorted.copy_within(to..kept, to + 1);
            self.sorted[to] = value;
            self.count = kept + 1;
        } else {
            // The values between the one that leaves and the one that comes move by one place.
            let from = self.first_not_below(self.ring[self.at]);
            if to > from {
                self.sorted.copy_within(from + 1..to, from);
                self.sorted[to - 1] = value;
            } else {
                self.sorted.copy_within(to..from, to + 1);
                self.sorted[to] = value;
            }
        }
        self.ring[self.at] = value;
        self.at = if self.at + 1 == window { 0 } else { self.at + 1 };
    }

    /// Of an even number of values the mean of the middle two, NaN of none.
    pub(crate) fn value(&self) -> f64 {
        let middle = self.count / 2;
        match self.count {
            0 => f64::NAN,
            n if n % 2 == 1 => self.sorted[middle],
            _ => (self.sorted[middle - 1] + self.sorted[middle]) / 2.0,
        }
    }

    fn first_not_below(&self, value: f64) -> usize {
        self.sorted[..self.count].partition_point(|&kept| kept < value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_middle_of_the_sorted_window() {
        for window in [1, 2, 7, 288] {
            let (mut median, mut all) = (Median::new(window), Vec::new());
            for i in 0..1000 {
                let value = ((i * 7919) % 101) as f64;
                median.push(value);
                all.push(value);
                let mut last = all[all.len().saturating_sub(window)..].to_vec();
                last.sort_by(f64::total_cmp);
                let n = last.len();
                assert_eq!(median.value(), (last[(n - 1) / 2] + last[n / 2]) / 2.0, "{window} {i}");
            }
        }
        assert!(Median::new(3).value().is_nan());
    }
}
