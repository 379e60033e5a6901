/** `hd-local serve`: the studio, for the page and for programs that speak its API. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { DEVICES } from "../enhance/session.js";
import { Fault } from "../faults.js";
import { dataFolder } from "../folders.js";
import { machineShare } from "../render/worker-pool.js";
import type { Server } from "../server/context.js";
import type { FarmCounts } from "../server/metrics.js";
import type { FileStore } from "../studio/file-store.js";
import type { RenderMaker } from "../studio/render-maker.js";
import type { RenderObserver } from "../studio/render-observer.js";
import { openInBrowser, showInFolder } from "./desktop.js";
import { mountMcp } from "./mcp-route.js";
import { interpreterOf, type ModelFlags, withModelOptions } from "./model-options.js";
import { numberBetween, oneOf, speechModelOf } from "./option-parsers.js";
import { programVersion } from "./program-version.js";
import { ownerKeyPath, prepareFolder, pricesPath, recordsPath, writeOwnerKey } from "./studio-folder.js";

interface ServeFlags extends ModelFlags {
  port: number;
  host: string;
  data: string;
  hosted: boolean;
  workers: number;
  device?: (typeof DEVICES)[number] | "auto";
  renders?: number;
  queue?: string;
  files?: string;
  speechModel?: string;
  trustLoopback: boolean;
  publicUrl?: string;
  behindProxy: boolean;
  allowPrivateUrls: boolean;
  quota?: number;
  maxFile: number;
  keepDays: number;
  open: boolean;
  withParent: boolean;
  allow: string[];
  log: string;
}

const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
const LEAST_KEY_LENGTH = 16;
const GIGABYTE = 1024 ** 3;
const MEBIBYTE = 1024 ** 2;
/** Turns that are under way may end; what takes longer is cut, and is then absent as a whole. */
const CLOSE_LIMIT_MS = 20_000;

export function serveCommand(): Command {
  const command = new Command("serve")
    .description("open the studio: a page in the browser, and an API for programs, on this machine")
    .addOption(
      new Option("--port <number>", "port to listen on; 0 takes a free one")
        .argParser(numberBetween(0, 65_535))
        .default(7788),
    )
    .option("--host <address>", "address to listen on; others than loopback need HD_LOCAL_OPERATOR_KEY", "127.0.0.1")
    .option("--data <folder>", "where everything is kept", dataFolder())
    .option("--hosted", "enforce prices and plans, for a studio that serves others", false)
    .addOption(
      new Option("--workers <number>", "worker processes of one render")
        .argParser(numberBetween(1, 64))
        .default(machineShare().workers),
    )
    .addOption(
      new Option("--renders <number>", "renders at a time (default: 2; with --queue 100)").argParser(
        numberBetween(1, 10_000),
      ),
    )
    .option("--queue <address>", "redis://…: other machines make the renders, see `hd-local worker`; with --files")
    .option("--files <address>", "s3://…: where files are kept, for this and other machines; with --queue")
    .addOption(
      new Option(
        "--device <device>",
        "what runs the networks: auto, cpu, webgpu, cuda (default: as chosen on the page, else auto)",
      ).argParser(oneOf(["auto", ...DEVICES])),
    )
    .option("--speech-model <file>", "a whisper.cpp model, for captions from what is said (HD_LOCAL_SPEECH_MODEL)")
    .option(
      "--trust-loopback",
      "take requests of this machine that carry no token for its person's; never with --hosted",
      false,
    )
    .option("--public-url <url>", "where the server is reached, if not where it listens")
    .option("--behind-proxy", "a proxy of this machine hands requests on, with X-Forwarded-For", false)
    .option("--allow-private-urls", "fetch uploads from addresses of this machine and its network too", false)
    .addOption(new Option("--quota <GB>", "room for files").argParser(numberBetween(0.01, 1_000_000)))
    .addOption(
      new Option("--max-file <MiB>", "the largest file that is taken in").argParser(numberBetween(1, 500)).default(500),
    )
    .addOption(
      new Option("--keep-days <number>", "how long finished films are kept")
        .argParser(numberBetween(1, 36_500))
        .default(90),
    )
    .option(
      "--allow <folder>",
      "a folder that agents may read and write over /mcp; may be given several times (default: the working folder)",
      (folder: string, before: string[]) => [...before, folder],
      [],
    )
    .option("--open", "open the page in the browser", false)
    .addOption(
      new Option("--with-parent", "close when standard input ends, as it does with the program that started this one")
        .default(false)
        .hideHelp(),
    )
    .addOption(
      new Option("--log <level>", `how much is logged on standard error: ${LOG_LEVELS.join(", ")}`)
        .argParser(oneOf(LOG_LEVELS))
        .default("warn"),
    )
    .action(serve);
  return withModelOptions(command);
}

async function serve(flags: ServeFlags): Promise<void> {
  const operatorKey = process.env.HD_LOCAL_OPERATOR_KEY || undefined;
  const { isLoopbackAddress } = await import("../server/guards.js");
  const isLoopback = flags.host === "localhost" || isLoopbackAddress(flags.host);
  checkFlags(flags, isLoopback, operatorKey);
  const interpreter = await interpreterOf(flags);
  const folder = resolve(flags.data);
  await prepareFolder(folder);

  // Only this command needs these: the others start without loading them.
  const [
    { FolderLock },
    { SqliteRecords },
    { LocalQueue },
    { Studio },
    { readPrices, defaultPrices },
    { createServer },
    { createLogger },
    { Metrics },
    { DEFAULT_LIMITS },
  ] = await Promise.all([
    import("../adapters/sqlite/folder-lock.js"),
    import("../adapters/sqlite/sqlite-records.js"),
    import("../adapters/local-queue/local-queue.js"),
    import("../studio/studio.js"),
    import("../studio/prices.js"),
    import("../server/server.js"),
    import("../server/log.js"),
    import("../server/metrics.js"),
    import("../studio/storage.js"),
  ]);
  using _lock = new FolderLock(folder);
  const prices = flags.hosted ? await readPrices(pricesPath(folder)) : defaultPrices();
  const metrics = new Metrics();
  await using hands = await openHands(flags, folder, metrics);
  await using studio = await Studio.open({
    records: new SqliteRecords(recordsPath(folder)),
    files: hands.files,
    maker: hands.maker,
    observer: metrics,
    queue: new LocalQueue(flags.renders ?? hands.rendersAtOnce),
    folder,
    isHosted: flags.hosted,
    prices,
    device: flags.device,
    speechModel: speechModelOf(flags.speechModel),
    interpreter,
    limits: {
      ...DEFAULT_LIMITS,
      maxFileBytes: Math.floor(flags.maxFile * MEBIBYTE),
      keepResultsDays: flags.keepDays,
      quotaBytes: flags.quota === undefined ? undefined : flags.quota * GIGABYTE,
    },
  });
  const server = await createServer({
    studio,
    host: flags.host,
    trustsLoopback: flags.trustLoopback,
    operatorKey,
    publicUrl: flags.publicUrl,
    isBehindProxy: flags.behindProxy,
    mayFetchPrivate: flags.allowPrivateUrls,
    showInFolder: flags.hosted || !isLoopback ? undefined : showInFolder,
    pageFolder: fileURLToPath(new URL("../page", import.meta.url)),
    version: programVersion(),
    metrics,
    farmCounts: hands.farmCounts,
    logger: createLogger(flags.log),
  });
  // Agents get at files of this machine: that is for its own person, not for whom a studio serves elsewhere.
  await using _mcp = flags.hosted || !isLoopback ? undefined : await openMcp(server, folder, flags.allow);
  const stopped = untilStopped(flags.withParent);
  try {
    const address = await listen(server, flags);
    if (!flags.hosted) await writeOwnerKey(folder, studio.accounts.ownerKey());
    // The key stands behind the #, which browsers keep to themselves.
    const isOwn = !flags.hosted && isLoopback;
    const page = isOwn ? `${address}/#key=${studio.accounts.ownerKey()}` : address;
    process.stdout.write(`The studio is open at ${address}\n`);
    if (process.stdout.isTTY) {
      if (flags.open) openInBrowser(page);
      process.stdout.write(
        `Its page, for you: ${page}\nCtrl-C closes it; what is unfinished goes on at the next start.\n`,
      );
      // What is written elsewhere than on a terminal may be kept and read by others: the key stays out of it.
    } else if (isOwn)
      process.stdout.write(
        `Its page, for you: ${address}/#key= and behind it what stands in ${ownerKeyPath(folder)}\n`,
      );
    await stopped;
  } finally {
    const force = setTimeout(() => process.exit(1), CLOSE_LIMIT_MS);
    await server.close();
    force.unref();
  }
}

/** Renders that may be under way where other machines make them: here each of them only waits. */
const FARM_RENDERS = 100;
const LOCAL_RENDERS = 2;

/** Where files are kept and who makes the renders. */
async function openHands(flags: ServeFlags, folder: string, observer: RenderObserver): Promise<Hands> {
  const { queue, files: address, workers } = flags;
  if ((queue === undefined) !== (address === undefined))
    throw new Fault("usage", "--queue and --files go together: other machines need both.");
  if (queue !== undefined && address !== undefined) {
    const { openFarm } = await import("./farm-parts.js");
    return { ...(await openFarm({ queue, address, folder, workers, observer })), rendersAtOnce: FARM_RENDERS };
  }
  const [{ FolderFiles }, { LocalMaker }] = await Promise.all([
    import("../adapters/files/folder-files.js"),
    import("../studio/local-maker.js"),
  ]);
  const files = await FolderFiles.open(join(folder, "files"));
  const close = (): Promise<void> => Promise.resolve();
  return {
    files,
    maker: new LocalMaker(files, workers, observer),
    rendersAtOnce: LOCAL_RENDERS,
    [Symbol.asyncDispose]: close,
  };
}

interface Hands extends AsyncDisposable {
  files: FileStore;
  maker: RenderMaker;
  rendersAtOnce: number;
  farmCounts?: () => Promise<FarmCounts>;
}

/** Tools for agents at `/mcp`. */
async function openMcp(server: Server, folder: string, allowed: readonly string[]): Promise<AsyncDisposable> {
  const [{ McpHttpHandler }, { AllowedFolders }] = await Promise.all([
    import("../mcp/http-handler.js"),
    import("../mcp/allowed-folders.js"),
  ]);
  const handler = new McpHttpHandler({
    baseUrl: () => {
      const address = server.server.address();
      if (address === null || typeof address === "string") throw new Error("The server does not listen yet.");
      return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
    },
    folders: await AllowedFolders.of(allowed),
    folder: join(folder, "jobs"),
  });
  mountMcp(server, handler);
  return handler;
}

function checkFlags(flags: ServeFlags, isLoopback: boolean, operatorKey: string | undefined): void {
  if (!isLoopback && (operatorKey ?? "").length < LEAST_KEY_LENGTH) {
    throw new Fault(
      "usage",
      `Others could reach a studio on ${flags.host}: set HD_LOCAL_OPERATOR_KEY to a secret of ${LEAST_KEY_LENGTH} characters or more first.`,
    );
  }
  if (flags.trustLoopback && (flags.hosted || !isLoopback))
    throw new Fault(
      "usage",
      "--trust-loopback is for a studio of one's own on loopback: leave out --hosted and --host.",
    );
  if (
    flags.publicUrl !== undefined &&
    !/^https?:$/.test(URL.canParse(flags.publicUrl) ? new URL(flags.publicUrl).protocol : "")
  )
    throw new Fault("usage", "--public-url is an address that begins with http:// or https://.");
}

async function listen(
  server: { listen(options: { port: number; host: string }): Promise<string> },
  { port, host }: ServeFlags,
): Promise<string> {
  try {
    const address = await server.listen({ port, host });
    return address.replace(/\/$/, "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE")
      throw new Fault("usage", `Port ${port} is taken: another studio may run already. Take another with --port.`, {
        cause: error,
      });
    if (code === "EACCES" || code === "EADDRNOTAVAIL")
      throw new Fault("usage", `The studio cannot listen on ${host}, port ${port}.`, { cause: error });
    throw error;
  }
}

/** Resolves at the first signal to stop; a second one ends at once. */
function untilStopped(withParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (withParent) process.stdin.on("end", resolve).on("error", resolve).resume();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(130));
      });
    }
  });
}
