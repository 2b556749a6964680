/** Runs the shell blocks of a page as they stand, one after the other, in a folder of their own. */
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watched } from '../../support/secrets/watched.js'
import type { ShellBlock } from './shell-blocks.js'

export interface Page {
  /** Null = it exits 0; else its exit code and the end of its output. */
  run(block: Pick<ShellBlock, 'text'>): Promise<string | null>
  /** Starts what goes on until the page is closed; resolves once it shows that it is up. */
  serve(block: Pick<ShellBlock, 'text'>): Promise<string | null>
  /** Ends what was started, in the reverse order. */
  close(): Promise<void>
}

/** `npx --no` of a folder without the package in it. */
const NPX = '#!/bin/sh\nwhile [ "$1" = --no ] || [ "$1" = -- ]; do shift; done\n[ "$1" = sep ] && shift || exit 127\n'
/** A pipeline prints where it listens before it is warm. */
const upOf = (text: string): RegExp => (/\bsep live\b/.test(text) ? /\brunning\b/ : /https?:\/\/[\w.]+:\d+/)
const SHOWN = 1500

/** A folder with what a checkout has for its commands, and a home without anything. */
export const openPage = (root: string): Page => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-docs-'))
  for (const name of ['examples', 'config']) cpSync(join(root, name), join(folder, name), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'sep'))
  symlinkSync(join(root, 'node_modules', 'zod'), join(folder, 'node_modules', 'zod'))
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'npx'), `${NPX}exec "${process.execPath}" "${join(root, 'dist', 'cli', 'main.js')}" "$@"\n`)
  chmodSync(join(bin, 'npx'), 0o755)
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: join(folder, '.home'),
    SEP_DATA_HOME: join(folder, '.home', 'sep'),
    NAPI_RS_NATIVE_LIBRARY_PATH: process.env['NAPI_RS_NATIVE_LIBRARY_PATH'] ?? '',
  }
  const start = (text: string) =>
    watched(
      spawn('bash', ['-euo', 'pipefail', '-c', text], {
        cwd: folder,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
      env,
      /\bsep token (new|link)\b/.test(text) ? 'token' : null,
    )
  const served: ReturnType<typeof start>[] = []
  return {
    run: async ({ text }) => {
      const child = start(text)
      const out = outputOf(child)
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
      return code === 0 ? null : `exit code ${code}: ${out().slice(-SHOWN)}`
    },
    serve: async ({ text }) => {
      const child = start(text)
      served.unshift(child)
      const out = outputOf(child)
      const up = upOf(text)
      return new Promise((resolve) => {
        const look = () => up.test(out()) && resolve(null)
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        child.once('close', (code) => resolve(`ended with ${code}: ${out().slice(-SHOWN)}`))
      })
    },
    close: async () => {
      for (const child of served) await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Child = ReturnType<typeof spawn>

const outputOf = (child: Child): (() => string) => {
  const pieces: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => pieces.push(String(piece)))
  return () => pieces.join('')
}

/** With all that its shell started. */
const ended = (child: Child): Promise<unknown> => {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  const over = new Promise((resolve) => child.once('close', resolve))
  process.kill(-(child.pid as number), 'SIGTERM')
  return over
}
