/**
 * Listening at a path: in a directory and with a socket that are for us alone. A socket that nobody answers at was left
 * behind and is taken over; one that somebody answers at is not, nor is a file of another kind.
 */
import { lstatSync, mkdirSync, unlinkSync } from "node:fs"
import { connect, type Server } from "node:net"
import { dirname } from "node:path"
import process from "node:process"
import { codeOf, reasonOf, UapiError } from "./uapi_error.ts"

/** Rejects with a `UapiError`. */
export async function listen(server: Server, path: string): Promise<void> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const inUse = await tryListen(server, path)
    if (inUse === undefined) return
    if (!lstatSync(path).isSocket()) throw new UapiError(path, "there is a file that is no socket")
    if (await isAnswered(path)) throw new UapiError(path, "somebody answers there already")
    unlinkSync(path)
    const stillInUse = await tryListen(server, path)
    if (stillInUse !== undefined) throw stillInUse
  } catch (error) {
    throw error instanceof UapiError ? error : new UapiError(path, reasonOf(error))
  }
}

/** The error that says that there is something already; rejects for others. */
function tryListen(server: Server, path: string): Promise<Error | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => codeOf(error) === "EADDRINUSE" ? resolve(error) : reject(error)
    server.once("error", failed)
    const before = process.umask(0o177)
    try {
      server.listen(path, () => {
        server.off("error", failed)
        resolve(undefined)
      })
    } catch (error) {
      reject(error)
    } finally {
      process.umask(before)
    }
  })
}

/** Whether somebody is there; rejects for what keeps us from finding out. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", (error) => DEAD.includes(codeOf(error)) ? resolve(false) : reject(error))
  })
}

const DEAD = ["ECONNREFUSED", "ENOENT"]
