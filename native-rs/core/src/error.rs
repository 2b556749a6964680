//! Input errors, each with its code and its text.

use std::fmt;

/// What is wrong with an input.
#[derive(Debug, Clone, PartialEq)]
pub enum InputError {
    /// A value at this index is neither 0 nor 1.
    NotABit(usize),
    /// No bits at all.
    NoBits,
    /// A number of instruments out of bounds.
    Instruments(f64),
    /// Rows that do not fit the columns, or do not begin with a slice.
    Rows {
        /// First row.
        from: f64,
        /// One past the last.
        to: f64,
        /// Length of the shortest column.
        shortest: usize,
        /// Instruments.
        count: usize,
    },
    /// Two columns that share memory.
    Shared,
    /// Too few or too many columns for the extended metrics.
    Further {
        /// Columns given.
        given: usize,
    },
    /// A saved state of another length.
    StateLength {
        /// Bytes given.
        bytes: usize,
        /// Instruments it is for.
        count: usize,
    },
    /// A saved state that no stream can have.
    State {
        /// Instrument whose part is wrong.
        instrument: usize,
    },
    /// A part of a saved state whose columns have other lengths.
    Saved {
        /// Which.
        part: &'static str,
    },
    /// Settings of a signal out of bounds.
    Rule,
    /// Settings of a direction out of bounds.
    Look,
    /// Candle columns of different lengths.
    Lengths(Vec<usize>),
    /// A value that is not a finite number.
    NotANumber {
        /// Candle.
        candle: usize,
        /// Column.
        column: &'static str,
    },
    /// A time that is not later than the one before.
    Order {
        /// Candle.
        candle: usize,
    },
    /// A result that does not fit into memory.
    Memory,
}

impl InputError {
    /// `bad-bits`, `bad-data` (candles) or `bad-argument`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotABit(_) | Self::NoBits => "bad-bits",
            Self::NotANumber { .. } | Self::Order { .. } => "bad-data",
            _ => "bad-argument",
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABit(at) => write!(f, "bit {at} is neither 0 nor 1"),
            Self::NoBits => write!(f, "no bits"),
            Self::Instruments(given) => write!(f, "{given} instruments: a whole number from 1 to {} is needed", crate::MOST_INSTRUMENTS),
            Self::Rows { from, to, shortest, count } => {
                write!(f, "rows {from} to {to} do not fit columns of {shortest} rows and {count} instruments")
            }
            Self::Shared => write!(f, "two columns share memory"),
            Self::Further { given } => write!(f, "{given} columns for the {} extended metrics", crate::FURTHER),
            Self::StateLength { bytes, count } => {
                write!(f, "saved state has {bytes} bytes, {count} instruments need {}", count * crate::STATE_BYTES)
            }
            Self::State { instrument } => write!(f, "saved state of instrument {instrument} is damaged"),
            Self::Saved { part } => write!(f, "saved state: {part} is not of this number of instruments"),
            Self::Rule => write!(f, "signal: scale 1 to 1000000, look-back 60000 to 86400000 ms, and a number of ms for a gap are needed"),
            Self::Look => write!(f, "direction: a look of 2 to 1440 closes, buckets of a minute or more, and ranges to average are needed"),
            Self::Lengths(lengths) => write!(f, "candle columns of different lengths: {lengths:?}"),
            Self::NotANumber { candle, column } => write!(f, "candle {candle}: {column} is not a finite number"),
            Self::Order { candle } => write!(f, "candle {candle}: its time is not later than the one before"),
            Self::Memory => write!(f, "the result does not fit into memory"),
        }
    }
}

impl std::error::Error for InputError {}
