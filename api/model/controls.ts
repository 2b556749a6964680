/** What changes the state. What the state refuses is ApiError `refused`. `by`: name of the token or session, for the journal. */
import type { z } from 'zod'
import type { controlAnswerSchema } from '../contract/control.js'

type Answer = z.output<typeof controlAnswerSchema>

export interface Controls {
  readonly setKillSwitch: (wanted: { on: boolean; flatten: boolean }, by: string) => Promise<Answer>
  readonly setMode: (mode: 'trading' | 'paused', by: string) => Promise<Answer>
  readonly flatten: (wanted: { pair: string | null; foreign: boolean }, by: string) => Promise<Answer>
  /** `untilMs` 0 lifts the lock. */
  readonly lock: (instrument: string, untilMs: number, by: string) => Promise<Answer>
  readonly reconcile: (by: string) => Promise<Answer>
  readonly acknowledge: (alarm: string, by: string) => Promise<void>
}
