/** What a read has brought, or why there is nothing. An old answer stays where a newer one fails: the head shows that it is old. */
import type { ReactNode } from 'react'
import type { ReadResult } from '../data/use-read.js'

interface AnswerProps<T> {
  readonly read: ReadResult<T>
  /** In place of children, where the answer holds nothing; undefined = show children. */
  readonly empty?: (data: T) => ReactNode | undefined
  readonly children: (data: T) => ReactNode
}

export const Answer = <T,>({ read, empty, children }: AnswerProps<T>) => {
  const { data, error, isFetching } = read
  if (data !== undefined) {
    const nothing = empty?.(data)
    return nothing === undefined ? children(data) : <div className="note">{nothing}</div>
  }
  if (error === null)
    return (
      <div className="wait" role="img" aria-label="loading">
        {' '}
      </div>
    )
  return (
    <p className={`note ${error.status === 404 ? '' : 'error'}`}>
      {error.message} <span className="soft">({error.code})</span>
      {error.status !== 404 && (
        <button type="button" className="small" disabled={isFetching} onClick={() => void read.refetch()}>
          Try again
        </button>
      )}
    </p>
  )
}
