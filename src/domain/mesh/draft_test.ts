import assert from "node:assert/strict"
import { test } from "node:test"
import { spec } from "../../../tests/harness/mesh_facts.ts"
import { instant } from "../net/instant.ts"
import { Draft } from "./draft.ts"
import { fold, initial } from "./evolve.ts"

test("a draft's state is what its events lead to", () => {
  const draft = new Draft(initial)
  for (const letter of ["b", "c"]) draft.add({ _tag: "PeerSpecChanged", at: instant(1), spec: spec(letter) })
  assert.equal(draft.events.length, 2)
  assert.deepEqual(draft.state, fold(draft.events))
})
