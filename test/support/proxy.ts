/** A TCP proxy that can lose a server's replies: the request arrives, the reply does not, and the connection is reset. */
import { createConnection, createServer, type Socket } from 'node:net'

export interface Proxy {
  readonly address: string
  /** Drops the next reply and resets its connection. */
  readonly loseReply: () => void
  readonly close: () => Promise<void>
}

export const lossyProxy = async (socketPath: string): Promise<Proxy> => {
  let losing = false
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = createConnection(socketPath)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => upstream.write(bytes))
    upstream.on('data', (bytes) => {
      if (!losing) return client.write(bytes)
      losing = false
      client.resetAndDestroy()
      return false
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    address: `redis://127.0.0.1:${port}`,
    loseReply: () => {
      losing = true
    },
    close: () => {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
