/** Where an arrow key leads on the picture: the nearest node in that direction, one column or one row on; null = it ends there. */
import type { Box } from './graph-layout.js'

export const arrowTarget = (places: ReadonlyMap<string, Box>, from: string, key: string): string | null => {
  const here = places.get(from)
  const way = WAYS[key]
  if (!here || !way) return null
  const [wayX, wayY] = way
  const ranked = [...places].flatMap(([id, box]) => {
    const [dx, dy] = [box.x - here.x, box.y - here.y]
    const ahead = dx * wayX + dy * wayY
    // Up and down stay in the column.
    if (id === from || ahead <= 0 || (wayX === 0 && dx !== 0)) return []
    return [{ id, far: ahead * 10 + Math.abs(wayX === 0 ? dx : dy) }]
  })
  return ranked.sort((a, b) => a.far - b.far)[0]?.id ?? null
}

const WAYS: { readonly [key: string]: readonly [number, number] | undefined } = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
}
