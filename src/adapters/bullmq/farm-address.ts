/** Where the queue of a farm lies: `redis://[user:password@]host[:port][/database]`, `rediss://` for an encrypted one. */
import type { ConnectionOptions } from "bullmq";
import type { RedisOptions } from "ioredis";
import { Fault } from "../../faults.js";

const USUAL_PORT = 6379;
const LONGEST_PAUSE_MS = 2000;
const CONNECT_LIMIT_MS = 5000;
/** A connection on which nothing comes for this long, though something is asked, is taken for cut. */
const SILENCE_LIMIT_MS = 15_000;

/** @throws Fault `usage`. */
export function readQueueAddress(text: string): RedisOptions {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === "")
    throw new Fault("usage", "--queue is an address such as redis://127.0.0.1:6379.");
  const { protocol, hostname, port, username, password, pathname } = url;
  const secret = password === "" ? process.env["HD_LOCAL_QUEUE_PASSWORD"] : decodeURIComponent(password);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? USUAL_PORT : Number(port),
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(secret === undefined ? {} : { password: secret }),
    ...(/^\/\d+$/.test(pathname) ? { db: Number(pathname.slice(1)) } : {}),
    ...(protocol === "rediss:" ? { tls: {} } : {}),
    // A queue that is away comes back: what is asked meanwhile waits.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(LONGEST_PAUSE_MS, attempt * 100),
    connectTimeout: CONNECT_LIMIT_MS,
    keepAlive: 5000,
  };
}

/** For connections that are asked something every few seconds: one that was cut is noticed. */
export function lively(options: RedisOptions): RedisOptions {
  return { ...options, socketTimeout: SILENCE_LIMIT_MS };
}

/** The same for the queue's own package, which has types of its own for it. */
export function queueConnection(options: RedisOptions): ConnectionOptions {
  return options as ConnectionOptions;
}
