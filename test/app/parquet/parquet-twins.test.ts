/** The Parquet twins read back: the same rows and numbers as the tables next to them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, expect, test } from 'vitest'
import { parquetTwins } from '../../../app/parquet/parquet-twins.js'
import { madeLines, type MadeSweep, writeMadeSweep } from '../../support/sweep/made-sweep.js'

const work = mkdtempSync(join(tmpdir(), 'sep-parquet-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const read = async (file: string): Promise<Record<string, unknown>[]> => {
  const bytes = readFileSync(file)
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  return parquetReadObjects({ file: buffer, compressors })
}

const folderWith = (files: { readonly [name: string]: string }): string => {
  const folder = mkdtempSync(join(work, 'run-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('numbers, whole numbers, times and texts of a CSV; an empty cell is null', async () => {
  const folder = folderWith({
    'trades.csv': [
      'tradeId,instrument,units,entryTime,entryTsMs,net,maeBps,exitReason',
      '7,EUR_USD,-1000,2024-03-05T12:00:00.250Z,1709640000250,-1.2345,,slope',
      '8,USD_JPY,0.1,2024-03-05T12:01:00.000Z,1709640060000,1e-7,2.5,stop',
      '',
    ].join('\n'),
    'equity.csv': 'tsMs,time,nav,openPositions\n1709640000000,2024-03-05T12:00:00.000Z,100000.1,2\n',
  })
  expect(parquetTwins(folder)).toEqual([
    { file: 'trades.parquet', rows: 2 },
    { file: 'equity.parquet', rows: 1 },
  ])
  expect(await read(join(folder, 'trades.parquet'))).toEqual([
    {
      ...{ tradeId: 7n, instrument: 'EUR_USD', units: -1000, entryTime: new Date('2024-03-05T12:00:00.250Z') },
      ...{ entryTsMs: 1709640000250n, net: -1.2345, maeBps: null, exitReason: 'slope' },
    },
    {
      ...{ tradeId: 8n, instrument: 'USD_JPY', units: 0.1, entryTime: new Date('2024-03-05T12:01:00.000Z') },
      ...{ entryTsMs: 1709640060000n, net: 1e-7, maeBps: 2.5, exitReason: 'stop' },
    },
  ])
  const [row] = await read(join(folder, 'equity.parquet'))
  expect(row).toEqual({
    tsMs: 1709640000000n,
    time: new Date('2024-03-05T12:00:00Z'),
    nav: 100000.1,
    openPositions: 2n,
  })
})

test('more rows than a group holds keep their order', async () => {
  const folder = folderWith({
    'equity.csv': `tsMs,nav\n${Array.from({ length: 45_001 }, (_, n) => `${n},${n / 8}\n`).join('')}`,
  })
  parquetTwins(folder)
  const rows = await read(join(folder, 'equity.parquet'))
  expect(rows.length).toBe(45_001)
  expect(rows.every(({ tsMs, nav }, n) => tsMs === BigInt(n) && nav === n / 8)).toBe(true)
})

test('trials: every figure, costs and parameters as columns; days are left out', async () => {
  const sweep: MadeSweep = {
    grid: { look: [10, 20] },
    instruments: ['EUR_USD'],
    tradesOf: ({ look }) => (look === 10 ? [] : [1, -3]),
  }
  const folder = mkdtempSync(join(work, 'sweep-'))
  writeMadeSweep(folder, sweep)
  parquetTwins(folder)
  const rows = await read(join(folder, 'trials.parquet'))
  expect(rows).toEqual(
    madeLines(sweep).map(({ params, costs, days: _, fold, from, to, trades, ...rest }) => ({
      ...rest,
      ...costs,
      fold: fold === null ? null : BigInt(fold),
      from: new Date(from),
      to: new Date(to),
      trades: BigInt(trades),
      param_look: params['look'],
    })),
  )
})

test('a damaged table leaves nothing behind, and a folder without tables is an error', () => {
  const folder = folderWith({ 'trades.csv': 'tradeId,net\n1,2\n3\n' })
  expect(() => parquetTwins(folder)).toThrow(/trades\.csv:3: has 1 cells, not 2$/)
  expect(readdirSync(folder)).toEqual(['trades.csv'])
  expect(() => parquetTwins(mkdtempSync(join(work, 'empty-')))).toThrow(/holds no table of a run/)
})
