/** All gates: what each is judged by against its floor, how far it is from a change. */
import type { Reads } from '../../data/reads.js'
import { decimal, NONE, pairName } from '../../format/figures.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { gateBand, gateOrder, type GateTest, gateTests, type GateView } from './gate-lines.js'

type Rank = Reads['/api/ranking/active']['ranking'][number]
interface GateTableProps {
  readonly gates: readonly GateView[]
  readonly ranks: ReadonlyMap<string, Rank>
  readonly chosen: string | null
  readonly onChoose: (pair: string) => void
}

const SIGNS: { readonly [state in GateView['state']]: string } = { on: '●', off: '○', warming: '◔', cooldown: '◐' }

export const GateTable = ({ gates, ranks, chosen, onChoose }: GateTableProps) => (
  <DataTable
    label="Rolling gates"
    columns={columns(Math.max(0, ...gates.map(({ weight }) => weight)), ranks, onChoose)}
    rows={gateOrder(gates)}
    keyOf={({ instrument }) => instrument}
    isChosen={({ instrument }) => instrument === chosen}
    size="tall"
    className="gate-list"
  />
)

const columns = (
  heaviest: number,
  ranks: GateTableProps['ranks'],
  onChoose: GateTableProps['onChoose'],
): readonly Column<GateView>[] => [
  {
    name: 'Pair',
    head: true,
    cell: ({ instrument }) => (
      <button type="button" className="link" onClick={() => onChoose(instrument)}>
        {pairName(instrument)}
      </button>
    ),
  },
  {
    name: 'Gate',
    cell: ({ state }) => (
      <span className={state === 'on' ? 'up strong' : state === 'cooldown' ? 'warn' : 'soft'}>
        {SIGNS[state]} {state}
      </span>
    ),
  },
  { name: 'Trades', right: true, from: 'mid', cell: (gate) => <Judged test={gateTests(gate)[0]} digits={0} /> },
  {
    name: 'Result, bps',
    title: 'net result of the shadow in the trailing window',
    right: true,
    cell: (gate) => <Judged test={gateTests(gate)[1]} digits={1} />,
  },
  { name: 'Calmar', right: true, from: 'mid', cell: (gate) => <Judged test={gateTests(gate)[2]} digits={2} /> },
  {
    name: 'Hysteresis',
    title: 'results in a row that change the gate',
    from: 'wide',
    cell: (gate) => <Hysteresis gate={gate} />,
  },
  { name: 'Cooldown until', from: 'wide', cell: ({ cooldownUntilMs }, times) => times.full(cooldownUntilMs) },
  { name: 'Rank', right: true, from: 'wide', cell: ({ instrument }) => ranks.get(instrument)?.rank || NONE },
  { name: 'Score', right: true, from: 'mid', cell: ({ score }) => decimal(score, 3) },
  {
    name: 'Weight',
    cell: ({ instrument, weight }) => (
      <Weight weight={weight} heaviest={heaviest} filled={ranks.get(instrument)?.filled === true} />
    ),
  },
]

const Judged = ({ test, digits }: { readonly test: GateTest; readonly digits: number }) => {
  const { value, floor, passes } = test
  return (
    <>
      <span className={passes === false ? 'down' : ''}>
        {passes === false ? '✗ ' : passes === true ? '✓ ' : ''}
        {decimal(value, digits)}
      </span>{' '}
      <span className="soft">{floor === null ? '' : `≥ ${decimal(floor, digits)}`}</span>
    </>
  )
}

const DOTS = 8
const Hysteresis = ({ gate }: { readonly gate: GateView }) => {
  const { text, done, needed } = gateBand(gate)
  return (
    <>
      {done !== null && needed !== null && needed <= DOTS && (
        <span className="dots" aria-hidden="true">
          {'■'.repeat(done)}
          {'□'.repeat(needed - done)}
        </span>
      )}
      {text}
    </>
  )
}

interface WeightProps {
  readonly weight: number
  readonly heaviest: number
  readonly filled: boolean
}
const Weight = ({ weight, heaviest, filled }: WeightProps) =>
  weight > 0 ? (
    <span className="weight">
      <span className="bar">
        <i style={{ width: `${(100 * weight) / heaviest}%` }} />
      </span>
      {decimal(weight, 3)}
      {filled && (
        <span className="tag" title="a place that no gate earned: filled to keep the number of places">
          filled
        </span>
      )}
    </span>
  ) : (
    <span className="soft">no place</span>
  )
