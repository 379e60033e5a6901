import { expect, it } from "vitest";
import { OpenStudio } from "../../test/support/open-studio.js";
import type { Interpreter } from "../agent/interpreter.js";

it("a server that closes does not wait for a language model, and says so to whoever asked", async () => {
  let isAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const silent: Interpreter = {
    interpret: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        isAsked();
      }),
  };
  await using open = await OpenStudio.open({}, silent);
  const { studio } = open;
  const server = await open.serve();
  const address = server.listeningOrigin;
  const { token } = studio.accounts.issueOwner();
  const { id } = studio.sessions.create(studio.accounts.owner(), { name: "project", language: null });
  const answer = fetch(new URL("/run_sse", address), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ app_name: "nemo_agent", session_id: id, new_message: { parts: [{ text: "mirror it" }] } }),
  }).then((response) => response.text());
  await asked;
  await server.close();
  expect(await answer).toContain("The studio is closing.");
});
