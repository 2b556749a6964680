/** The way to one client, as the core sees it. */
export interface Outlet {
  readonly send: (text: string) => void
  /** False while too much waits to be written; `drained` of the relay follows. */
  readonly isWritable: () => boolean
  readonly close: (code: number, reason: string) => void
}
