/** Checks of what a test passes in: a mistake is a `bad-argument` error of one line that names what is wrong and where. */
import type { RowSpace } from '../define/operator.js'
import { type Col, hasEvents, type Ports, type Schema } from '../define/schema.js'
import { GraphError } from '../errors.js'
import type { Table } from './table.js'

type Values = number | ArrayLike<number>
type Given<V> = { readonly [name: string]: { readonly [column: string]: V } | undefined }

export const badArgument = (text: string): never => {
  throw new GraphError('bad-argument', text)
}

export const checkRows = (where: string, { rows }: RowSpace): void => {
  if (!Array.isArray(rows) || rows.length === 0) badArgument(`${where}: rows are empty; at least one row is needed`)
  const seen = new Map<string, number>()
  for (const [k, row] of rows.entries()) {
    const name: unknown = (row as Partial<typeof row> | null)?.name
    if (typeof name !== 'string' || name === '') return badArgument(`${where}: row ${k} has no name`)
    const first = seen.get(name)
    if (first !== undefined) badArgument(`${where}: rows ${first} and ${k} have the same name, '${name}'`)
    seen.set(name, k)
  }
}

/** An operator needs every port and column. What a graph does not read may be left out of its sources: NaN, 0 or no event. */
export const checkTable = (where: string, what: 'port' | 'source', ports: Ports, table: Table, count: number): void => {
  const { tsMs, asOfMs, columns } = table
  const slices = tsMs.length
  if (slices < 3) badArgument(`${where}: ${slices} slices in tsMs; at least three slices are needed`)
  checkTimes(where, 'tsMs', tsMs)
  for (let s = 1; s < slices; s++) {
    if (Number(tsMs[s]) > Number(tsMs[s - 1])) continue
    badArgument(`${where}: tsMs[${s}] is ${tsMs[s]}, not later than tsMs[${s - 1}], ${tsMs[s - 1]}`)
  }
  if (asOfMs) {
    if (asOfMs.length !== slices) badArgument(`${where}: asOfMs has ${asOfMs.length} values, tsMs has ${slices}`)
    checkTimes(where, 'asOfMs', asOfMs)
  }
  checkNames(where, what, ports, columns)
  if (what === 'port') checkPresent(where, what, ports, columns)
  for (const [port, schema] of Object.entries(ports)) {
    const given = columns[port]
    if (!given) continue
    for (const column of [...Object.keys(schema), ...(hasEvents(schema) ? ['at'] : [])]) {
      if (what === 'port' && given[column] === undefined)
        badArgument(`${where}: ${what} '${port}' lacks column '${column}'`)
    }
    const at = given['at']
    if (hasEvents(schema) && at) checkIndex(`${where}: column ${port}.at`, at, slices)
    for (const [column, { shape }] of Object.entries(schema)) {
      if (given[column] === undefined) continue
      const length = shape === 'row' ? slices * count : shape === 'slice' ? slices : Number(at?.[slices] ?? 0)
      const counted =
        shape === 'row' ? `${slices} slices of ${count} rows` : shape === 'slice' ? `${slices} slices` : 'at'
      checkValues(`${where}: column ${port}.${column}`, given[column], length, counted)
    }
  }
}

/** One slice by source. Every source is named; columns that it leaves out are NaN, 0 or no event. */
export const checkSlice = (where: string, sources: Ports, slice: Given<Values>, count: number): void => {
  checkNames(where, 'source', sources, slice)
  checkPresent(where, 'source', sources, slice)
  for (const [source, columns] of Object.entries(slice)) {
    for (const [column, values] of Object.entries(columns ?? {})) {
      checkCell(`${where}: column ${source}.${column}`, (sources[source] as Schema)[column] as Col, values, count)
    }
  }
}

const checkCell = (where: string, { shape }: Col, values: Values, count: number): void => {
  if (typeof values === 'number') {
    if (shape === 'event') badArgument(`${where} is a number; events are a list`)
    return
  }
  const length = shape === 'row' ? count : shape === 'slice' ? 1 : (values?.length ?? 0)
  checkValues(where, values, length, shape === 'row' ? `${count} rows` : 'one slice')
}

const checkNames = (where: string, what: string, ports: Ports, given: Given<unknown>): void => {
  for (const [port, columns] of Object.entries(given)) {
    const schema = ports[port]
    if (!schema) return badArgument(`${where}: no ${what} '${port}'; known: ${Object.keys(ports).join(', ')}`)
    const known = [...Object.keys(schema), ...(hasEvents(schema) ? ['at'] : [])]
    for (const column of Object.keys(columns ?? {})) {
      if (known.includes(column)) continue
      badArgument(`${where}: ${what} '${port}' has no column '${column}'; known: ${known.join(', ')}`)
    }
  }
}

const checkPresent = (where: string, what: string, ports: Ports, given: Given<unknown>): void => {
  for (const port of Object.keys(ports)) if (!given[port]) badArgument(`${where}: ${what} '${port}' is missing`)
}

const checkTimes = (where: string, name: string, times: ArrayLike<number>): void => {
  for (let s = 0; s < times.length; s++) {
    if (!Number.isFinite(times[s])) badArgument(`${where}: ${name}[${s}] is ${times[s]}, not a finite number`)
  }
}

const checkIndex = (where: string, at: ArrayLike<number>, slices: number): void => {
  checkValues(where, at, slices + 1, `${slices} slices and the end`)
  if (at[0] !== 0) badArgument(`${where} starts with ${at[0]}, not 0`)
  for (let s = 1; s <= slices; s++) {
    if (Number.isInteger(at[s]) && Number(at[s]) >= Number(at[s - 1])) continue
    badArgument(`${where}: at[${s}] is ${at[s]} after ${at[s - 1]}; it counts events and does not fall`)
  }
}

const checkValues = (where: string, values: ArrayLike<number>, length: number, counted: string): void => {
  if (typeof values !== 'object' || typeof (values as Partial<ArrayLike<number>> | null)?.length !== 'number') {
    badArgument(`${where} is not a list of numbers`)
  }
  if (values.length !== length) badArgument(`${where} has ${values.length} values, needed ${length} (${counted})`)
  for (let i = 0; i < length; i++) {
    if (typeof values[i] !== 'number') badArgument(`${where}: value ${i} is not a number`)
  }
}
