"""NautilusTrader: all instruments in one engine; an order fills at the close of the candle that decides it."""

from decimal import Decimal

import pandas as pd

from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import Currency
from nautilus_trader.model.data import BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import Venue
from nautilus_trader.model.objects import Money
from nautilus_trader.persistence.wranglers import BarDataWrangler
from nautilus_trader.test_kit.providers import TestInstrumentProvider
from nautilus_trader.trading.strategy import Strategy

from candles import DEAD_BAND, FAST, SLOW, UNITS, measure

VENUE = Venue("SIM")
MINUTE = pd.Timedelta(minutes=1)


class Flip(Strategy):
    def __init__(self, instrument, bar_type):
        super().__init__()
        self.instrument, self.bar_type = instrument, bar_type
        self.fast, self.slow = SimpleMovingAverage(FAST), SimpleMovingAverage(SLOW)
        self.sign = self.held = self.closed = 0

    def on_start(self):
        self.register_indicator_for_bars(self.bar_type, self.fast)
        self.register_indicator_for_bars(self.bar_type, self.slow)
        self.subscribe_bars(self.bar_type)

    def on_bar(self, bar):
        if not self.slow.initialized:
            return
        difference = self.fast.value - self.slow.value
        sign = 1 if difference > DEAD_BAND else -1 if difference < -DEAD_BAND else self.sign
        if self.sign != 0 and sign != self.sign:
            units = abs(sign * UNITS - self.held)
            side = OrderSide.BUY if sign > 0 else OrderSide.SELL
            self.submit_order(
                self.order_factory.market(self.instrument.id, side, self.instrument.make_qty(units))
            )
            self.held = sign * UNITS
        self.sign = sign

    def on_position_closed(self, event):
        self.closed += 1


def prepare(candles):
    parts, every = [], []
    for name, rows in candles.items():
        instrument = TestInstrumentProvider.default_fx_ccy(name.replace("_", "/"), VENUE)
        bar_type = BarType.from_str(f"{instrument.id}-1-MINUTE-MID-EXTERNAL")
        parts.append((name, instrument, bar_type))
        # A bar is known when its minute is over.
        every += BarDataWrangler(bar_type, instrument).process(rows.set_index(rows.index + MINUTE))
    return parts, sorted(every, key=lambda bar: bar.ts_init)


def run(prepared):
    parts, bars = prepared
    engine = BacktestEngine(config=BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    codes = sorted({code for name, *_ in parts for code in name.split("_")})
    engine.add_venue(
        venue=VENUE,
        oms_type=OmsType.NETTING,
        account_type=AccountType.MARGIN,
        starting_balances=[Money(1e9, Currency.from_str(code)) for code in codes],
        default_leverage=Decimal(20),
    )
    strategies = {}
    for name, instrument, bar_type in parts:
        engine.add_instrument(instrument)
        strategies[name] = Flip(instrument, bar_type)
        engine.add_strategy(strategies[name])
    engine.add_data(bars, sort=False)
    engine.run()
    closed = {name: strategy.closed for name, strategy in strategies.items()}
    engine.dispose()
    return closed


measure("nautilus_trader", prepare=prepare, run=run)
