import assert from "node:assert/strict"
import { test } from "node:test"
import * as constants from "./constants.ts"

// The WireGuard paper, section 6.1, and spec/wireguard.md 1.5; written out here and not derived from the code.
test("the protocol's constants are those of the paper", () => {
  const s = 1_000_000
  assert.deepEqual(
    {
      rekeyAfter: constants.REKEY_AFTER_TIME,
      rejectAfter: constants.REJECT_AFTER_TIME,
      rekeyTimeout: constants.REKEY_TIMEOUT,
      keepalive: constants.KEEPALIVE_TIMEOUT,
      retries: constants.MAX_HANDSHAKE_RETRIES,
      wipe: constants.WIPE_AFTER_TIME,
      cookie: constants.COOKIE_LIFETIME,
    },
    {
      rekeyAfter: 120 * s,
      rejectAfter: 180 * s,
      rekeyTimeout: 5 * s,
      keepalive: 10 * s,
      retries: 18,
      wipe: 540 * s,
      cookie: 120 * s,
    },
  )
})

test("the message limits are 2^60 and 2^64 - 2^13 - 1", () => {
  assert.equal(BigInt(constants.REKEY_AFTER_MESSAGES_HIGH) << 32n, 2n ** 60n)
  const limit = (BigInt(constants.REJECT_AFTER_MESSAGES_HIGH) << 32n) | BigInt(constants.REJECT_AFTER_MESSAGES_LOW)
  assert.equal(limit, 2n ** 64n - 2n ** 13n - 1n)
})
