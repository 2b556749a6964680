/** The machine's clock, once a second; all readers see the same tick. */
import { useSyncExternalStore } from 'react'
import { SECOND_MS } from '../format/time-units.js'

const listeners = new Set<() => void>()
const clock: { nowMs: number; timer: number | undefined } = { nowMs: Date.now(), timer: undefined }
const tick = () => {
  clock.nowMs = Date.now()
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  clock.timer ??= window.setInterval(tick, SECOND_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(clock.timer)
    clock.timer = undefined
  }
}

export const useNow = (): number => useSyncExternalStore(subscribe, () => clock.nowMs)
