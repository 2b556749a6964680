/** A file that one process holds: it names the process and its start, so that one that is gone holds nothing. */
import { readFile, unlink, writeFile } from 'node:fs/promises'

/** The release, or the id of the living process that holds it. */
export const takeFileLock = async (path: string): Promise<(() => Promise<void>) | number> => {
  for (;;) {
    try {
      await writeFile(path, `${process.pid} ${await startOf(process.pid)}`, { flag: 'wx', mode: 0o600 })
      return () => unlink(path).catch(() => undefined)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const [pid = '', start = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ')
    if (await isHeld(Number(pid), start)) return Number(pid)
    await unlink(path).catch(() => undefined)
  }
}

const isHeld = async (pid: number, start: string): Promise<boolean> =>
  pid > 0 && isAlive(pid) && (await startOf(pid)) === start

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When the process began, in ticks since the machine did: a later one may have its number. `gone` where only its entry is left. */
const startOf = async (pid: number): Promise<string> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name before it may hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? 'gone' : (fields[19] ?? '')
}
