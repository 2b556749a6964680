/** Where SEP keeps what must not be lost: stores of accounts, the paper broker's accounts. The same from any working folder. */
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * `$SEP_DATA_HOME` if absolute, else the platform's place for a user's data: `$XDG_DATA_HOME/sep` or `~/.local/share/sep`, on macOS
 * `~/Library/Application Support/sep`, on Windows `%LOCALAPPDATA%\sep`.
 */
export const userDataFolder = (
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string => {
  const absolute = (name: string): string | null => {
    const path = env[name] ?? ''
    return isAbsolute(path) ? path : null
  }
  const own = absolute('SEP_DATA_HOME')
  if (own) return own
  const home = env['HOME'] || homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'sep')
  if (platform === 'win32') return join(absolute('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'sep')
  return join(absolute('XDG_DATA_HOME') ?? join(home, '.local', 'share'), 'sep')
}
