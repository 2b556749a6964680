/** Candles and the bit that each gives against the one before. */
import type { Minute } from './recorded-run.js'
import { box, COLOUR, picture, rule, scale, text } from './svg.js'

const COUNT = 30
const [WIDTH, HEIGHT] = [900, 330]

export const bitsPicture = (minutes: readonly Minute[]): string => {
  const shown = minutes.filter(({ present }) => present).slice(600, 600 + COUNT)
  const x = scale(0, COUNT, 20, WIDTH - 20)
  const y = scale(Math.min(...shown.map(({ l }) => l)), Math.max(...shown.map(({ h }) => h)), 205, 45)
  const volume = scale(0, Math.max(...shown.map(({ v }) => v)), 0, 45)
  return picture('From candles to bits', WIDTH, HEIGHT, [
    text(20, 24, 'QBSA: one bit per minute. 1 = the close is not lower, and the range or the volume is not smaller.', {
      weight: 600,
    }),
    ...shown.flatMap((minute, i) => {
      const [left, colour] = [x(i) + 6, minute.c >= minute.o ? COLOUR.up : COLOUR.down]
      const [top, bottom] = [y(Math.max(minute.o, minute.c)), y(Math.min(minute.o, minute.c))]
      return [
        rule([left + 8, y(minute.h)], [left + 8, y(minute.l)], colour),
        box(left, top, 16, Math.max(1, bottom - top), colour),
        box(left, 265 - volume(minute.v), 16, volume(minute.v), COLOUR.line),
        box(left - 3, 276, 22, 22, minute.bit === 1 ? COLOUR.blue : COLOUR.shade),
        text(left + 8, 292, String(minute.bit), { anchor: 'middle', fill: minute.bit === 1 ? '#fff' : COLOUR.dim }),
      ]
    }),
    text(20, 320, 'top: candles; middle: volume; bottom: the bit of each candle against the one before', {
      fill: COLOUR.dim,
    }),
  ])
}
