/** `sep drain`: closes SEP's own trades down to the margin budget. */
import type { Command } from 'commander'
import pc from 'picocolors'
import { type AccountDrain, closeDrain, type DrainedTrade, planDrain } from '../../app/drain/drain.js'
import { environment } from '../../app/config/environment.js'
import { lifeOf } from '../../app/control/living.js'
import { systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import { openBroker } from '../../app/connect/open-broker.js'
import { storeOf } from '../../app/connect/store-of.js'
import { numberOption } from '../shared/flags.js'
import { roundFields } from '../../lib/round.js'
import { type BrokerOptions, brokerTargetOf, withBroker } from '../shared/broker-options.js'
import { EXIT } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { printJson } from '../shared/output.js'
import { logToStderr } from '../../lib/stderr.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'

interface DrainOptions extends BrokerOptions, SettingsOptions {
  readonly dryRun: boolean
  readonly bufferPct: number
  readonly minUnits: number
}

const formatPlan = (plan: AccountDrain): AccountDrain => ({
  ...roundFields(plan, { budget: 4, ownMargin: 4, excess: 4 }),
  closes: plan.closes.map((close) => roundFields(close, { margin: 4 })),
})

export const addDrain = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('drain')
        .description(
          "closes SEP's own trades down to the margin budget, largest position first, also with the kill switch on; " +
            'refused while a pipeline holds the account (use sep flatten then)',
        ),
    )
      .option('--dry-run', 'only print what would be closed', false)
      .addOption(
        numberOption('--buffer-pct', 'tolerate this excess over the budget, %', { least: 0, most: 1000, fallback: 3 }),
      )
      .addOption(numberOption('--min-units', 'skip closes of fewer units', { least: 0, most: 1e12, fallback: 0 })),
  ).action(drain)
}

const drain = async (options: DrainOptions): Promise<void> => {
  const settings = settingsOf(options)
  const { bufferPct, minUnits } = options
  const broker = brokerTargetOf(options, environment())
  for (const warning of broker.warnings) logToStderr(warning, 'warn')
  const opened = options.dryRun ? null : await storeOf(broker)
  const client = openBroker(broker, logToStderr)
  try {
    if (opened) await needNoPipeline(opened.store, broker.target.accountId)
    const plan = await planDrain({ client, settings, bufferPct, minUnits })
    const drained = opened && plan.closes.length > 0 ? await closeDrain(client, opened.store, plan.closes) : []
    if (options.json)
      printJson({
        ...formatPlan(plan),
        dryRun: options.dryRun,
        drained: drained.map(({ reason, ...trade }) => ({ ...roundFields(trade, { margin: 4 }), says: reason })),
      })
    else print(textOf(plan, options.dryRun, drained))
    const filled = drained.filter(({ outcome }) => outcome === 'filled').length
    if ((!options.dryRun && filled < plan.closes.length) || plan.unpriced.length > 0) process.exitCode = EXIT.failed
    else if (plan.unreadable.length > 0) process.exitCode = EXIT.unfinished
  } finally {
    client.close()
    await opened?.store.close()
  }
}

/** Also one that waits for its broker, and holds no lease yet. */
const needNoPipeline = async (store: Store, account: string): Promise<void> => {
  const life = await lifeOf(store, account, systemClock.nowMs())
  if (life === 'pipeline' || life === 'older')
    throw new SepError(
      'store-refused',
      `account ${account}: a running pipeline holds it; use sep flatten, or stop the pipeline first`,
    )
}

const textOf = (plan: AccountDrain, dryRun: boolean, drained: readonly DrainedTrade[]): string => {
  const money = (value: number) => `${value.toFixed(2)} ${plan.currency}`
  return [
    `budget ${money(plan.budget)}, margin of own trades ${money(plan.ownMargin)}, excess ${money(plan.excess)}`,
    ...plan.unpriced.map((name) => pc.red(`${name} has no price: not counted and not closed`)),
    ...plan.unreadable.map((item) => pc.red(`could not be read: ${item}`)),
    ...(plan.closes.length === 0 ? [plan.unreadable.length > 0 ? 'nothing else to close' : 'nothing to close'] : []),
    ...plan.closes.map((close, n) => {
      const units = Number.isNaN(close.units) ? 'all' : close.text === 'ALL' ? `all ${close.units}` : close.units
      const what = `${close.instrument} trade ${close.tradeId}: ${units} units, ${money(close.margin)}`
      if (dryRun) return `would close ${what}`
      const done = drained[n]
      if (!done) return pc.red(`not attempted: ${what}`)
      return done.outcome === 'filled'
        ? `closed ${what}`
        : pc.red(`${done.outcome}: ${what}: ${printableLine(done.reason)}`)
    }),
    '',
  ].join('\n')
}
