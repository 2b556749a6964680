/** What the shadow strategy earned in the last 30 days, each hour, with the floor that it must stay above. */
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'
import type { Minute } from './recorded-run.js'
import { box, COLOUR, curve, picture, rule, scale, text } from './svg.js'

const [WIDTH, HEIGHT] = [900, 300]

export const gatePicture = (minutes: readonly Minute[]): string => {
  const hours = minutes.filter(({ tsMs, pnlBps }) => tsMs % HOUR_MS === 0 && Number.isFinite(pnlBps))
  const [first, last] = [hours[0]!.tsMs, hours.at(-1)!.tsMs]
  const values = hours.map(({ pnlBps }) => pnlBps)
  const x = scale(first, last, 60, WIDTH - 20)
  const y = scale(Math.min(-20, ...values), Math.max(20, ...values), 250, 45)
  const on = hours.filter(({ eligible }) => eligible)
  const weeks = Math.floor((last - first) / (7 * DAY_MS))
  return picture('Has the instrument earned its place?', WIDTH, HEIGHT, [
    text(
      20,
      24,
      'Net result of the shadow trades of the last 30 days, bps. The gate opens above the floor, if it lasts.',
      { weight: 600 },
    ),
    ...on.map(({ tsMs }) => box(x(tsMs), 40, 1, 215, '#dcefe2')),
    rule([60, y(0)], [WIDTH - 20, y(0)], COLOUR.amber, '4 3'),
    text(WIDTH - 24, y(0) - 5, 'floor 0', { fill: COLOUR.amber, anchor: 'end' }),
    curve(
      hours.map(({ tsMs, pnlBps }) => [x(tsMs), y(pnlBps)]),
      COLOUR.blue,
    ),
    text(52, y(Math.min(...values)) + 4, Math.min(...values).toFixed(0), { anchor: 'end', fill: COLOUR.dim }),
    text(52, y(0) + 4, '0', { anchor: 'end', fill: COLOUR.dim }),
    ...Array.from({ length: weeks }, (_, week) =>
      text(x(first + week * 7 * DAY_MS), 272, `week ${week}`, { fill: COLOUR.dim }),
    ),
    text(
      20,
      292,
      `synthetic EUR_USD, ${hours.at(-1)!.trades} trades in the last window; the gate was on in ${on.length} of ${hours.length} hours`,
      {
        fill: COLOUR.dim,
      },
    ),
  ])
}
