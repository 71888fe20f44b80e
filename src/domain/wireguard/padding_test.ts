import assert from "node:assert/strict"
import { test } from "node:test"
import { paddedLength } from "./padding.ts"

test("plaintext is padded to a multiple of 16", () => {
  assert.equal(paddedLength(1, 1420), 16)
  assert.equal(paddedLength(16, 1420), 16)
  assert.equal(paddedLength(84, 1420), 96)
})

// Seen in a capture of the kernel: 1420 bytes of plaintext, 1452 on the wire (spec/wireguard.md 1.13).
test("padding stops at the MTU", () => {
  assert.equal(paddedLength(1420, 1420), 1420)
  assert.equal(paddedLength(1419, 1420), 1420)
  assert.equal(paddedLength(1300, 1300), 1300)
})

test("of a packet beyond the MTU the last part alone is padded", () => {
  assert.equal(paddedLength(1420 + 5, 1420), 1420 + 16)
})

test("with an unknown MTU padding is free", () => {
  assert.equal(paddedLength(1420, 0), 1424)
})
