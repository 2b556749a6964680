import { describe, expect, test } from 'vitest'
import { importers } from '../../../../sources/files/formats/importers.js'
import { columnsOf, messageOf, putFile, temporaryFolder } from '../../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false }
const labels = (tMs: Float64Array) => [...tMs].map((ms) => new Date(ms).toISOString().slice(0, 16))

describe('OANDA candles', () => {
  const bar = (o: string, h: string, l: string, c: string) => ({ o, h, l, c })
  const page = (candles: readonly object[], more: object = {}) =>
    JSON.stringify({ instrument: 'EUR_USD', granularity: 'M1', candles, ...more })
  const candle = (time: string | number, more: object) => ({ complete: true, volume: 12, time, ...more })
  const bid = bar('1.09999', '1.10010', '1.09990', '1.10000')
  const ask = bar('1.10012', '1.10024', '1.10003', '1.10013')

  test('bid and ask: o..c are their middle; a running candle is left out; times as RFC 3339 and as seconds', async () => {
    const folder = temporaryFolder()
    const second = putFile(
      folder,
      'b.json.gz',
      page([
        candle('1709553720.000000000', { bid, ask, mid: bar('1.1', '1.2', '1.0', '1.15') }),
        { ...candle('1709553780.000000000', { bid, ask }), complete: false },
      ]),
    )
    const first = putFile(folder, 'a.json', page([candle('2024-03-04T12:01:00.000000000Z', { bid, ask })]))
    const { series, skipped } = await importers.oanda.read([second, first], EUR)
    expect(labels(series.tMs)).toEqual(['2024-03-04T12:01', '2024-03-04T12:02'])
    expect(columnsOf(series)).toMatchObject({
      o: [1.100055, 1.1],
      h: [1.10017, 1.2],
      l: [1.099965, 1],
      c: [1.100065, 1.15],
      v: [12, 12],
      bc: [1.1, 1.1],
      ac: [1.10013, 1.10013],
    })
    expect([series.basis, skipped]).toEqual(['mid', 0])
  })

  test('mid alone, bid alone', async () => {
    const folder = temporaryFolder()
    const mid = putFile(folder, 'mid.json', page([candle('2024-03-04T12:01:00Z', { mid: bid })]))
    expect((await importers.oanda.read([mid], EUR)).series).toMatchObject({ basis: 'mid', c: Float64Array.of(1.1) })
    const only = putFile(folder, 'bid.json', page([candle('2024-03-04T12:01:00Z', { bid })]))
    expect((await importers.oanda.read([only], EUR)).series).toMatchObject({ basis: 'bid', c: Float64Array.of(1.1) })
  })

  const good = candle('2024-03-04T12:01:00Z', { mid: bid })
  test.each([
    ['another instrument', page([], { instrument: 'USD_JPY' }), ': candles of USD_JPY, not of EUR_USD'],
    ['another granularity', page([], { granularity: 'H1' }), ': granularity H1; M1 is needed'],
    ['truncated', page([good]).slice(0, -9), ': not JSON, or truncated'],
    ['another document', '{"errorMessage":"no"}', ': instrument: Invalid input'],
    ['ask alone', page([good, candle('2024-03-04T12:02:00Z', { ask })]), ':candles[1]: neither mid nor bid'],
    ['no time', page([candle('soon', { mid: bid })]), ':candles[0]: time "soon" cannot be read'],
    ['no price', page([candle('2024-03-04T12:01:00Z', { mid: { ...bid, h: 'x' } })]), ':candles[0]: h is missing'],
    [
      'a price that is no text',
      page([candle('2024-03-04T12:01:00Z', { mid: { ...bid, h: 1.2 } })]),
      ':candles[0]: mid.h: ',
    ],
    [
      'high too low',
      page([candle('2024-03-04T12:01:00Z', { mid: { ...bid, h: '1' } })]),
      ':candles[0]: h 1 is below c 1.1',
    ],
    ['twice', page([good, good]), ':candles[1]: t 1709553660000 appears twice'],
    ['none', page([]), ': no candles'],
  ])('a bad page: %s', async (_, text, reason) => {
    const path = putFile(temporaryFolder(), 'page.json', text)
    expect(await messageOf(importers.oanda.read([path], EUR))).toContain(`${path}${reason}`)
  })

  test.each([
    ['an offset', '2024-03-04T07:01:00-05:00', '2024-03-04T12:01'],
    ['no offset: not a time of OANDA', '2024-03-04T12:01:00', 'time "2024-03-04T12:01:00" cannot be read'],
    ['no such day', '2024-02-30T12:01:00Z', 'time "2024-02-30T12:01:00Z" cannot be read'],
    ['seconds with a part', '1709553660.000000001', '2024-03-04T12:01'],
    ['seconds with a large part', '1709553660.5', 'is not a whole minute'],
    ['control characters', '\u001b[2J', 'time "\\u001b[2J" cannot be read'],
  ])('time with %s', async (_, time, expected) => {
    const path = putFile(temporaryFolder(), 'page.json', page([candle(time, { mid: bid })]))
    const said = await importers.oanda.read([path], EUR).then(
      ({ series }) => labels(series.tMs)[0],
      (error: unknown) => (error as Error).message,
    )
    expect(said).toContain(expected)
  })

  test('pages: one without candles is left out, a shared candle is taken once, another one is an overlap', async () => {
    const folder = temporaryFolder()
    const at = (minute: number, more: object = { bid, ask }) => candle(`2024-03-04T12:0${minute}:00Z`, more)
    const put = (name: string, ...candles: object[]) => putFile(folder, name, page(candles))
    const first = put('a.json', at(0), at(1), at(2))
    const weekend = put('b.json', { ...at(3), complete: false })
    const read = async (...paths: string[]) => labels((await importers.oanda.read(paths, EUR)).series.tMs)
    expect(await read(first, weekend, put('c.json', at(2), at(3)))).toHaveLength(4)
    expect(await read(first, put('d.json', at(1), at(2), at(3)))).toHaveLength(4)
    expect(await read(first, put('e.json', at(1), at(2)))).toHaveLength(3)
    const other = put('f.json', at(2, { bid: { ...bid, o: '1.10001' }, ask }), at(3))
    expect(await messageOf(read(first, other))).toContain(`EUR_USD: ${first} and ${other} overlap`)
    expect(await messageOf(read(weekend))).toBe(`${weekend}: no candles`)
  })
})
