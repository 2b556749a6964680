/** A program that ends when the process that started it does, however that happens. */

/**
 * Runs the program beside a reader of the pipe on standard input: the kernel closes that pipe when the parent is gone, also after SIGKILL, and
 * then the program is told to stop. The shell ends with the program.
 */
const SCRIPT = `exec 3<&0
"$@" 3<&- </dev/null & program=$!
(read -r _ <&3; kill "$program") & watcher=$!
exec 3<&-
wait "$program"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"`

/** Arguments for /bin/sh, whose standard input must be a pipe of the parent. */
export const watched = (program: string, args: readonly string[]): string[] => [
  '-c',
  SCRIPT,
  'sep-store',
  program,
  ...args,
]
