/** How far a channel of notifications has come. What it has sent is sent again where a process died before it could write that. */
import { z } from 'zod'

const ms = z.int().nonnegative()

export const notifyState = z.strictObject({
  /** Newest entry of each feed that is sent or not wanted. */
  cursors: z.record(z.string(), z.string()),
  /** The newest alarm that has been looked at. */
  alarmsUntil: z.string(),
  /** Alarms that are not finished: wanted and not acknowledged. `times` 0 = still to be sent. */
  alarms: z.record(z.string(), z.strictObject({ sentMs: ms, times: z.int().nonnegative(), over: z.boolean() })),
  /** The 17:00 New York of the newest daily summary; null = none yet. */
  summaryMs: ms.nullable(),
})
export type NotifyState = z.output<typeof notifyState>

/** NAV at a slice. */
const navAt = z.strictObject({ nav: z.number(), tsMs: ms })

/** A trading day that is over: NAV where it ended, and (null: not known) where it began. */
export const notifyDay = z.strictObject({ endMs: ms, end: navAt, base: navAt.nullable() })
export type NotifyDay = z.output<typeof notifyDay>
