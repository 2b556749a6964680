/** The whole graph in replay, eight instruments, without sinks: candles a second on one core, memory, the evaluator's share. */
import { join } from 'node:path'
import { brokerSlot } from '../../graph/broker-slot.js'
import { bind } from '../../graph/operator.js'
import { sep } from '../../graph/sep.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { loadMarket } from '../../deploy/market.js'
import { replay } from '../../deploy/replay.js'
import { packageRoot } from '../../deploy/root.js'
import { resolveSettings } from '../../deploy/settings.js'
import { benchData } from './data.js'
import { median, peakRssMb } from './measure.js'

const RUNS = 3

export const benchReplay = async (data = benchData()): Promise<{ readonly [name: string]: unknown }> => {
  const settings = resolveSettings()
  const market = await loadMarket({ data: [data], home: 'USD', cache: join(packageRoot(), '.cache') })
  const candles = market.series.reduce((sum, series) => sum + series.tMs.length, 0)
  const once = async () => {
    const start = process.hrtime.bigint()
    const compiled = await replay({
      market,
      graph: sep(settings),
      bindings: [bind(brokerSlot, paperBroker, settings.broker)],
      kernelVersion: KERNEL_VERSION,
      sinks: () => [],
    })
    return { seconds: Number(process.hrtime.bigint() - start) / 1e9, stages: compiled.stats() }
  }
  const runs = []
  for (let i = 0; i < RUNS; i++) runs.push(await once())
  const seconds = median(runs.map((run) => run.seconds))
  const stages = runs[RUNS - 1]?.stages ?? []
  const usPerSlice = (stage: (typeof stages)[number]) => (market.world.instruments.length / stage.rowsPerSec) * 1e6
  return {
    name: 'replay',
    candlesPerSec: Math.round(candles / seconds),
    peakRssMb: peakRssMb(),
    candles,
    instruments: market.world.instruments.length,
    seconds,
    evaluatorUsPerSlice: Math.max(...stages.filter((stage) => stage.nodes.includes('gates')).map(usPerSlice)),
    usPerSlice: Object.fromEntries(
      stages.map((stage) => [stage.nodes.join('+'), Number(usPerSlice(stage).toFixed(3))]),
    ),
  }
}
