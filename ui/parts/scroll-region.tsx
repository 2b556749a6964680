/** What may be wider than the screen: it scrolls by itself, with the keyboard too. */
import type { ReactNode } from 'react'

interface ScrollRegionProps {
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}

export const ScrollRegion = ({ label, className = '', children }: ScrollRegionProps) => (
  // A region that scrolls must take the focus, or the keyboard cannot reach what is outside.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <div className={`scroll ${className}`} role="group" aria-label={label} tabIndex={0}>
    {children}
  </div>
)
