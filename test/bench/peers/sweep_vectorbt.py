"""vectorbt: 64 pairs of lengths over each instrument, all columns of an instrument at once. The whole process counts."""

import json
import resource
import sys
import time
from importlib.metadata import version
from itertools import product

import numpy as np
import pandas as pd
import vectorbt as vbt

from candles import DEAD_BAND, UNITS, read

# The grid of the sweep that sep trials runs.
FAST, SLOW = range(10, 50, 5), range(100, 500, 50)


def trades_of(rows):
    fast, slow = (vbt.MA.run(rows["close"], list(lengths)).ma.to_numpy() for lengths in (FAST, SLOW))
    pairs = list(product(range(len(FAST)), range(len(SLOW))))
    difference = pd.DataFrame(fast[:, [f for f, _ in pairs]] - slow[:, [s for _, s in pairs]], index=rows.index)
    sign = np.sign(difference).where(difference.abs() > DEAD_BAND).ffill()
    before = sign.shift(1)
    change = sign.notna() & before.notna() & (sign != before)
    long, short = ((change & (sign == way)).shift(1, fill_value=False) for way in (1, -1))
    portfolio = vbt.Portfolio.from_signals(
        rows["close"],
        entries=long,
        short_entries=short,
        price=rows["open"],
        size=UNITS,
        init_cash=1e9,
        upon_opposite_entry="reverse",
        freq="1min",
    )
    # With those that are open at the end, as SEP counts them.
    return int(portfolio.trades.count().sum())


closed = sum(trades_of(rows) for rows in read(sys.argv[1]).values())
figures = {
    "version": version("vectorbt"),
    "runCpuMs": time.process_time() * 1000,
    "closed": closed,
    "peakRssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}
print(json.dumps(figures))
