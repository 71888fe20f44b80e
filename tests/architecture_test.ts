/** The house rules, enforced on this repository. Each rule is proved by a fixture in architecture_fixtures_test.ts. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { arrows } from "./architecture/arrows.ts"
import { determinism } from "./architecture/determinism.ts"
import { gates } from "./architecture/gates.ts"
import { orphans } from "./architecture/orphans.ts"
import { projectFromDisk } from "./architecture/project.ts"
import { sizes } from "./architecture/sizes.ts"
import { describeViolation, type Violation } from "./architecture/violation.ts"

const repository = projectFromDisk(fileURLToPath(new URL("..", import.meta.url)))

test("arrows point inward", () => holds(arrows(repository)))

test("the domain and the simulator are deterministic", () => holds(determinism(repository)))

test("files and functions stay small", () => holds(sizes(repository)))

test("decoding has one gate and vocabularies are closed", () => holds(gates(repository)))

test("nothing is orphaned", () => holds(orphans(repository)))

function holds(violations: readonly Violation[]): void {
  assert.ok(violations.length === 0, `\n${violations.map(describeViolation).join("\n")}\n`)
}
