/**
 * The only file that imports rxjs: one `map` for all stages, one Observable per source, taps, and single operators lifted.
 * Not a `map` per stage: through some 1,500 chained maps rxjs passes nothing, not even an error.
 */
import { map, Observable, Subject, type OperatorFunction, type Subscription } from 'rxjs'
import type { z } from 'zod'
import { type Clock, systemClock } from '../../../lib/clock.js'
import { blankRows } from './blank-rows.js'
import type { Compiled } from './compile.js'
import type { Frame, NodeColumns } from './frame.js'
import type { Operator, RowSpace } from '../define/operator.js'
import type { OutColumns, PortColumns, Ports, Schema } from '../define/schema.js'

/** Consumes finished frames. `write` may return a promise to make the source wait. */
export interface FrameSink {
  write(frame: Frame): void | Promise<void>
  /** Called once, also after an error. */
  close?(): void | Promise<void>
}

/** The event loop gets a turn at least this often, so that timers and sockets work during a replay. */
const YIELD_EVERY_MS = 8

/**
 * One Observable per async iterable: pulls one, pushes one, waits for `ready` (the sinks), yields to the event loop
 * every 8 ms, and closes the source at unsubscribe. (`from` with `concatMap` puts every frame in flight and never closes an idle source.)
 */
export const drive = <T>(
  open: (signal: AbortSignal) => AsyncIterable<T> | Iterable<T>,
  ready: () => void | Promise<void> = () => {},
  clock: Clock = systemClock,
): Observable<T> =>
  new Observable<T>((subscriber) => {
    const abort = new AbortController()
    const pump = async (): Promise<void> => {
      let yielded = clock.monotonicMs()
      try {
        for await (const value of open(abort.signal)) {
          if (subscriber.closed) return
          subscriber.next(value)
          const waiting = ready()
          if (waiting) await waiting
          if (clock.monotonicMs() - yielded >= YIELD_EVERY_MS) {
            await clock.yield()
            yielded = clock.monotonicMs()
          }
          if (subscriber.closed) return
        }
        subscriber.complete()
      } catch (error) {
        if (!subscriber.closed) subscriber.error(error)
      }
    }
    void pump()
    return () => abort.abort(new Error('unsubscribed'))
  })

/** A running graph: the pipe of stages, and a tap for each observed node. */
export interface Pipeline {
  readonly transform: OperatorFunction<Frame, Frame>
  /** Frames after the node's stage; completes with the run. */
  observe(node: string): Observable<Frame>
  /** Observes a node's frames; an error in `look` is reported and does not end the run. Returns the function that stops it. */
  tap(node: string, look: (frame: Frame) => void): () => void
}

export const pipeline = (compiled: Compiled, report: (error: unknown) => void = () => {}): Pipeline => {
  const taps = new Map<string, Subject<Frame>>()
  const emit = (nodes: readonly string[], frame: Frame): void => {
    if (taps.size === 0) return
    for (const node of nodes) taps.get(node)?.next(frame)
  }
  const sources = compiled.graph.nodes.filter((node) => node.role === 'source').map((node) => node.id)
  const transform: OperatorFunction<Frame, Frame> = (frames) => {
    const stepped = frames.pipe(
      map((frame) => {
        compiled.begin()
        emit(sources, frame)
        for (const stage of compiled.stages) {
          stage.run(frame)
          emit(stage.nodes, frame)
        }
        return frame
      }),
    )
    return new Observable<Frame>((subscriber) => {
      const subscription = stepped.subscribe({
        next: (frame) => {
          subscriber.next(frame)
          compiled.end()
        },
        error: (error: unknown) => {
          subscriber.error(error)
          for (const tap of taps.values()) tap.error(error)
        },
        complete: () => {
          subscriber.complete()
          for (const tap of taps.values()) tap.complete()
        },
      })
      return () => subscription.unsubscribe()
    })
  }
  const observe = (node: string): Observable<Frame> => {
    let subject = taps.get(node)
    if (!subject) {
      subject = new Subject<Frame>()
      taps.set(node, subject)
    }
    return subject.asObservable()
  }
  return {
    transform,
    observe,
    tap: (node, look) => {
      const subscription = observe(node).subscribe({
        next: (frame) => {
          try {
            look(frame)
          } catch (error) {
            report(error)
          }
        },
        // The run itself reports its error.
        error: () => {},
      })
      return () => subscription.unsubscribe()
    },
  }
}

/** Runs frames through a compiled graph into the sinks, to the end of the source. The pipe is subscribed exactly once. */
export const run = async (
  compiled: Compiled,
  open: (signal: AbortSignal) => AsyncIterable<Frame> | Iterable<Frame>,
  sinks: readonly FrameSink[],
  options: { readonly clock?: Clock; readonly signal?: AbortSignal; readonly pipe?: Pipeline } = {},
): Promise<void> => {
  const pipe = options.pipe ?? pipeline(compiled)
  let waiting: Promise<void>[] = []
  const ready = (): void | Promise<void> => {
    if (waiting.length === 0) return
    const all = Promise.all(waiting)
    waiting = []
    return all.then(() => undefined)
  }
  try {
    await new Promise<void>((resolve, reject) => {
      let subscription: Subscription | undefined
      const stop = () => {
        subscription?.unsubscribe()
        resolve()
      }
      subscription = drive(open, ready, options.clock)
        .pipe(pipe.transform)
        .subscribe({
          next: (frame) => {
            try {
              for (const sink of sinks) {
                const wait = sink.write(frame)
                if (wait) waiting.push(wait)
              }
            } catch (error) {
              // An error thrown here would be lost, and the run would continue without this sink.
              subscription?.unsubscribe()
              reject(error)
            }
          },
          error: reject,
          complete: resolve,
        })
      if (options.signal?.aborted) stop()
      else options.signal?.addEventListener('abort', stop, { once: true })
    })
    await ready()
  } finally {
    for (const sink of sinks) await sink.close?.()
  }
}

/** One slice-wise batch for a lifted operator. */
export interface LiftedInput<I extends Ports> {
  readonly time: { readonly tsMs: Float64Array; readonly asOfMs: Float64Array }
  readonly input: PortColumns<I>
  readonly slices: number
}

/** Makes an RxJS operator from an operator of a graph; `allocate` returns the output columns of a batch. */
export const lift =
  <I extends Ports, O extends Schema, Z extends z.ZodType, S, W extends RowSpace>(
    op: Operator<I, O, Z, S, W>,
    config: z.input<Z>,
    world: W,
    allocate: (slices: number) => OutColumns<O>,
  ): OperatorFunction<LiftedInput<I>, OutColumns<O>> =>
  (batches) =>
    new Observable((subscriber) => {
      const state = op.init(op.config.parse(config), world)
      return batches.subscribe({
        next: (batch) => {
          const output = allocate(batch.slices)
          blankRows(op, output as NodeColumns)(batch.slices * world.rows.length)
          op.step(state, batch.time, batch.input, output, 0, batch.slices)
          subscriber.next(output)
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
