/**
 * The same small strategy on the same candles in other packages, in turn with SEP: the ratio of each pair of runs, then the median.
 * Each package has its own Python environment under .cache/peers (README.md in this folder); those that are not there are left out.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../lib/package-root.js'
import type { Figures } from '../bench.js'
import { benchData } from '../data.js'
import { median } from '../measure.js'
import { measureSmaFlipApart } from '../sma-flip.js'
import { smaFlipSweep } from '../trials.js'

const ROUNDS = 3

interface Run {
  readonly version: string
  readonly runCpuMs: number
  readonly closed: number
  readonly peakRssMb: number
}
const PEERS = Object.freeze(['vectorbt', 'backtesting', 'backtrader', 'nautilus_trader'])

export const benchPeers = async (): Promise<Figures> => {
  const there = PEERS.filter((peer) => existsSync(python(peer)))
  if (there.length === 0) throw new Error('no package is installed under .cache/peers: test/bench/peers/README.md')
  const month = benchData(30)
  const ownRun = (): Run => {
    const { runCpuMs, trades, peakRssMb } = measureSmaFlipApart('cache', month)
    return { version: '', runCpuMs, closed: trades.closed, peakRssMb }
  }
  ownRun()
  const compared: Figures[] = []
  for (const peer of there) compared.push(await inTurn(peer, ownRun, () => peerRun(peer, `peer_${peer}.py`, month)))
  const quarter = benchData()
  const sweep = there.includes('vectorbt')
    ? await inTurn(
        'sweep',
        () => smaFlipSweep(quarter),
        () => peerRun('vectorbt', 'sweep_vectorbt.py', quarter),
      )
    : {}
  return { name: 'peers', ...Object.assign({}, ...compared), ...sweep }
}

/** SEP, the peer, SEP, the peer..: a machine that gets slower meets both. */
const inTurn = async (name: string, own: () => Run | Promise<Run>, other: () => Run): Promise<Figures> => {
  const pairs: { readonly own: Run; readonly other: Run }[] = []
  for (let n = 0; n < ROUNDS; n++) pairs.push({ own: await own(), other: other() })
  const cpuMs = (of: 'own' | 'other'): number => Math.round(median(pairs.map((pair) => pair[of].runCpuMs)))
  const [first] = pairs
  return {
    [`${name}Version`]: first!.other.version,
    [`${name}CpuMs`]: cpuMs('other'),
    [`${name}SepCpuMs`]: cpuMs('own'),
    [`${name}Ratio`]: median(pairs.map((pair) => pair.other.runCpuMs / pair.own.runCpuMs)),
    [`${name}Trades`]: first!.other.closed,
    [`${name}SepTrades`]: first!.own.closed,
    [`${name}PeakRssMb`]: Math.round(median(pairs.map((pair) => pair.other.peakRssMb))),
    [`${name}SepPeakRssMb`]: Math.round(median(pairs.map((pair) => pair.own.peakRssMb))),
  }
}

const python = (peer: string): string => join(packageRoot(), '.cache', 'peers', peer, 'bin', 'python')

const peerRun = (peer: string, script: string, data: string): Run => {
  const child = spawnSync(python(peer), [join(packageRoot(), 'test/bench/peers', script), data], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.status !== 0) throw new Error(`the peer ${peer} failed`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as Run
}
