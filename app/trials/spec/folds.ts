/** The windows of a sweep: one, or the training and test windows of a walk-forward. */
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { Window } from '../sweep-plan.js'

export interface FoldRule {
  readonly train_days: number
  readonly test_days: number
  readonly step_days?: number | undefined
  /** Every fold trains from the start of the window. */
  readonly anchored: boolean
}
interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Days are 24 hours. Fold i trains up to start + train + i x step and is tested on the `test_days` after that; a fold whose test would
 * end after the window does not exist.
 */
export const foldWindows = (span: Span, rule: FoldRule): readonly Window[] => {
  const { train, test, step } = lengths(rule)
  return Array.from({ length: foldCount(span, rule) }, (_, fold) => {
    const start = span.fromMs + fold * step
    return [
      { fold, part: 'train', fromMs: rule.anchored ? span.fromMs : start, toMs: start + train } as const,
      { fold, part: 'test', fromMs: start + train, toMs: start + train + test } as const,
    ]
  }).flat()
}

export const foldCount = ({ fromMs, toMs }: Span, rule: FoldRule): number => {
  const { train, test, step } = lengths(rule)
  return Math.max(0, Math.floor((toMs - fromMs - train - test) / step) + 1)
}

const lengths = ({ train_days, test_days, step_days = test_days }: FoldRule) => ({
  train: wholeMinutes(train_days),
  test: wholeMinutes(test_days),
  step: wholeMinutes(step_days),
})

const wholeMinutes = (days: number): number => Math.max(1, Math.round((days * DAY_MS) / MINUTE_MS)) * MINUTE_MS
