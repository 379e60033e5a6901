/**
 * The records port: what the studio remembers. Calls are synchronous, because the one adapter is a database in the same
 * process, and a transaction is then simply a function: whatever it does is kept together or not at all.
 */

export interface AccountRecord {
  id: string;
  /** `local` is the person whose machine this is. */
  kind: "anonymous" | "registered" | "local";
  plan: string;
  email: string | null;
  passwordHash: string | null;
  /** What `?bind=` of the registration address carries; null for accounts that need no registration. */
  bindId: string | null;
  createdMs: number;
}

export interface TokenRecord {
  /** SHA-256 of the token: the token itself is told once and kept nowhere. */
  hash: string;
  accountId: string;
  createdMs: number;
  expiresMs: number;
  revokedMs: number | null;
}

export interface AccountRecords {
  add(account: AccountRecord): void;
  find(id: string): AccountRecord | undefined;
  findByEmail(email: string): AccountRecord | undefined;
  findByBind(bindId: string): AccountRecord | undefined;
  list(): AccountRecord[];
  setPlan(id: string, plan: string): void;
  clearBind(id: string): void;
  addToken(token: TokenRecord): void;
  findToken(hash: string): TokenRecord | undefined;
  revokeToken(hash: string, atMs: number): void;
  revokeTokensOf(accountId: string, atMs: number): number;
  /** Remembers that an anonymous token was given out; `addressHash` is a keyed hash. */
  addGrant(grant: { clientHash: string; addressHash: string; atMs: number }): void;
  /** When the last token was given to a client since a moment; undefined where none was. */
  lastGrantTo(clientHash: string, sinceMs: number): number | undefined;
  /** When tokens were given to an address since a moment, oldest first. */
  grantsTo(addressHash: string, sinceMs: number): number[];
  dropGrantsBefore(ms: number): void;
}

/** One line of the ledger. Lines are only ever added. */
export interface LedgerEntry {
  accountId: string;
  kind: "grant" | "reserve" | "settle" | "release" | "carry";
  availableChange: number;
  frozenChange: number;
  /** What the line belongs to: the reservation's own name. */
  operation: string;
  note: string;
  atMs: number;
}

export interface LedgerRecords {
  /** Adds a line and gives the balance behind it. */
  add(entry: LedgerEntry): Balance;
  balanceOf(accountId: string): Balance;
  /** Reserved under a name and neither settled nor released. */
  openReservation(operation: string): { accountId: string; amount: number } | undefined;
  openReservations(): { operation: string; accountId: string; amount: number }[];
  entriesOf(accountId: string): (LedgerEntry & { id: number; availableAfter: number; frozenAfter: number })[];
}

export interface Balance {
  available: number;
  frozen: number;
}

export interface SessionRecord {
  id: string;
  accountId: string;
  name: string;
  /** What the person asked to be spoken to in; null: as they write. */
  language: string | null;
  /** The draft's version; grows with every change, undo included. */
  version: number;
  createdMs: number;
  updatedMs: number;
  deletedMs: number | null;
}

export interface DraftVersionRecord {
  sessionId: string;
  version: number;
  /** As JSON. */
  draft: string;
  /** What undo goes back to; null at the beginning. */
  undoTo: number | null;
  /** What redo goes forward to; null unless something was undone. */
  redoTo: number | null;
  origin: "created" | "upload" | "turn" | "edit" | "undo" | "redo" | "duplicate";
  /** What changed, one sentence each, as JSON. */
  changes: string;
  createdMs: number;
}

/** One event of a conversation, as the stream told it. */
export interface MessageRecord {
  id: string;
  sessionId: string;
  /** As JSON. */
  event: string;
  createdMs: number;
}

export interface SessionRecords {
  add(session: SessionRecord): void;
  find(id: string): SessionRecord | undefined;
  listOf(accountId: string): SessionRecord[];
  rename(id: string, name: string, atMs: number): void;
  setDeleted(id: string, deletedMs: number | null): void;
  /** Removes a session with its versions, messages and uses of assets. */
  purge(id: string): void;
  deletedBefore(ms: number): SessionRecord[];
  /** Gives all sessions, assets and renders of one account to another. */
  moveAll(fromAccountId: string, toAccountId: string): void;
  addVersion(version: DraftVersionRecord): void;
  findVersion(sessionId: string, version: number): DraftVersionRecord | undefined;
  versionsOf(sessionId: string): Omit<DraftVersionRecord, "draft">[];
  /** Removes versions below one, except the given. */
  dropVersions(sessionId: string, versions: readonly number[]): void;
  addMessage(message: MessageRecord): void;
  messagesOf(sessionId: string, limit: number): MessageRecord[];
}

export interface AssetRecord {
  id: string;
  accountId: string;
  /** As the person calls it: shown, never a path. */
  name: string;
  kind: "video" | "image" | "audio" | "subtitle";
  fileKey: string;
  sizeBytes: number;
  sha256: string;
  /** What was found in it, as JSON. */
  facts: string;
  createdMs: number;
}

export interface AssetRecords {
  add(asset: AssetRecord): void;
  find(id: string): AssetRecord | undefined;
  use(sessionId: string, assetId: string): void;
  usedBy(sessionId: string): AssetRecord[];
  /** Assets that no session uses. */
  unused(): AssetRecord[];
  remove(id: string): void;
  fileKeys(): string[];
}

export type RenderStatus = "pending" | "processing" | "completed" | "failed" | "cancelled";

export interface RenderRecord {
  /** The studio's own name of it, unguessable. */
  uid: string;
  /** The client's name of it; the account's own. */
  id: string;
  accountId: string;
  sessionId: string;
  kind: "export" | "sample" | "preview";
  /** The draft to render, as JSON. */
  draft: string;
  /** How, as JSON. */
  settings: string;
  status: RenderStatus;
  isPaused: boolean;
  /** 0 to 100. */
  progress: number;
  fileKey: string | null;
  /** What was made, as JSON; null until it is. */
  result: string | null;
  /** Why it failed, as JSON. */
  error: string | null;
  createdMs: number;
  completedMs: number | null;
}

export type RenderPatch = Partial<
  Pick<RenderRecord, "status" | "isPaused" | "progress" | "fileKey" | "result" | "error" | "completedMs">
>;

export interface RenderRecords {
  /** False where the account has a render of that name already. */
  add(render: RenderRecord): boolean;
  find(uid: string): RenderRecord | undefined;
  findNamed(accountId: string, id: string): RenderRecord | undefined;
  listOf(sessionId: string): RenderRecord[];
  /** An account's exports from sessions that are not deleted, the newest first. */
  exportsOf(accountId: string, limit: number): RenderRecord[];
  /** Neither finished nor given up, oldest first. */
  unfinished(): RenderRecord[];
  /** Finished, with a file, oldest first. */
  withFile(): RenderRecord[];
  update(uid: string, patch: RenderPatch): void;
  fileKeys(): string[];
}

/** A turn that is under way. */
export interface TurnRecords {
  begin(turn: { id: string; sessionId: string; startedMs: number }): void;
  end(id: string): void;
  /** Turns that were under way when the program died. */
  dropAll(): number;
}

export interface SettingRecords {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

export interface Records {
  readonly accounts: AccountRecords;
  readonly ledger: LedgerRecords;
  readonly sessions: SessionRecords;
  readonly assets: AssetRecords;
  readonly renders: RenderRecords;
  readonly turns: TurnRecords;
  readonly settings: SettingRecords;
  /** Keys of an account's files. */
  keysOf(accountId: string): string[];
  /** Whatever `work` changes is kept together, on disk when this returns, or not at all. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}
