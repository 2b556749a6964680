/** A process of the scene: its output is kept, and it never outlives the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { watched } from '../../support/secrets/watched.js'
import { until } from '../../support/until.js'

export interface Child {
  readonly name: string
  readonly pid: number
  /** Null while it runs, then its exit code or the signal that ended it. */
  ended(): number | NodeJS.Signals | null
  /** Everything it printed on both streams. */
  text(): string
  send(signal: NodeJS.Signals): void
  /** Resolves with its end; rejects after `ms`. */
  end(ms: number): Promise<number | NodeJS.Signals>
}

const living = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

export const startChild = (
  name: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Child => {
  const given = { ...process.env, ...env }
  const child = watched(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: given }), given)
  living.add(child)
  let text = ''
  let ended: number | NodeJS.Signals | null = null
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (more: string) => {
      text += more
    })
  }
  child.on('error', (error) => {
    text += `${error.message}\n`
    ended ??= 127
  })
  // Not at its exit: what it printed last may still be on its way.
  child.on('close', (code, signal) => {
    living.delete(child)
    ended = signal ?? code ?? 127
  })
  return {
    name,
    pid: child.pid ?? 0,
    ended: () => ended,
    text: () => text,
    send: (signal) => void child.kill(signal),
    end: (ms) =>
      until(
        `the end of ${name}`,
        ms,
        () => (ended === null ? null : { ended }),
        () => text.slice(-2000),
      ).then((at) => at.ended),
  }
}
