/** `sep drain`: closes what SEP's own trades hold above the margin budget. */
import type { Command } from 'commander'
import pc from 'picocolors'
import { closeDrain, type DrainedTrade, planDrain } from '../../app/drain/drain.js'
import type { DrainPlan } from '../../app/drain/drain-plan.js'
import { environment } from '../../app/config/environment.js'
import { openBroker } from '../../app/connect/open-broker.js'
import { storeOf } from '../../app/connect/store-of.js'
import { SepError } from '../../model/error-codes.js'
import { roundFields } from '../../lib/round.js'
import { type BrokerOptions, brokerTargetOf, withBroker } from '../shared/broker-options.js'
import { EXIT, printJson } from '../shared/run-command.js'
import { say } from '../shared/say.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'

interface DrainOptions extends BrokerOptions, SettingsOptions {
  readonly dryRun: boolean
  readonly bufferPct: string
  readonly minUnits: string
}
type Plan = DrainPlan & { readonly currency: string }

const shownPlan = (plan: Plan): Plan => ({
  ...roundFields(plan, { budget: 4, ownMargin: 4, excess: 4 }),
  closes: plan.closes.map((close) => roundFields(close, { margin: 4 })),
})

export const addDrain = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('drain')
        .description(
          "closes exposure of SEP's own trades above the margin budget, largest first, also with the kill switch on; only while no pipeline holds the account (there sep flatten asks it)",
        ),
    )
      .option('--dry-run', 'only say what would be closed', false)
      .option('--buffer-pct <x>', 'leave exposure above the budget by no more than this, %', '3')
      .option('--min-units <n>', 'leave out closes of fewer units', '0'),
  ).action(async (options: DrainOptions) => {
    const settings = settingsOf(options)
    const bufferPct = number('--buffer-pct', options.bufferPct, 1000)
    const minUnits = number('--min-units', options.minUnits, 1e12)
    const broker = brokerTargetOf(options, environment())
    broker.warnings.forEach(say)
    const client = openBroker(broker, say)
    try {
      const plan = await planDrain({ client, settings, bufferPct, minUnits })
      let drained: readonly DrainedTrade[] = []
      if (!options.dryRun && plan.closes.length > 0) {
        const { store } = await storeOf(broker)
        try {
          drained = await closeDrain(client, store, plan.closes)
        } finally {
          await store.close()
        }
      }
      if (options.json)
        printJson({
          ...shownPlan(plan),
          dryRun: options.dryRun,
          drained: drained.map((trade) => roundFields(trade, { margin: 4 })),
        })
      else process.stdout.write(textOf(plan, options.dryRun, drained))
      const failed =
        !options.dryRun && drained.filter(({ outcome }) => outcome === 'filled').length < plan.closes.length
      if (failed || plan.unpriced.length > 0) process.exitCode = EXIT.failed
    } finally {
      client.close()
    }
  })
}

const number = (flag: string, text: string, most: number): number => {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= most)) throw new SepError('bad-argument', `${flag} ${text}: a number from 0 to ${most}`)
  return value
}

const textOf = (plan: Plan, dryRun: boolean, drained: readonly DrainedTrade[]): string => {
  const money = (value: number) => `${value.toFixed(2)} ${plan.currency}`
  return [
    `budget ${money(plan.budget)}, margin of own trades ${money(plan.ownMargin)}, above it ${money(plan.excess)}`,
    ...plan.unpriced.map((name) => pc.red(`${name} has no price: it is neither counted nor closed`)),
    ...(plan.closes.length === 0 ? ['nothing to close'] : []),
    ...plan.closes.map((close, n) => {
      const what = `${close.instrument} trade ${close.tradeId}: ${close.text === 'ALL' ? `all ${close.units}` : close.units} units, ${money(close.margin)}`
      if (dryRun) return `would close ${what}`
      const done = drained[n]
      if (!done) return pc.red(`not tried: ${what}`)
      return done.outcome === 'filled' ? `closed ${what}` : pc.red(`${done.outcome}: ${what}: ${done.says}`)
    }),
    '',
  ].join('\n')
}
