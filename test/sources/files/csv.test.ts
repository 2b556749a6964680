import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from '../../../sources/files/csv.js'
import { SERIES_COLUMNS } from '../../../model/candle-series.js'
import { columnsOf, csvOf, HEADER, messageOf, START } from '../../support/candle-files.js'

const OPTIONS = { instrument: 'EUR_USD', file: 'EUR_USD_M1.csv', lenient: false, trust: true }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string, options = OPTIONS) => readCsv([bytes(text)], options)

describe('CSV of a data folder', () => {
  test('columns become arrays; empty sides are unknown', async () => {
    const { series, skipped } = await read(
      [
        HEADER,
        `${START},1.10005,1.1002,1.0999,1.1001,7,1.1,1.1001,1.0998,1.10005,1.1001,1.1003,1.1,1.10015`,
        `${START + 180_000},1.1001,1.1001,1.1001,1.1001,0,,,,,,,,`,
      ].join('\n'),
    )
    expect(columnsOf(series)).toEqual({
      tMs: [START, START + 180_000],
      o: [1.10005, 1.1001],
      h: [1.1002, 1.1001],
      l: [1.0999, 1.1001],
      c: [1.1001, 1.1001],
      v: [7, 0],
      bo: [1.1, Number.NaN],
      bh: [1.1001, Number.NaN],
      bl: [1.0998, Number.NaN],
      bc: [1.10005, Number.NaN],
      ao: [1.1001, Number.NaN],
      ah: [1.1003, Number.NaN],
      al: [1.1, Number.NaN],
      ac: [1.10015, Number.NaN],
    })
    expect([series.instrument, series.basis, series.noVolume, skipped]).toEqual(['EUR_USD', 'mid', false, 0])
  })

  test.each([
    ['no sides at all', 't,o,h,l,c', '1,1,1,1', 'mid', true],
    ['no volume', 't,o,h,l,c,v', '1,1,1,1,0', 'mid', true],
    ['bid only', HEADER, '1,1,1,1,3,1,1,1,1,,,,', 'bid', false],
    ['bid only, no columns for the ask', 't,o,h,l,c,v,bo,bh,bl,bc', '1,1,1,1,3,1,1,1,1', 'bid', false],
    ['both sides', HEADER, '1,1,1,1,3,1,1,1,1,2,2,2,2', 'mid', false],
    ['ask only', HEADER, '1,1,1,1,3,,,,,2,2,2,2', 'mid', false],
    ['another order', 'v,c,l,h,o,t', '', 'mid', false],
  ])('what o..c are: %s', async (_, header, cells, basis, noVolume) => {
    const line = cells === '' ? `3,1,1,1,1,${START}` : `${START},${cells}`
    const { series } = await read(`${header}\n${line}\n`)
    expect([series.basis, series.noVolume, series.tMs[0]]).toEqual([basis, noVolume, START])
  })

  test('line ends of Windows, a byte order mark, no end of the last line', async () => {
    const { series } = await read(`\ufeff${csvOf(['0 1 1 1 1 5', '1 2 2 2 2 5']).trimEnd().replaceAll('\n', '\r\n')}`)
    expect([...series.c]).toEqual([1, 2])
  })

  test('the cut of the bytes into chunks does not matter', async () => {
    const text = bytes(csvOf(['0 1.25 1.5 1 1.25 5', '1 2 2 2 2 6', '5 1.1 1.1 1.1 1.1 7']))
    const whole = await readCsv([text], OPTIONS)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length)), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length]
        const chunks = at.slice(1).map((end, i) => text.slice(at[i], end))
        expect((await readCsv(chunks, OPTIONS)).contentHash).toBe(whole.contentHash)
      }),
      { numRuns: 50 },
    )
  })
})

describe('bad rows', () => {
  const good = '0 1.1 1.2 1.0 1.1 5'
  const withSides = (row: string) => `${HEADER}\n${START},1,1,1,1,1,${row}\n`
  const M1 = START + 60_000
  test.each([
    [
      'going back',
      csvOf([good, '2 1 1 1 1 5', '1 1 1 1 1 5']),
      `4: t ${M1} is not later than the row before, ${M1 + 60_000}`,
    ],
    ['twice', csvOf([good, good]), `3: t ${START} appears twice`],
    ['seconds', csvOf(['0.5 1 1 1 1 5']), `2: t ${START + 30_000} is not a whole minute (a multiple of 60000)`],
    [
      'labels in seconds',
      't,o,h,l,c\n1398902400,1,1,1,1',
      '2: t 1398902400 is before 1971: it must be in milliseconds',
    ],
    ['not milliseconds', 't,o,h,l,c\n1398902400000000,1,1,1,1', '2: t 1398902400000000 is not between 1970 and 2100'],
    ['a date', csvOf([good]).replace(/^17\d+/m, '2024-03-04'), '2: t "2024-03-04" is not a number'],
    ['NaN', csvOf(['0 NaN 1 1 1 5']), '2: o "NaN" is not a number'],
    ['Infinity', csvOf(['0 1 Infinity 1 1 5']), '2: h "Infinity" is not a number'],
    ['too large', csvOf(['0 1 1e999 1 1 5']), '2: h is infinite'],
    ['hexadecimal', csvOf(['0 0x10 1 1 1 5']), '2: o "0x10" is not a number'],
    ['empty price', csvOf(['0 1 1  1 5']), '2: l is missing'],
    ['high below open', csvOf(['0 1.3 1.2 1.0 1.1 5']), '2: h 1.2 is below o 1.3'],
    ['high below close', csvOf(['0 1.1 1.2 1.0 1.25 5']), '2: h 1.2 is below c 1.25'],
    ['low above open', csvOf(['0 0.9 1.2 1.0 1.1 5']), '2: l 1 is above o 0.9'],
    ['low above close', csvOf(['0 1.1 1.2 1.0 0.5 5']), '2: l 1 is above c 0.5'],
    ['negative price', csvOf(['0 -1 1 -1 1 5']), '2: o -1 is not above 0'],
    ['zero price', csvOf(['0 1 1 0 1 5']), '2: l 0 is not above 0'],
    ['negative volume', csvOf(['0 1 1 1 1 -1']), '2: v -1 is negative'],
    ['empty volume', csvOf(['0 1 1 1 1 ']), '2: v is missing'],
    ['too few columns', csvOf(['0 1 1 1 1']), '2: 5 columns, the header has 6'],
    ['too many columns', csvOf(['0 1 1 1 1 5 6']), '2: 7 columns, the header has 6'],
    [
      'truncated',
      csvOf([good, '1 1 1 1']).trimEnd(),
      '3: 4 columns, the header has 6; the line has no end, the file may be truncated',
    ],
    ['empty line', csvOf([good, '1 1 1 1 1 5']).replace(/(?=^\d+,1,1)/m, '\n'), '3: empty line, the header has 6'],
    ['garbage', csvOf(['0 1 1 1 1 5', 'hello']).replace('NaN', 'hello'), '3: t "hello" is not a number'],
    ['half a side', withSides('1,1,1,,,,,'), '2: bc is missing'],
    ['bid high below close', withSides('1,1,1,1.5,,,,'), '2: bh 1 is below bc 1.5'],
    ['ask low above open', withSides(',,,,1,2,1.5,2'), '2: al 1.5 is above ao 1'],
    ['negative ask', withSides(',,,,1,1,-1,1'), '2: al -1 is not above 0'],
    ['empty file', '', '1: empty file, no header'],
    ['header only', 't,o,h,l,c\n', ' no candles'],
    ['unknown column', 't,o,h,l,c,x\n', '1: header "t,o,h,l,c,x": column "x" is unknown'],
    ['column twice', 't,o,h,l,c,c\n', '1: header "t,o,h,l,c,c": column c appears twice'],
    ['no high', 't,o,l,c\n', '1: header "t,o,l,c": column h is missing'],
    ['no header', `${START},1,1,1,1\n`, `1: header "${START},1,1,1,1": column "${START}" is unknown`],
  ])('%s', async (_, text, reason) => {
    expect(await messageOf(read(text))).toContain(`EUR_USD_M1.csv:${reason}`)
  })

  test('crossed sides are kept as they are, unless most rows are crossed: then bid and ask are exchanged', async () => {
    const row = (minute: number, crossed: boolean) =>
      `${START + minute * 60_000},1,1,1,1,1,${crossed ? '2,2,2,2,1,1,1,1' : '1,1,1,1,2,2,2,2'}`
    const text = (...crossed: readonly boolean[]) => [HEADER, ...crossed.map((one, n) => row(n, one)), ''].join('\n')
    expect([...(await read(text(false, true))).series.bc]).toEqual([1, 2])
    for (const lenient of [false, true])
      expect(await messageOf(read(text(false, true, true), { ...OPTIONS, lenient }))).toBe(
        'EUR_USD_M1.csv: the bid is above the ask in 2 of 3 rows: bid and ask are exchanged',
      )
  })

  test('blanks at the end of lines, and blank lines at the end of the file, are no rows', async () => {
    const { series } = await read(`${csvOf([good, '1 2 2 2 2 5']).replaceAll('\n', ' \t\r\n')}\n \r\n\n`)
    expect([...series.c]).toEqual([1.1, 2])
  })

  test('what a file holds is quoted without control characters', async () => {
    const said = await messageOf(read(csvOf(['0 \u001b[2J\u0000\u202e 1 1 1 5'])))
    expect(said).toBe('EUR_USD_M1.csv:2: o "\\u001b[2J\\u0000\\u202e" is not a number')
    const { reasons } = await read(csvOf([good, '1 \u001b 1 1 1 5']), { ...OPTIONS, lenient: true })
    expect(reasons).toEqual(['3: o "\\u001b" is not a number'])
    expect(await messageOf(read('t,\u001b]0;x\u0007\n'))).toContain('column "\\u001b]0;x\\u0007" is unknown')
  })

  test('lenient: they are left out and counted, and order is judged against the last good row', async () => {
    const text = csvOf([good, '1 x 1 1 1 5', '2 1 1 1 1 5', '2 1 1 1 1 5', '1 1 1 1 1 5', '3 1 1 1 1 5', '4 1'])
    const { series, skipped, reasons } = await read(text, { ...OPTIONS, lenient: true })
    expect([...series.tMs].map((t) => (t - START) / 60_000)).toEqual([0, 2, 3])
    expect(skipped).toBe(4)
    expect(reasons[0]).toBe('3: o "x" is not a number')
    expect(await messageOf(read(csvOf(['0 x 1 1 1 5']), { ...OPTIONS, lenient: true }))).toContain(
      'no candles but 1 bad rows',
    )
  })
})

describe('numbers', () => {
  /** One number as the price of a candle. */
  const parsed = async (text: string): Promise<number> =>
    (await read(`t,o,h,l,c,v\n${START},1,1,1,1,${text}\n`)).series.v[0] as number

  test('every text gives exactly what Number gives', async () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), maxLength: 20 })
    const decimal = fc
      .tuple(digits, fc.option(digits), fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.nat(30))))
      .map(
        ([whole, part, power]) => `${whole}${part === null ? '' : `.${part}`}${power === null ? '' : power.join('')}`,
      )
      .filter((text) => /\d/.test(text.split(/e/i)[0] as string) && Number(text) < 1e300)
    const shortest = fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }).map(String)
    const price = fc.tuple(fc.nat(200_000_000), fc.nat(6)).map(([n, places]) => (n / 10 ** places).toFixed(places))
    await fc.assert(
      fc.asyncProperty(fc.oneof(decimal, shortest, price), async (text) => {
        expect(await parsed(text)).toBe(Number(text))
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    '1.',
    '.5',
    '+1.5',
    '0001.500',
    '9007199254740993',
    '0.1234567890123456789',
    ' 1.5 ',
    '1e-7',
    '123456789012345',
  ])('"%s"', async (text) => expect(await parsed(text)).toBe(Number(text)))

  test('rows equal those of a slow, obvious parser', async () => {
    const price = fc.integer({ min: 50_000, max: 200_000 })
    const row = fc.record({
      step: fc.integer({ min: 1, max: 9 }),
      prices: fc.array(price, { minLength: 4, maxLength: 4 }),
      v: fc.nat(500),
      bid: fc.boolean(),
      ask: fc.boolean(),
      places: fc.constantFrom(5, 7),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
        let t = START
        const lines = rows.map(({ step, prices, v, bid, ask, places }) => {
          t += step * 60_000
          const [l, o, c, h] = prices.sort((a, b) => a - b)
          const bar = [o, h, l, c].map((n) => (n! / 1e5).toFixed(places))
          return [t, ...bar, v, ...(bid ? bar : ['', '', '', '']), ...(ask ? bar : ['', '', '', ''])].join(',')
        })
        const { series } = await read(`${HEADER}\n${lines.join('\n')}\n`)
        const slow = lines.map((line) => line.split(',').map((cell) => (cell === '' ? Number.NaN : Number(cell))))
        for (const [n, name] of SERIES_COLUMNS.entries()) {
          expect([...series[name]]).toEqual(slow.map((cells) => cells[n]))
        }
      }),
      { numRuns: 200 },
    )
  })
})
