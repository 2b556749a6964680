/** The account at the broker and in the pipeline: the same units of each instrument, the same balance. */
import type { LiveStatus, Pipeline, Scene } from './scene.js'
import { until } from '../../support/until.js'

type Raw = Readonly<Record<string, unknown>>

/** Waits until nothing is in flight and both agree; returns what they agree on. */
export const agree = (scene: Scene, { child, status }: Pipeline, ms = 120_000): Promise<string> => {
  let seen = ''
  return until(
    'the pipeline’s account to equal the broker’s',
    ms,
    async () => {
      const mine = await status()
      if (child.ended() !== null)
        throw new Error(`the pipeline ended with ${child.ended()}\n${child.text().slice(-2000)}`)
      const theirs = atBroker(await scene.broker(''))
      const here = mine ? inPipeline(mine) : 'no reply'
      seen = `broker:   ${theirs}\npipeline: ${here}, pending ${mine?.pendingDecisions}, unrecorded ${mine?.unrecorded}`
      // Memory knows an outcome before the store's disk has it; what a stop cuts off there, the next start reads from the broker.
      const isRecorded = mine?.pendingDecisions === 0 && mine.unrecorded === 0
      return here === theirs && isRecorded ? here : null
    },
    () => seen,
  )
}

const text = (units: Iterable<readonly [string, number]>, balance: number): string =>
  `${
    [...units]
      .filter(([, n]) => n !== 0)
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([name, n]) => `${name} ${n}`)
      .join(', ') || 'flat'
  }; balance ${balance.toFixed(2)}`

const inPipeline = ({ positions = [], balance }: LiveStatus): string =>
  text(
    positions.map(({ instrument, units }) => [instrument, units] as const),
    balance ?? Number.NaN,
  )

const atBroker = (answer: Raw): string => {
  const account = answer['account'] as { readonly balance: string; readonly trades: readonly Raw[] }
  const units = new Map<string, number>()
  for (const trade of account.trades) {
    const name = String(trade['instrument'])
    units.set(name, (units.get(name) ?? 0) + Number(trade['currentUnits']))
  }
  return text(units, Number(account.balance))
}
