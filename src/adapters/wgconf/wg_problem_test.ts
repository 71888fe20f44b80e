import assert from "node:assert/strict"
import { test } from "node:test"
import { inOrder } from "./wg_problem.ts"

test("problems come in the order of the file", () => {
  const at = (line: number, column: number) => ({ line, column, path: "", message: "" })
  assert.deepEqual(inOrder([at(2, 1), at(1, 9), at(1, 2)]), [at(1, 2), at(1, 9), at(2, 1)])
})
