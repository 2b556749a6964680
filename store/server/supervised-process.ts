/** Runs a program that ends with the process that started it, however that happens. */

/**
 * Runs the program together with a reader of the pipe on standard input. The kernel closes that pipe when the parent is gone, even after
 * SIGKILL, and the reader then stops the program. The shell ends with the program, without a word of its own.
 */
const SCRIPT = `exec 3<&0
"$@" 3<&- </dev/null & program=$!
(read -r _ <&3; kill "$program") & watcher=$!
exec 3<&- 2>/dev/null
wait "$program"; code=$?
kill "$watcher"
exit "$code"`

/** Arguments for /bin/sh, whose standard input must be a pipe of the parent. */
export const supervised = (program: string, args: readonly string[]): string[] => [
  '-c',
  SCRIPT,
  'sep-store',
  program,
  ...args,
]
