"""One-minute candles of a data folder, and the frame of every peer: prepare once, run several times, print one JSON line."""

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

import pandas as pd

FAST, SLOW, DEAD_BAND, UNITS = 50, 200, 1e-9, 1000
RUNS = 3
# A slow peer runs fewer times.
ENOUGH_S = 20


def read(folder):
    """By instrument: open, high, low, close, volume, by the time at which the candle opens."""
    return {path.name.removesuffix("_M1.csv.gz"): read_one(path) for path in sorted(Path(folder).glob("*_M1.csv.gz"))}


def read_one(path):
    rows = pd.read_csv(path, usecols=["t", "o", "h", "l", "c", "v"])
    rows.index = pd.to_datetime(rows.pop("t"), unit="ms")
    rows.columns = ["open", "high", "low", "close", "volume"]
    return rows.astype(float)


def measure(package, prepare, run):
    """`prepare(candles)` is not timed; `run(prepared)` gives the closed trades by instrument, at first to warm up."""
    prepared = prepare(read(sys.argv[1]))
    run(prepared)
    wall_s, cpu_s, closed = [], [], {}
    while len(wall_s) < RUNS and sum(cpu_s) < ENOUGH_S:
        wall, cpu = time.perf_counter(), time.process_time()
        closed = run(prepared)
        wall_s.append(time.perf_counter() - wall)
        cpu_s.append(time.process_time() - cpu)
    figures = {
        "version": version(package),
        "runMs": median(wall_s) * 1000,
        "runCpuMs": median(cpu_s) * 1000,
        "closed": sum(closed.values()),
        "peakRssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))
