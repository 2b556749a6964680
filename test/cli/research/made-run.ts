/** The folder of a run as far as a comparison or a promotion reads it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolveSettings } from '../../../app/config/settings.js'

export interface MadeRun {
  readonly set?: readonly string[]
  readonly dataHash?: string
  readonly toMs?: number
  readonly net?: number
  /** NAV at the end of each day. */
  readonly navs?: readonly number[]
}
export const madeRun = (
  folder: string,
  { set = [], dataHash = 'd', toMs = 2e12, net = 10, navs }: MadeRun = {},
): string => {
  mkdirSync(folder, { recursive: true })
  const summary = {
    ...{
      graph: 'sep',
      instruments: ['EUR_USD'],
      fromMs: 1e12,
      toMs,
      trades: 7,
      openTrades: 0,
      shadowTrades: 9,
      gross: 12,
    },
    ...{ costs: { spread: 12 - net }, net, nav: 100 + net, drawdownPct: 1, statements: ['No edge shown.'] },
    figures: { winRate: 0.5, holdMinutes: null },
    exposure: { inMarket: 0.1 },
  }
  const config = resolveSettings({ set })
  const run = { outputHash: `o${net}`, graphHash: 'g', dataHash, config, home: 'USD', capital: 100, summary }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
  const DAY = 86_400_000
  const lines = navs?.map((nav, n) => `${1_704_214_800_000 + n * DAY},${nav}\n`)
  if (lines) writeFileSync(join(folder, 'equity.csv'), `tsMs,nav\n${lines.join('')}`)
  return folder
}
