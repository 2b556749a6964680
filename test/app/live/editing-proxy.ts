/** A proxy in front of a broker that changes its documents, or answers in its stead. */
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Edit {
  readonly status: number
  readonly document: unknown
}
export interface EditingProxy {
  readonly url: string
  /** Sees each answer; null = as it is. */
  edit: (method: string, path: string, document: never) => Edit | null
  close(): Promise<void>
}

/** `origin`: http://127.0.0.1:PORT. */
export const editingProxy = async (origin: string): Promise<EditingProxy> => {
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/' } = request
    const headers = { ...request.headers, 'accept-encoding': 'identity' }
    const upstream = forward(new URL(path, origin), { method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const body = Buffer.concat(chunks)
        const edited = self.edit(method, path, JSON.parse(body.toString()) as never)
        const { 'content-length': _, ...rest } = answer.headers
        response.writeHead(edited?.status ?? answer.statusCode ?? 500, rest)
        response.end(edited ? JSON.stringify(edited.document) : body)
      })
    })
    upstream.on('error', () => response.destroy())
    request.pipe(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const self: EditingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    edit: () => null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return self
}
