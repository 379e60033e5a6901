/** What is wrong with files before they are sent: told at once, so that nobody waits for an upload to fail. */

/** The wire's limit for one file: 500 MiB. */
export const MAX_FILE_BYTES = 524_288_000;

/** What the server takes, by the ending of the name; what is in a file is looked at by the server. */
const ENDINGS = new Set(
  "mp4 m4v mov avi webm mkv 3gp wmv flv mpg mpeg ts m2ts jpg jpeg png gif webp mp3 wav m4a aac srt vtt ass".split(" "),
);

/** The same as a picker of files wants it. */
export const ACCEPTED = `video/*,image/*,audio/*,${[...ENDINGS].map((ending) => `.${ending}`).join(",")}`;

export type FileProblem = "too-large" | "empty" | "wrong-kind";

/** The reason why a file cannot be sent; undefined where it can. */
export function problemOf(file: { name: string; size: number }): FileProblem | undefined {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? "";
  if (!ENDINGS.has(ending)) return "wrong-kind";
  if (file.size === 0) return "empty";
  return file.size > MAX_FILE_BYTES ? "too-large" : undefined;
}

/** Every file that was dropped, those inside of dropped folders too; hidden files are left out. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries have to be taken before the first pause: the browser empties the list when the event ends.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...transfer.files];
  const found = await Promise.all(entries.map(filesOf));
  return found.flat().filter((file) => !file.name.startsWith("."));
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry)
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  for (;;) {
    // A reader gives a folder in parts, and an empty part at its end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return files;
    files.push(...(await Promise.all(part.map(filesOf))).flat());
  }
}
