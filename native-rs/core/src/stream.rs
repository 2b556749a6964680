//! The last 128 bits of every instrument, fed row by row.

use crate::extended::{extended_128, FURTHER};
use crate::{enter, InputError, Kernel, Metrics, LANES, WINDOW};

/// No bit in this row: the instrument has no candle, or it is the first one.
pub const NO_BIT: u8 = 255;
/// More instruments than any market has.
pub const MOST_INSTRUMENTS: usize = 10_000;
/// Bytes of saved state of one instrument: the bits, then how many have been seen.
pub const STATE_BYTES: usize = 20;

const FULL: u32 = WINDOW as u32;

/// Output columns, written in place.
pub struct Columns<'a> {
    /// Coherence, v2.
    pub coherence: &'a mut [f64],
    /// Pattern coherence.
    pub pattern: &'a mut [f64],
    /// 1 - rupture.
    pub stability: &'a mut [f64],
    /// Share of ruptures.
    pub rupture: &'a mut [f64],
    /// Normalised entropy.
    pub entropy: &'a mut [f64],
    /// Share of flips.
    pub flip_ratio: &'a mut [f64],
    /// 1 where rupture >= 0.5.
    pub collapsed: &'a mut [u8],
    /// The extended metrics in the order of `Extended`, if requested.
    pub further: Option<[&'a mut [f64]; FURTHER]>,
}

impl<'a> Columns<'a> {
    pub(crate) fn shortest(&self) -> usize {
        let floats = [&self.coherence, &self.pattern, &self.stability, &self.rupture, &self.entropy, &self.flip_ratio];
        let further = self.further.iter().flatten();
        floats.into_iter().chain(further).map(|column| column.len()).fold(self.collapsed.len(), usize::min)
    }

    /// The same rows of every column.
    fn rows(&mut self, from: usize, to: usize) -> Columns<'_> {
        Columns {
            coherence: &mut self.coherence[from..to],
            pattern: &mut self.pattern[from..to],
            stability: &mut self.stability[from..to],
            rupture: &mut self.rupture[from..to],
            entropy: &mut self.entropy[from..to],
            flip_ratio: &mut self.flip_ratio[from..to],
            collapsed: &mut self.collapsed[from..to],
            further: self.further.as_mut().map(|further| further.each_mut().map(|column| &mut column[from..to])),
        }
    }

    /// Row i: the metrics `m` of window `x`.
    #[inline(always)]
    fn write(&mut self, i: usize, kernel: &Kernel, x: u128, m: &Metrics) {
        self.coherence[i] = m.coherence;
        self.pattern[i] = m.pattern;
        self.stability[i] = 1.0 - m.rupture;
        self.rupture[i] = m.rupture;
        self.entropy[i] = m.entropy;
        self.flip_ratio[i] = m.flip_ratio;
        self.collapsed[i] = u8::from(m.collapsed);
        if self.further.is_some() {
            self.write_further(i, extended_128(kernel, x, m.rupture).values());
        }
    }

    fn write_further(&mut self, i: usize, values: [f64; FURTHER]) {
        for (column, value) in self.further.iter_mut().flatten().zip(values) {
            column[i] = value;
        }
    }

    fn blank(&mut self, i: usize) {
        self.coherence[i] = f64::NAN;
        self.pattern[i] = f64::NAN;
        self.stability[i] = f64::NAN;
        self.rupture[i] = f64::NAN;
        self.entropy[i] = f64::NAN;
        self.flip_ratio[i] = f64::NAN;
        self.collapsed[i] = 0;
        self.write_further(i, [f64::NAN; FURTHER]);
    }
}

/// The last 128 bits of every instrument.
pub struct Stream {
    words: Vec<u128>,
    seen: Vec<u32>,
}

impl Stream {
    /// For a number of instruments, 1 to `MOST_INSTRUMENTS`.
    pub fn new(instruments: f64) -> Result<Self, InputError> {
        match whole(instruments) {
            Some(count) if (1..=MOST_INSTRUMENTS).contains(&count) => Ok(Self { words: vec![0; count], seen: vec![0; count] }),
            _ => Err(InputError::Instruments(instruments)),
        }
    }

    /// Continues from a result of `save`; refuses bytes that no stream can have saved.
    pub fn restore(instruments: f64, bytes: &[u8]) -> Result<Self, InputError> {
        let mut stream = Self::new(instruments)?;
        let count = stream.words.len();
        if bytes.len() != count * STATE_BYTES {
            return Err(InputError::StateLength { bytes: bytes.len(), count });
        }
        for (instrument, part) in bytes.chunks_exact(STATE_BYTES).enumerate() {
            let (word, seen) = part.split_at(16);
            let word = word.iter().rev().fold(0u128, |word, &byte| (word << 8) | u128::from(byte));
            let seen = seen.iter().rev().fold(0u32, |seen, &byte| (seen << 8) | u32::from(byte));
            // Bits enter at the top, so those that no bit has reached yet are 0.
            if seen > FULL || (seen < FULL && word.checked_shl(seen).unwrap_or(0) != 0) {
                return Err(InputError::State { instrument });
            }
            stream.words[instrument] = word;
            stream.seen[instrument] = seen;
        }
        Ok(stream)
    }

    /// Number of instruments.
    pub(crate) fn instruments(&self) -> usize {
        self.words.len()
    }

    /// State as bytes, little-endian.
    pub fn save(&self) -> Vec<u8> {
        let parts = self.words.iter().zip(&self.seen);
        parts.flat_map(|(word, seen)| word.to_le_bytes().into_iter().chain(seen.to_le_bytes())).collect()
    }

    /// Takes the bits of rows [from, to) (instrument = row mod instruments) and writes their metrics; NaN before 128 bits and
    /// without a bit. Refused rows change nothing.
    pub fn push(&mut self, kernel: &Kernel, bits: &[u8], from: f64, to: f64, out: &mut Columns) -> Result<(), InputError> {
        let count = self.words.len();
        let shortest = out.shortest().min(bits.len());
        let (start, end) = match (whole(from), whole(to)) {
            (Some(start), Some(end)) if start <= end && end <= shortest && start % count == 0 => (start, end),
            _ => return Err(InputError::Rows { from, to, shortest, count }),
        };
        let bits = &bits[start..end];
        if let Some(at) = bits.iter().position(|&bit| bit > 1 && bit != NO_BIT) {
            return Err(InputError::NotABit(start + at));
        }
        self.rows(kernel, bits, &mut out.rows(start, end));
        Ok(())
    }

    /// Windows wait until there is one for every lane.
    fn rows(&mut self, kernel: &Kernel, bits: &[u8], out: &mut Columns) {
        let (mut row, mut lane, mut waiting) = ([0usize; LANES], [0u128; LANES], 0);
        let count = self.words.len();
        let mut k = 0;
        for (i, &bit) in bits.iter().enumerate() {
            if bit == NO_BIT || !self.take(k, bit) {
                out.blank(i);
            } else {
                (row[waiting], lane[waiting]) = (i, self.words[k]);
                waiting += 1;
                if waiting == LANES {
                    for ((at, x), metrics) in row.iter().zip(lane).zip(kernel.lanes(&lane)) {
                        out.write(*at, kernel, x, &metrics);
                    }
                    waiting = 0;
                }
            }
            k = if k + 1 == count { 0 } else { k + 1 };
        }
        for (at, x) in row.iter().zip(lane).take(waiting) {
            out.write(*at, kernel, x, &kernel.window(x));
        }
    }

    /// Adds a bit; true from the 128th on.
    #[inline(always)]
    fn take(&mut self, k: usize, bit: u8) -> bool {
        self.words[k] = enter(self.words[k], bit);
        self.seen[k] = (self.seen[k] + 1).min(FULL);
        self.seen[k] == FULL
    }
}

/// A non-negative integer that JavaScript passed as a double.
pub(crate) fn whole(x: f64) -> Option<usize> {
    (x >= 0.0 && x <= f64::from(u32::MAX) && x.fract() == 0.0).then_some(x as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_state_is_refused() {
        let mut stream = Stream::new(1.0).unwrap();
        for bit in [1, 0, 1] {
            stream.take(0, bit);
        }
        let saved = stream.save();
        assert_eq!(Stream::restore(1.0, &saved).unwrap().save(), saved);
        for (at, value) in [(0, 1), (12, 128), (16, 129), (19, 255)] {
            let mut bytes = saved.clone();
            bytes[at] = value;
            assert_eq!(Stream::restore(1.0, &bytes).err(), Some(InputError::State { instrument: 0 }), "byte {at}");
        }
        assert!(Stream::restore(1.0, &[0; 20]).is_ok());
    }

    #[test]
    fn counts_out_of_bounds_are_refused() {
        for count in [0.0, -1.0, 0.5, 10_001.0, 4_294_967_296.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Stream::new(count), Err(InputError::Instruments(_))), "{count}");
        }
    }
}
