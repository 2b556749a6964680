/** Virtual time: a queue of future events, ordered by (time, arrival). */

export interface Timeline {
  /** Virtual ms since the start. */
  now(): number
  /** Wall clock of the run. */
  wall(): number
  after(ms: number, act: () => void): void
  /** Returns what cancels it. */
  afterUnless(ms: number, act: () => void): () => void
  /** Runs all events up to `untilMs`, letting promises settle after each. */
  run(untilMs: number): Promise<void>
}

interface Item {
  readonly at: number
  readonly order: number
  readonly act: () => void
  isOver: boolean
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

export const createTimeline = (startMs: number): Timeline => {
  const heap: Item[] = []
  let now = 0
  let order = 0
  const before = (a: Item, b: Item) => a.at < b.at || (a.at === b.at && a.order < b.order)
  const push = (item: Item): void => {
    let i = heap.push(item) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(item, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = item
  }
  const pop = (): Item => {
    const top = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return top
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
    return top
  }
  return {
    now: () => now,
    wall: () => startMs + now,
    after: (ms, act) => push({ at: now + Math.max(0, ms), order: order++, act, isOver: false }),
    afterUnless: (ms, act) => {
      const item: Item = { at: now + Math.max(0, ms), order: order++, act, isOver: false }
      push(item)
      return () => {
        item.isOver = true
      }
    },
    run: async (untilMs) => {
      await settle()
      while (heap.length > 0 && heap[0]!.at <= untilMs) {
        const item = pop()
        // A time-out that was not needed changes nothing.
        if (item.isOver) continue
        now = item.at
        item.act()
        await settle()
      }
      now = Math.max(now, untilMs)
    },
  }
}
