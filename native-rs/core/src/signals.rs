//! The signal of every instrument, fed slice by slice: the metrics of its last 128 bits, gaps between its candles, volatility,
//! signature with its repetitions, and mean rupture.

use crate::echo::{Echo, EchoState, Marks};
use crate::sigma::{Sigma, SigmaState};
use crate::stream::{whole, Columns, Stream};
use crate::{InputError, Kernel};

/// Settings of a signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignalRule {
    /// Decisions read pattern coherence, not v2.
    pub by_pattern: bool,
    /// A signature's parts are in units of 1 / scale, 1 to 10^6.
    pub scale: f64,
    /// Look-back for repetitions, one minute to a day.
    pub lookback_ms: f64,
    /// A longer interval between two candles of an instrument is a gap.
    pub gap_ms: f64,
}

/// What a restart needs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SignalState {
    /// Of the bits.
    pub stream: Vec<u8>,
    /// Of the volatility.
    pub sigma: SigmaState,
    /// Of signatures and ruptures.
    pub echo: EchoState,
    /// Time of each instrument's last candle, NaN before the first.
    pub last_ms: Vec<f64>,
}

/// Columns of a frame: one value for each slice (`ts_ms`), or for each slice and instrument.
pub struct SignalInput<'a> {
    /// Times of the slices.
    pub ts_ms: &'a [f64],
    /// 0, 1, or 255 where a row has none.
    pub bit: &'a [u8],
    /// 0 where a row has no candle.
    pub present: &'a [u8],
    /// Closes.
    pub close: &'a [f64],
}

/// Output columns, written in place.
pub struct SignalColumns<'a> {
    /// Window metrics.
    pub metrics: Columns<'a>,
    /// The rupture again: the hazard of this candle.
    pub hazard: &'a mut [f64],
    /// The coherence that decisions read.
    pub decision: &'a mut [f64],
    /// 1 after a gap.
    pub gap: &'a mut [u8],
    /// Sigma per candle.
    pub sigma: &'a mut [f64],
    /// Mean rupture of the last hour.
    pub lambda: &'a mut [f64],
    /// Parts of the signature, -1 without one: coherence, stability, entropy.
    pub signature: [&'a mut [i32]; 3],
    /// Candles with this signature in the look-back, this one included.
    pub repetition: &'a mut [i32],
}

impl SignalColumns<'_> {
    fn shortest(&self) -> usize {
        let floats = [&self.hazard, &self.decision, &self.sigma, &self.lambda].map(|column| column.len());
        let counts = self.signature.iter().chain([&self.repetition]).map(|column| column.len());
        floats.into_iter().chain(counts).fold(self.gap.len().min(self.metrics.shortest()), usize::min)
    }

    #[inline(always)]
    fn blank_signature(&mut self, i: usize) {
        self.lambda[i] = f64::NAN;
        for part in &mut self.signature {
            part[i] = -1;
        }
        self.repetition[i] = 0;
    }
}

/// The signals of every instrument.
pub struct Signals {
    count: usize,
    rule: SignalRule,
    stream: Stream,
    sigma: Sigma,
    echo: Echo,
    last_ms: Vec<f64>,
}

impl Signals {
    /// For a number of instruments; continues from a result of `save`, and refuses what no signals can have saved.
    pub fn new(instruments: f64, rule: SignalRule, saved: Option<&SignalState>) -> Result<Self, InputError> {
        let whole_scale = rule.scale.fract() == 0.0 && (1.0..=1e6).contains(&rule.scale);
        if !whole_scale || !(60_000.0..=86_400_000.0).contains(&rule.lookback_ms) || rule.gap_ms.is_nan() {
            return Err(InputError::Rule);
        }
        let fresh = Stream::new(instruments)?;
        let count = fresh.instruments();
        let Some(saved) = saved else {
            let (sigma, echo) = (Sigma::new(count), Echo::new(count, rule.lookback_ms, rule.scale));
            return Ok(Self { count, rule, stream: fresh, sigma, echo, last_ms: vec![f64::NAN; count] });
        };
        if saved.last_ms.len() != count {
            return Err(InputError::Saved { part: "times" });
        }
        Ok(Self {
            count,
            rule,
            stream: Stream::restore(instruments, &saved.stream)?,
            sigma: Sigma::restore(count, &saved.sigma)?,
            echo: Echo::restore(count, rule.lookback_ms, rule.scale, &saved.echo)?,
            last_ms: saved.last_ms.clone(),
        })
    }

    /// The state after the last slice.
    pub fn save(&self) -> SignalState {
        SignalState { stream: self.stream.save(), sigma: self.sigma.save(), echo: self.echo.save(), last_ms: self.last_ms.clone() }
    }

    /// Takes slices [from, to) and writes their rows. Metrics follow the bits, all else the candles: NaN, 0 and -1 without one.
    /// Refused slices change nothing.
    pub fn push(&mut self, kernel: &Kernel, input: &SignalInput, from: f64, to: f64, out: &mut SignalColumns) -> Result<(), InputError> {
        let count = self.count;
        let shortest = out.shortest().min(input.bit.len()).min(input.present.len()).min(input.close.len()).min(input.ts_ms.len() * count);
        let (first, end) = match (whole(from), whole(to)) {
            (Some(first), Some(end)) if first <= end && end <= shortest / count => (first, end),
            _ => return Err(InputError::Rows { from: from * count as f64, to: to * count as f64, shortest, count }),
        };
        let rows = first * count..end * count;
        self.stream.push(kernel, input.bit, rows.start as f64, rows.end as f64, &mut out.metrics)?;
        out.hazard[rows.clone()].copy_from_slice(&out.metrics.rupture[rows.clone()]);
        let decisive = if self.rule.by_pattern { &out.metrics.pattern } else { &out.metrics.coherence };
        out.decision[rows.clone()].copy_from_slice(&decisive[rows]);
        for s in first..end {
            for k in 0..count {
                self.row(input, s, k, out);
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn row(&mut self, input: &SignalInput, s: usize, k: usize, out: &mut SignalColumns) {
        let i = s * self.count + k;
        if input.present[i] == 0 {
            out.gap[i] = 0;
            out.sigma[i] = f64::NAN;
            out.blank_signature(i);
            return;
        }
        let ts_ms = input.ts_ms[s];
        let gap = ts_ms - self.last_ms[k] > self.rule.gap_ms;
        self.last_ms[k] = ts_ms;
        out.gap[i] = u8::from(gap);
        out.sigma[i] = self.sigma.push(k, input.close[i], gap);
        let m = &out.metrics;
        let marks = Marks { coherence: m.coherence[i], stability: m.stability[i], entropy: m.entropy[i], rupture: m.rupture[i] };
        if marks.coherence.is_nan() {
            // Before 128 bits there is no signature.
            return out.blank_signature(i);
        }
        let echoed = self.echo.push(k, ts_ms, &marks);
        for (part, value) in out.signature.iter_mut().zip(echoed.signature) {
            part[i] = value;
        }
        out.repetition[i] = echoed.repetition;
        out.lambda[i] = echoed.lambda;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: SignalRule = SignalRule { by_pattern: false, scale: 100.0, lookback_ms: 3_600_000.0, gap_ms: 300_000.0 };

    #[test]
    fn settings_out_of_bounds_are_refused() {
        for rule in [
            SignalRule { scale: 0.5, ..RULE },
            SignalRule { scale: 2e6, ..RULE },
            SignalRule { scale: f64::NAN, ..RULE },
            SignalRule { lookback_ms: 0.0, ..RULE },
            SignalRule { lookback_ms: f64::NAN, ..RULE },
            SignalRule { gap_ms: f64::NAN, ..RULE },
        ] {
            assert!(matches!(Signals::new(1.0, rule, None), Err(InputError::Rule)), "{rule:?}");
        }
    }

    #[test]
    fn a_state_of_another_market_is_refused() {
        let saved = Signals::new(2.0, RULE, None).unwrap().save();
        assert!(Signals::new(2.0, RULE, Some(&saved)).unwrap().save().last_ms.iter().all(|ms| ms.is_nan()));
        assert!(Signals::new(1.0, RULE, Some(&saved)).is_err());
        let stream = Vec::new();
        assert!(Signals::new(2.0, RULE, Some(&SignalState { stream, ..saved })).is_err());
    }
}
