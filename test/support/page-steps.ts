/** What a person does on the page, in English. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** The address that the studio opens for its own person. */
export function ownAddress({ url, data }: { url: string; data: string }): string {
  return `${url}/#key=${readFileSync(join(data, "owner.key"), "utf8").trim()}`;
}

/** Drops a file on the page as a file manager would. */
export async function dropFile(page: Page, path: string, name: string): Promise<void> {
  const bytes = readFileSync(path).toString("base64");
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob("${bytes}"), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], ${JSON.stringify(name)}, { type: "video/mp4" }));
    return data;
  })()`);
  for (const event of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("body", event, { dataTransfer: transfer });
}

/** Until the edited picture is there. */
export async function pictureShown(page: Page): Promise<void> {
  await page.getByRole("region", { name: "Picture", exact: true }).getByRole("img").waitFor({ timeout: 60_000 });
}

/** Says something, and gives all that was said once the answer is whole. */
export async function say(page: Page, words: string): Promise<string> {
  const log = page.getByRole("log");
  await page.getByLabel("What should happen?").fill(words);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Stop" }).waitFor({ state: "hidden", timeout: 60_000 });
  return await log.innerText();
}

/** Orders an export; the list of exports stands open then. */
export async function startExport(page: Page, preset: RegExp): Promise<void> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("radio", { name: preset }).click();
  await page.getByRole("button", { name: "Start export" }).click();
  await page.getByRole("dialog", { name: "Exports" }).waitFor();
}

/** Waits until the newest export is there, and takes its file home. */
export async function download(page: Page, path: string): Promise<{ suggestedName: string }> {
  const newest = page.getByRole("dialog", { name: "Exports" }).getByRole("listitem").first();
  const link = newest.getByRole("link", { name: "Download" });
  await link.waitFor({ timeout: 200_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  await file.saveAs(path);
  return { suggestedName: file.suggestedFilename() };
}
