/** The services of the compose file as processes of this machine: their commands, each with the port of its /health. */

export interface LocalService {
  readonly name: string
  readonly args: readonly string[]
  /** Answers /health on 127.0.0.1. */
  readonly port: number
}
export interface LocalPlace {
  readonly environment: string
  readonly account: string
  /** Socket of the store. */
  readonly store: string
  /** Tokens of the interface. */
  readonly tokenFile: string
  /** The broker's token; api, ws and hydrate never see it. */
  readonly brokerTokenFile: string
  /** Addresses of a broker other than our own, as flags. */
  readonly brokerFlags: readonly string[]
  /** The first of `LOCAL_PORTS` ports. */
  readonly port: number
  readonly speed: number
}

export const LOCAL_PORTS = 8

/** In the order of their start; the paper broker is first. */
export const localServices = (place: LocalPlace): readonly LocalService[] => {
  const { environment, account, store, tokenFile, brokerTokenFile, speed } = place
  const port = (n: number): string => `${place.port + n}`
  const isPaper = environment === 'paper'
  const near = ['--store', store, '--env', environment, '--account', account]
  const paper = ['--rest-url', `http://127.0.0.1:${port(3)}`, '--stream-url', `http://127.0.0.1:${port(4)}`]
  const broker = [...['--token-file', brokerTokenFile, '--speed', `${speed}`], ...(isPaper ? paper : place.brokerFlags)]
  const service = (name: string, n: number, args: readonly string[]): LocalService => ({
    name,
    args,
    port: place.port + n,
  })
  return [
    ...(isPaper
      ? [
          service('broker', 5, [
            ...['broker', '--token-file', brokerTokenFile, '--account', account, '--speed', `${speed}`],
            ...['--port', port(3), '--stream-port', port(4), '--metrics-port', port(5)],
          ]),
        ]
      : []),
    service('live', 1, ['live', ...near, ...broker, '--port', port(1), '--api-token-file', tokenFile]),
    service('api', 0, ['api', ...near, '--port', port(0), '--token-file', tokenFile]),
    service('ws', 2, [
      ...['ws', ...near, '--port', port(2), '--token-file', tokenFile],
      ...['--origin', `http://localhost:${port(0)}`],
    ]),
    service('hydrate', 7, ['hydrate', '--keep', ...near, '--metrics-port', port(7)]),
    service('fetch', 6, ['fetch', ...near, ...broker, '--metrics-port', port(6)]),
  ]
}
