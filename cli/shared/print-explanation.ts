/**
 * Prints why a recorded slice ordered or not (`sep replay --explain`): the answer first, then each node's reason, from the last gate back
 * to the candle.
 */
import pc from 'picocolors'
import type { JournalExplanation } from '../../streams/journal/explain/explain.js'
import { isoTime } from '../../lib/iso-time.js'
import { printJson } from './output.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'

export const printExplanation = (explanation: JournalExplanation, json: boolean): void => {
  const { notes, ...rest } = explanation
  if (json) printJson({ ...rest, says: notes })
  else print(textOf(explanation))
}

const textOf = ({
  account,
  tsMs,
  instrument,
  verdict,
  steps,
  notes,
  leadIn,
  asRecorded,
}: JournalExplanation): string => {
  const width = Math.max(...steps.map(({ node }) => node.length))
  return [
    `${instrument} at ${isoTime(tsMs)}, account ${account}`,
    pc.bold(verdict),
    ...steps.map((step) => `  ${step.node.padEnd(width)}  ${printableLine(step.says)}`),
    `${printableLine(notes.join('; '))}${leadIn > 0 ? `; ${leadIn} slices replayed to restore the state` : ''}`,
    RECORDED[`${asRecorded}`],
    '',
  ].join('\n')
}

const RECORDED = {
  true: pc.green('every output byte of this slice equals the recorded one'),
  false: pc.red(
    'the output of this slice differs from the recorded one: the explanation is of the output of this code',
  ),
  null: pc.yellow('no output of this slice was recorded: the process ended before writing it'),
} as const
