/** `sep backtest` as a user runs it: exit codes, one-line errors, the formats that other programs read. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { REASONS } from '../../../model/codes.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { EAGER } from '../../support/sep-run.js'
import { sepProcess } from '../../support/sep-process.js'
import { SHARED_DATA } from '../../support/paths.js'

const work = mkdtempSync(join(tmpdir(), 'sep-backtest-'))
const data = join(work, 'data')
const out = join(work, 'out')
const eager = EAGER.flatMap((setting) => ['--set', setting])
const MINUTES = 1500
const lines = (file: string) => readFileSync(join(out, file), 'utf8').trim().split('\n')
type Row = Readonly<Record<string, unknown>>

beforeAll(() => {
  for (const series of randomMarket({ seed: 3, minutes: MINUTES })) writeSeries(data, series)
})

test('FILL_TRADES=0 refuses every increase in a filled place, as practice and live do by default', () => {
  const folder = join(work, 'unfilled')
  const ran = sepProcess(['backtest', '--data', data, '--out', folder, '--json', ...eager, '--set', 'FILL_TRADES=0'])
  expect([ran.code, ran.err]).toEqual([0, ''])
  const summary = JSON.parse(ran.out) as Row
  expect([summary['trades'], summary['openTrades'], summary['orders']]).toEqual([0, 0, 0])
  expect(Number(summary['shadowTrades'])).toBeGreaterThan(10)
  const { refused } = JSON.parse(readFileSync(join(folder, 'guards.json'), 'utf8')) as { refused: Row }
  expect(Number(refused['filled'])).toBeGreaterThan(10)
})

describe('a run', () => {
  let summary: Row
  beforeAll(() => {
    const ran = sepProcess(['backtest', '--data', data, '--out', out, '--json', ...eager])
    expect([ran.code, ran.err]).toEqual([0, ''])
    summary = JSON.parse(ran.out) as Row
  })

  test('the summary has counts and hashes, and starts with the statements', () => {
    expect(summary).toMatchObject({ graph: 'sep', candles: 3 * MINUTES, slices: MINUTES, gatedTrades: 0 })
    expect(Number(summary['trades'])).toBeGreaterThan(10)
    expect(Number(summary['shadowTrades'])).toBeGreaterThan(10)
    for (const name of ['outputHash', 'graphHash', 'dataHash']) expect(summary[name]).toMatch(/^[0-9a-f]{64}$/)
    expect((summary['statements'] as string[]).join(' ')).toMatch(/filled places, none through an open gate/)
  })

  test('the folder holds exactly its files', () => {
    const files = 'equity.csv guards.json orders.ndjson report.html run.json shadow.csv trades.csv'
    expect(readdirSync(out).sort()).toEqual(files.split(' '))
  })

  test('run.json: hashes, the resolved configuration, versions', () => {
    const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as Row
    expect(run).toMatchObject({
      outputHash: summary['outputHash'],
      graphHash: summary['graphHash'],
      dataHash: summary['dataHash'],
      home: 'USD',
      capital: 100_000,
    })
    expect(run['config']).toMatchObject({
      guards: { cMin: 0 },
      allocate: { topK: 3, fill: 'always' },
      broker: { slippageBps: 0.2 },
    })
    expect(Object.keys(run['versions'] as Row)).toEqual(['sep', 'kernel', 'node'])
    expect((run['instruments'] as Row[]).map((instrument) => instrument['name'])).toEqual([
      'EUR_USD',
      'GBP_USD',
      'USD_JPY',
    ])
  })

  test('orders.ndjson: time, instrument, units, leg, reason, and nothing known only later', () => {
    const allowed =
      'tsMs instrument units leg reason all bid ask priceBound stopDistance takeDistance stopPrice takePrice trimmedBy place'.split(
        ' ',
      )
    const orders = lines('orders.ndjson').map((line) => JSON.parse(line) as Row)
    expect(orders.length).toBe(summary['orders'])
    for (const order of orders) {
      expect(Object.keys(order).filter((key) => !allowed.includes(key))).toEqual([])
      expect([
        Number.isInteger(order['tsMs']),
        Number.isFinite(order['units']),
        REASONS.includes(order['reason'] as never),
      ]).toEqual([true, true, true])
      expect(['close', 'entry']).toContain(order['leg'])
    }
  })

  test('trades.csv: every trade adds up, and the nets are what the account gained', () => {
    const [header, ...rows] = lines('trades.csv').map((line) => line.split(','))
    const trades = rows.map(
      (cells) =>
        Object.fromEntries((header as string[]).map((name, i) => [name, cells[i] as string])) as Record<string, string>,
    )
    expect(trades.length).toBe(Number(summary['trades']) + Number(summary['openTrades']))
    for (const trade of trades) {
      const [gross, spread, slippage, conversion, financing, net] = [
        'gross',
        'spreadCost',
        'slippageCost',
        'conversionCost',
        'financing',
        'net',
      ].map((name) => Number(trade[name])) as [number, number, number, number, number, number]
      expect(net).toBeCloseTo(gross - spread - slippage - conversion + financing, 3)
      expect(Date.parse(trade['entryTime'] as string)).toBe(Number(trade['entryTsMs']))
      expect(Number(trade['exitTsMs'])).toBeGreaterThanOrEqual(Number(trade['entryTsMs']))
    }
    const net = trades.reduce((sum, trade) => sum + Number(trade['net']), 0)
    expect(net).toBeCloseTo(Number(summary['nav']) - 100_000, 1)
  })

  test('guards.json: the remainder after each guard never grows', () => {
    const { pairs } = JSON.parse(readFileSync(join(out, 'guards.json'), 'utf8')) as {
      pairs: Record<string, { candles: number; warm: number; left: Record<string, number> }>
    }
    for (const { candles, warm, left } of Object.values(pairs)) {
      const counts = [candles, warm, ...Object.values(left)]
      expect(counts).toEqual([...counts].sort((a, b) => b - a))
    }
  })

  test('equity.csv ends with the NAV of the summary', () => {
    const [header, ...rows] = lines('equity.csv').map((line) => line.split(','))
    expect(Number(rows.at(-1)?.[(header as string[]).indexOf('nav')])).toBeCloseTo(Number(summary['nav']), 6)
  })

  test('report.html needs no network', () => {
    expect(readFileSync(join(out, 'report.html'), 'utf8')).not.toMatch(/src=|href="(?!#)|@import|url\(/)
  })
})

describe('options', () => {
  const run = (...args: string[]) => sepProcess(['backtest', '--data', data, ...eager, ...args])

  test('text without colour if NO_COLOR is set or the output is no terminal', () => {
    const ran = sepProcess(['backtest', '--data', data], { NO_COLOR: '1' })
    expect(ran.code).toBe(0)
    expect(ran.out).toMatch(/^No trades|^0 of [\d,]+ trades would have been made in practice/)
    expect(ran.out).toMatch(/outputHash [0-9a-f]{64}/)
    expect(ran.out.includes('\u001b')).toBe(false)
  })

  test('--from warms up on earlier candles, --to ends: all orders lie between', () => {
    const from = new Date(MARKET_START_MS + 400 * 60_000).toISOString()
    const to = new Date(MARKET_START_MS + 900 * 60_000).toISOString()
    const folder = join(work, 'between')
    expect(run('--from', from, '--to', to, '--out', folder).code).toBe(0)
    const times = readFileSync(join(folder, 'orders.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { tsMs: number }).tsMs)
    expect(Math.min(...times)).toBeGreaterThan(Date.parse(from))
    expect(Math.max(...times)).toBeLessThanOrEqual(Date.parse(to))
  })

  test('a span without candles is one clear line', () => {
    expect(run('--to', '2010-01-01')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^sep: --to 2010-01-01\S+ is not after the first candle, \S+\n$/) as string,
    })
    expect(run('--from', '2040-01-01')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^sep: --from 2040-01-01\S+ is after the last candle, \S+\n$/) as string,
    })
  })

  test('--pairs, --home and --capital', () => {
    const ran = JSON.parse(run('--pairs', 'EUR_USD', '--home', 'USD', '--capital', '5000', '--json').out) as Row
    expect(ran).toMatchObject({ instruments: ['EUR_USD'], candles: MINUTES })
    expect(Number(ran['nav'])).toBeLessThan(6000)
    const pounds = JSON.parse(run('--pairs', 'EUR_USD', '--home', 'GBP', '--json').out) as Row
    expect(pounds['instruments']).toEqual(['EUR_USD', 'GBP_USD'])
    expect((pounds['statements'] as string[]).join(' ')).toContain('Loaded only to convert to GBP: GBP_USD')
  })

  test('--graph sma-flip runs on the same engine', () => {
    expect(JSON.parse(sepProcess(['backtest', '--data', data, '--graph', 'sma-flip', '--json']).out)).toMatchObject({
      graph: 'sma-flip',
      shadowTrades: 0,
    })
  })

  test('--config, --set and --profile in their precedence', () => {
    const file = join(work, 'sep.yaml')
    writeFileSync(file, 'allocate:\n  topK: 2\nRISK_MAX_VAR_PCT: 5\n')
    const folder = join(work, 'configured')
    const ran = sepProcess(
      [
        'backtest',
        '--data',
        data,
        '--config',
        file,
        '--profile',
        'conservative',
        '--set',
        'ALLOC_TOP_K=1',
        '--out',
        folder,
      ],
      { ALLOC_TOP_K: '7' },
    )
    expect(ran.code).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({
      profile: { name: 'conservative', about: expect.stringContaining('tenth of the leverage') },
      config: { allocate: { topK: 1 }, size: { maxVarPct: 5 }, risk: { maxVarPct: 5 }, orders: { rampStepPct: 1 } },
    })
  })

  test('--lenient counts the skipped rows', () => {
    const bad = join(work, 'bad')
    writeSeries(bad, randomMarket({ seed: 1, minutes: 200, names: ['EUR_USD'] })[0] as never)
    const folder = join(work, 'plain')
    mkdirSync(folder)
    writeFileSync(
      join(folder, 'EUR_USD_M1.csv'),
      `t,o,h,l,c,v\n${MARKET_START_MS},1,1,1,1,1\n${MARKET_START_MS + 60_000},1,0.9,1,1,1\n${MARKET_START_MS + 120_000},1,1,1,1,1\n`,
    )
    const strict = sepProcess(['backtest', '--data', folder])
    expect([strict.code, strict.out]).toEqual([1, ''])
    expect(strict.err).toMatch(/EUR_USD_M1\.csv:3: /)
    expect(strict.err.trim().split('\n')).toHaveLength(1)
    const ran = JSON.parse(sepProcess(['backtest', '--data', folder, '--lenient', '--json']).out) as Row
    expect((ran['statements'] as string[]).join(' ')).toContain('1 bad row')
  })
})

describe('an error is one line and the right exit code', () => {
  test.each<[string, readonly string[], number, RegExp]>([
    ['no data flag', ['backtest'], 2, /--data/],
    ['an unknown command', ['trade'], 2, /unknown command 'trade'/],
    ['an unknown flag', ['backtest', '--data', data, '--fast'], 2, /unknown option '--fast'/],
    [
      'a graph that is not there',
      ['backtest', '--data', data, '--graph', 'x'],
      2,
      /--graph x: sep, sma-flip or a file that ends in \.mjs or \.js/,
    ],
    [
      'an unknown setting',
      ['backtest', '--data', data, '--set', 'topk=3'],
      2,
      /unknown setting 'topk'; did you mean allocate\.topK\?/,
    ],
    [
      'a value out of bounds',
      ['backtest', '--data', data, '--set', 'ALLOC_TOP_K=0'],
      2,
      /allocate\.topK \(ALLOC_TOP_K\) = "0"/,
    ],
    [
      'a profile that is not there',
      ['backtest', '--data', data, '--profile', 'wild'],
      2,
      /--profile wild: known profiles are default, /,
    ],
    ['a day that is none', ['backtest', '--data', data, '--to', '2024-06-31'], 2, /--to 2024-06-31: not a time/],
    [
      'from after to',
      ['backtest', '--data', data, '--from', '2024-03-06', '--to', '2024-03-05'],
      2,
      /is not before --to/,
    ],
    ['a home that is no currency', ['backtest', '--data', data, '--home', 'usd'], 2, /--home usd: write a currency/],
    ['capital that is none', ['backtest', '--data', data, '--capital', '-5'], 2, /broker\.capital/],
    ['a folder that is not there', ['backtest', '--data', join(work, 'nowhere')], 1, /nowhere/],
    [
      'a pair without candles',
      ['backtest', '--data', data, '--pairs', 'AUD_USD'],
      1,
      /no candles of AUD_USD; they have EUR_USD, GBP_USD, USD_JPY/,
    ],
    ['a conversion that is not there', ['backtest', '--data', data, '--pairs', 'USD_JPY', '--home', 'CHF'], 1, /CHF/],
  ])('%s', (_name, args, code, message) => {
    const ran = sepProcess(args)
    expect([ran.code, ran.out]).toEqual([code, ''])
    expect(ran.err).toMatch(message)
    expect(ran.err).not.toMatch(/\n {4}at /)
  })

  test('a run folder that cannot be written fails before anything is read', () => {
    const file = join(work, 'a-file')
    writeFileSync(file, '')
    for (const folder of [file, join(file, 'out'), '/proc/out']) {
      const ran = sepProcess(['backtest', '--data', join(work, 'nowhere'), '--out', folder])
      expect([ran.code, ran.out]).toEqual([2, ''])
      expect(ran.err).toMatch(/^sep: --out \S+: cannot be written to: .+\n$/)
      expect(ran.err).toContain(`--out ${folder}: `)
    }
    expect(sepProcess(['backtest', '--data', data, '--out', file]).err).toContain(`${file} is a file, not a folder`)
  })

  test.each(['backtest', 'demo', 'graph', 'manifold', 'qfh', 'calibrate', 'data', 'doctor'])(
    'sep %s --help',
    (command) => {
      const ran = sepProcess([command, '--help'])
      expect([ran.code, ran.err]).toEqual([0, ''])
      expect(ran.out).toMatch(/Usage: sep /)
    },
  )
})

if (existsSync(SHARED_DATA)) {
  describe('recorded minutes', () => {
    test.each(['OANDA_2014', 'FXCM_2012', 'FXCM_2013', 'HISTDATA_2017'])(
      '%s: shadow trades and trades, all in filled places, said so; the same hash in any time zone',
      (name) => {
        const run = (TZ: string) =>
          JSON.parse(sepProcess(['backtest', '--data', join(SHARED_DATA, name), '--json'], { TZ }).out) as Row
        const first = run('UTC')
        expect(Number(first['shadowTrades'])).toBeGreaterThan(50)
        expect(Number(first['trades'])).toBeGreaterThan(50)
        expect(first['gatedTrades']).toBe(0)
        expect((first['statements'] as string[]).join(' ')).toMatch(/All [\d,]+ trades were made in filled places/)
        expect(run('Pacific/Auckland')['outputHash']).toBe(first['outputHash'])
      },
    )
  })
} else console.warn('no recorded candles next to the checkout: their runs are left out')
