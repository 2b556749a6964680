/** The whole graph in replay, eight instruments, without sinks: candles per second on one core, memory, the evaluator's share. */
import { join } from 'node:path'
import { brokerSlot } from '../../model/broker-slot.js'
import { bind } from '../../graph/engine/define/operator.js'
import { sep } from '../../graph/sep.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { loadMarket, type ReplayMarket } from '../../sources/market.js'
import { openMarket } from '../../sources/open-market.js'
import { replay } from '../../app/backtest/replay.js'
import { packageRoot } from '../../lib/package-root.js'
import { resolveSettings } from '../../app/config/settings.js'
import { benchData } from './data.js'
import { medianCpuSec, medianWallSec, peakRssMb, stopwatch } from './measure.js'

const RUNS = 5

export const benchReplay = async (data = benchData()): Promise<{ readonly [name: string]: unknown }> => {
  const settings = resolveSettings()
  const inputs = { data: [data], home: 'USD', cache: join(packageRoot(), '.cache') }
  const once = async (market: ReplayMarket) => {
    const stop = stopwatch()
    const compiled = await replay({
      market,
      graph: sep(settings),
      bindings: [bind(brokerSlot, paperBroker, settings.broker)],
      kernelVersion: KERNEL_VERSION,
      sinks: () => [],
    })
    return { ...stop(), stages: compiled.stats() }
  }
  // The first one warms up, and reads its candles as `sep backtest` does: memory is measured before they are all loaded.
  await once(await openMarket(inputs))
  const peakMb = peakRssMb()
  const market = await loadMarket(inputs)
  const candles = market.series.reduce((sum, series) => sum + series.tMs.length, 0)
  const runs: Awaited<ReturnType<typeof once>>[] = []
  for (let i = 0; i < RUNS; i++) runs.push(await once(market))
  const [first] = runs
  const slices = first?.stages[0]?.slices ?? Number.NaN
  // The quickest run of each stage: other load on the machine only adds.
  const usPerSlice = Object.fromEntries(
    (first?.stages ?? []).map(({ nodes }, n) => [
      nodes.join('+'),
      Math.min(...runs.map(({ stages }) => ((stages[n]?.rows ?? 0) / slices / (stages[n]?.rowsPerSec ?? 0)) * 1e6)),
    ]),
  )
  return {
    name: 'replay',
    candlesPerSec: Math.round(candles / medianWallSec(runs)),
    candlesPerCpuSec: Math.round(candles / medianCpuSec(runs)),
    peakRssMb: peakMb,
    candles,
    instruments: market.world.instruments.length,
    cpuUsPerSlice: (medianCpuSec(runs) / slices) * 1e6,
    evaluatorUsPerSlice: usPerSlice['gates'],
    usPerSlice,
  }
}
