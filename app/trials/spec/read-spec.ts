/** Reads the file of a sweep. Every fault names file, line and column. */
import { readFileSync, statSync } from 'node:fs'
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { SepError } from '../../../model/error-codes.js'
import { type SweepSpec, sweepSpec } from './sweep-spec.js'

const BYTES_MAX = 1_000_000
/** Enough for lists that are used again; a file of nested aliases would unfold to gigabytes. */
const ALIASES_MAX = 100

type Path = readonly PropertyKey[]

export interface ReadSpec {
  readonly file: string
  readonly spec: SweepSpec
  /** `file:line:column` of the value at this path, or of its key; of what is around it where there is none. */
  at(path: Path, ofKey?: boolean): string
}

/** A file that cannot be read is `missing-data`, one that is no sweep `bad-config`. */
export const readSpec = (file: string): ReadSpec => {
  const text = textOf(file)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
  const [fault] = [...document.errors, ...document.warnings]
  if (fault) throw new SepError('bad-config', `${place(fault.pos[0])}: ${fault.message.split('\n')[0]}`)
  const value = valueOf(document, place(0))
  const at = (path: Path, ofKey = false) => place(offsetOf(document, path, ofKey))
  const prototype = prototypePath(value, [])
  if (prototype) throw new SepError('bad-config', `${at(prototype)}: __proto__ cannot be a name`)
  const parsed = sweepSpec.safeParse(value)
  if (!parsed.success) throw faultOf(parsed.error.issues, document, place)
  return { file, spec: parsed.data, at }
}

const textOf = (file: string): string => {
  try {
    const { size } = statSync(file)
    if (size > BYTES_MAX) throw new SepError('bad-config', `${file}: ${size} bytes; a sweep has at most ${BYTES_MAX}`)
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof SepError) throw cause
    throw new SepError('missing-data', `${file}: ${(cause as NodeJS.ErrnoException).code}: cannot be read`, { cause })
  }
}

const valueOf = (document: Document, start: string): unknown => {
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX })
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (cause) {
    throw new SepError('bad-config', `${start}: ${(cause as Error).message}`, { cause })
  }
  throw new SepError('bad-config', `${start}: a mapping with name and data is needed`)
}

type Issue = z.core.$ZodIssue

const faultOf = (issues: readonly Issue[], document: Document, place: (offset: number) => string): SepError => {
  const found = issues.flatMap((issue) => flat(issue, []))
  const located = found.map((fault) => ({ ...fault, offset: offsetOf(document, fault.path, fault.ofKey) }))
  const [first, ...others] = located.toSorted((a, b) => a.offset - b.offset)
  if (!first) return new SepError('bad-config', `${place(0)}: is no sweep`)
  const name = first.path.map(String).join('.')
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return new SepError('bad-config', `${place(first.offset)}: ${name ? `${name}: ` : ''}${first.message}${more}`)
}

interface Fault {
  readonly path: Path
  readonly message: string
  /** The name is at fault, not the value. */
  readonly ofKey?: boolean
}

/** Of the alternatives of a union, the one that fits furthest is what the author meant. */
const flat = (issue: Issue, above: Path): readonly Fault[] => {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: 'there is no such key', ofKey: true }))
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message, ofKey: true }))
  if (issue.code !== 'invalid_union') return [{ path, message: issue.message }]
  const branches = issue.errors.map((errors) => errors.flatMap((inner) => flat(inner, path)))
  const depth = (faults: readonly Fault[]) => Math.max(0, ...faults.map((fault) => fault.path.length))
  const deepest = branches.toSorted((a, b) => depth(b) - depth(a))[0]
  if (deepest && depth(deepest) > path.length) return deepest
  return [{ path, message: issue.message === 'Invalid input' ? alternatives(branches.flat()) : issue.message }]
}

/** A value of a setting may be of any kind that JSON has. */
const alternatives = (faults: readonly Fault[]): string => {
  const texts = [...new Set(faults.map(({ message }) => message.replace('Invalid input: ', '')))]
  return texts.length > 3 ? 'is no value of a setting' : texts.join(', or ')
}

/** Of the value at the path, or of its key; of the map where the key is missing. */
const offsetOf = (document: Document, path: Path, ofKey = false): number => {
  const walk = (node: unknown, rest: Path, near: number): number => {
    const [key, ...further] = rest
    const here = isNode(node) && node.range ? node.range[0] : near
    if (key === undefined) return here
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      if (!pair) return here
      const keyAt = isScalar(pair.key) && pair.key.range ? pair.key.range[0] : here
      return pair.value === null || (ofKey && further.length === 0) ? keyAt : walk(pair.value, further, keyAt)
    }
    if (isSeq(node) && typeof key === 'number') return walk(node.items[key], further, here)
    return here
  }
  return walk(document.contents, path, 0)
}

const prototypePath = (value: unknown, path: Path): Path | null => {
  if (typeof value !== 'object' || value === null) return null
  if (Object.hasOwn(value, '__proto__')) return path
  for (const [key, inner] of Object.entries(value)) {
    const found = prototypePath(inner, [...path, Array.isArray(value) ? Number(key) : key])
    if (found) return found
  }
  return null
}
