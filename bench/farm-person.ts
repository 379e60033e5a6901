/** Somebody with a studio, for measurements: uploads a clip and exports it. */
import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { ATTRIBUTION } from "../test/support/wire.js";

const ASK_MS = 100;

export class FarmPerson {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async come(url: string): Promise<FarmPerson> {
    const headers = { "x-client-id": randomUUID() };
    const answer = await fetch(new URL("/api/auth/anonymous-token", url), { method: "POST", headers });
    const { data } = (await answer.json()) as { data: { token: string } };
    return new FarmPerson(url, data.token);
  }

  async sessionWith(clip: string): Promise<string> {
    const opened = await this.#ask(
      "POST",
      "/api/tasks/me/with-session/nemo_agent",
      JSON.stringify({ task_name: "farm" }),
    );
    const session = String(opened["session_id"]);
    const form = new FormData();
    form.append("files", await openAsBlob(clip), "clip.mp4");
    await this.#ask("POST", `/api/upload-video/nemo_agent/me/${session}`, form);
    return session;
  }

  /** Exports with the quickest network and waits for the end. */
  async render(sessionId: string, id: string, resolution?: string): Promise<void> {
    await this.submit(sessionId, id, resolution);
    await this.#ended(id);
  }

  async submit(sessionId: string, id: string, resolution = "640x360"): Promise<void> {
    const output = { format: "mp4", quality: "low", resolution };
    await this.#ask("POST", "/api/render/proxy/lambda", JSON.stringify({ id, sessionId, output }));
  }

  /** The finished film. */
  async film(id: string): Promise<Buffer> {
    const answer = await fetch(await this.#ended(id));
    if (!answer.ok) throw new Error(`The film of ${id}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Where it is when it has ended. */
  async #ended(id: string): Promise<string> {
    for (;;) {
      const { status, output } = await this.#ask("GET", `/api/render/proxy/lambda/${id}`);
      if (status === "completed") return (output as { url: string }).url;
      if (status !== "pending" && status !== "processing") throw new Error(`The render is ${String(status)}.`);
      await delay(ASK_MS);
    }
  }

  async #ask(method: string, path: string, body?: string | FormData): Promise<Record<string, unknown>> {
    const headers = {
      ...ATTRIBUTION,
      authorization: `Bearer ${this.#token}`,
      ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
    };
    const answer = await fetch(new URL(path, this.#url), { method, headers, ...(body === undefined ? {} : { body }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }
}
