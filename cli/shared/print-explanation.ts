/** The explanation of a recorded slice, for `sep replay --explain`: the answer first, then what each node said, from the last gate back to the candle. */
import pc from 'picocolors'
import type { JournalExplanation } from '../../streams/journal/explain.js'
import { printJson } from './run-command.js'
import { isoTime } from '../../lib/iso-time.js'

export const printExplanation = (explanation: JournalExplanation, json: boolean): void => {
  const { notes, ...rest } = explanation
  if (json) printJson({ ...rest, says: notes })
  else process.stdout.write(textOf(explanation))
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
    ...steps.map((step) => `  ${step.node.padEnd(width)}  ${step.says}`),
    `${notes.join('; ')}${leadIn > 0 ? `; ${leadIn} slices run to get the state` : ''}`,
    RECORDED[`${asRecorded}`],
    '',
  ].join('\n')
}

const RECORDED = {
  true: pc.green('every output byte of this slice is the one that was recorded'),
  false: pc.red(
    'this code makes another output of this slice than was recorded: the explanation is of what it makes now',
  ),
  null: pc.yellow('no output of this slice was recorded: the process ended before it wrote it'),
} as const
