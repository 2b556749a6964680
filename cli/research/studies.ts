/** `sep studies`: what stored runs, returns and signals have to tell, one command a question. */
import type { Command } from 'commander'
import { addDefaultWindow } from './studies/default-window.js'
import { addEnqueueLongRun } from './studies/enqueue-long-run.js'
import { addIntegrity } from './studies/integrity.js'
import { addLatestRun } from './studies/latest-run.js'
import { addLookAhead } from './studies/look-ahead.js'
import { addRealityCheck } from './studies/reality-check.js'
import { addSensitivity } from './studies/sensitivity.js'
import { addSeries } from './studies/series.js'
import { addSignal } from './studies/signal.js'
import { addStats } from './studies/stats.js'

export const addStudies = (program: Command): void => {
  const studies = program.command('studies').description('studies of stored runs, returns and signals')
  addSeries(studies)
  addLatestRun(studies)
  addEnqueueLongRun(studies)
  addDefaultWindow(studies)
  addIntegrity(studies)
  addStats(studies)
  addRealityCheck(studies)
  addSignal(studies)
  addLookAhead(studies)
  addSensitivity(studies)
}
