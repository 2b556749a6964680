/** Runs a function while clocks, timers, randomness and the environment of the machine are out of order: event time is the only time. */

/** `use` of the machine, as a sentence after "it". */
type OnUse = (use: string) => never

interface Ambient {
  readonly owner: object
  readonly name: string
  readonly title: string
  readonly instead?: string
}

const TIME = 'use event time'
const RANDOM = 'an operator uses no randomness'

const AMBIENT: readonly Ambient[] = [
  { owner: Math, name: 'random', title: 'Math.random', instead: RANDOM },
  { owner: crypto, name: 'getRandomValues', title: 'crypto.getRandomValues', instead: RANDOM },
  { owner: crypto, name: 'randomUUID', title: 'crypto.randomUUID', instead: RANDOM },
  // For modules that took `Date` when they were loaded.
  { owner: Date, name: 'now', title: 'Date.now' },
  { owner: performance, name: 'now', title: 'performance.now' },
  { owner: process, name: 'uptime', title: 'process.uptime' },
  { owner: process, name: 'nextTick', title: 'process.nextTick' },
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'].map((name) => ({
    owner: globalThis,
    name,
    title: name,
  })),
  ...['getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes', 'getTimezoneOffset'].map((name) => ({
    owner: Date.prototype,
    name,
    title: `Date.${name}`,
    instead: "it depends on the machine's time zone, use UTC",
  })),
]

/** `onUse` must throw. Synchronous calls only. */
export const withoutAmbient = <T>(act: () => T, onUse: OnUse): T => {
  const restore = [
    replaceDate(onUse),
    ...AMBIENT.map(({ owner, name, title, instead = TIME }) =>
      replace(owner, name, { value: () => onUse(`called ${title}; ${instead}`) }),
    ),
    replaceHrtime(onUse),
    ...replaceDateFormat(onUse),
    replaceEnv(onUse),
  ]
  try {
    return act()
  } finally {
    for (const undo of restore.toReversed()) undo()
  }
}

const replace = (owner: object, name: string, replacement: PropertyDescriptor): (() => void) => {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, {
    ...('value' in replacement ? { writable: true } : {}),
    ...replacement,
    configurable: true,
  })
  return () => {
    if (own) Object.defineProperty(owner, name, own)
    else Reflect.deleteProperty(owner, name)
  }
}

/** A date of a given time is arithmetic; a date of now is a clock. */
const replaceDate = (onUse: OnUse): (() => void) => {
  const value = new Proxy(Date, {
    apply: () => onUse(`called Date; ${TIME}`),
    construct: (target, values: []) =>
      values.length === 0 ? onUse(`called new Date; ${TIME}`) : Reflect.construct(target, values),
  })
  return replace(globalThis, 'Date', { value })
}

const replaceHrtime = (onUse: OnUse): (() => void) => {
  const call = (title: string) => () => onUse(`called ${title}; ${TIME}`)
  return replace(process, 'hrtime', {
    value: Object.assign(call('process.hrtime'), { bigint: call('process.hrtime.bigint') }),
  })
}

/** Without a date they format now. */
const replaceDateFormat = (onUse: OnUse): readonly (() => void)[] => {
  const { prototype } = Intl.DateTimeFormat
  // oxlint-disable-next-line typescript/unbound-method -- called with its format below.
  const { formatToParts } = prototype
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get as (
    this: Intl.DateTimeFormat,
  ) => Intl.DateTimeFormat['format']
  const now = (name: string): never => onUse(`called Intl.DateTimeFormat.${name} without a date; ${TIME}`)
  return [
    replace(prototype, 'format', {
      get(this: Intl.DateTimeFormat) {
        const original = format.call(this)
        return (date?: Date | number) => (date === undefined ? now('format') : original(date))
      },
    }),
    replace(prototype, 'formatToParts', {
      value(this: Intl.DateTimeFormat, date?: Date | number) {
        return date === undefined ? now('formatToParts') : formatToParts.call(this, date)
      },
    }),
  ]
}

const replaceEnv = (onUse: OnUse): (() => void) => {
  const read = (name: string | symbol): never => onUse(`read process.env.${String(name)}; use config`)
  const value = new Proxy(process.env, {
    get: (_target, name) => read(name),
    has: (_target, name) => read(name),
    ownKeys: () => onUse('read process.env; use config'),
  })
  return replace(process, 'env', { value })
}
