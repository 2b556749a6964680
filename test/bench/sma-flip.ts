/** SMA flip over a data folder: cold load from gzip CSV, load from the columnar cache, warm run, each measured in its own process. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brokerSlot } from '../../model/broker-slot.js'
import { compile } from '../../graph/engine/run/compile.js'
import { run } from '../../graph/engine/run/rx.js'
import { bind } from '../../graph/engine/define/operator.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { smaFlipGraph } from '../../graph/sma-flip.js'
import { createWorld, type World } from '../../model/world.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { packageRoot } from '../../lib/package-root.js'
import { readDataFolder } from '../../sources/files/folder.js'
import { loadInstruments } from '../../sources/instruments.js'
import { createSlicer, REPLAY_CONTROL, replayFrames } from '../../sources/slicer.js'
import { benchData } from './data.js'
import { type Outcome, outcomeSink } from './outcome-sink.js'
import { medianCpuSec, medianWallSec, peakRssMb, type Spent, stopwatch } from './measure.js'

const RUNS = 5
/** No costs, no delay, no age limit: the rules of the golden vector. */
const FREE = {
  fillDelayMs: 0,
  slippageBps: 0,
  conversionFee: 0,
  orderMaxAgeSec: 0,
  capital: 1e9,
  depth: 'off' as const,
}

export interface SmaFlipMeasure extends Outcome {
  readonly loadMs: number
  readonly loadCpuMs: number
  readonly runMs: number
  readonly runCpuMs: number
  readonly peakRssMb: number
}

/** Loads once and runs several times in this process. `cold` uses a cache folder that does not exist yet. */
export const measureSmaFlip = async (
  mode: 'cold' | 'cache',
  data: string,
): Promise<SmaFlipMeasure & { name: string }> => {
  const cold = mode === 'cold' ? mkdtempSync(join(tmpdir(), 'sep-cold-')) : null
  try {
    const loaded = stopwatch()
    const { series } = await readDataFolder([data], {
      lenient: false,
      sides: false,
      cache: cold ?? join(packageRoot(), '.cache'),
    })
    const load = loaded()
    const mids = series.map(atMid)
    const world = createWorld(loadInstruments(mids.map(({ instrument }) => instrument)), 'USD')
    const runs: Spent[] = []
    let outcome = await once(mids, world)
    for (let i = 0; i < (cold ? 1 : RUNS); i++) {
      const stop = stopwatch()
      outcome = await once(mids, world)
      runs.push(stop())
    }
    return {
      name: 'sma-flip',
      ...outcome,
      loadMs: load.wallSec * 1000,
      loadCpuMs: load.cpuSec * 1000,
      runMs: medianWallSec(runs) * 1000,
      runCpuMs: medianCpuSec(runs) * 1000,
      peakRssMb: peakRssMb(),
    }
  } finally {
    if (cold) rmSync(cold, { recursive: true, force: true })
  }
}

export const benchSmaFlip = (data = benchData()): { readonly [name: string]: unknown } => {
  const cold = measureSmaFlipApart('cold', data)
  measureSmaFlipApart('cache', data)
  const cached = measureSmaFlipApart('cache', data)
  return {
    ...cached,
    loadColdMs: cold.loadMs,
    loadColdCpuMs: cold.loadCpuMs,
    peakRssColdMb: cold.peakRssMb,
    candlesPerSec: Math.round((cached.rows / cached.runMs) * 1000),
    candlesPerCpuSec: Math.round((cached.rows / cached.runCpuMs) * 1000),
  }
}

/** In a process of its own. */
export const measureSmaFlipApart = (mode: 'cold' | 'cache', data: string): SmaFlipMeasure => {
  const main = fileURLToPath(new URL('main.js', import.meta.url))
  const child = spawnSync(process.execPath, [main, '--measure', mode, '--data', data, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.status !== 0) throw new Error(`measuring ${mode} failed`)
  return JSON.parse(child.stdout) as SmaFlipMeasure
}

/** The series with both sides at o..c, that is without a spread. */
const atMid = (series: CandleSeries): CandleSeries => {
  const { o, h, l, c } = series
  return { ...series, bo: o, bh: h, bl: l, bc: c, ao: o, ah: h, al: l, ac: c }
}

const once = async (series: readonly CandleSeries[], world: World): Promise<Outcome> => {
  const compiled = compile(smaFlipGraph(), world, { bindings: [bind(brokerSlot, paperBroker, FREE)] })
  const slicer = createSlicer(world, { isWeekMinute: () => false, control: () => REPLAY_CONTROL })
  const outcome = outcomeSink(world)
  await run(compiled, () => replayFrames(compiled.frame, slicer, series), [outcome])
  return outcome.finish(series)
}
