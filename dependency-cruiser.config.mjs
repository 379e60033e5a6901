/**
 * The rooms of `src/`, and for each the rooms it may use. Arrows go downward only; `docs/architecture.md` says why.
 * Besides these, every room may use `src/faults.ts`, the typed errors, and `src/folders.ts`, where things are kept.
 *
 * @type {Record<string, string[]>}
 */
const ROOMS = {
  cli: ["client", "server", "mcp", "adapters", "studio", "agent", "render", "timeline", "music", "enhance", "media"],
  server: ["studio"],
  mcp: ["client"],
  adapters: ["studio", "agent", "render"],
  studio: ["agent", "render", "timeline"],
  agent: ["timeline"],
  render: ["timeline", "music", "enhance", "media"],
  timeline: [],
  music: [],
  enhance: [],
  media: [],
  client: [],
};

/** Rooms without any input or output: the same words in give the same words out. */
const PURE_ROOMS = ["timeline", "agent", "music"];
const PURE_BUILTINS = ["assert", "buffer", "crypto", "events", "path", "path/posix", "string_decoder", "url", "util"];

/** Parts that would spread, each behind the one room that knows it. */
const SEAMS = {
  "node-av": "media",
  "onnxruntime-node": "enhance",
  bullmq: "adapters",
  ioredis: "adapters",
  "@aws-sdk": "adapters",
};

const TESTS = "\\.test\\.ts$";

/** @param {string[]} words */
const anyOf = (words) => `(?:${words.join("|")})`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Modules that need each other are one module.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved",
      comment: "What is imported has to be there.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-undeclared-packages",
      comment: "What the program imports has to be listed in package.json, under dependencies.",
      severity: "error",
      from: { path: "^src/", pathNot: TESTS },
      to: {
        dependencyTypes: ["npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "known-rooms-only",
      comment: "A new room is added to the table in dependency-cruiser.config.mjs and to docs/architecture.md.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(?:${anyOf(Object.keys(ROOMS))}/|(?:faults|folders)(?:\\.test)?\\.ts$)` },
      to: {},
    },
    {
      name: "shared-files-know-nobody",
      comment: "What every room uses uses none.",
      severity: "error",
      from: { path: "^src/(?:faults|folders)\\.ts$" },
      to: { path: "^src/" },
    },
    {
      name: "tests-stay-out",
      comment: "The program never needs its tests.",
      severity: "error",
      from: { path: "^src/", pathNot: TESTS },
      to: { path: `^(?:test|bench)/|${TESTS}` },
    },
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `arrows-of-${room}`,
      comment:
        allowed.length === 0
          ? `${room}/ uses no other room.`
          : `${room}/ uses no other rooms than ${allowed.map((name) => `${name}/`).join(", ")}.`,
      severity: /** @type {const} */ ("error"),
      from: { path: `^src/${room}/`, pathNot: TESTS },
      to: { path: "^src/", pathNot: `^src/(?:${anyOf([room, ...allowed])}/|(?:faults|folders)\\.ts$)` },
    })),
    ...Object.entries(SEAMS).map(([part, room]) => ({
      name: `seam-of-${part}`,
      comment: `Only ${room}/ knows ${part}.`,
      severity: /** @type {const} */ ("error"),
      from: { path: "^src/", pathNot: [`^src/${room}/`, TESTS] },
      to: { path: `(?:^|/)node_modules/${part}/` },
    })),
    {
      name: "client-runs-in-browsers",
      comment: "client/ is for pages too: what needs Node.js is in client/node/, and only its index knows both.",
      severity: "error",
      from: { path: "^src/client/", pathNot: ["^src/client/(?:node/|index\\.ts$)", TESTS] },
      to: { path: ["^src/client/node/", "^(?:node:)?[a-z_/]+$"] },
    },
    {
      name: "pure-rooms",
      comment: "These rooms do no input or output.",
      severity: "error",
      from: { path: `^src/${anyOf(PURE_ROOMS)}/`, pathNot: TESTS },
      to: { dependencyTypes: ["core"], pathNot: `^(?:node:)?${anyOf(PURE_BUILTINS)}$` },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
