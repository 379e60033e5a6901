/** Parts of addresses and bodies that several routes share, in both spellings that clients use. */
import { z } from "zod";
import type { AccountRecord } from "../studio/records.js";
import { Refusal } from "../studio/refusal.js";

/** The one application that the published clients name. */
export const APP = "nemo_agent";

/** Names that clients give; never part of a path on disk. */
export const NAME = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, "may have letters, digits and . _ : -");
export const SESSION_PARAMS = z.object({ sid: NAME });
export const USER = z.string().min(1).max(128);

/** `me` is whoever the token stands for; so is their own id. @throws Refusal `missing` for anybody else's. */
export function checkUser(account: AccountRecord, user: string): void {
  if (user !== "me" && user !== account.id)
    throw new Refusal("missing", "There is no such user here. «me» is whoever the token stands for.", undefined);
}

/** Objects with their keys in snake_case, whatever case they came in; only the topmost keys. */
export function snakeKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inner as unknown,
    ]),
  );
}

/** A body that may be left out. */
export function optionalBody<Shape extends z.ZodType>(shape: Shape) {
  return z.preprocess((body) => body ?? {}, shape);
}
