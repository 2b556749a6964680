// Runs one step of the setup and shows that it is still at work: the Rust build and the installation print nothing for a long time.
import { spawn } from 'node:child_process'

const write = (text) => process.stdout.write(text)

/** Resolves with the exit code. On a terminal the seconds count up in one line; elsewhere there is a line every 10 s: `sep: what: 20 s`. */
export const runStep = async (what, command, args, { cwd, tickMs = process.stdout.isTTY ? 1000 : 10_000 }) => {
  const startMs = performance.now()
  const seconds = () => Math.round((performance.now() - startMs) / 1000)
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const tick = setInterval(
    () => write(process.stdout.isTTY ? `\rsep: ${what}: ${seconds()} s` : `sep: ${what}: ${seconds()} s\n`),
    tickMs,
  )
  const clear = () => (process.stdout.isTTY ? '\r\u001b[K' : '')
  child.stdout.on('data', (text) => write(`${clear()}${text}`))
  child.stderr.on('data', (text) => process.stderr.write(`${clear()}${text}`))
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (status) => resolve(status ?? 1))
  })
  clearInterval(tick)
  write(clear())
  return code
}
