/** Times as text, with or without an offset. */
import { HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { calendarMs } from './calendar-ms.js'

/** A time as it is written. */
export interface TextTime {
  /** UTC where `zoned`, otherwise the wall clock's time read as UTC; NaN where there is no such time. */
  readonly ms: number
  /** True where the text names its offset: then it is an instant, and no `--tz` applies. */
  readonly zoned: boolean
}

const NO_TIME: TextTime = { ms: Number.NaN, zoned: false }
const YEAR_FIRST = /^(?<y>\d{4})(?<sep>[-./])(?<mo>\d\d)\k<sep>(?<d>\d\d)/.source
const COMPACT = /^(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)/.source
const DAY_FIRST = /^(?<d>\d\d)\.(?<mo>\d\d)\.(?<y>\d{4})/.source
const CLOCK = /(?<h>\d\d):(?<m>\d\d)(?::(?<s>\d\d)(?:[.,](?<f>\d{1,9}))?)?/.source
const OFFSET = /(?: ?(?<zone>Z|UTC|GMT|(?:UTC|GMT)?(?<sign>[+-])(?<oh>\d\d)(?::?(?<om>\d\d))?))?$/.source
const FORMS = {
  ymd: [new RegExp(`${YEAR_FIRST}[T ]${CLOCK}${OFFSET}`), new RegExp(`${COMPACT}[T ]${CLOCK}${OFFSET}`)],
  dmy: [new RegExp(`${DAY_FIRST} ${CLOCK}${OFFSET}`)],
}
/** No zone is further from UTC. */
const OFFSET_HOURS_MAX = 14

/**
 * Reads `2024-02-26 00:01`, `2024-02-26T00:01:00.000Z`, `2024.02.26 00:01:00-0500` and `20240226 00:01`; as `dmy`
 * `26.02.2024 00:01:00.000 GMT+0100`.
 */
export const textTime = (text: string, order: keyof typeof FORMS = 'ymd'): TextTime => {
  const parts = FORMS[order].map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined)
  if (!parts) return NO_TIME
  const number = (name: string): number => Number(parts[name] ?? 0)
  const wallMs = calendarMs(number('y'), number('mo'), number('d'), number('h'), number('m'), number('s'))
  if (number('oh') > OFFSET_HOURS_MAX || number('om') > 59) return NO_TIME
  const aheadMs = (parts['sign'] === '-' ? -1 : 1) * (number('oh') * HOUR_MS + number('om') * MINUTE_MS)
  const fraction = parts['f'] ?? ''
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
  // What is smaller stays as half a millisecond: such a label is no whole minute and is refused.
  const rest = Number(fraction.slice(3)) > 0 ? 0.5 : 0
  const ms = wallMs - aheadMs + milliseconds + rest
  return { ms, zoned: parts['zone'] !== undefined }
}
