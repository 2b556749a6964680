/** Times on the wire: RFC 3339 internally, seconds since 1970 for clients that ask for them. */
import { formatTime, parseTime } from '../../../oanda/wire/time.js'

const TIME_FIELDS = new Set([
  'time',
  'createTime',
  'createdTime',
  'openTime',
  'closeTime',
  'filledTime',
  'cancelledTime',
  'triggeredTime',
  'gtdTime',
  'timestamp',
  'lastOrderFillTimestamp',
  'marginCallEnterTime',
  'from',
  'to',
])

/** `1514852541.189000000`. */
const unixTime = (rfc: string): string => {
  const tsMs = parseTime(rfc)
  const fraction = /\.(\d{9})Z$/.exec(rfc)?.[1] ?? `${String(tsMs % 1000).padStart(3, '0')}000000`
  return Number.isNaN(tsMs) ? rfc : `${Math.floor(tsMs / 1000)}.${fraction}`
}

/** The document as JSON; with `unix`, every time in it is in seconds. */
export const documentText = (document: unknown, unix: boolean): string =>
  unix
    ? JSON.stringify(document, (key, value: unknown) =>
        typeof value === 'string' && TIME_FIELDS.has(key) && value.endsWith('Z') ? unixTime(value) : value,
      )
    : JSON.stringify(document)

/**
 * Parses a client's time: RFC 3339 with any number of decimals and any offset, or seconds with or without decimals. NaN if
 * neither.
 */
export const timeOf = (text: string): number => {
  const tsMs = parseTime(text)
  if (!Number.isNaN(tsMs)) return tsMs
  // A space is an unencoded plus sign.
  const plain = text.replace(' ', '+').replace(/(\.\d{3})\d+/, '$1')
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.test(plain)
    ? Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(plain) ? plain : `${plain}Z`)
    : Number.NaN
}

/** The time with the nine decimals of its text; null where milliseconds show it whole. */
export const nanosecondText = (text: string, tsMs: number): string | null => {
  const below = /\.\d{3}(\d{1,6})/.exec(text)?.[1]?.padEnd(6, '0') ?? '000000'
  return below === '000000' ? null : formatTime(tsMs).replace('000000Z', `${below}Z`)
}
