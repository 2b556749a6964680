/** What `sep live` prints while it runs. */
import { eventText } from '../../app/live/events/event-text.js'
import type { LiveEvent } from '../../app/live/events/live-events.js'
import { systemClock } from '../../lib/clock.js'
import { isoTime } from '../../lib/iso-time.js'
import type { Logger, LogLevel } from '../../lib/logger.js'
import { withoutSecrets } from '../../lib/log/secret-values.js'
import { logFactsToStderr, logToStderr } from '../../lib/stderr.js'
import { printJson } from '../shared/output.js'

/** Lines on standard error; with `--json` all of them on standard output, one object each. */
export const outputOf = ({ json, quiet }: { readonly json: boolean; readonly quiet: boolean }) => {
  const log: Logger = json
    ? (text, level = 'info') =>
        printJson({ event: 'log', time: isoTime(systemClock.nowMs()), level, text: withoutSecrets(text) })
    : logToStderr
  const show = (event: LiveEvent) =>
    json
      ? printJson({ time: isoTime(event.tsMs), ...event })
      : logFactsToStderr(eventText(event), levelOf(event), event)
  return {
    log,
    onEvent: quiet ? () => {} : show,
    onListening: (url: string) =>
      json
        ? printJson({ event: 'listening', time: isoTime(systemClock.nowMs()), url })
        : log(`${url}/ready shows whether it trades; ^C ends it`),
  }
}

/** An order without a fill is worth a look. */
const levelOf = ({ event }: LiveEvent): LogLevel =>
  ['rejected', 'refused', 'unknown', 'abandoned'].includes(event) ? 'warn' : 'info'
