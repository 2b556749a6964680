//! QFH metrics of windows of bits (variant v2), after `docs/qfh.md`.
//!
//! Only `+ - * /`, square roots and comparisons at run time; exponentials, sines and logarithms come from `libm` when the
//! tables are made, so every platform gives the same bits.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod counts;
mod extended;
mod fast;
mod general;

pub use counts::{Counts, Ratios};
pub use extended::{extended, extended_128, Extended};
pub use fast::{Kernel, Metrics, WINDOW};
pub use general::{analyze, Analysis};

/// What is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputError {
    /// A value at this index is neither 0 nor 1.
    NotABit(usize),
    /// No bits at all.
    Empty,
}

/// Checks that every value is 0 or 1 and that there is one at least.
pub fn check_bits(bits: &[u8]) -> Result<(), InputError> {
    if bits.is_empty() {
        return Err(InputError::Empty);
    }
    match bits.iter().position(|&bit| bit > 1) {
        Some(at) => Err(InputError::NotABit(at)),
        None => Ok(()),
    }
}
