/** The steps that bring a database up to date, in order. A step that was published is never changed: a new one follows. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('anonymous', 'registered', 'local')),
    plan TEXT NOT NULL,
    email TEXT UNIQUE,
    passwordHash TEXT,
    bindId TEXT UNIQUE,
    createdMs INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE tokens (
    hash TEXT PRIMARY KEY,
    accountId TEXT NOT NULL REFERENCES accounts (id),
    createdMs INTEGER NOT NULL,
    expiresMs INTEGER NOT NULL,
    revokedMs INTEGER
  ) STRICT;
  CREATE INDEX tokensOfAccount ON tokens (accountId);

  CREATE TABLE grants (clientHash TEXT NOT NULL, addressHash TEXT NOT NULL, atMs INTEGER NOT NULL) STRICT;
  CREATE INDEX grantsToClient ON grants (clientHash, atMs);
  CREATE INDEX grantsToAddress ON grants (addressHash, atMs);

  CREATE TABLE ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    accountId TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('grant', 'reserve', 'settle', 'release', 'carry')),
    availableChange INTEGER NOT NULL,
    frozenChange INTEGER NOT NULL,
    availableAfter INTEGER NOT NULL CHECK (availableAfter >= 0),
    frozenAfter INTEGER NOT NULL CHECK (frozenAfter >= 0),
    operation TEXT NOT NULL,
    note TEXT NOT NULL,
    atMs INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX ledgerOfAccount ON ledger (accountId, id);
  CREATE INDEX ledgerOfOperation ON ledger (operation);
  CREATE TRIGGER ledgerKeepsLines BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'lines of the ledger are never changed'); END;
  CREATE TRIGGER ledgerLosesNothing BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'lines of the ledger are never removed'); END;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    accountId TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    language TEXT,
    version INTEGER NOT NULL,
    createdMs INTEGER NOT NULL,
    updatedMs INTEGER NOT NULL,
    deletedMs INTEGER
  ) STRICT;
  CREATE INDEX sessionsOfAccount ON sessions (accountId, updatedMs);

  CREATE TABLE drafts (
    sessionId TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    draft TEXT NOT NULL,
    undoTo INTEGER,
    redoTo INTEGER,
    origin TEXT NOT NULL,
    changes TEXT NOT NULL,
    createdMs INTEGER NOT NULL,
    PRIMARY KEY (sessionId, version)
  ) STRICT;

  CREATE TABLE messages (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    sessionId TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    createdMs INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messagesOfSession ON messages (sessionId, number);

  CREATE TABLE turns (
    id TEXT PRIMARY KEY,
    sessionId TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    startedMs INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE assets (
    id TEXT PRIMARY KEY,
    accountId TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'image', 'audio', 'subtitle')),
    fileKey TEXT NOT NULL UNIQUE,
    sizeBytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    facts TEXT NOT NULL,
    createdMs INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE assetUses (
    number INTEGER PRIMARY KEY,
    sessionId TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    assetId TEXT NOT NULL REFERENCES assets (id),
    UNIQUE (sessionId, assetId)
  ) STRICT;
  CREATE INDEX usesOfAsset ON assetUses (assetId);

  CREATE TABLE renders (
    uid TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    accountId TEXT NOT NULL REFERENCES accounts (id),
    sessionId TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('export', 'sample', 'preview')),
    draft TEXT NOT NULL,
    settings TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    isPaused INTEGER NOT NULL CHECK (isPaused IN (0, 1)),
    progress REAL NOT NULL,
    fileKey TEXT,
    result TEXT,
    error TEXT,
    createdMs INTEGER NOT NULL,
    completedMs INTEGER,
    UNIQUE (accountId, id)
  ) STRICT;
  CREATE INDEX rendersOfSession ON renders (sessionId, createdMs);
  CREATE INDEX rendersByStatus ON renders (status, createdMs);
  `,
];
