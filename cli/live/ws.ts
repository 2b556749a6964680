/** `sep ws`: the WebSocket relay of an account from its store, in a process of its own. */
import type { Command } from 'commander'
import { ws } from '../../deploy/ws.js'
import { SepError } from '../../model/error-codes.js'
import { withStore } from '../shared/broker-options.js'
import { integerOption, PORTS } from '../shared/flags.js'
import { storeProcess, type StoreProcessOptions } from '../shared/store-process.js'

interface WsOptions extends StoreProcessOptions {
  readonly origin: string
}

export const addWs = (program: Command): void => {
  withStore(
    program
      .command('ws')
      .description(
        'the WebSocket relay of an account at /ws, from its store: any number of processes, and a client may resume at another one',
      ),
  )
    .requiredOption('--origin <url>', 'origin of the page that connects, such as http://localhost:8080')
    .addOption(integerOption('--port', 'port of the relay', { ...PORTS, fallback: 8001 }))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--token-file <file>', 'who may connect: `sep token new` makes it')
    .option('--graph <file>', 'the module (.mjs or .js) that the pipeline runs with --graph', 'sep')
    .action(startWs)
}

const startWs = (options: WsOptions): Promise<void> => {
  const origin = originOf(options.origin)
  return storeProcess(options, (inputs) => ws({ ...inputs, origin }))
}

/** As browsers write it. */
const originOf = (given: string): string => {
  const url = URL.canParse(given) ? new URL(given) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '')
    return url.origin
  throw new SepError('bad-argument', `--origin ${given}: give scheme, host and port, such as http://localhost:8080`)
}
