/** What is printed once all services are healthy: where they are, and what to do next. */
import type { LocalRequest } from '../../deploy/local/run-local.js'

export const healthyText = (
  rows: Parameters<LocalRequest['onHealthy']>[0],
  { environment, account, tokenFile, port }: LocalRequest['place'],
): string => {
  const cells = [{ name: 'service', address: 'address', logFile: 'log' }, ...rows]
  const width = (of: 'name' | 'address'): number => Math.max(...cells.map((row) => row[of].length)) + 2
  const table = cells.map(
    ({ name, address, logFile }) => `${name.padEnd(width('name'))}${address.padEnd(width('address'))}${logFile}`,
  )
  const confirm = environment === 'live' ? ` --confirm ${account}` : ''
  const link = `token link --token-file '${tokenFile}' --url http://localhost:${port}`
  return [
    ...table,
    '',
    'The kill switch is as it was: ON at a first start. Next:',
    `  npx --no -- sep ${link}   # a link that logs your browser in, once`,
    `  npx --no -- sep arm --env ${environment} --account ${account}${confirm}   # trading starts`,
    '^C ends all.',
    '',
  ].join('\n')
}
