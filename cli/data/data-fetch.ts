/** `sep data fetch`: the broker's one-minute history as a data folder. */
import { type Command, Option } from 'commander'
import { environment } from '../../app/config/environment.js'
import { openBroker } from '../../app/connect/open-broker.js'
import { STORE_ENVIRONMENTS } from '../../app/connect/store-place.js'
import { fetchFolder, type FetchedFile } from '../../app/data/fetch-folder.js'
import { liveWorld } from '../../app/live/market/world.js'
import { logToStderr, progressTerminal } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { type BrokerOptions, brokerTargetOf } from '../shared/broker-options.js'
import { timeFlag } from '../shared/flags.js'
import { checkOutputFolder, printJson } from '../shared/output.js'
import { abortOnInterrupt, EXIT } from '../shared/run-command.js'

interface Flags extends BrokerOptions {
  readonly out: string
  readonly from: string
  readonly to?: string
  readonly trust: boolean
}

/** Adds `fetch` to the `data` command. */
export const addDataFetch = (data: Command): void => {
  data
    .command('fetch')
    .description(
      "fetches the broker's one-minute candles into a data folder; what the folder has is not fetched again, so ^C loses little",
    )
    .requiredOption('--out <dir>', 'data folder to write {INSTRUMENT}_M1.csv.gz to; created if it does not exist')
    .requiredOption('--from <time>', 'first candle (UTC)')
    .option('--to <time>', 'end, exclusive (UTC); default: now')
    .option('--pairs <list>', 'instruments, comma separated; default: those that `sep live` trades')
    .option('--trust', 'keep prices that cannot be meant; without it they are left out and counted', false)
    .addOption(
      new Option('--env <name>', 'paper: a running `sep broker`; practice and live: OANDA (OANDA_ENV)').choices(
        STORE_ENVIRONMENTS,
      ),
    )
    .option('--account <id>', 'account, like 101-001-1234567-001 (OANDA_ACCOUNT_ID)')
    .option('--token-file <file>', 'file that holds the access token (OANDA_TOKEN_FILE)')
    .option('--rest-url <url>', 'REST interface of the paper broker (OANDA_REST_URL)')
    .option('--json', 'print one JSON document', false)
    .action(fetchData)
}

const fetchData = async (flags: Flags): Promise<void> => {
  const fromMs = timeFlag('--from', flags.from)
  const toMs = flags.to === undefined ? Number.POSITIVE_INFINITY : timeFlag('--to', flags.to)
  if (fromMs >= toMs) throw new SepError('bad-argument', `--from ${flags.from} is not before --to ${flags.to}`)
  checkOutputFolder('--out', flags.out)
  const broker = brokerTargetOf(flags, environment())
  for (const warning of broker.warnings) logToStderr(warning, 'warn')
  const client = openBroker(broker, logToStderr, { patienceMs: 0 })
  const interrupt = abortOnInterrupt()
  try {
    const { currency } = await client.summary()
    const pairs = flags.pairs?.split(',').map((name) => name.trim()) ?? null
    const world = await liveWorld(client, pairs, { currency, marginRate: null })
    const files = await fetchFolder({
      client,
      folder: flags.out,
      instruments: world.instruments.map(({ name }) => name),
      ...{ fromMs, toMs, trust: flags.trust },
      signal: interrupt.signal,
      log: logToStderr,
      onProgress: (instrument, share) =>
        progressTerminal()?.write(`\rsep: ${instrument} ${Math.floor(share * 100)} % ${share >= 1 ? '\n' : ''}`),
    })
    if (flags.json) printJson({ files, complete: !interrupt.signal.aborted })
    else print(files.map(lineOf).join(''))
    if (!interrupt.signal.aborted) return
    logToStderr('stopped; the same command goes on')
    process.exitCode = EXIT.failed
  } finally {
    interrupt.release()
    client.close()
  }
}

const lineOf = ({ instrument, path, rows, added, refused, skipped }: FetchedFile): string => {
  const wild = refused > 0 ? `, ${refused} left out for their price` : ''
  const bad = skipped > 0 ? `, ${skipped} bad ones skipped` : ''
  return `${instrument}: ${added} fetched${wild}${bad}; ${rows} in ${path ?? 'no file: the broker has none in that time'}\n`
}
