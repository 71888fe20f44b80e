/** Why a test cannot have Unix sockets of its own, or false: an option of `node:test`. */
export function socketTroubles(): string | false {
  if (typeof Deno === "undefined") return false
  const isGranted = Deno.permissions.querySync({ name: "net" }).state === "granted"
  return isGranted ? false : "sockets need --allow-net"
}
