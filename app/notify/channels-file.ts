/** Reads the operator's file of channels. It holds secrets, so it belongs to its owner alone, and no error shows a value of it. */
import { readFileSync, statSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { hideSecret } from '../../lib/log/secret-values.js'
import { SepError } from '../../model/error-codes.js'
import { type NotifyChannel, notifyChannelSchema, secretsOf } from '../../sinks/notify/channel.js'

const BYTES_MAX = 100_000
const CHANNELS_MAX = 20
const OTHERS = 0o077

const schema = z.strictObject({ channels: z.array(notifyChannelSchema).min(1).max(CHANNELS_MAX) })

/** A file that cannot be read, that others may read, or that has a fault is `bad-config`. */
export const readChannels = (file: string): readonly NotifyChannel[] => {
  const lines = new LineCounter()
  const document = parseDocument(textOf(file), { lineCounter: lines, prettyErrors: false })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault) throw new SepError('bad-config', `${file}:${lines.linePos(fault.pos[0]).line}: is no YAML (${fault.code})`)
  const parsed = schema.safeParse(valueOf(file, () => document.toJS({ maxAliasCount: 100 }) as unknown))
  if (!parsed.success) throw new SepError('bad-config', `${file}: ${faultText(parsed.error)}`)
  const { channels } = parsed.data
  for (const secret of channels.flatMap(secretsOf)) hideSecret(secret)
  const names = channels.map(({ name }) => name)
  const twice = names.find((name, n) => names.indexOf(name) !== n)
  if (twice !== undefined) throw new SepError('bad-config', `${file}: two channels have the name ${twice}`)
  return channels
}

const textOf = (file: string): string => {
  try {
    const { mode, size } = statSync(file)
    if ((mode & OTHERS) !== 0)
      throw new SepError(
        'bad-config',
        `${file}: mode ${(mode & 0o777).toString(8)} lets others read it; chmod 600 makes it yours alone`,
      )
    if (size > BYTES_MAX) throw new SepError('bad-config', `${file}: ${size} bytes; at most ${BYTES_MAX}`)
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof SepError) throw cause
    throw new SepError('bad-config', `${file}: ${(cause as NodeJS.ErrnoException).code}: cannot be read`, { cause })
  }
}

const valueOf = (file: string, read: () => unknown): unknown => {
  try {
    return read()
  } catch (cause) {
    throw new SepError('bad-config', `${file}: its aliases cannot be resolved`, { cause })
  }
}

/** Of the first fault, with its place; the messages of the schema hold names and bounds, never what was written. */
const faultText = ({ issues }: z.ZodError): string => {
  const [issue] = issues
  const path = issue?.path.map(String).join('.') || 'the file'
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  if (issue?.code === 'unrecognized_keys') return `${path}: there is no key ${issue.keys.join(', ')}${more}`
  return `${path}: ${issue?.message ?? 'is not right'}${more}`
}
