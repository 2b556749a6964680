//! Candles to bits: 1 = close not lower, and range or volume not shrinking.

use crate::{reserved, InputError};

/// Columns of equal length, one value per candle.
#[derive(Debug, Clone, Copy)]
pub struct Candles<'a> {
    /// Open label, milliseconds.
    pub t_ms: &'a [f64],
    /// High.
    pub high: &'a [f64],
    /// Low.
    pub low: &'a [f64],
    /// Close.
    pub close: &'a [f64],
    /// Ticks.
    pub volume: &'a [f64],
}

impl Candles<'_> {
    /// Number of candles.
    pub fn len(&self) -> usize {
        self.t_ms.len()
    }

    /// True without candles.
    pub fn is_empty(&self) -> bool {
        self.t_ms.is_empty()
    }

    /// Checks for equal lengths, finite numbers and rising times.
    pub fn check(&self) -> Result<(), InputError> {
        let columns = [("time", self.t_ms), ("high", self.high), ("low", self.low), ("close", self.close), ("volume", self.volume)];
        if columns.iter().any(|(_, values)| values.len() != self.len()) {
            return Err(InputError::Lengths(columns.iter().map(|(_, values)| values.len()).collect()));
        }
        for (column, values) in columns {
            if let Some(candle) = values.iter().position(|value| !value.is_finite()) {
                return Err(InputError::NotANumber { candle, column });
            }
        }
        match self.t_ms.windows(2).position(|pair| pair[1] <= pair[0]) {
            Some(before) => Err(InputError::Order { candle: before + 1 }),
            None => Ok(()),
        }
    }
}

/// One bit for every candle but the first, compared with the candle before. Ties count as up.
/// Without `use_volume` only the range can expand.
pub fn candle_bits(candles: &Candles, use_volume: bool) -> Result<Vec<u8>, InputError> {
    candles.check()?;
    let mut bits = reserved(candles.len().saturating_sub(1))?;
    let range = |i: usize| candles.high[i] - candles.low[i];
    for i in 1..candles.len() {
        let up = candles.close[i] >= candles.close[i - 1];
        let expanding = range(i) >= range(i - 1) || (use_volume && candles.volume[i] >= candles.volume[i - 1]);
        bits.push(u8::from(up && expanding));
    }
    Ok(bits)
}
