/** All gates: what each is judged by against its floor, how far it is from a change. */
import type { Reads } from '../../data/reads.js'
import { decimal, NONE, pairName } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { gateBand, gateOrder, type GateTest, gateTests, type GateView } from './gate-lines.js'

type Rank = Reads['/api/ranking/active']['ranking'][number]
interface GateTableProps {
  readonly gates: readonly GateView[]
  readonly ranks: ReadonlyMap<string, Rank>
  readonly chosen: string | null
  readonly onChoose: (pair: string) => void
}

const SIGNS: { readonly [state in GateView['state']]: string } = { on: '●', off: '○', warming: '◔', cooldown: '◐' }

export const GateTable = ({ gates, ranks, chosen, onChoose }: GateTableProps) => {
  const times = useTimes()
  const heaviest = Math.max(0, ...gates.map(({ weight }) => weight))
  return (
    <ScrollRegion label="Rolling gates" className="wide gate-list">
      <table>
        <thead>
          <tr>
            <th scope="col">Pair</th>
            <th scope="col">Gate</th>
            <th scope="col" className="r">
              Trades
            </th>
            <th scope="col" className="r" title="net result of the shadow in the trailing window">
              Result, bps
            </th>
            <th scope="col" className="r">
              Calmar
            </th>
            <th scope="col" title="results in a row that change the gate">
              Hysteresis
            </th>
            <th scope="col">Cooldown until</th>
            <th scope="col" className="r">
              Rank
            </th>
            <th scope="col" className="r">
              Score
            </th>
            <th scope="col">Weight</th>
          </tr>
        </thead>
        <tbody>
          {gateOrder(gates).map((gate) => {
            const rank = ranks.get(gate.instrument)
            const [trades, result, calmar] = gateTests(gate) as [GateTest, GateTest, GateTest]
            return (
              <tr key={gate.instrument} aria-current={gate.instrument === chosen ? 'true' : undefined}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => onChoose(gate.instrument)}>
                    {pairName(gate.instrument)}
                  </button>
                </th>
                <td>
                  <span className={gate.state === 'on' ? 'up strong' : gate.state === 'cooldown' ? 'warn' : 'soft'}>
                    {SIGNS[gate.state]} {gate.state}
                  </span>
                </td>
                <Judged test={trades} digits={0} />
                <Judged test={result} digits={1} />
                <Judged test={calmar} digits={2} />
                <td>
                  <Hysteresis gate={gate} />
                </td>
                <td>{times.full(gate.cooldownUntilMs)}</td>
                <td className="r">{rank?.rank || NONE}</td>
                <td className="r">{decimal(gate.score, 3)}</td>
                <td>
                  <Weight weight={gate.weight} heaviest={heaviest} filled={rank?.filled === true} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

const Judged = ({ test, digits }: { readonly test: GateTest; readonly digits: number }) => {
  const { value, floor, passes } = test
  return (
    <td className="r">
      <span className={passes === false ? 'down' : ''}>
        {passes === false ? '✗ ' : passes === true ? '✓ ' : ''}
        {decimal(value, digits)}
      </span>{' '}
      <span className="soft">{floor === null ? '' : `≥ ${decimal(floor, digits)}`}</span>
    </td>
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
