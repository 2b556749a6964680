/** From slice to slice: the one before, the one after, one of a given time, the newest. */
import type { FormEvent } from 'react'
import type { ExplanationView } from '../../data/reads.js'
import { useTimes } from '../../format/times.js'
import { setParams, useUrl } from '../../route/use-url.js'
import { formText } from '../../parts/form-text.js'
import { timeInput, typedTime } from './typed-time.js'

interface SliceBarProps {
  readonly pinned: boolean
  readonly explanation: ExplanationView | undefined
}

const toSlice = (ms: number | null) => setParams({ t: ms, order: null })

export const SliceBar = ({ pinned, explanation }: SliceBarProps) => {
  const { zone } = useTimes()
  const { params } = useUrl()
  const previousMs = explanation?.previousMs ?? null
  const nextMs = pinned ? (explanation?.nextMs ?? null) : null
  const shownMs = explanation?.sliceMs ?? (params['t'] === undefined ? null : Number(params['t']))
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const ms = typedTime(formText(event.currentTarget, 'time'), zone)
    if (ms !== null) toSlice(ms)
  }
  return (
    <div className="row slice-bar">
      <button type="button" disabled={previousMs === null} onClick={() => toSlice(previousMs)}>
        ← Previous slice
      </button>
      <button type="button" disabled={nextMs === null} onClick={() => toSlice(nextMs)}>
        Next slice →
      </button>
      <button type="button" aria-pressed={!pinned} onClick={() => toSlice(null)}>
        Newest
      </button>
      <form className="row" onSubmit={go} key={`${zone} ${pinned ? shownMs : 'newest'}`}>
        <label className="row">
          <span className="soft">Time, {zone}</span>
          <input type="datetime-local" name="time" step="1" required defaultValue={timeInput(shownMs, zone)} />
        </label>
        <button type="submit">Show</button>
      </form>
    </div>
  )
}
