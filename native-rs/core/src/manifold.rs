//! The numbers of a manifold: window metrics over a series of candles, its volatility and its hazard rate.

use crate::extended::{extended, extended_128, Extended};
use crate::general::analyze;
use crate::qbsa::{candle_bits, Candles};
use crate::{each_window, reserved, InputError, Kernel, Metrics, WINDOW};

/// Which windows there are, and which candle stamps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// 128 bits, stride 1 over everything, stamped with the candle at the window's end.
    Causal,
    /// The original's: shorter windows for short inputs, a stride, the last 512 bits only, stamped with the window's first bit.
    Original,
}

/// The windows: they end (exclusive) at bits `first`, `first + step`, ... up to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Bits of a window.
    pub window: usize,
    /// End of the first window.
    pub first: usize,
    /// Bits between two windows.
    pub step: usize,
}

impl Layout {
    /// Windows over `bits` bits; none where there are too few.
    pub fn of(bits: usize, view: View) -> Option<Self> {
        if view == View::Causal {
            return (bits >= WINDOW).then_some(Self { window: WINDOW, first: WINDOW, step: 1 });
        }
        let window = match bits {
            129.. => WINDOW,
            25..=128 => bits - (bits / 4).min(8),
            13..=24 => 12,
            9..=12 => 9,
            _ => bits,
        };
        let first = if bits - window <= 512 { window } else { bits - 512 };
        (window >= 8).then_some(Self { window, first, step: (window / 32).max(1) })
    }

    /// Ends of the windows over `bits` bits.
    pub fn ends(&self, bits: usize) -> impl Iterator<Item = usize> {
        (self.first..=bits).step_by(self.step)
    }
}

/// One value for each signal, and the two coefficients.
#[derive(Debug, Clone, Default)]
pub struct Manifold {
    /// Candle that stamps and prices each signal.
    pub candle: Vec<u32>,
    /// Window metrics.
    pub metrics: Vec<Metrics>,
    /// Further window metrics.
    pub extended: Vec<Extended>,
    /// Sample standard deviation of the log returns between candles, not annualised; 0 with fewer than two.
    pub sigma_eff: f64,
    /// 1 - exp(-ruptures per minute), the first signal left out; 0 with fewer than two signals.
    pub lambda: f64,
}

/// Computes a manifold. Candles without windows still have a `sigma_eff`.
pub fn manifold(kernel: &Kernel, candles: &Candles, view: View, use_volume: bool) -> Result<Manifold, InputError> {
    let bits = candle_bits(candles, use_volume)?;
    let mut result = Manifold { sigma_eff: sigma_eff(candles.close), ..Manifold::default() };
    let Some(layout) = Layout::of(bits.len(), view) else {
        return Ok(result);
    };
    let signals = layout.ends(bits.len()).count();
    result.candle = reserved(signals)?;
    result.metrics = reserved(signals)?;
    result.extended = reserved(signals)?;
    // Bit j is known with candle j + 1: the last bit of a window that ends before bit `end` came with candle `end`.
    let back = if view == View::Causal { 0 } else { layout.window - 1 };
    result.candle.extend(layout.ends(bits.len()).map(|end| (end - back) as u32));
    if layout.step == 1 && layout.window == WINDOW {
        each_window(kernel, &bits, |metrics, x| {
            result.metrics.push(*metrics);
            result.extended.push(extended_128(kernel, x, metrics.rupture));
        })?;
    } else {
        for end in layout.ends(bits.len()) {
            let window = &bits[end - layout.window..end];
            let a = analyze(kernel, window)?;
            result.extended.push(extended(kernel, window, a.rupture)?);
            result.metrics.push(Metrics {
                coherence: a.coherence,
                pattern: a.pattern,
                entropy: a.entropy,
                rupture: a.rupture,
                flip_ratio: a.flip_ratio,
                similarity: a.path_similarity,
                collapsed: a.collapse,
            });
        }
    }
    result.lambda = lambda(&result, candles.t_ms);
    Ok(result)
}

/// Pairs with a close of 0 or below have no return.
fn sigma_eff(close: &[f64]) -> f64 {
    if close.len() < 3 {
        return 0.0;
    }
    let pairs = close.windows(2).filter(|pair| pair[0] > 0.0 && pair[1] > 0.0);
    let returns: Vec<f64> = pairs.map(|pair| libm::log(pair[1] / pair[0])).collect();
    if returns.len() < 2 {
        return 0.0;
    }
    let mean = returns.iter().sum::<f64>() / returns.len() as f64;
    let squares: f64 = returns.iter().map(|r| (r - mean) * (r - mean)).sum();
    (squares / (returns.len() - 1) as f64).sqrt()
}

fn lambda(manifold: &Manifold, t_ms: &[f64]) -> f64 {
    let stamp = |i: usize| t_ms[manifold.candle[i] as usize];
    let (mut ruptures, mut seconds) = (0.0, 0.0);
    for i in 1..manifold.candle.len() {
        ruptures += manifold.metrics[i].rupture;
        seconds += ((stamp(i) - stamp(i - 1)) / 1000.0).max(1e-6);
    }
    if seconds == 0.0 {
        return 0.0;
    }
    let rate = 60.0 * ruptures / seconds;
    (1.0 - libm::exp(-rate.max(0.0))).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_of_the_original() {
        let layout = |bits| Layout::of(bits, View::Original).map(|l| (l.window, l.first, l.step, l.ends(bits).count()));
        assert_eq!(layout(0), None);
        assert_eq!(layout(7), None);
        assert_eq!(layout(8), Some((8, 8, 1, 1)));
        assert_eq!(layout(12), Some((9, 9, 1, 4)));
        assert_eq!(layout(24), Some((12, 12, 1, 13)));
        assert_eq!(layout(25), Some((19, 19, 1, 7)));
        assert_eq!(layout(128), Some((120, 120, 3, 3)));
        assert_eq!(layout(129), Some((128, 128, 4, 1)));
        assert_eq!(layout(640), Some((128, 128, 4, 129)));
        assert_eq!(layout(641), Some((128, 129, 4, 129)));
        assert_eq!(layout(1430), Some((128, 918, 4, 129)));
    }

    #[test]
    fn windows_of_the_causal_view() {
        assert_eq!(Layout::of(127, View::Causal), None);
        assert_eq!(Layout::of(1000, View::Causal).map(|l| l.ends(1000).count()), Some(873));
    }
}
