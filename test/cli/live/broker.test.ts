/** `sep broker`: what it refuses before a port is opened. */
import { describe, expect, test } from 'vitest'
import { addBroker } from '../../../cli/live/broker.js'
import { runCli } from '../../support/run-cli.js'

describe('sep broker', () => {
  test.each([
    [['--account', '12345'], /--account 12345: write an id like/],
    [['--port', '99999'], /--port 99999: a whole number from 0 to 65535/],
    [['--balance', '-1'], /--balance -1: a number from/],
    [['--home', 'usd'], /--home usd: write a currency/],
    [['--speed', 'fast'], /--speed fast: a number from 0.01/],
    [['--from', 'soon'], /--from soon: not a time/],
    [['--token', 'x'], /--token: a token has 4 to 512/],
    [['--token-file', '/nowhere/at/all'], /ENOENT: the tokens cannot be read/],
    [['--faults', '/nowhere/at/all'], /ENOENT/],
    [['--data', '/nowhere/at/all'], /nowhere/],
  ])('%s', async (args, message) => {
    const { error } = await runCli(addBroker, ['broker', '--port', '0', '--stream-port', '0', ...args])
    expect(String((error as Error).message)).toMatch(message)
  })
})
