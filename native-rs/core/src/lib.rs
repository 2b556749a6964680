//! QFH metrics of bit windows (variant v2), as defined in `docs/qfh.md`.
//!
//! Only `+ - * /`, square roots and comparisons at run time; exponentials, sines and logarithms come from `libm`, so every platform
//! gives the same bits.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod counts;
mod direction;
mod echo;
mod error;
mod extended;
mod fast;
mod general;
mod log;
mod manifold;
mod median;
mod qbsa;
mod sigma;
mod signals;
mod spectrum;
mod stream;
mod tables;
mod tally;

pub use counts::{Counts, Ratios};
pub use direction::{DirectionColumns, DirectionInput, DirectionRule, DirectionState, Directions};
pub use echo::EchoState;
pub use error::InputError;
pub use extended::{extended, Extended, FURTHER};
pub use fast::{Kernel, Metrics, LANES};
pub use general::{analyze, Analysis};
pub use manifold::{manifold, Layout, Manifold, View};
pub use qbsa::{candle_bits, Candles};
pub use sigma::SigmaState;
pub use signals::{SignalColumns, SignalInput, SignalRule, SignalState, Signals};
pub use stream::{Columns, Stream, MOST_INSTRUMENTS, NO_BIT, STATE_BYTES};
pub use tables::WINDOW;

/// Checks that there is at least one value and that every value is 0 or 1.
pub fn check_bits(bits: &[u8]) -> Result<(), InputError> {
    if bits.is_empty() {
        return Err(InputError::NoBits);
    }
    match bits.iter().position(|&bit| bit > 1) {
        Some(at) => Err(InputError::NotABit(at)),
        None => Ok(()),
    }
}

/// Coherence of every window of 128 bits, stride 1; none where there are fewer bits.
pub fn windows(kernel: &Kernel, bits: &[u8]) -> Result<Vec<f64>, InputError> {
    let mut coherence = reserved((bits.len() + 1).saturating_sub(WINDOW))?;
    each_window(kernel, bits, |metrics, _| coherence.push(metrics.coherence))?;
    Ok(coherence)
}

/// Calls with the metrics and the packed bits of every window of 128, stride 1.
pub(crate) fn each_window(kernel: &Kernel, bits: &[u8], mut take: impl FnMut(&Metrics, u128)) -> Result<(), InputError> {
    if let Some(at) = bits.iter().position(|&bit| bit > 1) {
        return Err(InputError::NotABit(at));
    }
    if bits.len() < WINDOW {
        return Ok(());
    }
    let (head, rest) = bits.split_at(WINDOW - 1);
    let mut x = head.iter().fold(0u128, |x, &bit| enter(x, bit));
    let groups = rest.chunks_exact(LANES);
    let last = groups.remainder();
    for group in groups {
        let lanes: [u128; LANES] = std::array::from_fn(|l| {
            x = enter(x, group[l]);
            x
        });
        for (metrics, lane) in kernel.lanes(&lanes).iter().zip(lanes) {
            take(metrics, lane);
        }
    }
    for &bit in last {
        x = enter(x, bit);
        take(&kernel.window(x), x);
    }
    Ok(())
}

/// The window after one more bit: the newest is the highest.
#[inline(always)]
pub(crate) fn enter(x: u128, bit: u8) -> u128 {
    (x >> 1) | (u128::from(bit) << (WINDOW - 1))
}

/// A count that was saved as a double.
pub(crate) fn whole_count(x: f64) -> Option<f64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    ((0.0..=MOST).contains(&x) && x.fract() == 0.0).then_some(x)
}

/// An empty vector with room, or a typed error: running out of memory must not end the process.
pub(crate) fn reserved<T>(room: usize) -> Result<Vec<T>, InputError> {
    let mut values = Vec::new();
    values.try_reserve_exact(room).map_err(|_| InputError::Memory)?;
    Ok(values)
}
