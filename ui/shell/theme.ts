/** Light or dark: the reader's choice, else the machine's. */
import { keptChoice } from '../format/kept-choice.js'

export type Theme = 'auto' | 'light' | 'dark'
export const themeChoice = keptChoice<Theme>('sep.theme', ['auto', 'light', 'dark'], 'auto')

const dark = window.matchMedia('(prefers-color-scheme: dark)')
export const isDark = (): boolean => (themeChoice.get() === 'auto' ? dark.matches : themeChoice.get() === 'dark')

/** Charts draw on a canvas and must know. */
const listeners = new Set<() => void>()
export const onTheme = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const applyTheme = (): void => {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light'
  for (const listener of listeners) listener()
}
dark.addEventListener('change', applyTheme)
