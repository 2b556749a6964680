/** The truth of what is shown, from what was heard and when. */
import { useRef } from 'react'
import { type Truth, truthOf } from './truth.js'
import { useNow } from './use-now.js'
import { useStatus } from './use-status.js'

export interface Shown {
  readonly truth: Truth
  readonly answeredAgoMs: number
}

export const useTruth = (): Shown => {
  const { data, isError, dataUpdatedAt } = useStatus()
  const nowMs = useNow()
  const newest = useRef({ tsMs: data?.tsMs, sinceMs: nowMs })
  if (newest.current.tsMs !== data?.tsMs) newest.current = { tsMs: data?.tsMs, sinceMs: nowMs }
  const answeredAgoMs = Math.max(0, nowMs - dataUpdatedAt)
  const unchangedMs = nowMs - newest.current.sinceMs
  return { truth: truthOf({ status: data, answeredAgoMs, unchangedMs, failed: isError }), answeredAgoMs }
}
