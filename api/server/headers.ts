/** Headers of every answer: no script, style, frame or connection but our own. */
import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** `connect`: further places that the page may open connections to, such as a relay on another port. */
export const headers = (connect: readonly string[] = []): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", ...connect],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // A proxy that speaks TLS adds it.
    strictTransportSecurity: false,
  })

export const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}
