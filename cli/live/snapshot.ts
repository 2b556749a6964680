/** `sep snapshot`: shows the stored snapshots of an account. */
import type { Command } from 'commander'
import pc from 'picocolors'
import { environment } from '../../app/config/environment.js'
import { storeOf } from '../../app/connect/store-of.js'
import { inspectSnapshots, type SnapshotSlot } from '../../streams/snapshot/inspect.js'
import { systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf, type StoreOptions, storeTargetOf, withStore } from '../shared/broker-options.js'
import { EXIT } from '../shared/run-command.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { isoTime } from '../../lib/iso-time.js'
import { checkOutputFile, printJson, writeBytes } from '../shared/output.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'

interface SnapshotOptions extends StoreOptions {
  readonly out?: string
}

export const addSnapshot = (program: Command): void => {
  withStore(
    program
      .command('snapshot')
      .description(
        'shows the two stored snapshots of an account, their journal positions and whether they are intact; ' +
          'sep live writes one hourly and when it stops',
      ),
  )
    .option('--out <file>', 'write the newest intact one to a file, byte for byte as stored')
    .action(async (options: SnapshotOptions) => {
      const account = accountOf(options, environment())
      checkOutputFile(options.out)
      const target = storeTargetOf(options, environment())
      const { store } = await storeOf(target)
      try {
        const { slots, newest } = await inspectSnapshots(store, account)
        if (options.out !== undefined && !newest)
          throw new SepError('missing-data', `account ${account}: there is no intact snapshot to write`)
        if (options.out !== undefined && newest) await writeBytes(options.out, newest)
        if (options.json) printJson({ account, slots, out: options.out ?? null })
        else print(textOf(account, slots, options.out, target.environment !== 'paper'))
        if (slots.some(({ fault }) => fault !== null)) process.exitCode = EXIT.failed
      } finally {
        await store.close()
      }
    })
}

/** `isAged`: the clock of a paper broker is not the machine's. */
const textOf = (account: string, slots: readonly SnapshotSlot[], out: string | undefined, isAged: boolean): string =>
  [
    ...(slots.length === 0 ? [`account ${account}: no snapshot`] : slots.map((slot) => lineOf(slot, isAged))),
    ...(out === undefined ? [] : [`the newest is written to ${out}`]),
    '',
  ].join('\n')

const lineOf = ({ slot, bytes, fault, graphHash, digest, seq, tsMs }: SnapshotSlot, isAged: boolean): string => {
  if (fault !== null) return pc.red(`slot ${slot}: damaged, ${bytes} bytes: ${printableLine(fault)}`)
  const age = tsMs === null || !isAged ? '' : `, ${ageText(systemClock.nowMs() - tsMs)} old`
  const at = tsMs === null ? 'before the first slice' : isoTime(tsMs)
  const hashes = `graph ${graphHash?.slice(0, 12)}, digest ${digest?.slice(0, 12)}`
  return `slot ${slot}: intact, ${bytes} bytes, slice ${seq} at ${at}${age}, ${hashes}`
}

const ageText = (ms: number): string => {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS))
  if (minutes < 120) return `${minutes} min`
  return minutes < 2 * 1440 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`
}
