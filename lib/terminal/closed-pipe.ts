/** A reader that goes away, as `head` does after its lines. */

/**
 * What the process writes afterwards is dropped; `onClosed` ends a command whose only purpose was the output. Without this, Node ends any
 * process with a stack trace, `sep live` too.
 */
export const whenReaderLeaves = (onClosed: () => void): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      onClosed()
    })
}
