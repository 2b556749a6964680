"""vectorbt: averages and signals as arrays, one portfolio per instrument."""

import numpy as np
import pandas as pd
import vectorbt as vbt

from candles import DEAD_BAND, FAST, SLOW, UNITS, measure


def closed_trades(rows):
    difference = vbt.MA.run(rows["close"], FAST).ma - vbt.MA.run(rows["close"], SLOW).ma
    sign = pd.Series(np.sign(difference).where(difference.abs() > DEAD_BAND), index=rows.index).ffill()
    before = sign.shift(1)
    change = sign.notna() & before.notna() & (sign != before)
    # Decided on a candle, filled at the next one's open.
    long, short = (change & (sign == way) for way in (1, -1))
    portfolio = vbt.Portfolio.from_signals(
        rows["close"],
        entries=long.shift(1, fill_value=False),
        short_entries=short.shift(1, fill_value=False),
        price=rows["open"],
        size=UNITS,
        init_cash=1e9,
        upon_opposite_entry="reverse",
        freq="1min",
    )
    return int(portfolio.trades.closed.count())


measure(
    "vectorbt",
    prepare=lambda candles: candles,
    run=lambda candles: {name: closed_trades(rows) for name, rows in candles.items()},
)
