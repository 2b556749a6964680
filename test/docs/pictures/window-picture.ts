/** Two windows of 128 bits, the most and the least coherent ones of a stretch, with their pairs counted. */
import type { Minute } from './recorded-run.js'
import { box, COLOUR, picture, text } from './svg.js'

const BITS = 128
const [WIDTH, HEIGHT] = [900, 290]
const STATES = [
  { name: 'null (0 0)', colour: COLOUR.line },
  { name: 'flip (0 1, 1 0)', colour: '#93b4f5' },
  { name: 'rupture (1 1)', colour: COLOUR.blue },
] as const

export const windowPicture = (minutes: readonly Minute[]): string => {
  const present = minutes.filter((minute) => minute.present)
  const at = (i: number) => present[i]!
  const numbers = Array.from({ length: 1440 }, (_, i) => 1000 + i)
  const most = numbers.reduce((best, i) => (at(i).coherence > at(best).coherence ? i : best))
  const least = numbers.reduce((best, i) => (at(i).coherence < at(best).coherence ? i : best))
  return picture('A window of 128 bits', WIDTH, HEIGHT, [
    text(20, 24, 'QFH: the pairs of neighbours in the last 128 bits are counted.', { weight: 600 }),
    ...STATES.flatMap(({ name, colour }, i) => [
      box(20 + 160 * i, 36, 12, 12, colour),
      text(38 + 160 * i, 47, name, { fill: COLOUR.dim }),
    ]),
    ...strip(present, most, 66, 'the most coherent minute of the day'),
    ...strip(present, least, 176, 'the least coherent one'),
  ])
}

const strip = (present: readonly Minute[], last: number, top: number, name: string): readonly string[] => {
  const bits = present.slice(last - BITS + 1, last + 1).map(({ bit }) => bit)
  const states = bits.slice(1).map((bit, i) => bit + bits[i]!)
  const count = (state: number): number => states.filter((one) => one === state).length
  const { coherence, stability, entropy } = present[last]!
  const number = (value: number): string => value.toFixed(2)
  return [
    text(20, top + 16, `${name}: null ${count(0)}, flip ${count(1)}, rupture ${count(2)} of 127`, { weight: 600 }),
    ...bits.map((bit, i) =>
      box(20 + 6.7 * i, top + 26 + (bit === 1 ? 0 : 14), 5.6, 14, bit === 1 ? COLOUR.ink : COLOUR.line),
    ),
    ...states.map((state, i) => box(23 + 6.7 * i, top + 58, 6.7, 10, STATES[state]!.colour)),
    text(20, top + 88, `coherence ${number(coherence)}, stability ${number(stability)}, entropy ${number(entropy)}`, {
      fill: COLOUR.dim,
    }),
  ]
}
