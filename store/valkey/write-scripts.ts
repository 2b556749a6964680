/** The connection of the writes: every change is one script with a deadline, and `flush` waits for the disk behind them. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { Step, StepsAnswer } from '../steps.js'
import { type Argument, type Connection, type ConnectionOptions, valkeyConnection } from './connection.js'
import { diskFlush } from './flush.js'
import { globOf } from './reads.js'
import { scoreBound } from './score-bound.js'
import { SCRIPTS } from './scripts.js'
import { readFacts } from './server-facts.js'

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

/** Connects, and keeps the scripts and the server's time up to date on each new connection. */
export const valkeyScripts = async (options: Omit<ConnectionOptions, 'prepare'>): Promise<ValkeyScripts> => {
  const { clock, timeoutMs } = options
  const shas = new Map<string, string>()
  const deadline = serverDeadline(clock, timeoutMs)
  const disk = diskFlush(clock, timeoutMs)

  const load = async (call: Connection['call'], text: string): Promise<string> => {
    const sha = textOf((await call('SCRIPT', 'LOAD', text)) as Uint8Array)
    shas.set(text, sha)
    return sha
  }
  const connection = await valkeyConnection({
    ...options,
    prepare: async (call) => {
      disk.connected(await readFacts(call))
      for (const text of Object.values(SCRIPTS)) await load(call, text)
      const [seconds, micros] = (await call('TIME')) as [Uint8Array, Uint8Array]
      deadline.seen(Number(seconds) * 1000 + Math.floor(Number(micros) / 1000))
    },
  })

  const run = async (text: string, keys: readonly string[], args: readonly Argument[]): Promise<Reply> => {
    const rest = [keys.length, ...keys, deadline.next(), ...args]
    const send = (sha: string | undefined) => connection.call('EVALSHA', sha ?? '', ...rest) as Promise<Reply>
    // A server that does not know a script has done nothing, so sending it again is safe; the deadline stays the same.
    const reply = await send(shas.get(text)).catch(async (error: SepError) => {
      if (!error.message.includes('NOSCRIPT')) throw error
      return send(await load(connection.call, text))
    })
    deadline.seen(reply[0])
    if (textOf(reply[1]) === 'late') {
      throw new SepError(
        'store-unavailable',
        `store: reached the server after more than ${timeoutMs} ms; nothing was written`,
      )
    }
    disk.written(connection)
    return reply
  }

  return {
    steps: async (steps) => {
      const [, answer, key, trimmed] = await run(SCRIPTS.steps, keysOf(steps), steps.flatMap(argumentsOf))
      const failed = key && key.length > 0 ? { key: textOf(key) } : {}
      return { answer: textOf(answer) as StepsAnswer['answer'], trimmed: trimmed ?? 0, ...failed }
    },
    lease: async (key, args) => {
      const [, answer, , epoch] = await run(SCRIPTS.lease, [key], args)
      const text = textOf(answer)
      if (text === 'kind') throw new SepError('store-refused', `store: ${key} holds another kind of value, not a lease`)
      return { answer: text, epoch: epoch ?? 0 }
    },
    flush: (limitMs) => disk.flush(connection, limitMs),
    close: connection.close,
  }
}

/**
 * Deadlines by the server's clock. It had passed `serverMs` when our clock was at `ownMs`: a deadline computed from them is never too late.
 */
const serverDeadline = (clock: Clock, timeoutMs: number) => {
  let last = { serverMs: 0, ownMs: 0 }
  return {
    seen: (serverMs: number): void => {
      last = { serverMs, ownMs: clock.monotonicMs() }
    },
    next: (): number => Math.floor(last.serverMs + (clock.monotonicMs() - last.ownMs) + timeoutMs),
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const keysOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => {
    if (step.op === 'publish') return []
    if (step.op === 'setEach') return [globOf(step.key)]
    return [step.op === 'fence' ? step.lease.key : step.key]
  })

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
    case 'setEach':
      return [step.op, step.value]
    case 'delete':
      return [step.op]
    case 'hashSet':
      return [step.op, step.ttlMs ?? '', ...fieldsOf(step.fields)]
    case 'hashRemove':
      return [step.op, step.fields.length, ...step.fields]
    case 'append':
      return [step.op, step.id, step.after ?? '', ...fieldsOf(step.fields)]
    case 'sortedAdd':
      return [
        step.op,
        step.ttlMs ?? '',
        step.members.length,
        ...step.members.flatMap(([score, member]) => [score, member]),
      ]
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
