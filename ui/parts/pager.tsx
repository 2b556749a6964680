/** Steps through the pages of a list; the place is in the address. */
import { useParam } from '../route/use-url.js'

interface PagerProps {
  /** Of the address. */
  readonly param: string
  /** Of the answer; null = there is nothing older. */
  readonly next: string | null
  readonly what: string
}

export const Pager = ({ param, next, what }: PagerProps) => {
  const [cursor, setCursor] = useParam(param)
  if (cursor === undefined && next === null) return null
  return (
    <nav className="row" aria-label={`pages of ${what}`}>
      <button type="button" disabled={cursor === undefined} onClick={() => setCursor(null)}>
        Newest
      </button>
      <button type="button" disabled={next === null} onClick={() => setCursor(next)}>
        Older
      </button>
      {cursor !== undefined && (
        <span className="soft">older than the newest page; it does not move while you read</span>
      )}
    </nav>
  )
}
