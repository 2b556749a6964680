/** What a channel sends: one notice, or several that waited together as a digest. */
import { createHash } from 'node:crypto'
import { isoTime } from '../../lib/iso-time.js'
import { NOTICE_SEVERITIES, type Notice, type NoticeSeverity } from './notice.js'

export interface Message {
  /** That of its one notice; of a digest the same for the same notices. */
  readonly id: string
  readonly account: string
  /** The gravest of its notices. */
  readonly severity: NoticeSeverity
  /** Of the newest notice, ms UTC. */
  readonly tsMs: number
  readonly title: string
  /** What matters most comes first: services cut long messages. */
  readonly lines: readonly string[]
  readonly notices: readonly Notice[]
  readonly about?: string
}

const rank = (severity: NoticeSeverity): number => NOTICE_SEVERITIES.indexOf(severity)

/** Of at least one notice. */
export const messageOf = (account: string, notices: readonly Notice[]): Message => {
  const [first, ...more] = notices.toSorted((a, b) => rank(b.severity) - rank(a.severity) || a.tsMs - b.tsMs) as [
    Notice,
    ...Notice[],
  ]
  const tsMs = Math.max(...notices.map((notice) => notice.tsMs))
  const shared = { account, severity: first.severity, tsMs, notices }
  if (more.length === 0)
    return {
      ...shared,
      id: first.id,
      title: `SEP ${account}: ${first.title}`,
      lines: [...first.text.split('\n').filter((line) => line !== ''), timeText(first.tsMs)],
      ...(first.about === undefined ? {} : { about: first.about }),
    }
  return {
    ...shared,
    id: digestId(notices),
    title: `SEP ${account}: ${countsText(notices)}`,
    lines: [first, ...more].map(
      ({ tsMs: at, title, text }) => `${timeText(at)} ${title}${text === '' ? '' : `: ${text.replaceAll('\n', ' ')}`}`,
    ),
  }
}

const timeText = (ms: number): string => `${isoTime(ms).slice(0, 19)}Z`

const digestId = (notices: readonly Notice[]): string => {
  const ids = notices.map(({ id }) => id).join(' ')
  return `digest-${createHash('sha256').update(ids).digest('hex').slice(0, 24)}`
}

const countsText = (notices: readonly Notice[]): string => {
  const counts = NOTICE_SEVERITIES.toReversed().map(
    (severity) => [severity, notices.filter((notice) => notice.severity === severity).length] as const,
  )
  const graver = counts.filter(([severity, count]) => severity !== 'info' && count > 0)
  const words = graver.map(([severity, count]) => `${count} ${severity}`)
  return `${notices.length} messages${words.length === 0 ? '' : ` (${words.join(', ')})`}`
}
