/** Prints a day of a journal that was run again (`sep replay --day`). */
import pc from 'picocolors'
import type { ReplayDay } from '../../api/model/ledger/replay-day.js'
import { isoTime } from '../../lib/iso-time.js'
import { print } from '../../lib/terminal/stdout.js'
import { printJson } from '../shared/output.js'
import { EXIT } from '../shared/run-command.js'

export const printReplayedDay = (found: ReplayDay, json: boolean, stopped: boolean): void => {
  if (json) printJson(found)
  else print(textOf(found, stopped))
  if (!found.same || stopped) process.exitCode = EXIT.failed
}

const textOf = ({ day, slices, same, firstDifference, live, replay, shadow }: ReplayDay, stopped: boolean): string =>
  [
    ...(stopped ? [pc.yellow('stopped before the end')] : []),
    `${day}, New York: ${slices} slices`,
    `live    ${live.orders} orders, ${live.trades} trades, net ${live.net ?? 'not known'}`,
    `replay  ${replay.orders} orders, ${replay.trades} trades, net ${replay.net ?? 'not known'}`,
    `shadow  ${shadow.trades} trades, ${shadow.netBps ?? 'not known'} bps`,
    same
      ? pc.green('every byte of every output column is equal')
      : pc.red(
          firstDifference
            ? `the first difference is at ${isoTime(firstDifference.tsMs)}: ${firstDifference.what}`
            : 'some slices have no recorded output: the process ended before writing it',
        ),
    '',
  ].join('\n')
