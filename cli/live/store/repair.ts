/** `sep store check` and `sep store set-aside`: damage in the durable streams of an account. */
import type { Command } from 'commander'
import { environment } from '../../../app/config/environment.js'
import { storeOf } from '../../../app/connect/store-of.js'
import { checkStreams } from '../../../app/store-jobs/repair/check-streams.js'
import { newHistory } from '../../../app/store-jobs/repair/new-history.js'
import { setAside } from '../../../app/store-jobs/repair/set-aside.js'
import { streamNameOf } from '../../../app/store-jobs/repair/streams-of.js'
import { systemClock } from '../../../lib/clock.js'
import { printableLine } from '../../../lib/terminal/printable.js'
import { print } from '../../../lib/terminal/stdout.js'
import { SepError } from '../../../model/error-codes.js'
import type { Store } from '../../../store/store.js'
import { accountOf, type StoreOptions, storeTargetOf, withStore } from '../../shared/broker-options.js'
import { printJson } from '../../shared/output.js'
import { EXIT } from '../../shared/run-command.js'

interface RepairOptions extends StoreOptions {
  readonly account?: string
}

export const addStoreRepair = (store: Command): void => {
  addNewHistory(store)
  withStore(
    store
      .command('check')
      .description(
        'reads every stream of an account that a start or a replay needs, and names what is damaged or gone',
      ),
  ).action((options: RepairOptions) =>
    withAccount(options, async (opened, account) => {
      const checks = await checkStreams(opened, account)
      if (checks.every(({ entries, fault }) => entries === 0 && fault === null))
        throw new SepError('missing-data', `account ${account}: the store has no stream of it`)
      if (options.json) printJson({ account, streams: checks })
      else for (const { stream, entries, fault } of checks) print(lineOf(stream, entries, fault))
      if (checks.some(({ fault }) => fault !== null)) process.exitCode = EXIT.failed
    }),
  )
  withStore(
    store
      .command('set-aside <stream>')
      .description(
        'moves a damaged stream of an account out of the way, so that the next start goes on without it; ' +
          'a copy stays in the store. Refused while a pipeline runs',
      ),
  ).action((stream: string, options: RepairOptions) =>
    withAccount(options, async (opened, account) => {
      const moved = await setAside(opened, account, streamNameOf(stream), systemClock)
      if (options.json) printJson({ account, ...moved })
      else print(`${moved.stream} of ${account}: ${moved.entries} entries set aside as ${moved.to}\n`)
    }),
  )
}

const addNewHistory = (store: Command): void => {
  withStore(
    store
      .command('new-history')
      .description(
        "goes on where the broker's history of an account is another one than ours (its memory is lost, another account has its id, its " +
          'clock has jumped): all streams are set aside, and the next start begins with what the broker holds. Turns the kill switch ON. ' +
          'Refused while a pipeline runs',
      ),
  ).action((options: RepairOptions) =>
    withAccount(options, async (opened, account) => {
      const copies = await newHistory(opened, account, systemClock)
      if (options.json) return printJson({ account, killSwitch: 'on', copies })
      for (const { stream, entries, to } of copies) print(`${stream}: ${entries} entries set aside as ${to}\n`)
      print(
        `account ${account}: the next start begins with what the broker holds; kill switch ON, sep arm turns it off\n`,
      )
    }),
  )
}

const lineOf = (stream: string, entries: number, fault: string | null): string =>
  `${stream.padEnd(10)} ${String(entries).padStart(8)} entries  ${fault === null ? 'whole' : printableLine(fault)}\n`

const withAccount = async (
  options: RepairOptions,
  act: (store: Store, account: string) => Promise<void>,
): Promise<void> => {
  const account = accountOf(options, environment())
  const { store } = await storeOf(storeTargetOf(options, environment()))
  try {
    await act(store, account)
  } finally {
    await store.close()
  }
}
