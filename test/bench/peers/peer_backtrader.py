"""backtrader: a Python call per candle, indicators computed ahead."""

import backtrader as bt

from candles import DEAD_BAND, FAST, SLOW, UNITS, measure


class Flip(bt.Strategy):
    def __init__(self):
        self.fast = bt.indicators.SMA(self.data.close, period=FAST)
        self.slow = bt.indicators.SMA(self.data.close, period=SLOW)
        self.sign = 0
        self.closed = 0

    def next(self):
        difference = self.fast[0] - self.slow[0]
        sign = 1 if difference > DEAD_BAND else -1 if difference < -DEAD_BAND else self.sign
        if self.sign != 0 and sign != self.sign:
            self.order_target_size(target=sign * UNITS)
        self.sign = sign

    def notify_trade(self, trade):
        if trade.isclosed:
            self.closed += 1


def closed_trades(rows):
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(bt.feeds.PandasData(dataname=rows, timeframe=bt.TimeFrame.Minutes))
    cerebro.addstrategy(Flip)
    cerebro.broker.setcash(1e9)
    return cerebro.run()[0].closed


measure(
    "backtrader",
    prepare=lambda candles: candles,
    run=lambda candles: {name: closed_trades(rows) for name, rows in candles.items()},
)
