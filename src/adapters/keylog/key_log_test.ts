import assert from "node:assert/strict"
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { execFileSync, spawnSync } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { test } from "node:test"
import type { HandshakeKeys } from "../../domain/wireguard/handshake_keys.ts"
import { KeyLog } from "./key_log.ts"

const key = (fill: number): Uint8Array => new Uint8Array(34).fill(fill, 1, 33).subarray(1, 33)
const base64 = (fill: number): string => Buffer.alloc(32, fill).toString("base64")

const KEYS: HandshakeKeys = {
  localPrivateKey: key(1),
  remotePublicKey: key(2),
  localEphemeralKey: key(3),
  presharedKey: key(4),
}
const LINES = [
  `LOCAL_STATIC_PRIVATE_KEY = ${base64(1)}`,
  `REMOTE_STATIC_PUBLIC_KEY = ${base64(2)}`,
  `LOCAL_EPHEMERAL_PRIVATE_KEY = ${base64(3)}`,
  `PRESHARED_KEY = ${base64(4)}`,
]

function inFolder(then: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-keylog-"))
  try {
    then(join(folder, "keys.txt"))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const never = (trouble: string): void => assert.fail(trouble)
const linesOf = (path: string): readonly string[] => readFileSync(path, "utf8").split("\n").filter(Boolean)

test("a handshake has all its keys, a preshared key right behind the ephemeral one, and none where there is none", () => {
  inFolder((path) => {
    const log = new KeyLog(path, never)
    log.tell(KEYS)
    log.tell({ ...KEYS, localEphemeralKey: key(5), presharedKey: key(0) })
    log.close()
    const second = LINES.slice(0, 3).with(2, `LOCAL_EPHEMERAL_PRIVATE_KEY = ${base64(5)}`)
    assert.deepEqual(linesOf(path), [...LINES, ...second])
  })
})

test("nobody else may read it, whatever the umask", () => {
  inFolder((path) => {
    const before = process.umask(0)
    try {
      new KeyLog(path, never).close()
    } finally {
      process.umask(before)
    }
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })
})

test("what is there already stays", () => {
  inFolder((path) => {
    writeFileSync(path, "PRESHARED_KEY = that of another run\n", { mode: 0o600 })
    const log = new KeyLog(path, never)
    log.tell(KEYS)
    log.close()
    assert.deepEqual(linesOf(path), ["PRESHARED_KEY = that of another run", ...LINES])
  })
})

/** What a file may be, and why it then is refused. */
const REFUSED: readonly (readonly [what: string, make: (path: string) => void, reason: RegExp])[] = [
  ["that others may read", (path) => made(path, 0o640), /others have rights to it/],
  ["that others may write", (path) => made(path, 0o602), /others have rights to it/],
  ["with another name", (path) => (made(path, 0o600), linkSync(path, `${path}.too`)), /another name/],
  ["behind a symbolic link", (path) => (made(`${path}.too`, 0o600), symlinkSync(`${path}.too`, path)), /symbolic link/],
  ["behind a symbolic link that leads nowhere", (path) => symlinkSync(`${path}.too`, path), /symbolic link/],
  ["that is a FIFO nobody reads", (path) => void execFileSync("mkfifo", ["-m", "600", path]), /ENXIO/],
  ["in a folder that is not there", (path) => rmSync(join(path, ".."), { recursive: true }), /ENOENT/],
]

for (const [what, make, reason] of REFUSED) {
  test(`one ${what} is refused, and nothing is made or written`, () => {
    inFolder((path) => {
      make(path)
      assert.throws(() => new KeyLog(path, never), reason)
      assert.throws(() => new KeyLog(path, never), ({ message }) => message.startsWith(`${path}: `))
      const files = spawnSync("find", [join(path, ".."), "-type", "f"], { encoding: "utf8" }).stdout.split("\n")
      for (const file of files.filter(Boolean)) assert.equal(readFileSync(file, "utf8"), MARK)
    })
  })
}

test("one that is somebody else's is refused", { skip: process.getuid?.() !== 0 && "needs root" }, () => {
  inFolder((path) => {
    made(path, 0o600)
    chownSync(path, 1, 1)
    assert.throws(() => new KeyLog(path, never), /belongs to somebody else/)
  })
})

test("a device file is refused", { skip: process.getuid?.() !== 0 && "needs root" }, () => {
  assert.throws(() => new KeyLog("/dev/null", never), /is no file/)
})

test("keys that cannot be written are told of once, without the keys, and nothing is thrown", () => {
  inFolder((path) => {
    const told: string[] = []
    const log = new KeyLog(path, (trouble) => told.push(trouble))
    log.close()
    log.tell(KEYS)
    log.tell(KEYS)
    assert.deepEqual(told, [`${path}: keys are missing there: EBADF`])
  })
})

const MARK = "nothing was added\n"

function made(path: string, mode: number): void {
  writeFileSync(path, MARK)
  chmodSync(path, mode)
}
