/** Lines of the log as JSON, one object each, for programs that collect them. The one file that knows pino. */
import { pino } from 'pino'
import { isoTime } from '../iso-time.js'
import type { LogLevel } from '../logger.js'
import { printable } from '../terminal/printable.js'
import { withoutSecrets } from './secret-values.js'

/** `facts`: fields besides the sentence. */
export type LogLine = (line: string, level?: LogLevel, facts?: object) => void

interface JsonLinesInputs {
  /** On every line, such as the command. */
  readonly base: Record<string, unknown>
  readonly nowMs: () => number
  readonly write: (text: string) => void
}

/** Fields that no line shows, at the top or one level below. */
const SECRET_FIELDS = ['token', 'password', 'secret', 'authorization', 'cookie', 'credentials', 'apiKey']

export const jsonLines = ({ base, nowMs, write }: JsonLinesInputs): LogLine => {
  const log = pino(
    {
      base,
      timestamp: () => `,"time":"${isoTime(nowMs())}"`,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '***' },
      // Marks of direction and other controls become escapes, which JSON reads as the same characters.
      hooks: { streamWrite: (text) => printable(withoutSecrets(text)) },
    },
    { write },
  )
  return (line, level = 'info', facts = {}) => log[level](facts, line)
}
