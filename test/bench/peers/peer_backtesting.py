"""backtesting.py: averages as arrays, a Python call per candle."""

import warnings

import pandas as pd
from backtesting import Backtest, Strategy

from candles import DEAD_BAND, FAST, SLOW, UNITS, measure

# A position that is open at the end is meant to stay open.
warnings.filterwarnings("ignore", message="Some trades remain open")


def average(closes, length):
    return pd.Series(closes).rolling(length).mean()


class Flip(Strategy):
    def init(self):
        self.fast = self.I(average, self.data.Close, FAST)
        self.slow = self.I(average, self.data.Close, SLOW)
        self.sign = 0

    def next(self):
        difference = self.fast[-1] - self.slow[-1]
        sign = 1 if difference > DEAD_BAND else -1 if difference < -DEAD_BAND else self.sign
        if self.sign != 0 and sign != self.sign:
            (self.buy if sign > 0 else self.sell)(size=UNITS)
        self.sign = sign


def closed_trades(rows):
    return int(Backtest(rows, Flip, cash=1e9, exclusive_orders=True).run()["# Trades"])


measure(
    "backtesting",
    prepare=lambda candles: {name: rows.rename(columns=str.capitalize) for name, rows in candles.items()},
    run=lambda candles: {name: closed_trades(rows) for name, rows in candles.items()},
)
