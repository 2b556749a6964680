//! Sample standard deviation of the log returns within the last 1,440 candles of each instrument.

use crate::log::log;
use crate::InputError;

/// Candles in the window; it holds at most one return fewer.
const RETURNS: usize = 1440 - 1;
/// Candles required before there is a value.
const LEAST: f64 = 128.0;

/// What a restart needs, by instrument: a ring of returns (NaN = left out, across a gap) with running sums.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SigmaState {
    /// Ring of 1,439 returns of each instrument.
    pub returns: Vec<f64>,
    /// Candles so far.
    pub seen: Vec<f64>,
    /// Last close.
    pub close: Vec<f64>,
    /// Sum of the returns in the ring.
    pub sum: Vec<f64>,
    /// Sum of their squares.
    pub squares: Vec<f64>,
    /// Their number.
    pub kept: Vec<f64>,
}

#[derive(Clone)]
struct Window {
    returns: Vec<f64>,
    /// Place of the next return in the ring.
    slot: usize,
    seen: f64,
    close: f64,
    sum: f64,
    squares: f64,
    kept: f64,
}

/// The windows of every instrument.
pub(crate) struct Sigma {
    windows: Vec<Window>,
}

impl Sigma {
    pub(crate) fn new(count: usize) -> Self {
        let empty = Window { returns: vec![f64::NAN; RETURNS], slot: 0, seen: 0.0, close: 0.0, sum: 0.0, squares: 0.0, kept: 0.0 };
        Self { windows: vec![empty; count] }
    }

    pub(crate) fn restore(count: usize, saved: &SigmaState) -> Result<Self, InputError> {
        let numbers = [&saved.seen, &saved.close, &saved.sum, &saved.squares, &saved.kept];
        if saved.returns.len() != count * RETURNS || numbers.iter().any(|column| column.len() != count) {
            return Err(InputError::Saved { part: "sigma" });
        }
        let mut sigma = Self::new(count);
        for (k, window) in sigma.windows.iter_mut().enumerate() {
            window.returns.copy_from_slice(&saved.returns[k * RETURNS..(k + 1) * RETURNS]);
            window.seen = crate::whole_count(saved.seen[k]).ok_or(InputError::State { instrument: k })?;
            window.slot = if window.seen > 0.0 { (window.seen as u64 - 1) as usize % RETURNS } else { 0 };
            window.close = saved.close[k];
            window.sum = saved.sum[k];
            window.squares = saved.squares[k];
            window.kept = saved.kept[k];
        }
        Ok(sigma)
    }

    pub(crate) fn save(&self) -> SigmaState {
        let each = |of: fn(&Window) -> f64| self.windows.iter().map(of).collect();
        SigmaState {
            returns: self.windows.iter().flat_map(|window| window.returns.iter().copied()).collect(),
            seen: each(|window| window.seen),
            close: each(|window| window.close),
            sum: each(|window| window.sum),
            squares: each(|window| window.squares),
            kept: each(|window| window.kept),
        }
    }

    /// Adds a close of instrument k and returns sigma per candle, not annualised; NaN below 128 candles or two returns. `gap`: the
    /// return is left out.
    #[inline(always)]
    pub(crate) fn push(&mut self, k: usize, close: f64, gap: bool) -> f64 {
        let window = &mut self.windows[k];
        let first = window.seen == 0.0;
        window.seen += 1.0;
        let before = window.close;
        window.close = close;
        if !first {
            window.enter(if gap { f64::NAN } else { log(close / before) });
        }
        window.deviation()
    }
}

impl Window {
    #[inline(always)]
    fn enter(&mut self, entering: f64) {
        let slot = self.slot;
        let leaving = std::mem::replace(&mut self.returns[slot], entering);
        if slot + 1 == RETURNS {
            self.slot = 0;
            self.recompute();
            return;
        }
        self.slot = slot + 1;
        if !leaving.is_nan() {
            self.sum -= leaving;
            self.squares -= leaving * leaving;
            self.kept -= 1.0;
        }
        if !entering.is_nan() {
            self.add(entering);
        }
    }

    /// Recomputes the sums once per turn of the ring, so that rounding never accumulates for longer.
    fn recompute(&mut self) {
        (self.sum, self.squares, self.kept) = (0.0, 0.0, 0.0);
        for at in 0..RETURNS {
            let value = self.returns[at];
            if !value.is_nan() {
                self.add(value);
            }
        }
    }

    #[inline(always)]
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.squares += value * value;
        self.kept += 1.0;
    }

    #[inline(always)]
    fn deviation(&self) -> f64 {
        let n = self.kept;
        if self.seen < LEAST || n < 2.0 {
            return f64::NAN;
        }
        let mean = self.sum / n;
        let square = (self.squares - n * mean * mean) / (n - 1.0);
        // Rounding may make it negative; NaN stays NaN.
        if square <= 0.0 {
            0.0
        } else {
            square.sqrt()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(i: usize) -> f64 {
        1.1 + ((i * 7919) % 1009) as f64 * 1e-5
    }

    #[test]
    fn equals_two_passes_over_the_window() {
        let mut sigma = Sigma::new(2);
        let gap = |i: usize| i == 900 || i == 2500;
        for i in 0..3200 {
            sigma.push(0, 1.0, false);
            let found = sigma.push(1, close(i), gap(i));
            if i < 127 {
                assert!(found.is_nan(), "{i}");
            } else if i % 97 == 0 {
                let from = i.saturating_sub(1438).max(1);
                let kept: Vec<f64> = (from..=i).filter(|&j| !gap(j)).map(|j| (close(j) / close(j - 1)).ln()).collect();
                let mean = kept.iter().sum::<f64>() / kept.len() as f64;
                let variance = kept.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (kept.len() - 1) as f64;
                assert!((found / variance.sqrt() - 1.0).abs() < 1e-9, "{i}: {found}");
            }
        }
        assert_eq!(sigma.push(0, 1.0, false), 0.0);
    }

    #[test]
    fn goes_on_from_what_it_saved() {
        let (mut whole, mut first) = (Sigma::new(1), Sigma::new(1));
        for i in 0..2000 {
            whole.push(0, close(i), i == 700);
            first.push(0, close(i), i == 700);
        }
        let mut second = Sigma::restore(1, &first.save()).unwrap();
        for i in 2000..4000 {
            assert_eq!(whole.push(0, close(i), false), second.push(0, close(i), false), "{i}");
        }
    }

    #[test]
    fn a_state_of_other_lengths_is_refused() {
        let saved = Sigma::new(2).save();
        assert!(Sigma::restore(1, &saved).is_err());
        assert!(Sigma::restore(2, &SigmaState { kept: vec![0.0], ..saved.clone() }).is_err());
        assert!(Sigma::restore(2, &SigmaState { seen: vec![0.5, 0.0], ..saved }).is_err());
    }
}
