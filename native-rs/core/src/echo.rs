//! Signatures of windows and their repetitions, and the mean rupture of the last hour.

use crate::tally::Tally;
use crate::InputError;

/// Transitions in a window of 128 bits.
const TRANSITIONS: f64 = 127.0;
/// Stamps in the longest look-back, a day including both ends: at most one candle per minute.
const RING: usize = 1441;
const MINUTE_MS: f64 = 60_000.0;
const HOUR_MS: f64 = 60.0 * MINUTE_MS;
/// Up to this many values of each part, the three fit into one exact double.
const MOST_SIDE: u64 = 200_000;

/// What a restart needs: by instrument, a ring of stamps with signature and rupture; head and tails count from the start.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EchoState {
    /// Ring of 1,441 times of each instrument.
    pub ts_ms: Vec<f64>,
    /// Their signatures.
    pub signature: Vec<f64>,
    /// Their ruptures in the window, 0 to 127: whole numbers, so that the running sum is exact.
    pub ruptures: Vec<f64>,
    /// Ruptures of the last hour.
    pub hour_sum: Vec<f64>,
    /// Stamps so far.
    pub head: Vec<f64>,
    /// The first stamp of the look-back.
    pub tail: Vec<f64>,
    /// The first stamp of the last hour.
    pub hour_tail: Vec<f64>,
}

/// The metrics of one window that its signature is made of.
pub(crate) struct Marks {
    pub(crate) coherence: f64,
    pub(crate) stability: f64,
    pub(crate) entropy: f64,
    pub(crate) rupture: f64,
}

/// Signature, its repetitions within the look-back, and mean rupture of the last hour.
pub(crate) struct Echoed {
    pub(crate) signature: [i32; 3],
    pub(crate) repetition: i32,
    pub(crate) lambda: f64,
}

#[derive(Clone, Copy, Default)]
struct Stamp {
    ts_ms: f64,
    signature: u64,
    ruptures: f64,
}

#[derive(Clone)]
struct Past {
    stamps: Vec<Stamp>,
    hour_sum: f64,
    head: u64,
    tail: u64,
    hour_tail: u64,
    /// Places of head and tails in the ring.
    head_at: usize,
    tail_at: usize,
    hour_at: usize,
    tally: Tally,
}

/// The past of every instrument.
pub(crate) struct Echo {
    lookback_ms: f64,
    /// Maximum number of stamps in a look-back.
    most: u64,
    scale: f64,
    side: u64,
    pasts: Vec<Past>,
}

impl Echo {
    /// `scale`: a signature's parts are in units of 1 / scale.
    pub(crate) fn new(count: usize, lookback_ms: f64, scale: f64) -> Self {
        let most = ((lookback_ms / MINUTE_MS) as usize + 1).min(RING);
        Self { lookback_ms, most: most as u64, scale, side: scale as u64 + 1, pasts: vec![Past::new(most); count] }
    }

    pub(crate) fn restore(count: usize, lookback_ms: f64, scale: f64, saved: &EchoState) -> Result<Self, InputError> {
        let rings = [&saved.ts_ms, &saved.signature, &saved.ruptures];
        let numbers = [&saved.hour_sum, &saved.head, &saved.tail, &saved.hour_tail];
        if rings.iter().any(|ring| ring.len() != count * RING) || numbers.iter().any(|column| column.len() != count) {
            return Err(InputError::Saved { part: "echo" });
        }
        let mut echo = Self::new(count, lookback_ms, scale);
        let most = echo.most;
        for (k, past) in echo.pasts.iter_mut().enumerate() {
            past.restore(k, saved, most).ok_or(InputError::State { instrument: k })?;
        }
        Ok(echo)
    }

    pub(crate) fn save(&self) -> EchoState {
        let each = |of: fn(&Past) -> f64| self.pasts.iter().map(of).collect();
        let ring = |of: fn(&Stamp) -> f64| self.pasts.iter().flat_map(|past| past.stamps.iter().map(of)).collect();
        EchoState {
            ts_ms: ring(|stamp| stamp.ts_ms),
            signature: ring(|stamp| stamp.signature as f64),
            ruptures: ring(|stamp| stamp.ruptures),
            hour_sum: each(|past| past.hour_sum),
            head: each(|past| past.head as f64),
            tail: each(|past| past.tail as f64),
            hour_tail: each(|past| past.hour_tail as f64),
        }
    }

    /// Adds a window of instrument k. The mean is over the candles with metrics in (t - 60 min, t].
    #[inline(always)]
    pub(crate) fn push(&mut self, k: usize, ts_ms: f64, marks: &Marks) -> Echoed {
        let Self { lookback_ms, most, scale, side, .. } = *self;
        let past = &mut self.pasts[k];
        let [c, s, e] = [marks.coherence, marks.stability, marks.entropy].map(|x| rounded(x, scale));
        let ruptures = (marks.rupture * TRANSITIONS + 0.5).floor();
        // One exact integer for all three. Stability is k/127, so at six decimals, where three factors would exceed 2^53, its k
        // stands for it.
        let signature = if side <= MOST_SIDE { (c * side + s) * side + e } else { (c * side + e) * 128 + ruptures as u64 };
        past.drop_old(ts_ms, lookback_ms, most);
        let lambda = past.mean_rupture(ts_ms, ruptures);
        past.stamps[past.head_at] = Stamp { ts_ms, signature, ruptures };
        past.head += 1;
        past.head_at = following(past.head_at);
        Echoed { signature: [c as i32, s as i32, e as i32], repetition: past.tally.add(signature) as i32, lambda }
    }
}

impl Past {
    fn new(most: usize) -> Self {
        let (stamps, tally) = (vec![Stamp::default(); RING], Tally::new(most));
        Self { stamps, hour_sum: 0.0, head: 0, tail: 0, hour_tail: 0, head_at: 0, tail_at: 0, hour_at: 0, tally }
    }

    /// None where no echo can have saved this.
    fn restore(&mut self, k: usize, saved: &EchoState, most: u64) -> Option<()> {
        let counter = |column: &[f64]| crate::whole_count(column[k]).map(|count| count as u64);
        (self.head, self.tail, self.hour_tail) = (counter(&saved.head)?, counter(&saved.tail)?, counter(&saved.hour_tail)?);
        self.hour_sum = saved.hour_sum[k];
        let (kept, hour) = (self.head.checked_sub(self.tail)?, self.head.checked_sub(self.hour_tail)?);
        if kept > most || hour > RING as u64 {
            return None;
        }
        for (at, stamp) in self.stamps.iter_mut().enumerate() {
            let from = k * RING + at;
            let signature = crate::whole_count(saved.signature[from])? as u64;
            *stamp = Stamp { ts_ms: saved.ts_ms[from], signature, ruptures: saved.ruptures[from] };
        }
        let place = |count: u64| (count % RING as u64) as usize;
        (self.head_at, self.tail_at, self.hour_at) = (place(self.head), place(self.tail), place(self.hour_tail));
        for n in self.tail..self.head {
            self.tally.add(self.stamps[place(n)].signature);
        }
        Some(())
    }

    /// Drops signatures older than the look-back; a stamp exactly that old still counts.
    #[inline(always)]
    fn drop_old(&mut self, ts_ms: f64, lookback_ms: f64, most: u64) {
        while self.tail < self.head && (ts_ms - self.stamps[self.tail_at].ts_ms > lookback_ms || self.head - self.tail >= most) {
            self.tally.remove(self.stamps[self.tail_at].signature);
            self.tail_at = following(self.tail_at);
            self.tail += 1;
        }
    }

    /// Mean of the last hour, including this row.
    #[inline(always)]
    fn mean_rupture(&mut self, ts_ms: f64, ruptures: f64) -> f64 {
        while self.hour_tail < self.head
            && (ts_ms - self.stamps[self.hour_at].ts_ms >= HOUR_MS || self.head - self.hour_tail >= RING as u64)
        {
            self.hour_sum -= self.stamps[self.hour_at].ruptures;
            self.hour_at = following(self.hour_at);
            self.hour_tail += 1;
        }
        self.hour_sum += ruptures;
        self.hour_sum / (TRANSITIONS * (self.head + 1 - self.hour_tail) as f64)
    }
}

fn following(at: usize) -> usize {
    (at + 1) * usize::from(at + 1 != RING)
}

/// x in [0, 1] as an integer in units of 1/scale, halves away from zero.
#[inline(always)]
fn rounded(x: f64, scale: f64) -> u64 {
    (x.clamp(0.0, 1.0) * scale + 0.5) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(i: usize) -> Marks {
        let unit = |n: usize| ((i * n) % 11) as f64 / 10.0;
        let rupture = ((i * 37) % 128) as f64 / 127.0;
        Marks { coherence: unit(3), stability: 1.0 - rupture, entropy: unit(7), rupture }
    }

    fn ts(i: usize) -> f64 {
        (i + if i > 300 { 45 } else { 0 }) as f64 * MINUTE_MS
    }

    #[test]
    fn counts_what_a_look_back_over_all_stamps_counts() {
        for (lookback, scale) in [(30.0, 10.0), (60.0, 1e6), (1440.0, 2.0)] {
            let mut echo = Echo::new(1, lookback * MINUTE_MS, scale);
            let mut all: Vec<(f64, [i32; 3], f64)> = Vec::new();
            for i in 0..1800 {
                let found = echo.push(0, ts(i), &marks(i));
                all.push((ts(i), found.signature, marks(i).rupture));
                let equal = all.iter().filter(|(t, s, _)| ts(i) - t <= lookback * MINUTE_MS && *s == found.signature).count();
                assert_eq!(found.repetition as usize, equal, "{lookback} {i}");
                let hour: Vec<f64> = all.iter().filter(|(t, ..)| ts(i) - t < HOUR_MS).map(|(.., r)| *r).collect();
                assert!((found.lambda - hour.iter().sum::<f64>() / hour.len() as f64).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn goes_on_from_what_it_saved() {
        let (mut whole, mut first) = (Echo::new(1, HOUR_MS, 100.0), Echo::new(1, HOUR_MS, 100.0));
        for i in 0..2000 {
            whole.push(0, ts(i), &marks(i));
            first.push(0, ts(i), &marks(i));
        }
        let mut second = Echo::restore(1, HOUR_MS, 100.0, &first.save()).unwrap();
        for i in 2000..4000 {
            let (a, b) = (whole.push(0, ts(i), &marks(i)), second.push(0, ts(i), &marks(i)));
            assert_eq!((a.signature, a.repetition, a.lambda), (b.signature, b.repetition, b.lambda), "{i}");
        }
    }

    #[test]
    fn a_damaged_state_is_refused() {
        let saved = Echo::new(1, HOUR_MS, 100.0).save();
        assert!(Echo::restore(2, HOUR_MS, 100.0, &saved).is_err());
        for (head, tail, hour_tail) in [(1.0, 2.0, 0.0), (100.0, 0.0, 90.0), (2000.0, 1990.0, 0.0), (0.5, 0.0, 0.0), (-1.0, 0.0, 0.0)] {
            let (head, tail, hour_tail) = (vec![head], vec![tail], vec![hour_tail]);
            assert!(Echo::restore(1, HOUR_MS, 100.0, &EchoState { head, tail, hour_tail, ..saved.clone() }).is_err());
        }
    }
}
