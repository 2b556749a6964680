/** A day: price, coherence with its bound, directions, and what the shadow strategy held. */
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'
import type { Minute } from './recorded-run.js'
import { box, COLOUR, curve, picture, type Point, rule, scale, text, triangle } from './svg.js'

const [WIDTH, HEIGHT] = [900, 420]
const BOUND = 0.5

export const dayPicture = (minutes: readonly Minute[]): string => {
  const fromMs = Date.UTC(2024, 0, 17)
  const day = minutes.filter(({ tsMs, present }) => present && tsMs > fromMs && tsMs <= fromMs + DAY_MS)
  const x = scale(fromMs, fromMs + DAY_MS, 20, WIDTH - 20)
  const price = scale(Math.min(...day.map(({ c }) => c)), Math.max(...day.map(({ c }) => c)), 215, 50)
  const coherence = scale(0.1, 0.7, 370, 250)
  const line = (value: (minute: Minute) => number): Point[] => day.map((minute) => [x(minute.tsMs), value(minute)])
  const marks = day.filter(({ direction, pass }) => direction !== 0 && pass)
  return picture('A day of decisions', WIDTH, HEIGHT, [
    text(20, 24, 'Price, coherence, and when both a direction and all market guards were there (triangles).', {
      weight: 600,
    }),
    ...day
      .filter(({ shadowSide }) => shadowSide !== 0)
      .map(({ tsMs, shadowSide }) => box(x(tsMs) - 0.6, 40, 1.2, 185, shadowSide > 0 ? '#dcefe2' : '#f8dedb')),
    curve(
      line(({ c }) => price(c)),
      COLOUR.ink,
    ),
    ...marks.map(({ tsMs, c, direction }) =>
      triangle(x(tsMs), price(c), direction, direction > 0 ? COLOUR.up : COLOUR.down),
    ),
    box(20, 250, WIDTH - 40, coherence(BOUND) - 250, COLOUR.shade),
    curve(
      line((minute) => coherence(minute.coherence)),
      COLOUR.blue,
      1,
    ),
    rule([20, coherence(BOUND)], [WIDTH - 20, coherence(BOUND)], COLOUR.amber, '4 3'),
    text(24, 266, 'coherence: entries only above 0.50 (dashed)', { fill: COLOUR.amber }),
    ...[0, 4, 8, 12, 16, 20].map((hour) =>
      text(x(fromMs + hour * HOUR_MS), 392, `${String(hour).padStart(2, '0')}:00`, { fill: COLOUR.dim }),
    ),
    text(20, 412, 'green and red bands: the shadow strategy is long or short. Times are UTC.', { fill: COLOUR.dim }),
  ])
}
