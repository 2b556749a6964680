/** Facts of this process for its status: memory, the delay of its event loop, the newest lines of its log. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../../../lib/clock.js'
import { withoutSecrets } from '../../../lib/log/secret-values.js'
import type { Logger } from '../../../lib/logger.js'
import type { ProcessFacts } from '../../../store/pipeline-status.js'
import { versions } from '../../config/versions.js'

export interface ProcessWatch {
  readonly log: Logger
  facts(): ProcessFacts
  end(): void
}

const LINES = 40
const LINE_CHARACTERS = 300
const NS_PER_MS = 1e6

const LAG_RESOLUTION_MS = 10

/** What is measured is the time between two looks, which is the resolution where nothing delays. */
const lagMs = (betweenNs: number): number =>
  Math.max(0, Math.round((betweenNs / NS_PER_MS - LAG_RESOLUTION_MS) * 100) / 100)

/** `log` passes each line on. */
export const processWatch = (
  about: Pick<ProcessFacts, 'environment' | 'speed'>,
  log: Logger,
  clock: Pick<Clock, 'nowMs'>,
): ProcessWatch => {
  const startedMs = Math.floor(clock.nowMs())
  const { sep: version, node, kernel } = versions()
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  delay.enable()
  const lines: ProcessFacts['log'] = []
  return {
    log: (text) => {
      lines.push({ tsMs: Math.floor(clock.nowMs()), text: withoutSecrets(text).slice(0, LINE_CHARACTERS) })
      if (lines.length > LINES) lines.shift()
      log(text)
    },
    facts: () => ({
      ...{ startedMs, version, node, kernel, ...about },
      rssBytes: process.memoryUsage.rss(),
      eventLoopLagP99Ms: delay.count > 0 ? lagMs(delay.percentile(99)) : null,
      log: [...lines],
    }),
    end: () => {
      delay.disable()
    },
  }
}
