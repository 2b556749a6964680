/** Runs a function while clocks, timers and randomness of the machine are out of order: event time is the only time there is. */

interface Ambient {
  readonly owner: object
  readonly name: string
  readonly title: string
}

const AMBIENT: readonly Ambient[] = [
  { owner: Math, name: 'random', title: 'Math.random' },
  { owner: performance, name: 'now', title: 'performance.now' },
  { owner: process, name: 'hrtime', title: 'process.hrtime' },
  { owner: crypto, name: 'getRandomValues', title: 'crypto.getRandomValues' },
  { owner: crypto, name: 'randomUUID', title: 'crypto.randomUUID' },
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'].map((name) => ({
    owner: globalThis,
    name,
    title: name,
  })),
]

/** `onUse` gets the name of what was asked; it must throw. Synchronous calls only. */
export const withoutAmbient = <T>(act: () => T, onUse: (title: string) => never): T => {
  const restore = [replaceDate(onUse), ...AMBIENT.map((ambient) => replace(ambient, () => onUse(ambient.title)))]
  try {
    return act()
  } finally {
    for (const undo of restore) undo()
  }
}

const replace = ({ owner, name }: Omit<Ambient, 'title'>, value: unknown): (() => void) => {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, { value, configurable: true, writable: true })
  return () => {
    if (own) Object.defineProperty(owner, name, own)
    else Reflect.deleteProperty(owner, name)
  }
}

/** A date of a given time is arithmetic; a date of now is a clock. */
const replaceDate = (onUse: (title: string) => never): (() => void) => {
  const date = new Proxy(Date, {
    apply: () => onUse('Date'),
    construct: (target, values: []) => (values.length === 0 ? onUse('new Date') : Reflect.construct(target, values)),
    get: (target, name) => (name === 'now' ? () => onUse('Date.now') : Reflect.get(target, name)),
  })
  return replace({ owner: globalThis, name: 'Date' }, date)
}
