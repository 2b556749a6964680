/** `sep api`: the REST interface of an account from its store, in a process of its own. */
import type { Command } from 'commander'
import { resolveSettings } from '../../app/config/settings.js'
import { processResearch } from '../../app/surface/research/process-research.js'
import { api } from '../../deploy/api.js'
import { withStore } from '../shared/broker-options.js'
import { integerOption, PORTS } from '../shared/flags.js'
import { storeProcess, type StoreProcessOptions } from '../shared/store-process.js'

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

const startApi = (options: StoreProcessOptions): Promise<void> =>
  storeProcess(options, (inputs, storeUrl = '') => {
    const { gates } = resolveSettings({})
    const research = processResearch({ store: inputs.store, storeUrl: storeUrl || null, gateDays: gates.windowDays })
    return api({ ...inputs, research })
  })
