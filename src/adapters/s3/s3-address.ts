/** Where a store of files lies: `s3://bucket/folder?endpoint=https://…&region=…&public=https://…`. */
import { Fault } from "../../faults.js";

export interface S3Address {
  bucket: string;
  /** Put before every key; empty or ending in `/`. */
  prefix: string;
  /** Absent: Amazon's own. */
  endpoint?: string;
  region: string;
  /** Where clients reach the same store; absent: they do not, and everything goes through the server. */
  publicEndpoint?: string;
}

const PARAMETERS = new Set(["endpoint", "region", "public"]);
const WRONG = "--files is an address such as s3://bucket?endpoint=http://127.0.0.1:9000";

/**
 * Keys are no part of an address, which ends up in logs and lists of processes: they come from the environment.
 * @throws Fault `usage`.
 */
export function readS3Address(text: string): S3Address {
  if (!URL.canParse(text)) throw new Fault("usage", `${WRONG}.`);
  const { protocol, host, pathname, searchParams, username, password } = new URL(text);
  if (protocol !== "s3:" || host === "") throw new Fault("usage", `${WRONG}.`);
  if (username !== "" || password !== "")
    throw new Fault(
      "usage",
      "Keys do not belong into --files: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead.",
    );
  for (const name of searchParams.keys())
    if (!PARAMETERS.has(name)) throw new Fault("usage", `--files knows ${[...PARAMETERS].join(", ")}, not «${name}».`);
  const folder = pathname.replace(/^\/+|\/+$/g, "");
  const endpoint = webAddress(searchParams.get("endpoint"));
  const publicEndpoint = webAddress(searchParams.get("public"));
  return {
    bucket: host,
    prefix: folder === "" ? "" : `${folder}/`,
    ...(endpoint === undefined ? {} : { endpoint }),
    region: searchParams.get("region") ?? process.env["AWS_REGION"] ?? "us-east-1",
    ...(publicEndpoint === undefined ? {} : { publicEndpoint }),
  };
}

function webAddress(text: string | null): string | undefined {
  if (text === null) return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Fault("usage", `${WRONG}: «${text}» is no address that begins with http:// or https://.`);
  return text;
}
