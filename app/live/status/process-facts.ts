/** Facts of this process for its status: memory, the delay of its event loop, the newest lines of its log. */
import type { Clock } from '../../../lib/clock.js'
import { withoutSecrets } from '../../../lib/log/secret-values.js'
import type { Logger } from '../../../lib/logger.js'
import type { ProcessFacts } from '../../../store/pipeline-status.js'
import { versions } from '../../config/versions.js'
import { loopLag } from './loop-lag.js'

export interface ProcessWatch {
  readonly log: Logger
  facts(): ProcessFacts
  end(): void
}

const LINES = 40
const LINE_CHARACTERS = 300

/** `log` passes each line on. */
export const processWatch = (
  about: Pick<ProcessFacts, 'environment' | 'speed'>,
  log: Logger,
  clock: Pick<Clock, 'nowMs'>,
): ProcessWatch => {
  const startedMs = Math.floor(clock.nowMs())
  const { sep: version, node, kernel } = versions()
  const lag = loopLag()
  const lines: ProcessFacts['log'] = []
  return {
    log: (text, level) => {
      lines.push({ tsMs: Math.floor(clock.nowMs()), text: withoutSecrets(text).slice(0, LINE_CHARACTERS) })
      if (lines.length > LINES) lines.shift()
      log(text, level)
    },
    facts: () => ({
      ...{ startedMs, version, node, kernel, ...about },
      rssBytes: process.memoryUsage.rss(),
      eventLoopLagP99Ms: lag.p99Ms(),
      log: [...lines],
    }),
    end: lag.end,
  }
}
