/** Ports in a row that no process holds, below those that the system gives to connections; another suite on this machine takes others. */
import { once } from 'node:events'
import { createServer } from 'node:net'

const [LOW, HIGH] = [20_000, 32_000] as const

/** The first of `count` free ports. The search begins at a place of this process. */
export const freePorts = async (count: number): Promise<number> => {
  const places = Math.floor((HIGH - LOW) / count)
  for (let n = 0; n < places; n++) {
    const first = LOW + ((process.pid + n) % places) * count
    if (await areFree(first, count)) return first
  }
  throw new Error(`no ${count} free ports in a row from ${LOW} to ${HIGH}`)
}

const areFree = async (first: number, count: number): Promise<boolean> => {
  for (let port = first; port < first + count; port++) if (!(await isFree(port))) return false
  return true
}

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
