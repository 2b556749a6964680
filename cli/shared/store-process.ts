/** What `sep api` and `sep ws` share: a process that has the store of an account and nothing else. */
import { isLoopback } from '../../api/auth/place.js'
import { environment } from '../../app/config/environment.js'
import { storeOf } from '../../app/connect/store-of.js'
import { accountsOf } from '../../app/control/living.js'
import { recordedGraph } from '../../app/replay/recorded-graph.js'
import type { ApiProcessInputs } from '../../deploy/api.js'
import { systemClock } from '../../lib/clock.js'
import { logToStderr, progressTerminal } from '../../lib/stderr.js'
import { announce } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import { accountOf, type StoreOptions, storeTargetOf } from './broker-options.js'
import { printJson } from './output.js'
import { abortOnInterrupt } from './run-command.js'

export interface StoreProcessOptions extends StoreOptions {
  readonly port: number
  readonly host: string
  readonly tokenFile?: string
  readonly graph: string
}

/** `run` gets its inputs, and the URL of the store that other processes reach; undefined: none does. */
export const storeProcess = async (
  options: StoreProcessOptions,
  run: (inputs: ApiProcessInputs, storeUrl: string | undefined) => Promise<void>,
): Promise<void> => {
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
    await run(
      {
        ...{ store, account, port, host, tokenFile },
        environment: target.environment ?? 'live',
        graphOf: await recordedGraph(account, options.graph),
        signal: interrupt.signal,
        log: logToStderr,
        // No log may hold it.
        ...(progressTerminal() ? { onLoginLink: showLink } : {}),
        onListening: (url) => (options.json ? printJson({ url, account }) : announce(`account ${account}: ${url}\n`)),
      },
      target.storeUrl,
    )
  } finally {
    interrupt.release()
    await store.close()
  }
}

const showLink = (link: string): void => logToStderr(`${link} logs a browser in, once, within 10 minutes`)

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
