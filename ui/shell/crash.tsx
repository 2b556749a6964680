/** A page that fails leaves the head, with the kill switch, in place. React knows error boundaries as classes only. */
import { Component, type ReactNode } from 'react'

interface CrashProps {
  readonly children: ReactNode
}

export class Crash extends Component<CrashProps, { readonly error: Error | null }> {
  override state = { error: null as Error | null }
  static getDerivedStateFromError(error: Error) {
    return { error }
  }
  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <section className="panel" role="alert">
        <p className="note error">
          This page failed: {error.message}{' '}
          <button type="button" className="small" onClick={() => this.setState({ error: null })}>
            Try again
          </button>
        </p>
      </section>
    )
  }
}
