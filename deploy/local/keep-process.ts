/** A child process that writes to a log of its own, is started again when it ends, and ends with this process however that happens. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { supervised } from '../../store/server/supervised-process.js'

export interface KeptProcess {
  readonly name: string
  readonly logFile: string
  /** How often it has ended by itself. */
  ends(): number
  /** Asks it to end and waits; kills what has not ended after 30 s. */
  end(): Promise<void>
}
interface ProcessRequest {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
  readonly clock: Clock
  readonly log: Logger
}

/** Waits between starts double. One that ran for as long as the last wait is not in a loop of failures. */
const FIRST_WAIT_MS = 500
const LAST_WAIT_MS = 30_000
const FAILURES_MAX = 10
const STOP_MS = 30_000

export const keepProcess = (request: ProcessRequest): KeptProcess => {
  const { name, logFile, clock, log } = request
  rmSync(logFile, { force: true })
  const stopping = new AbortController()
  const state = { now: launch(request), ends: 0 }
  const loop = async (): Promise<void> => {
    for (let failures = 1; ; failures += 1) {
      const fromMs = clock.monotonicMs()
      const how = await state.now.ended
      if (stopping.signal.aborted) return
      state.ends += 1
      if (clock.monotonicMs() - fromMs > LAST_WAIT_MS) failures = 1
      if (failures > FAILURES_MAX)
        return log(`${name} has ended ${failures} times in a row (${how}) and stays away: ${logFile}`, 'error')
      log(`${name} has ended (${how}); it is started again: ${logFile}`, 'warn')
      await clock.sleep(Math.min(LAST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)), stopping.signal)
      state.now = launch(request)
    }
  }
  // Only a wait that is aborted rejects.
  const over = loop().catch(() => undefined)
  const end = async (): Promise<void> => {
    stopping.abort()
    const { child, ended } = state.now
    child.stdin?.end()
    const inTime = new AbortController()
    const late = clock.sleep(STOP_MS, inTime.signal).then(
      () => killGroup(child),
      () => undefined,
    )
    await ended
    inTime.abort()
    await Promise.all([late, over])
  }
  return { name, logFile, ends: () => state.ends, end }
}

interface Launched {
  readonly child: ChildProcess
  /** With its exit code or signal. */
  readonly ended: Promise<string>
}

const launch = ({ command: [program, ...args], env, logFile }: ProcessRequest): Launched => {
  const file = openSync(logFile, 'a', 0o600)
  try {
    const child = spawn('/bin/sh', supervised(program, args), {
      env,
      stdio: ['pipe', file, file],
      // Its own process group: ^C in the terminal reaches this process alone, which ends the others in order.
      detached: true,
    })
    const ended = new Promise<string>((done) => {
      child.once('exit', (code, signal) => done(signal ?? `exit code ${code}`))
      child.once('error', (error) => done(error.message))
    })
    return { child, ended }
  } finally {
    closeSync(file)
  }
}

const killGroup = ({ pid }: ChildProcess): void => {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
}
