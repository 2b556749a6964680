/** `sep api`: the REST interface of an account from its store, in a process of its own. */
import type { Command } from 'commander'
import { isLoopback } from '../../api/auth/place.js'
import { resolveSettings } from '../../app/config/settings.js'
import { environment } from '../../app/config/environment.js'
import { storeOf } from '../../app/connect/store-of.js'
import { accountsOf } from '../../app/control/living.js'
import { processResearch } from '../../app/surface/process-research.js'
import { recordedGraph } from '../../app/replay/recorded-graph.js'
import { api } from '../../deploy/api.js'
import { systemClock } from '../../lib/clock.js'
import { logToStderr } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import { accountOf, type StoreOptions, storeTargetOf, withStore } from '../shared/broker-options.js'
import { integerOption, PORTS } from '../shared/flags.js'
import { printJson } from '../shared/output.js'
import { abortOnInterrupt } from '../shared/run-command.js'

interface ApiOptions extends StoreOptions {
  readonly port: number
  readonly host: string
  readonly tokenFile?: string
  readonly graph: string
}

export const addApi = (program: Command): void => {
  withStore(
    program
      .command('api')
      .description(
        'the REST interface of an account, from its store: any number of processes, without a broker or its token. ' +
          'Reads are open on this machine; another --host needs --token-file',
      ),
  )
    .addOption(integerOption('--port', 'port of the interface', { ...PORTS, fallback: 8080 }))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--token-file <file>', 'who may read and control: `sep token new` makes it')
    .option('--graph <file>', 'the module (.mjs or .js) that the pipeline runs with --graph', 'sep')
    .action(startApi)
}

const startApi = async (options: ApiOptions): Promise<void> => {
  const { host, port, tokenFile } = options
  if (!isLoopback(host) && tokenFile === undefined)
    throw new SepError(
      'bad-argument',
      `--host ${host}: other machines reach it, so it needs --token-file (sep token new)`,
    )
  const env = environment()
  const target = storeTargetOf(options, env)
  const { store } = await storeOf(target)
  const interrupt = abortOnInterrupt()
  try {
    const account = target.account === undefined ? await onlyAccount(store) : accountOf(options, env)
    await api({
      ...{ store, account, port, host, tokenFile },
      research: processResearch({
        store,
        storeUrl: target.storeUrl ?? null,
        gateDays: resolveSettings({}).gates.windowDays,
      }),
      environment: target.environment ?? 'live',
      graphOf: await recordedGraph(account, options.graph),
      signal: interrupt.signal,
      log: logToStderr,
      onListening: (url) => (options.json ? printJson({ url, account }) : print(`account ${account}: ${url}\n`)),
    })
  } finally {
    interrupt.release()
    await store.close()
  }
}

/** The one that the store knows. */
const onlyAccount = async (store: Store): Promise<string> => {
  const known = (await accountsOf(store, systemClock.nowMs())).map(({ account }) => account)
  const [account] = known
  if (known.length === 1 && account !== undefined) return account
  throw new SepError(
    'bad-argument',
    known.length === 0
      ? 'the store knows no account yet: name the one that will run with --account'
      : `the store has several accounts: --account names one of ${known.join(', ')}`,
  )
}
