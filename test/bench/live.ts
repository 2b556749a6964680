/** From a closed slice to the order's bytes: 8 and 100 instruments with a store in memory, 8 with one on disk. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Figures } from './live/day.js'

const RUNS = 3

export const benchLive = (): { readonly [name: string]: unknown } => ({
  name: 'live',
  ...named('eight', quickest('eight', RUNS)),
  ...named('hundred', quickest('hundred', RUNS + 2)),
  ...named('server', quickest('server', 1)),
})

/** Each run in its own process. For times the quickest run counts, since other load only adds; memory is measured in a separate run. */
const quickest = (which: string, runs: number): Figures => {
  const days = Array.from({ length: runs }, () => liveDayApart(which, 'times'))
  const [first] = days.toSorted((a, b) => (a['ranP99Ms'] as number) - (b['ranP99Ms'] as number))
  return {
    ...first,
    rssGrowthMb: liveDayApart(which, 'memory')['rssGrowthMb'] as number,
    alarms: Math.max(...days.map((figures) => figures['alarms'] as number)),
    lagP99Ms: Math.min(...days.map((figures) => figures['lagP99Ms'] as number)),
  }
}

/** A day in a process of its own. */
export const liveDayApart = (which: string, what: 'times' | 'memory'): Figures => {
  const child = spawnSync(
    process.execPath,
    ['--expose-gc', fileURLToPath(new URL('live/day-process.js', import.meta.url)), which, what],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (child.status !== 0) throw new Error(`bench live ${which} failed`)
  return JSON.parse(child.stdout) as Figures
}

const named = (prefix: string, figures: Figures): Figures =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      `${prefix}${name[0]?.toUpperCase()}${name.slice(1)}`,
      Math.round(value * 1000) / 1000,
    ]),
  )
