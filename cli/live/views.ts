/** `sep evaluate` and `sep allocate`: parts of a live pipeline by the names of what they decide; shorthands of `sep live --nodes`. */
import type { Command } from 'commander'
import { type LiveOptions, startLive, withLive } from './live.js'

export const addEvaluate = (program: Command): void =>
  addView(
    program,
    'evaluate',
    'shadow..gates',
    'which instruments have earned a place: the shadow trades and the gates',
  )

export const addAllocate = (program: Command): void =>
  addView(program, 'allocate', 'allocate', 'which instruments have a place and with what weight')

const addView = (program: Command, name: string, nodes: string, what: string): void => {
  withLive(
    program
      .command(name)
      .description(
        `decides ${what}, as a process of its own: \`sep live --nodes ${nodes}\`. It needs the store of the other parts alone, ` +
          'no token and no broker; the part that makes the slices and the one that trades are `sep live --nodes ..`',
      ),
  ).action((options: LiveOptions) => startLive({ ...options, nodes }))
}
