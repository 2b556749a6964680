/** The connection of the writes: every change is one script with a deadline, and `flush` waits for the disk behind them. */
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { scoreBound } from './score-bound.js'
import { SCRIPTS } from './scripts.js'
import { readFacts } from './server-facts.js'
import type { Step, StepsAnswer } from '../steps.js'
import { type Argument, type Connection, type ConnectionOptions, valkeyConnection } from './connection.js'
import { within } from '../../lib/timeout.js'

export interface ValkeyScripts {
  readonly steps: (steps: readonly Step[]) => Promise<StepsAnswer>
  readonly lease: (
    key: string,
    args: readonly Argument[],
  ) => Promise<{ readonly answer: string; readonly epoch: number }>
  readonly flush: (limitMs: number) => Promise<boolean>
  readonly close: () => void
}

type Reply = readonly [serverMs: number, answer: Uint8Array, key?: Uint8Array, count?: number]

/** Connects and keeps scripts and the server's time at hand, anew on each connection. */
export const valkeyScripts = async (options: Omit<ConnectionOptions, 'prepare'>): Promise<ValkeyScripts> => {
  const { clock, timeoutMs } = options
  const shas = new Map<string, string>()
  /** The server's clock was at least at `serverMs` when ours stood at `ownMs`: a deadline made of it is never late. */
  let seen = { serverMs: 0, ownMs: 0 }
  /** How this server confirms that writes are on disk; asked on each connection. */
  let confirm: 'waitaof' | 'always' | 'none' = 'none'
  /** What was answered is on disk already, whatever becomes of the connection. */
  let always = false
  /** Connection of a write that was answered and may not be on disk. */
  let unconfirmed: number | null = null
  let answered = 0

  const load = async (call: Connection['call'], text: string): Promise<string> => {
    const sha = new TextDecoder().decode((await call('SCRIPT', 'LOAD', text)) as Uint8Array)
    shas.set(text, sha)
    return sha
  }
  const connection = await valkeyConnection({
    ...options,
    prepare: async (call) => {
      const { config, waitAof } = await readFacts(call)
      always = config['appendfsync'] === 'always'
      confirm = waitAof ? 'waitaof' : always ? 'always' : 'none'
      for (const text of Object.values(SCRIPTS)) await load(call, text)
      const [seconds, micros] = (await call('TIME')) as [Uint8Array, Uint8Array]
      seen = { serverMs: Number(seconds) * 1000 + Math.floor(Number(micros) / 1000), ownMs: clock.monotonicMs() }
    },
  })
  const deadline = (): number => Math.floor(seen.serverMs + (clock.monotonicMs() - seen.ownMs) + timeoutMs)

  const run = async (text: string, keys: readonly string[], args: readonly Argument[]): Promise<Reply> => {
    const rest = [keys.length, ...keys, deadline(), ...args]
    const send = (sha: string | undefined) => connection.call('EVALSHA', sha ?? '', ...rest) as Promise<Reply>
    // A server that does not know a script has done nothing, so sending it again is safe; the deadline stays the old one.
    const reply = await send(shas.get(text)).catch(async (error: SepError) => {
      if (!error.message.includes('NOSCRIPT')) throw error
      return send(await load(connection.call, text))
    })
    seen = { serverMs: reply[0], ownMs: clock.monotonicMs() }
    const answer = new TextDecoder().decode(reply[1])
    if (answer === 'late') {
      throw new SepError(
        'store-unavailable',
        `store: reached the server after more than ${timeoutMs} ms; nothing was written`,
      )
    }
    if (!always) unconfirmed ??= connection.generation
    answered++
    return reply
  }

  return {
    steps: async (steps) => {
      const [, answer, key, trimmed] = await run(SCRIPTS.steps, keysOf(steps), steps.flatMap(argumentsOf))
      const failed = key && key.length > 0 ? { key: new TextDecoder().decode(key) } : {}
      return { answer: new TextDecoder().decode(answer) as StepsAnswer['answer'], trimmed: trimmed ?? 0, ...failed }
    },
    lease: async (key, args) => {
      const [, answer, , epoch] = await run(SCRIPTS.lease, [key], args)
      const text = new TextDecoder().decode(answer)
      if (text === 'kind') throw new SepError('store-refused', `store: ${key} holds another kind of value, not a lease`)
      return { answer: text, epoch: epoch ?? 0 }
    },
    flush: async (limitMs) => {
      assert(Number.isSafeInteger(limitMs) && limitMs > 0, `limit ${limitMs} is in whole ms`)
      const before = { answered, generation: connection.generation }
      if (unconfirmed !== null && unconfirmed !== before.generation) {
        unconfirmed = null
        return false
      }
      if (confirm === 'none') return false
      const waited =
        confirm === 'always'
          ? alwaysSynced(connection)
          : waitAof(connection, Math.min(limitMs, Math.ceil(timeoutMs / 2)))
      const confirmed = await within(clock, limitMs, waited, () => false)
      if (confirmed && answered === before.answered) unconfirmed = null
      return confirmed && connection.generation === before.generation
    },
    close: connection.close,
  }
}

/**
 * Replies of a server with `appendfsync always` leave after its fsync, so that any reply behind the writes says enough: this one also says that
 * nobody changed the settings.
 */
const alwaysSynced = async (connection: Connection): Promise<boolean> => {
  const reply = (await connection.call('CONFIG', 'GET', 'appendonly', 'appendfsync')) as readonly Uint8Array[]
  const words = reply.map((word) => new TextDecoder().decode(word))
  return words[words.indexOf('appendonly') + 1] === 'yes' && words[words.indexOf('appendfsync') + 1] === 'always'
}

const waitAof = async (connection: Connection, limitMs: number): Promise<boolean> => {
  try {
    const [local] = (await connection.call('WAITAOF', 1, 0, limitMs)) as readonly number[]
    return (local ?? 0) >= 1
  } catch (error) {
    // A server without an append-only file refuses to wait for it.
    if ((error as SepError).code === 'store-refused') return false
    throw error
  }
}

const keysOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => (step.op === 'publish' ? [] : [step.op === 'fence' ? step.lease.key : step.key]))

/** A step as `scripts.ts` reads it, without its key. */
const argumentsOf = (step: Step): readonly Argument[] => {
  switch (step.op) {
    case 'fence':
      return [step.op, step.lease.owner, step.lease.epoch]
    case 'claim':
      return [step.op, step.id, step.content]
    case 'equals':
      return [step.op, step.expected === null ? 0 : 1, step.expected ?? '']
    case 'trim':
      return [step.op, step.minId]
    case 'set':
      return [step.op, step.value, step.ttlMs ?? '']
    case 'delete':
      return [step.op]
    case 'hashSet':
      return [step.op, step.ttlMs ?? '', ...fieldsOf(step.fields)]
    case 'hashRemove':
      return [step.op, step.fields.length, ...step.fields]
    case 'append':
      return [step.op, step.id, step.after ?? '', ...fieldsOf(step.fields)]
    case 'sortedAdd':
      return [step.op, step.members.length, ...step.members.flatMap(([score, member]) => [score, member])]
    case 'sortedRemoveByScore':
      return [step.op, scoreBound(step.from), scoreBound(step.to)]
    case 'listPush':
      return [step.op, step.value, step.keep]
    case 'publish':
      return [step.op, step.channel, step.message]
  }
}

const fieldsOf = (fields: Readonly<Record<string, string | Uint8Array>>): readonly Argument[] => {
  const flat = Object.entries(fields).flat()
  return [flat.length / 2, ...flat]
}
