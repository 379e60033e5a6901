/**
 * The client library: `import { connect } from "hd-local-ai"`.
 *
 * Everything but `node/` runs in a browser too; a page imports from the modules it needs.
 */
export { Fault, type FaultCode } from "../faults.js";
export { Assistant, type AssistantEvent, type Surroundings } from "./assistant.js";
export { draftSummary, isReadyForExport } from "./draft.js";
export { type Language, languageOf } from "./language.js";
export { Connection, type ConnectOptions, connect } from "./node/connect.js";
export { fileSource } from "./node/file-source.js";
export type { OutputRequest } from "./rendering.js";
export { Session } from "./session.js";
export type { TurnEvent, TurnResult } from "./turn.js";
export type { UploadProgress, UploadSource } from "./upload.js";
export type { Credits, Render, RenderStatus, SessionState, UploadedFile } from "./wire.js";
export { WireClient } from "./wire-client.js";
export { WireError } from "./wire-error.js";
