/** Encodings and limits of the bytes that come in. */
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { importers } from '../../../sources/files/formats/importers.js'
import { readChunks } from '../../../sources/files/read-chunks.js'
import { utf8Chunks } from '../../../sources/files/utf8-chunks.js'
import { csvOf, messageOf, putFile, temporaryFolder } from '../../support/candle-files.js'

const EUR = { instrument: 'EUR_USD', lenient: false, trust: true }
const TEXT = csvOf(['0 1.1 1.2 1.0 1.1 5', '1 1.1 1.2 1.0 1.1 6'])
const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le')
const utf16be = (text: string): Buffer => utf16le(text).swap16()

const joined = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

test.each([
  ['UTF-16LE with a mark', utf16le(`\ufeff${TEXT}`)],
  ['UTF-16BE with a mark', utf16be(`\ufeff${TEXT}`)],
  ['UTF-16LE without', utf16le(TEXT)],
  ['UTF-16BE without', utf16be(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-16LE, line ends of Windows', utf16le(`\ufeff${TEXT.replaceAll('\n', '\r\n')}\r\n`)],
])('%s, plain, gzip and cut anywhere', async (_, bytes) => {
  const folder = temporaryFolder()
  for (const path of [putFile(folder, 'a.csv', bytes), putFile(folder, 'b.csv', gzipSync(bytes))])
    expect([...(await importers.csv.read([path], EUR)).series.v]).toEqual([5, 6])
  for (let size = 1; size < 8; size++) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (__, n) =>
      bytes.subarray(n * size, n * size + size),
    )
    expect((await joined(utf8Chunks(chunks, 'a'))).replace('\ufeff', '').replaceAll('\r', '').trimEnd()).toBe(
      TEXT.trimEnd(),
    )
  }
})

test.each([
  ['an empty file', ''],
  ['one byte', 't'],
  ['three bytes', 't,o'],
])('%s is text', async (_, text) => {
  expect(await joined(utf8Chunks([Buffer.from(text)], 'a'))).toBe(text)
})

test('UTF-16 inside a zip; half a character at the end', async () => {
  const row = '20240104 000000;1.1;1.1;1.1;1.1;0\r\n'
  const zip = putFile(temporaryFolder(), 'a.zip', zipSync({ 'a.csv': utf16le(`\ufeff${row}`) }))
  expect((await importers.histdata.read([zip], EUR)).series.tMs).toHaveLength(1)
  const path = putFile(temporaryFolder(), 'a.csv', utf16le(`\ufeff${TEXT}`).subarray(0, -1))
  expect(await messageOf(importers.csv.read([path], EUR))).toBe(`${path}: damaged UTF-16: save it as UTF-8`)
})

test.each([
  ['zeros without a line', Buffer.alloc(40 * 2 ** 20), 'a line of more than 65536 bytes'],
  ['blank lines', Buffer.alloc(40 * 2 ** 20, '\n'), 'bytes unpack to more than '],
  ['bad rows', Buffer.alloc(40 * 2 ** 20, 'x\n'), '10001 rows are bad and only 0 good'],
])('a bomb of 40 MiB in 40 KB is refused: %s', async (_, bytes, reason) => {
  const packed = gzipSync(bytes)
  const path = putFile(temporaryFolder(), 'a.csv.gz', Buffer.concat([gzipSync('t,o,h,l,c\n'), packed]))
  const said = await messageOf(importers.csv.read([path], { ...EUR, lenient: true }))
  expect(said).toContain(reason)
  expect(said).toContain(path)
})

test('a bomb in a zip, and in one OANDA page', async () => {
  const zip = putFile(temporaryFolder(), 'a.zip', zipSync({ 'a.csv': new Uint8Array(40 * 2 ** 20) }))
  expect(await messageOf(importers.histdata.read([zip], EUR))).toContain('bytes unpack to more than 16 MiB')
  const page = putFile(temporaryFolder(), 'a.json', gzipSync(Buffer.alloc(40 * 2 ** 20, ' ')))
  expect(await messageOf(importers.oanda.read([page], EUR))).toContain('bytes unpack to more than ')
})

test('candles that pack well are read', async () => {
  const rows = Array.from({ length: 300_000 }, (_, n) => `${n} 1.1 1.1 1.1 1.1 0`)
  const path = putFile(temporaryFolder(), 'a.csv.gz', csvOf(rows))
  let bytes = 0
  for await (const chunk of readChunks(path)) bytes += chunk.length
  expect(bytes).toBeGreaterThan(8e6)
})
