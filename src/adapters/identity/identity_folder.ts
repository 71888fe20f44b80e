/**
 * What a node keeps for as long as its disk lives: its private key and its id, in the files and the form that Talos has
 * (spec/kubespan.md 1.4 and 1.5), for the owner alone. A file that is missing is made, once and whole; one that makes no
 * sense is an error and stays as it is.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parse, stringify } from "yaml"
import { messageOf } from "../../domain/message_of.ts"
import { NodeId } from "../../domain/discovery/affiliate.ts"
import { newNodeId } from "../../domain/mesh/node_identity.ts"
import { parseSecretKey, SecretKey } from "../../domain/wireguard/secret_key.ts"

export interface NodeIdentity {
  readonly privateKey: SecretKey
  readonly nodeId: NodeId
}

/** Throws an error that names the file. `random` gives so many bytes that nobody can guess. */
export function keptIdentity(folder: string, random: (count: number) => Uint8Array): NodeIdentity {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    privateKey: keyIn(kept(join(folder, KEY_FILE), () => {
      const privateKey = Buffer.from(random(32)).toString("base64")
      return { address: "", subnet: "", privateKey, publicKey: "" }
    })),
    nodeId: idIn(kept(join(folder, ID_FILE), () => ({ nodeId: newNodeId(random(32)) }))),
  }
}

interface KeptFile {
  readonly path: string
  readonly data: unknown
}

function kept(path: string, make: () => Readonly<Record<string, string>>): KeptFile {
  const text = textOf(path)
  if (text !== undefined) return { path, data: dataOf(path, text) }
  const data = make()
  writeOnce(path, stringify(data))
  return { path, data }
}

/** undefined if there is no such file. */
function textOf(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8")
    if ((statSync(path).mode & 0o077) === 0) return text
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined
    throw new Error(`${path}: cannot be read (${messageOf(error)})`)
  }
  throw new Error(`${path}: others may read it; chmod 600 it, and make a new key if somebody did`)
}

/** What is wrong with it is not quoted: it may be the key. */
function dataOf(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch {
    throw new Error(`${path}: this is no YAML; restore it, or remove it to become another node`)
  }
}

/** All of it or nothing, whenever the power fails. */
function writeOnce(path: string, text: string): void {
  const draft = `${path}.new`
  const descriptor = openSync(draft, "w", 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  try {
    linkSync(draft, path)
  } finally {
    unlinkSync(draft)
  }
}

function keyIn({ path, data }: KeptFile): SecretKey {
  const key = isKeyFile(data) ? parseSecretKey(data.privateKey) : undefined
  if (key !== undefined && Result.isSuccess(key) && !key.success.isZero) return key.success
  throw new Error(`${path}: privateKey: expected 32 bytes in base64; restore it, or remove it to become another node`)
}

function idIn({ path, data }: KeptFile): NodeId {
  if (isIdFile(data)) return data.nodeId
  throw new Error(`${path}: nodeId: expected 1 to 256 characters; restore it, or remove it to become another node`)
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code

const isKeyFile = Schema.is(Schema.Struct({ privateKey: Schema.String }))
const isIdFile = Schema.is(Schema.Struct({ nodeId: NodeId }))

const KEY_FILE = "kubespan-identity.yaml"
const ID_FILE = "node-identity.yaml"
