/** `--metrics-port` and `--metrics-host` of commands that have no interface. */
import type { Command } from 'commander'
import type { MetricsAddress } from '../../app/metrics/metrics-port.js'
import { logToStderr } from '../../lib/stderr.js'
import { integerOption, PORTS } from './flags.js'

export type MetricsOptions = MetricsAddress

export const withMetrics = (command: Command): Command =>
  command
    .addOption(integerOption('--metrics-port', 'answers /metrics and /health there; default: no port', PORTS))
    .option('--metrics-host <address>', 'address of --metrics-port', '127.0.0.1')

export const logMetricsUrl = (url: string): void => logToStderr(`${url}/metrics counts what it does`)
