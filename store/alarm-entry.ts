/** One entry of the alarm stream: how an alarm stands now, or that an operator has seen it. */
import { z } from 'zod'

const ms = z.number().int().nonnegative()

const state = z.object({
  kind: z.literal('alarm'),
  /** The id of the alarm's first entry; null = this is the first. */
  alarm: z.string().nullable(),
  code: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  text: z.string(),
  startMs: ms,
  /** Null = it stands. */
  endMs: ms.nullable(),
  count: z.number().int().nonnegative(),
  /** The process that raised it. */
  owner: z.string(),
  /** The part of a cut pipeline; null = the whole. */
  part: z.string().nullable(),
  /** It ended because its process did: whether its cause is over is not known. */
  unwatched: z.boolean().optional(),
})
const acknowledged = z.object({
  kind: z.literal('acknowledged'),
  alarm: z.string(),
  /** Name of a token or session. */
  by: z.string(),
})

export const alarmEntry = z.object({ entry: z.union([state, acknowledged]) })
export type AlarmEntry = z.output<typeof alarmEntry>['entry']
