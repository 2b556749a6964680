import type { GraphNode } from './define.js'

/** The columns that these nodes read: those of their ports; a wire may carry more. */
export const readBy = (readers: readonly GraphNode[]): ((node: string, column: string) => boolean) => {
  const read = new Set(
    readers.flatMap((reader) =>
      Object.entries(reader.wires).flatMap(([port, wire]) =>
        Object.keys(reader.ports[port] ?? {}).map((column) => `${wire.node}.${column}`),
      ),
    ),
  )
  return (node, column) => read.has(`${node}.${column}`)
}
