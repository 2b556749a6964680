/** Starts our own Valkey or Redis server on a unix socket: no service to install, no port, all files in one folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { SepError } from '../../model/error-codes.js'
import { inlineCommand } from './inline-command.js'
import { findServer, type ServerProgram } from './find.js'
import { type FolderLock, folderLock } from './lock.js'
import { makeFolder } from '../../lib/make-folder.js'
import { keepRunning } from './keep-running.js'
import { supervised } from './supervised-process.js'

export interface SpawnedServer {
  /** Path of the unix socket. */
  readonly socket: string
  /** Of the server that runs now. */
  readonly pid: number
  /** Of the program, with its name. */
  readonly version: string
  /** False where another process has started it: it ends with that process. */
  readonly owned: boolean
  /** Ends our own server after its last write; leaves another's alone. */
  readonly close: () => Promise<void>
}

const SOCKET = 'store.sock'
const LOG = 'store.log'
/** Kernels allow about 104 bytes. */
const SOCKET_PATH_MAX = 100
const START_MS = 15_000
const STOP_MS = 10_000
const POLL_MS = 10

/** Every write is on disk before it is answered; when memory is full, writes are refused and nothing is evicted. */
const FLAGS = [
  ['--port', '0'],
  ['--unixsocket', SOCKET],
  ['--unixsocketperm', '700'],
  ['--dir', '.'],
  ['--logfile', LOG],
  ['--appendonly', 'yes'],
  ['--appendfsync', 'always'],
  ['--no-appendfsync-on-rewrite', 'no'],
  ['--save', ''],
  ['--maxmemory-policy', 'noeviction'],
].flat()

/**
 * Starts a server in `dataDir`, or uses the one that already runs there; null where no server program is installed. With `log` a server
 * of ours that ends before `close` is started again.
 */
export const spawnStore = async (options: {
  readonly dataDir: string
  readonly clock: Clock
  readonly binary?: string | undefined
  readonly log?: Logger | undefined
}): Promise<SpawnedServer | null> => {
  const { clock } = options
  const program = await findServer(options.binary)
  if (!program) return null
  const dataDir = resolve(options.dataDir)
  makeDataDir(dataDir)
  const socket = socketPath(dataDir)
  const lock = folderLock(join(dataDir, 'store.lock'))
  if (!(await takeOver(clock, lock, socket, dataDir))) {
    return {
      socket,
      pid: await pidOf(clock, socket),
      version: program.version,
      owned: false,
      close: async () => undefined,
    }
  }
  return start({ clock, lock, socket, dataDir, program }, options.log)
}

const makeDataDir = (dataDir: string): void => {
  try {
    makeFolder(dataDir, 0o700)
  } catch (cause) {
    throw new SepError('bad-argument', `cannot make the store's folder ${dataDir}: ${(cause as Error).message}`, {
      cause,
    })
  }
}

const socketPath = (dataDir: string): string => {
  const path = join(dataDir, SOCKET)
  const shortest = [path, relative(process.cwd(), path)].sort((a, b) => a.length - b.length)[0] as string
  if (Buffer.byteLength(shortest) <= SOCKET_PATH_MAX) return shortest
  throw new SepError(
    'bad-config',
    `${path}: longer than ${SOCKET_PATH_MAX} bytes; choose a data folder with a shorter path`,
  )
}

/** True once the lock is ours; false where another process has a live server to use. */
const takeOver = async (clock: Clock, lock: FolderLock, socket: string, dataDir: string): Promise<boolean> => {
  const endMs = clock.monotonicMs() + START_MS
  for (;;) {
    if (lock.take({ owner: process.pid })) return true
    const holder = lock.read()
    if (holder) {
      const owned = isAlive(holder.owner)
      const answers = (await inlineCommand(clock, socket, 'PING'))?.startsWith('+PONG') === true
      if (owned && answers) return false
      // The server of an owner that is gone is about to end; a live owner without a server is about to start one.
      const gone = holder.server === undefined ? !owned : !isAlive(holder.server)
      if (gone && !answers) {
        lock.breakStale(holder)
        continue
      }
    }
    if (clock.monotonicMs() > endMs) {
      throw new SepError(
        'store-unavailable',
        `store: ${dataDir} is locked by process ${holder?.owner} whose server does not answer`,
      )
    }
    await clock.sleep(POLL_MS)
  }
}

interface Place {
  readonly clock: Clock
  readonly lock: FolderLock
  readonly socket: string
  readonly dataDir: string
  readonly program: ServerProgram
}

const start = async (place: Place, log: Logger | undefined): Promise<SpawnedServer> => {
  const { clock, lock, socket, dataDir, program } = place
  const first = await launch(place).catch((error: unknown) => {
    lock.release()
    throw error
  })
  const kept = log ? keepRunning(first, { clock, again: () => launch(place), log, place: `in ${dataDir}` }) : null
  const now = (): Launched => kept?.now() ?? first
  const close = async (): Promise<void> => {
    await kept?.stop()
    const { child, ended, pid } = now()
    const soon = (ms: number): Promise<boolean> => endsWithin(clock, ended, ms)
    await inlineCommand(clock, socket, 'SHUTDOWN NOSAVE')
    if (!(await soon(STOP_MS))) child.stdin?.end()
    if (child.exitCode === null && !(await soon(STOP_MS))) process.kill(pid, 'SIGKILL')
    rmSync(socket, { force: true })
    lock.release()
  }
  const closing: { done?: Promise<void> } = {}
  return {
    socket,
    get pid() {
      return now().pid
    },
    version: program.version,
    owned: true,
    close: () => (closing.done ??= close()),
  }
}

interface Launched {
  readonly child: ChildProcess
  readonly pid: number
  readonly ended: Promise<void>
}

/** Starts the program and names it in our lock; it has answered. */
const launch = async ({ clock, lock, socket, dataDir, program }: Place): Promise<Launched> => {
  const child = spawn('/bin/sh', supervised(program.binary, FLAGS), {
    cwd: dataDir,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Its own process group: ^C in the terminal must not end the server before the last writes of this process.
    detached: true,
  })
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  const ended = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done()))
  try {
    await answering(clock, socket, child, dataDir)
    const pid = await pidOf(clock, socket)
    lock.update({ owner: process.pid, server: pid })
    return { child, pid, ended }
  } catch (error) {
    child.stdin?.end()
    throw error
  }
}

const endsWithin = async (clock: Clock, ended: Promise<void>, ms: number): Promise<boolean> => {
  // A sleep left running would keep the process alive.
  const over = new AbortController()
  const slept = clock.sleep(ms, over.signal).then(
    () => false,
    () => false,
  )
  const first = await Promise.race([ended.then(() => true), slept])
  over.abort()
  return first
}

const answering = async (clock: Clock, socket: string, child: ChildProcess, dataDir: string): Promise<void> => {
  const endMs = clock.monotonicMs() + START_MS
  while (!(await inlineCommand(clock, socket, 'PING'))?.startsWith('+PONG')) {
    if (child.exitCode !== null || clock.monotonicMs() > endMs) {
      throw new SepError('store-unavailable', `store: the server does not start: ${lastLine(join(dataDir, LOG))}`)
    }
    await clock.sleep(POLL_MS)
  }
}

const pidOf = async (clock: Clock, socket: string): Promise<number> => {
  const info = await inlineCommand(clock, socket, 'INFO server', START_MS)
  return Number(/process_id:(\d+)/.exec(info ?? '')?.[1])
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const lastLine = (log: string): string => {
  try {
    return readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? 'no log'
  } catch {
    return 'no log'
  }
}
