/** `sep studies integrity`: is what the store holds about spans consistent? */
import type { Command } from 'commander'
import { print } from '../../../lib/terminal/stdout.js'
import { spanIntegrity } from '../../../studies/spans/span-integrity.js'
import { storedSpans } from '../../../studies/spans/stored-spans.js'
import { type StoreOptions, withStore } from '../../shared/broker-options.js'
import { printJson } from '../../shared/output.js'
import { EXIT } from '../../shared/run-command.js'
import { inStore } from './run-query.js'

export const addIntegrity = (studies: Command): void => {
  withStore(
    studies
      .command('integrity')
      .description(
        'checks the stored runs and their indices (sep_span_integrity_ok); exit 1 where one is inconsistent',
      ),
  ).action(async (options: StoreOptions) => {
    const { runs, indices } = await inStore(options, storedSpans)
    const found = spanIntegrity(runs, indices)
    if (options.json) printJson(found)
    else {
      for (const { rule, runId, text } of found.violations) print(`${rule}: run ${runId}: ${text}\n`)
      print(`${found.runs} runs, ${found.violations.length} violations\n`)
    }
    if (!found.ok) process.exitCode = EXIT.failed
  })
}
