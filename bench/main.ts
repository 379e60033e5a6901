/** `npm run bench -- [speed|memory|join|clips|quality|sheets|faults|uploads|load|page|pictures|reexport|edits|skipping|words|steadiness|farm|farm-faults|farm-chunks|farm-scheduler] …`: measurements, each printed as a table. Without a word: speed. */
import { tableOfClips } from "./clips.js";
import { makeContactSheets } from "./contact-sheet.js";
import { measureFarm } from "./farm.js";
import { recordChunks } from "./farm-chunks.js";
import { measureFarmFaults } from "./farm-faults.js";
import { measureFarmScheduler } from "./farm-scheduler.js";
import { measureFaults } from "./faults.js";
import { measureJoin } from "./join.js";
import { measureLoad } from "./load.js";
import { measureMemory } from "./memory.js";
import { drawEdits } from "./op-sheet.js";
import { measurePage } from "./page.js";
import { takePictures } from "./page-pictures.js";
import { measureQuality } from "./quality.js";
import { measureReexport } from "./reexport.js";
import { measureSkipping } from "./skipping.js";
import { measureSpeed } from "./speed.js";
import { measureSteadiness } from "./steadiness.js";
import { measureUploads } from "./uploads.js";
import { measureWords } from "./words.js";

const MEASUREMENTS: Record<string, (words: string[]) => Promise<void>> = {
  speed: measureSpeed,
  memory: measureMemory,
  join: measureJoin,
  clips: tableOfClips,
  quality: measureQuality,
  sheets: makeContactSheets,
  faults: measureFaults,
  page: measurePage,
  uploads: measureUploads,
  load: measureLoad,
  reexport: measureReexport,
  pictures: takePictures,
  edits: drawEdits,
  skipping: measureSkipping,
  words: measureWords,
  steadiness: measureSteadiness,
  farm: measureFarm,
  "farm-faults": measureFarmFaults,
  "farm-chunks": recordChunks,
  "farm-scheduler": measureFarmScheduler,
};

const [name = "speed", ...words] = process.argv.slice(2);
const measurement = MEASUREMENTS[name];
if (measurement === undefined) {
  process.stderr.write(`There is no measurement «${name}». Take one of ${Object.keys(MEASUREMENTS).join(", ")}.\n`);
  process.exitCode = 2;
} else {
  await measurement(words);
}
