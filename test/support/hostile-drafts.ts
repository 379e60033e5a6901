/** Drafts as somebody could send them who means no good, or has a bug. */
import fc from "fast-check";
import { applyEdits } from "../../src/timeline/apply-edit.js";
import { anyDraft, anyEdit, FACTS } from "./drafts.js";

/** Values that tend to break things, beside any JSON. */
const poison = fc.oneof(
  fc.constantFrom<unknown>(
    -1,
    0,
    0.5,
    1,
    7,
    1e9,
    Number.MAX_SAFE_INTEGER,
    1e308,
    "",
    "x".repeat(600),
    "../../etc/passwd",
    "__proto__",
    null,
    [],
    {},
    true,
    "all",
    "end",
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Every place in a JSON document. */
function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...(path.length > 0 ? [path] : []), ...inner.flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

function changed(document: unknown, path: readonly (string | number)[], value: unknown, isRemoved: boolean): unknown {
  const copy: unknown = structuredClone(document);
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  if (isRemoved && !Array.isArray(place)) delete place[last];
  else place[last] = value;
  return copy;
}

/** Drafts as they are made, with one to three places changed to anything. */
export const hostileDocument = fc
  .tuple(
    anyDraft,
    fc.array(anyEdit, { maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(), poison, fc.boolean()), { minLength: 1, maxLength: 3 }),
  )
  .map(([start, edits, changes]) => {
    const { draft } = applyEdits(start, edits, FACTS);
    return changes.reduce<unknown>(
      (document, [at, value, isRemoved]) => {
        const places = placesOf(document);
        const path = places[at % Math.max(1, places.length)];
        return path === undefined ? document : changed(document, path, value, isRemoved);
      },
      JSON.parse(JSON.stringify(draft)),
    );
  });
