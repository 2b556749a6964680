/** Runs a day of the journal again: what was done, what the same graph does now, and the shadow of every pair. */
import { useRef, useState } from 'react'
import type { z } from 'zod'
import type { replayDaySchema } from '../../../api/contract/ledger.js'
import { post } from '../../data/act.js'
import { signed, tone, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useUrl } from '../../route/use-url.js'

type Replayed = z.output<typeof replayDaySchema>
type State =
  | { readonly kind: 'idle' | 'running' }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'done'; readonly answer: Replayed }

/** A day is one or two minutes of work. */
const PATIENCE_MS = 150_000

export const ReplayPanel = () => {
  const { day } = useUrl().params
  const [state, setState] = useState<State>({ kind: 'idle' })
  const asked = useRef(0)
  const run = () => {
    const n = ++asked.current
    // An answer for a day that is no longer chosen comes too late.
    const settle = (settled: State) => n === asked.current && setState(settled)
    setState({ kind: 'running' })
    post<Replayed>('/api/ledger/replay-day', { day }, PATIENCE_MS)
      .then((answer) => settle({ kind: 'done', answer }))
      .catch((error: Error) => settle({ kind: 'failed', text: error.message }))
  }
  return (
    <Panel title="Replay a day">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <label>
          <span className="soft">Trading day </span>
          <input
            type="date"
            required
            value={day ?? ''}
            onChange={({ target }) => {
              asked.current++
              setParams({ day: target.value }, true)
              setState({ kind: 'idle' })
            }}
          />
        </label>
        <button type="submit" disabled={state.kind === 'running' || day === undefined}>
          {state.kind === 'running' ? 'Replaying…' : 'Replay this day'}
        </button>
        <span className="soft">17:00 New York to 17:00; nothing is ordered</span>
      </form>
      <div role="status">
        {state.kind === 'failed' && <p className="note error">{state.text}</p>}
        {state.kind === 'done' && <Outcome answer={state.answer} />}
      </div>
    </Panel>
  )
}

const Outcome = ({ answer }: { readonly answer: Replayed }) => {
  const times = useTimes()
  const { live, replay, shadow, firstDifference: first, slices } = answer
  const rows = [
    { name: 'Live', ...live },
    { name: 'Replay', ...replay },
    { name: 'Shadow', orders: null, net: null, ...shadow },
  ]
  return (
    <>
      <p className="note">
        {answer.same
          ? `The same in ${whole(slices)} slices, to the byte.`
          : first === null
            ? `${whole(slices)} slices; not all of them have a recorded output.`
            : `They part at ${times.full(first.tsMs)}: ${first.what}.`}
      </p>
      <DataTable
        label={`Live, replay and shadow of ${answer.day}`}
        columns={columns(answer.day)}
        rows={rows}
        keyOf={({ name }) => name}
      />
    </>
  )
}

interface ReplayRow {
  readonly name: string
  readonly orders: number | null
  readonly trades: number
  readonly net: number | null
  readonly netBps: number | null
}
const columns = (day: string): readonly Column<ReplayRow>[] => [
  { name: day, head: true, cell: ({ name }) => name },
  { name: 'Orders', right: true, cell: ({ orders }) => whole(orders) },
  { name: 'Trades', right: true, cell: ({ trades }) => whole(trades) },
  { name: 'Net', right: true, className: ({ net }) => tone(net), cell: ({ net }) => signed(net) },
  { name: 'bps', right: true, className: ({ netBps }) => tone(netBps), cell: ({ netBps }) => signed(netBps, 1) },
]
