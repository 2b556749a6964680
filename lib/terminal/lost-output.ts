/** Output that cannot be written: a reader that went away, as `head` does after its lines, or a full disk behind it. */
import { logToStderr } from '../stderr.js'

/**
 * What the process prints afterwards is lost; `onLost` ends a command whose only purpose was the output. Without this, Node ends any
 * process with a stack trace, `sep live` too. Any fault but a reader that left is one line.
 */
export const whenOutputIsLost = (onLost: (isFault: boolean) => void): void => {
  const reported = new Set<string>()
  const lost = (name: string, { code = 'unknown fault' }: NodeJS.ErrnoException): void => {
    const isFault = code !== 'EPIPE'
    if (isFault && name === 'standard output' && !reported.has(code)) {
      reported.add(code)
      logToStderr(`${name}: ${code}: cannot be written`, 'error')
    }
    onLost(isFault)
  }
  process.stdout.on('error', (error) => lost('standard output', error))
  process.stderr.on('error', (error) => lost('standard error', error))
}
