/** C9 and C10: what the processes of a scene have printed and stored says no secret, and nothing that only a bug says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { journalKeys } from '../../../streams/journal/keys.js'
import { ACCOUNT, type Scene } from './scene.js'

export interface Output {
  readonly name: string
  readonly text: string
}

/** A process that was made to meet an error says so: `expected` leaves those lines out. */
export const checkOutput = async (scene: Scene, expected: RegExp = /^\b$/): Promise<readonly string[]> => {
  const said = scene.outputs()
  const stored = filesBelow(join(scene.folder, 'appendonlydir')).map((file) => ({
    name: 'the store',
    text: textsOf(file),
  }))
  const packed = await scene.read(async (store) => {
    const { slice, decision } = journalKeys(ACCOUNT)
    return [...(await store.range(slice, '0')), ...(await store.range(decision, '0'))].flatMap(({ fields }) =>
      Object.values(fields).map((bytes) => ({ name: 'the journal', text: inflated(bytes) })),
    )
  })
  return [...secretsIn([...said, ...stored, ...packed], scene.secrets), ...bugsIn(said, expected)]
}

export const secretsIn = (outputs: readonly Output[], secrets: readonly string[]): readonly string[] =>
  outputs.flatMap(({ name, text }) =>
    secrets.flatMap((secret) =>
      Object.entries(FORMS).flatMap(([form, of]) =>
        text.includes(of(secret)) ? [`C9: ${name} holds a secret, ${form}`] : [],
      ),
    ),
  )

const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'in base 64': (secret) =>
    Buffer.from(secret)
      .toString('base64')
      .replace(/.{0,2}=*$/, ''),
  'in hexadecimal': (secret) => Buffer.from(secret).toString('hex'),
  'for an address': (secret) => encodeURIComponent(secret),
}

/** What Node prints of itself, and what we print of our own bugs. */
const BUGS =
  /\(node:\d+\)|UnhandledPromise|unhandledRejection|Warning:|this is a bug|assertion failed|FATAL ERROR|panicked/

export const bugsIn = (outputs: readonly Output[], expected: RegExp): readonly string[] =>
  outputs.flatMap(({ name, text }) =>
    text
      .split('\n')
      .filter((line) => BUGS.test(line) && !expected.test(line))
      .map((line) => `C10: ${name} says: ${line.slice(0, 200)}`),
  )

const filesBelow = (folder: string): readonly Buffer[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))

/** The bytes, and what is packed in them. */
export const textsOf = (file: Buffer): string => {
  const parts = [file.toString('latin1')]
  for (let at = file.indexOf(GZIP); at >= 0; at = file.indexOf(GZIP, at + 1)) parts.push(unpacked(file.subarray(at)))
  return parts.join('\n')
}

const GZIP = Buffer.from([0x1f, 0x8b, 0x08])

/** A field of the journal as it is, or what is packed in it without a mark. */
const inflated = (bytes: Uint8Array): string => {
  try {
    return inflateRawSync(bytes).toString('latin1')
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}

/** A header of ten bytes, then what is packed; what stands behind it is not part of it. Three bytes can look like a beginning. */
const unpacked = (bytes: Buffer): string => {
  try {
    return inflateRawSync(bytes.subarray(10)).toString('latin1')
  } catch {
    return ''
  }
}
