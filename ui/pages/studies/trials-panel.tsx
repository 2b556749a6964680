/** Everything that was ever tried: it counts in each verdict. */
import type { Reads } from '../../data/reads.js'
import { useRead } from '../../data/use-read.js'
import { decimal, pairName, signed, tone, whole } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Pager } from '../../parts/pager.js'
import { Panel } from '../../parts/panel.js'
import { useUrl } from '../../route/use-url.js'

type TrialItem = Reads['/api/trials/ledger']['items'][number]
const KINDS = { trial: 'tried', opening: 'looked at', holdout: 'hold-out opened' }

export const TrialsPanel = () => {
  const { trials: cursor } = useUrl().params
  const read = useRead('/api/trials/ledger', { limit: 50, cursor }, { keep: true, everyMs: 10_000 })
  return (
    <Panel title="Ledger of trials">
      <Answer read={read} empty={({ total, sentence }) => (total.trials === 0 ? sentence : undefined)}>
        {({ items, cursor: next, sentence }) => (
          <div className="stack">
            <p>{sentence}</p>
            <DataTable
              label={`Ledger of trials, ${items.length} rows`}
              caption="Trials and looks, newest first"
              columns={COLUMNS}
              rows={items}
              keyOf={({ configHash, sweep }, n) => `${configHash ?? sweep} ${n}`}
            />
            <Pager param="trials" next={next} what="the ledger of trials" />
          </div>
        )}
      </Answer>
    </Panel>
  )
}

const COLUMNS: readonly Column<TrialItem>[] = [
  { name: 'When', head: true, cell: ({ timeMs }, times) => times.full(timeMs) },
  { name: 'What', from: 'mid', cell: ({ kind }) => KINDS[kind] },
  {
    name: 'Parameters',
    wrap: true,
    className: () => 'mono',
    cell: ({ params, sweep }) => (params === null ? (sweep ?? '').slice(0, 12) : paramsText(params)),
  },
  { name: 'Pairs', from: 'wide', wrap: true, cell: ({ instruments }) => instruments.map(pairName).join(', ') },
  { name: 'Window', from: 'wide', cell: ({ from, to }) => `${from.slice(0, 10)} to ${to.slice(0, 10)}` },
  { name: 'Trades', right: true, from: 'mid', cell: ({ trades }) => whole(trades) },
  {
    name: 'Mean bps',
    right: true,
    className: ({ meanBps }) => tone(meanBps),
    cell: ({ meanBps }) => signed(meanBps, 2),
  },
  { name: 'Sharpe', right: true, from: 'mid', cell: ({ sharpe }) => decimal(sharpe) },
]

const paramsText = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')
