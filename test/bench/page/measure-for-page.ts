/** Measures benches one after the other and writes the page after each, so that a run that is stopped is not lost. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../lib/package-root.js'
import { isoMinute } from '../../../lib/iso-time.js'
import { systemClock } from '../../../lib/clock.js'
import type { Figures } from '../bench.js'
import { BENCHES } from '../benches.js'
import { readFloors } from '../floors.js'
import { othersBusy, thisCommit, thisMachine } from './machine.js'
import { benchmarksPage } from './page.js'
import { readResults, writeResults } from './results.js'

export const measureForPage = (names: readonly string[], measure: (name: string) => Figures): void => {
  const machine = thisMachine()
  const commit = thisCommit()
  for (const name of names) {
    const date = isoMinute(systemClock.nowMs())
    const startMs = performance.now()
    const busy = othersBusy()
    const figures = measure(name)
    const others = busy()
    const results = { ...readResults(), [name]: { date, commit, machine, othersBusyCores: others, figures } }
    writeResults(Object.fromEntries(Object.keys(BENCHES).flatMap((key) => (results[key] ? [[key, results[key]]] : []))))
    renderPage()
    process.stdout.write(
      `${name}: ${Math.round((performance.now() - startMs) / 1000)} s, others ${others ?? 'unknown'} cores\n`,
    )
  }
}

/** From what was measured, after a change of words or bounds. */
export const renderPage = (): void =>
  writeFileSync(
    join(packageRoot(), 'docs/benchmarks.md'),
    benchmarksPage({ benches: BENCHES, floors: readFloors(), results: readResults() }),
  )
