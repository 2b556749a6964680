/** The page about the keys of the store, from their table. */
import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import type { Key } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { type JsonShape, shapeText } from './json-shape.js'

const UNITS = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'hour'],
  [MINUTE_MS, 'minute'],
  [SECOND_MS, 'second'],
] as const

const durationText = (ms: number): string => {
  const [size, name] = UNITS.find(([unit]) => ms % unit === 0) ?? [1, 'millisecond']
  return `${ms / size} ${name}${ms === size ? '' : 's'}`
}

const lifeText = ({ ttlMs, keep }: Key): string => {
  const trimmed =
    keep === null
      ? []
      : keep === 'checkpoint'
        ? ['entries before the oldest checkpoint in use are dropped']
        : 'count' in keep
          ? [`the newest ${keep.count}`]
          : [`members of the last ${durationText(keep.ageMs)}`]
  return [ttlMs === null ? 'never expires' : `expires ${durationText(ttlMs)} after the last write`, ...trimmed].join(
    '; ',
  )
}

const FORMS: Readonly<Record<Key['form'], string>> = {
  json: 'JSON',
  gzip: 'JSON in gzip',
  text: 'text',
  bytes: 'bytes',
  fields: 'fields',
}

/** Fields of what is stored; none for text, bytes and what has no shape of its own. */
const fieldsOf = ({ value, form }: Key): readonly string[] => {
  if (form === 'bytes') return []
  const schema = z.toJSONSchema(value, { unrepresentable: 'any', io: 'input' }) as JsonShape
  const definitions = (schema['$defs'] ?? {}) as Readonly<Record<string, JsonShape>>
  const resolve = (ref: string) => definitions[ref.split('/').at(-1) ?? '']
  const fields = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonShape>>)
  return fields.map(([name, field]) => `  - \`${name}\`: ${shapeText(field, resolve)}`)
}

const entryOf = (key: Key): readonly string[] => [
  `- \`${key.template}\``,
  `  ${key.kind}, ${FORMS[key.form]}: ${key.doc.replace(/<\w+>/g, '`$&`')}; ${lifeText(key)}`,
  ...fieldsOf(key),
]

/** Keys by the word that their names begin with. */
const GROUPS: readonly (readonly [title: string, begins: RegExp])[] = [
  ['Market data', /^(md|sep:signal|manifold|ws):?/],
  ['Gates and places', /^(opt:rolling|bt:rolling|risk|opt:allocator)/],
  ['Trials and reports', /^(bt:(trial|ledger)|opt|sep:worker)/],
  ['Switches, status and leases', /^(ops|sep:(status|control|claims|guards))/],
  ['Streams of an account', /^sep:(stream|aside|snapshot|edge)/],
  ['Access and the rest', /^/],
]

export const storeSchema = (keys: readonly Key[] = Object.values(KEYS)): string => {
  const groupOf = (key: Key) => GROUPS.findIndex(([, begins]) => begins.test(key.template))
  return [
    '# Store schema',
    '',
    'Every key that SEP writes to its store, made from `store/keys.ts`. `<x>` is a parameter; braces are part of the name:',
    'keys with the same text in them change together. Keys of money and orders never expire.',
    '',
    'Read them with any client of Redis, and write none of them by hand: a stream whose entries name the one before accepts no',
    'other writer.',
    ...GROUPS.flatMap(([title], n) => {
      const own = keys.filter((key) => groupOf(key) === n)
      return own.length === 0 ? [] : ['', `## ${title}`, '', ...own.flatMap(entryOf)]
    }),
    '',
  ].join('\n')
}
