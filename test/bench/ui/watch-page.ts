/** What a page of Chromium does while something is done with it: its longest task, and when it shows what it should. */
import type { Browser, Page } from 'playwright-core'

/** Of the page's main thread. Wall-clock time counts what other programs do to this machine as well; CPU time does not. */
export interface LongestTask {
  readonly wallMs: number
  readonly cpuMs: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds on the clock, and of the thread. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

export const longestTask = async (browser: Browser, page: Page, use: () => Promise<unknown>): Promise<LongestTask> => {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await use()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[]
  }
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  const names = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const mains = new Set(names.map(threadOf))
  const tasks = traceEvents.filter((event) => event.name.endsWith('::RunTask') && mains.has(threadOf(event)))
  if (tasks.length === 0) throw new Error('the trace has no task of a page')
  const most = (of: 'dur' | 'tdur') => Math.round(tasks.reduce((max, task) => Math.max(max, task[of] ?? 0), 0) / 1000)
  return { wallMs: most('dur'), cpuMs: most('tdur') }
}

/**
 * Milliseconds from the start of the load until an expression of the page holds, as the page's own clock has them. Evaluated by the
 * debugger: the page's policy forbids what `waitForFunction` does.
 */
export const readyMs = (page: Page, expression: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    const look = () => (${expression} ? resolve(performance.now()) : requestAnimationFrame(look))
    look()
  })`)
