import { Command } from 'commander'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { addDataImport } from '../../../cli/data/data-import.js'
import { addDataInfo } from '../../../cli/data/data-info.js'
import { csvOf, HEADER, messageOf, putFile, START, temporaryFolder } from '../../support/candle-files.js'

afterEach(() => vi.restoreAllMocks())

/** Runs `data <args>`; returns its output. */
const data = async (...args: string[]): Promise<{ readonly out: string; readonly err: string }> => {
  const text = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => ((text.out += String(part)), true))
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => ((text.err += String(part)), true))
  const command = new Command('data').exitOverride()
  addDataImport(command)
  addDataInfo(command)
  for (const one of command.commands) one.exitOverride()
  await command.parseAsync(args, { from: 'user' })
  return text
}

describe('data import', () => {
  const ROW = '20170102 020000;1.05155;1.05197;1.05155;1.0519;0\n'
  const flags = (out: string) => ['--format', 'histdata', '--instrument', 'EUR_USD', '--out', out]

  test('writes the folder and reports what it wrote', async () => {
    const folder = temporaryFolder()
    const file = putFile(folder, 'a.csv', ROW)
    const { out } = await data('import', ...flags(folder), file)
    expect(out).toBe(
      [
        'EUR_USD: 1 candles 2017-01-02T07:00:00.000Z .. 2017-01-02T07:00:00.000Z, bid only, no volume, 0 bad rows left out',
        `written: ${folder}/EUR_USD_M1.csv.gz\n`,
      ].join('\n'),
    )
    expect(await messageOf(data('import', ...flags(folder), file))).toBe(
      `${folder}/EUR_USD_M1.csv.gz: exists already; --force replaces it`,
    )
    const again = await data('import', ...flags(folder), '--force', '--json', file)
    expect(JSON.parse(again.out)).toEqual({
      instrument: 'EUR_USD',
      path: `${folder}/EUR_USD_M1.csv.gz`,
      rows: 1,
      first: '2017-01-02T07:00:00.000Z',
      last: '2017-01-02T07:00:00.000Z',
      basis: 'bid',
      noVolume: true,
      skipped: 0,
      crossedRows: 0,
      specification: 'known',
      notes: [],
      warnings: [],
    })
  })

  test('bad rows are an error, or with --lenient skipped and reported', async () => {
    const folder = temporaryFolder()
    const file = putFile(folder, 'a.csv', `${ROW}hello\n`)
    expect(await messageOf(data('import', ...flags(folder), file))).toBe(`${file}:2: 1 columns, not 6`)
    const { out, err } = await data('import', ...flags(folder), '--lenient', file)
    expect(out).toContain('1 bad rows left out')
    expect(err).toBe(`left out: ${file}:2: 1 columns, not 6\n`)
  })

  test('what is wrong or lost is reported on stderr and in the JSON, and the candles are written all the same', async () => {
    const folder = temporaryFolder()
    // Friday 17:58 and 17:59, Sunday 18:00 and 18:01 New York.
    const times = ['20170317 165800', '20170317 165900', '20170319 170000', '20170319 170100']
    const file = putFile(folder, 'a.csv', times.map((time) => `${time};1.1;1.11;1.09;1.1;0\n`).join(''))
    const { out, err } = await data('import', ...flags(folder), '--json', file)
    const warning =
      'wrong time zone: 1 of 1 weekends are 1 h too late; on 2017-03-17 candles end at Friday 17:59 New York, not at ' +
      "Friday 16:59; HistData's files: import again with --tz America/New_York"
    expect(err).toBe(`warning: ${warning}\n`)
    expect(JSON.parse(out)).toMatchObject({ rows: 4, warnings: [warning], notes: [] })
    expect((await data('import', ...flags(folder), '--force', '--tz', 'America/New_York', file)).err).toBe('')
    const info = await data('info', folder)
    expect(info.out).not.toContain('warning')
    await data('import', ...flags(folder), '--force', file)
    expect((await data('info', folder)).out).toContain(`  warning: ${warning}\n`)
  })

  test('a note for a column that is not kept, a warning for crossed rows', async () => {
    const folder = temporaryFolder()
    const mt5 = `<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<SPREAD>\n2024.01.10\t00:00\t1.1\t1.1\t1.1\t1.1\t4\t8\n`
    const one = putFile(folder, 'a.csv', mt5)
    const options = ['--instrument', 'EUR_USD', '--out', folder, '--force']
    const spread = await data('import', '--format', 'mt5', '--tz', 'ny-close', ...options, '--json', one)
    expect(spread.err).toContain(`note: ${one}: the SPREAD column is not kept`)
    expect(JSON.parse(spread.out)).toMatchObject({ notes: [expect.stringContaining('SPREAD')] })
    const row = (minute: number, bid: string, ask: string) =>
      `${START + minute * 60_000},1.1,1.1,1.1,1.1,4,${bid},${bid},${bid},${bid},${ask},${ask},${ask},${ask}`
    const rows = [row(0, '1.1', '1.11'), row(1, '1.1', '1.11'), row(2, '1.11', '1.1')]
    const two = putFile(folder, 'b.csv', `${[HEADER, ...rows].join('\n')}\n`)
    const crossed = await data('import', '--format', 'csv', ...options, '--json', two)
    expect(crossed.err).toBe(
      'warning: the bid is above the ask in 1 of 3 rows: they are kept, their spread is the floor\n',
    )
    expect(JSON.parse(crossed.out)).toMatchObject({ crossedRows: 1 })
  })

  test('an instrument that no list holds: its specification is assumed', async () => {
    const folder = temporaryFolder()
    const file = putFile(folder, 'a.csv', ROW)
    const options = ['--format', 'histdata', '--instrument', 'EUR_PLN', '--out', folder]
    const { out, err } = await data('import', ...options, '--json', file)
    expect(err).toContain('warning: EUR_PLN: specification: assumed')
    expect(JSON.parse(out)).toMatchObject({ specification: 'assumed' })
    expect((await data('info', folder)).out).toContain(
      '\n  specification: assumed (pip, sizes and a margin rate of 5 %)',
    )
    const info = JSON.parse((await data('info', '--json', folder)).out) as { readonly instruments: readonly object[] }
    expect(info.instruments).toMatchObject([{ instrument: 'EUR_PLN', specification: 'assumed' }])
  })

  test('contradicting flags', async () => {
    const out = temporaryFolder()
    const said = (...args: string[]) => messageOf(data('import', '--out', out, ...args, 'x.csv'))
    expect(await said('--format', 'csv', '--instrument', 'EURUSD')).toContain(
      '--instrument EURUSD: not an instrument name',
    )
    expect(await said('--format', 'oanda', '--instrument', 'EUR_USD', '--tz', 'UTC')).toBe(
      '--tz UTC: oanda files are in UTC',
    )
    expect(await said('--format', 'mt5', '--instrument', 'EUR_USD', '--tz', 'UTC+99')).toBe(
      '--tz UTC+99: zones are between UTC-12 and UTC+14',
    )
    expect(await said('--format', 'mt4', '--instrument', 'EUR_USD', '--tz', 'Kyiv')).toContain('--tz Kyiv: not a zone')
    expect(await said('--format', 'csv', '--instrument', 'EUR_USD', '--ask', 'a')).toContain('--ask a: only dukascopy')
    expect(await said('--format', 'csv', '--instrument', 'EUR_USD')).toBe('x.csv: ENOENT: cannot be read')
    expect(await said('--format', 'excel', '--instrument', 'EUR_USD')).toContain("argument 'excel' is invalid")
  })
})

describe('data info', () => {
  const rows = [0, 1, 2].map(
    (i) => `${START + i * 60_000},1.1,1.1,1.1,1.1,4,1.1,1.1,1.1,1.1,1.10011,1.10011,1.10011,1.10011`,
  )

  test('text', async () => {
    const folder = temporaryFolder()
    putFile(folder, 'EUR_USD_M1.csv.gz', `${[HEADER, ...rows].join('\n')}\n`)
    putFile(folder, 'USD_JPY_M1.csv', csvOf(['0 150 150 150 150 0', '9 150 150 150 150 0']))
    expect((await data('info', folder)).out).toBe(
      [
        'EUR_USD  3 candles  2024-03-04T00:00Z .. 2024-03-04T00:02Z',
        '  gaps over 5 minutes: 0, minutes missing inside the week: 0 (0.0 %)',
        '  volume: yes, sides: bid and ask, o..c: mid',
        '  median spread: 1.1 pips, 0 rows crossed',
        'USD_JPY  2 candles  2024-03-04T00:00Z .. 2024-03-04T00:09Z',
        '  gaps over 5 minutes: 1, minutes missing inside the week: 8 (80.0 %)',
        '  volume: none, sides: none, o..c: mid',
        '  median spread: not recorded, 1.3 pips by the spread model',
        'bad rows left out: 0',
        `data hash: ${await hashOf(folder)}\n`,
      ].join('\n'),
    )
  })

  test('JSON; bad rows only with --lenient', async () => {
    const folder = temporaryFolder()
    const path = putFile(folder, 'USD_JPY_M1.csv', csvOf(['0 150 150 150 150 0', '9 x 150 150 150 0']))
    expect(await messageOf(data('info', folder))).toBe(`${path}:3: o "x" is not a number`)
    const { out, err } = await data('info', '--lenient', '--json', folder)
    expect(err).toContain(path)
    expect(JSON.parse(out)).toMatchObject({
      skipped: 1,
      instruments: [
        {
          instrument: 'USD_JPY',
          rows: 1,
          first: '2024-03-04T00:00Z',
          spreadMedianPips: null,
          specification: 'known',
          warnings: [],
        },
      ],
    })
  })
})

const hashOf = async (folder: string): Promise<string> =>
  (JSON.parse((await data('info', '--json', folder)).out) as { readonly dataHash: string }).dataHash
