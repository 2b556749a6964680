/** Records that grow in number while a run goes: beyond a first piece they lie in a scratch file, not in memory. */
import { assert } from '../errors.js'
import { type ScratchFile, scratchFile } from './scratch-file.js'

/** Numbers, text or switches; all records have the fields of the first one, each of its kind. */
export type FlatRecord = { readonly [field: string]: number | string | boolean }

export interface RecordSpool<T> extends Iterable<T> {
  readonly length: number
  push(record: T): void
  /** Those whose text in a field is this one; only they are made. */
  where(field: keyof T & string, text: string): Iterable<T>
}

const PIECE_RECORDS = 4096

/** `folder`: of the scratch file, see `scratchFile`. Different texts of a field are kept; they must be few. */
export const recordSpool = <T extends object>(folder: string): RecordSpool<T> => {
  const texts: string[] = []
  const codes = new Map<string, number>()
  let layout: Layout | null = null
  let piece = new Float64Array(0)
  let held = 0
  let length = 0
  let file: ScratchFile | null = null

  const codeOf = (text: string): number => {
    const known = codes.get(text)
    if (known !== undefined) return known
    codes.set(text, texts.length)
    return texts.push(text) - 1
  }
  /** Pieces of encoded records with the number of records in each. */
  const pieces = function* (): Generator<readonly [Float64Array, number]> {
    const stored = length - held
    for (let at = 0; at < stored; at += PIECE_RECORDS) {
      const numbers = new Float64Array(PIECE_RECORDS * layout!.names.length)
      file!.read(new Uint8Array(numbers.buffer), at * layout!.names.length * 8)
      yield [numbers, PIECE_RECORDS]
    }
    yield [piece, held]
  }
  const decode = (numbers: Float64Array, n: number): T => {
    const { names, kinds } = layout!
    const record: { [field: string]: number | string | boolean } = {}
    for (let c = 0, at = n * names.length; c < names.length; c++, at++) {
      const value = numbers[at]!
      record[names[c]!] = kinds[c] === 'number' ? value : kinds[c] === 'string' ? texts[value]! : value === 1
    }
    return record as T
  }
  return {
    get length() {
      return length
    },
    push: (record) => {
      layout ??= layoutOf(record as FlatRecord)
      const { names, kinds } = layout
      if (piece.length === 0) piece = new Float64Array(PIECE_RECORDS * names.length)
      for (let c = 0, at = held * names.length; c < names.length; c++, at++) {
        const value = (record as FlatRecord)[names[c]!]!
        assert(typeof value === kinds[c], `${names[c]} is a ${typeof value}, in the first record a ${kinds[c]}`)
        piece[at] = typeof value === 'string' ? codeOf(value) : Number(value)
      }
      length++
      if (++held < PIECE_RECORDS) return
      file ??= scratchFile(folder)
      file.append(new Uint8Array(piece.buffer))
      held = 0
    },
    [Symbol.iterator]: function* () {
      for (const [numbers, records] of pieces()) for (let n = 0; n < records; n++) yield decode(numbers, n)
    },
    where: function* (field, text) {
      const code = codes.get(text)
      if (code === undefined || layout === null) return
      const { names } = layout
      const c = names.indexOf(field)
      for (const [numbers, records] of pieces())
        for (let n = 0; n < records; n++) if (numbers[n * names.length + c] === code) yield decode(numbers, n)
    },
  }
}

interface Layout {
  readonly names: readonly string[]
  readonly kinds: readonly string[]
}
const layoutOf = (record: FlatRecord): Layout => ({
  names: Object.keys(record),
  kinds: Object.values(record).map((value) => typeof value),
})
