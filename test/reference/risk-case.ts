/** The inputs of a risk case by name: every rule of the reference looks up what it needs, slice by slice. */
import type { z } from 'zod'
import type { World } from '../../model/world.js'
import type { riskGuards } from '../../operators/risk-guards.js'

export type RiskPorts = { readonly [port: string]: { readonly [column: string]: ArrayLike<number> } }

export interface RiskCase {
  readonly ports: RiskPorts
  readonly tsMs: readonly number[]
  readonly asOfMs: readonly number[]
  readonly config: z.output<typeof riskGuards.config>
  readonly world: World
  /** Instrument indices. */
  readonly every: readonly number[]
  /** `get('account.units', s, k)`; without k a slice or event column. */
  get(path: string, s: number, k?: number): number
}

export const riskCase = (inputs: Omit<RiskCase, 'every' | 'get'>): RiskCase => {
  const count = inputs.world.instruments.length
  return {
    ...inputs,
    every: Array.from({ length: count }, (_, k) => k),
    get: (path, s, k = -1) => {
      const [port, column] = path.split('.') as [string, string]
      return inputs.ports[port]![column]![k < 0 ? s : s * count + k]!
    },
  }
}

/** Home value of one unit at mid. */
export const priceOf = ({ get }: RiskCase, s: number, k: number): number =>
  ((get('quote.bid', s, k) + get('quote.ask', s, k)) / 2) * get('quote.homeRate', s, k)

export const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
