/** Steps on the memory store: all checks in order first, then all writes. */
import type { Fields } from '../store.js'
import { bytesOf } from '../bytes.js'
import type { MemoryKeys, ValueKind } from './keys.js'
import type { Step, StepsAnswer } from '../steps.js'
import { namesLike } from './reads.js'
import { isAfter, type StreamId, streamId, streamIdText } from '../stream-id.js'

const KIND_OF: Partial<Record<Step['op'], ValueKind>> = {
  fence: 'hash',
  claim: 'hash',
  equals: 'string',
  hashSet: 'hash',
  hashRemove: 'hash',
  sortedAdd: 'zset',
  sortedRemoveByScore: 'zset',
  append: 'stream',
  listPush: 'list',
  trim: 'stream',
}

/** Performs all steps or none; `publish` gets the messages in order. */
export const runSteps = (
  keys: MemoryKeys,
  given: readonly Step[],
  publish: (channel: string, message: string) => void,
): StepsAnswer => {
  const steps = given.flatMap((step) => (step.op === 'setEach' ? setsOf(keys, step) : [step]))
  const failed = firstFailure(keys, steps)
  if (failed) return failed
  let trimmed = 0
  for (const step of steps) trimmed += run(keys, step, publish)
  return { answer: 'ok', trimmed }
}

const setsOf = (keys: MemoryKeys, { key, value }: Extract<Step, { op: 'setEach' }>): readonly Step[] =>
  namesLike(keys, key).map((name) => ({ op: 'set', key: name, value }))

/** Kinds and newest ids after the steps checked so far. */
interface Ahead {
  readonly kinds: Map<string, ValueKind | 'none'>
  readonly newest: Map<string, StreamId>
}

const firstFailure = (keys: MemoryKeys, steps: readonly Step[]): StepsAnswer | null => {
  const ahead: Ahead = { kinds: new Map(), newest: new Map() }
  for (const step of steps) {
    const answer = check(keys, step, ahead)
    if (answer !== 'ok') return { answer, trimmed: 0, ...(step.op !== 'publish' && { key: keyOf(step) }) }
  }
  return null
}

const keyOf = (step: Exclude<Step, { op: 'publish' }>): string => (step.op === 'fence' ? step.lease.key : step.key)

const check = (keys: MemoryKeys, step: Step, { kinds, newest }: Ahead): StepsAnswer['answer'] => {
  if (step.op === 'publish') return 'ok'
  const key = keyOf(step)
  if (step.op === 'set' || step.op === 'delete') {
    kinds.set(key, step.op === 'set' ? 'string' : 'none')
    newest.set(key, [0, 0])
    return 'ok'
  }
  const kind = kinds.get(key) ?? keys.kindOf(key)
  if (kind === 'none' && step.op === 'fence') return 'stale'
  if (kind === 'none' && step.op === 'trim') return 'ok'
  if (kind === 'none' && step.op === 'equals') return condition(keys, step)
  const wanted = KIND_OF[step.op] as ValueKind
  if (kind !== 'none' && kind !== wanted) return 'kind'
  kinds.set(key, wanted)
  if (step.op === 'append') {
    const last = newest.get(key) ?? keys.find(key, 'stream')?.last ?? [0, 0]
    const id = streamId(step.id)
    if (!isAfter(id, last)) return 'old'
    if (typeof step.after === 'string' && step.after !== streamIdText(last)) return 'moved'
    newest.set(key, id)
  }
  return condition(keys, step)
}

const condition = (keys: MemoryKeys, step: Step): StepsAnswer['answer'] => {
  if (step.op === 'fence') {
    const lease = keys.find(step.lease.key, 'hash')
    const held =
      textOf(lease?.get('owner')) === step.lease.owner && textOf(lease?.get('epoch')) === `${step.lease.epoch}`
    return held ? 'ok' : 'stale'
  }
  if (step.op === 'claim') {
    const known = keys.find(step.key, 'hash')?.get(step.id)
    if (known === undefined) return 'ok'
    return equal(known, bytesOf(step.content)) ? 'duplicate' : 'conflict'
  }
  if (step.op === 'equals') {
    const value = keys.find(step.key, 'string')?.bytes
    if (step.expected === null) return value === undefined ? 'ok' : 'different'
    return value !== undefined && equal(value, bytesOf(step.expected)) ? 'ok' : 'different'
  }
  return 'ok'
}

const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes)

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** Performs one checked step; returns how many entries were trimmed. */
const run = (keys: MemoryKeys, step: Step, publish: (channel: string, message: string) => void): number => {
  if (step.op === 'publish') publish(step.channel, step.message)
  else if (step.op === 'set') {
    keys.delete(step.key)
    keys.make(step.key, 'string').bytes = bytesOf(step.value)
    if (step.ttlMs !== undefined) keys.expireIn(step.key, step.ttlMs)
  } else if (step.op === 'delete') keys.delete(step.key)
  else if (step.op === 'hashSet') {
    const hash = keys.make(step.key, 'hash')
    for (const [name, value] of Object.entries(step.fields)) hash.set(name, bytesOf(value))
    if (step.ttlMs !== undefined) keys.expireIn(step.key, step.ttlMs)
  } else if (step.op === 'hashRemove') {
    const hash = keys.find(step.key, 'hash')
    for (const name of step.fields) hash?.delete(name)
    if (hash?.size === 0) keys.delete(step.key)
  } else if (step.op === 'claim') keys.make(step.key, 'hash').set(step.id, bytesOf(step.content))
  else if (step.op === 'listPush') {
    const list = keys.make(step.key, 'list')
    list.push(bytesOf(step.value))
    if (list.length > step.keep) list.splice(0, list.length - step.keep)
  } else return runOrdered(keys, step)
  return 0
}

const runOrdered = (keys: MemoryKeys, step: Step): number => {
  if (step.op === 'sortedAdd') {
    const set = keys.make(step.key, 'zset')
    for (const [score, member] of step.members) set.set(Buffer.from(member).toString('latin1'), score)
    if (step.ttlMs !== undefined) keys.expireIn(step.key, step.ttlMs)
  } else if (step.op === 'sortedRemoveByScore') {
    const set = keys.find(step.key, 'zset')
    for (const [member, score] of set ?? []) if (score >= step.from && score <= step.to) set?.delete(member)
    if (set?.size === 0) keys.delete(step.key)
  } else if (step.op === 'append') {
    const stream = keys.make(step.key, 'stream')
    const last = streamId(step.id)
    stream.last = last
    stream.entries.push({ id: streamIdText(last), fields: copyOf(step.fields) })
  } else if (step.op === 'trim') {
    const stream = keys.find(step.key, 'stream')
    if (!stream) return 0
    const min = streamId(step.minId, 0)
    const kept = stream.entries.findIndex(({ id }) => !isAfter(min, streamId(id)))
    return stream.entries.splice(0, kept < 0 ? stream.entries.length : kept).length
  }
  return 0
}

const copyOf = (fields: Fields): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, bytesOf(value)]))
