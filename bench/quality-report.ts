/** What was measured, as tables and as a plot of quality against cost. */
import { table } from "./measured-process.js";
import type { QualityRow } from "./quality.js";
import { type Damage, QUALITY_CLIPS } from "./quality-clips.js";
import { AS_DECODED, LANCZOS } from "./quality-peers.js";

/** A frame of full HD, in millions of pixels. */
const HD_MEGAPIXELS = (1920 * 1080) / 1e6;

type Figure = "psnr" | "ssim" | "xpsnr" | "vmaf" | "vmafNeg";

const FIGURES: { figure: Figure; title: string; digits: number; factor: number }[] = [
  { figure: "psnr", title: "PSNR", digits: 2, factor: 1 },
  { figure: "ssim", title: "SSIM", digits: 2, factor: 100 },
  { figure: "xpsnr", title: "XPSNR", digits: 2, factor: 1 },
  { figure: "vmaf", title: "VMAF", digits: 1, factor: 1 },
  { figure: "vmafNeg", title: "VMAF-NEG", digits: 1, factor: 1 },
];

/** One table for each scale, in the order in which they were measured. */
export function qualityTables(rows: readonly QualityRow[]): string {
  const scales = [...new Set(rows.map(({ scale }) => scale))];
  return scales
    .map((scale) => `### ${titleOf(scale)}\n\n${scaleTable(rows.filter((row) => row.scale === scale))}`)
    .join("\n\n");
}

function titleOf(scale: number): string {
  return scale === 1 ? "1×, restored" : `${scale}×`;
}

interface Column {
  damage: Damage;
  isNatural: boolean;
}

function scaleTable(rows: readonly QualityRow[]): string {
  const columns = [false, true].flatMap((isNatural) =>
    (["clean", "crf30"] as const).map((damage): Column => ({ damage, isNatural })),
  );
  const used = columns.filter((column) => rows.some((row) => isOf(row, column)));
  const figures = FIGURES.filter(({ figure }) => rows.some((row) => row[figure] !== undefined));
  const peers = [...new Set(rows.map(({ peer }) => peer))];
  const head = [
    "",
    ...used.flatMap(({ isNatural, damage }) =>
      figures.map(({ title }, i) => (i === 0 ? `${isNatural ? "natural" : "bbb"} ${damage}: ${title}` : title)),
    ),
    "frames/s",
    "processor ms",
  ];
  const [base] = peers;
  const body = peers.map((peer, i) => {
    const own = rows.filter((row) => row.peer === peer);
    const cells = used.flatMap((column) =>
      figures.map(({ figure, digits, factor }) => {
        const value =
          meanOf(
            own.filter((row) => isOf(row, column)),
            figure,
          ) * factor;
        const from =
          meanOf(
            rows.filter((row) => row.peer === base && isOf(row, column)),
            figure,
          ) * factor;
        return i === 0 ? value.toFixed(digits) : signed(value - from, digits);
      }),
    );
    const wallMs = mean(own.map((row) => row.wallMs)) * HD_MEGAPIXELS;
    const processorMs = mean(own.map((row) => row.processorMs)) * HD_MEGAPIXELS;
    return [
      peer,
      ...cells,
      (1000 / wallMs).toFixed(wallMs > 100 ? 1 : 0),
      processorMs.toFixed(processorMs < 10 ? 1 : 0),
    ];
  });
  return table(head, body);
}

function isOf(row: QualityRow, { damage, isNatural }: Column): boolean {
  return row.damage === damage && QUALITY_CLIPS[row.clip].isNatural === isNatural;
}

function meanOf(rows: readonly QualityRow[], figure: Figure): number {
  return mean(rows.map((row) => row[figure] ?? Number.NaN));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;
}

/** The page for docs/. */
export function qualityPage(rows: readonly QualityRow[], machine: string): string {
  return `# Quality of every way to enlarge, and its cost

Written by \`npm run bench -- quality --write\` on ${machine}. Our networks and every peer
that is installed took turns frame by frame in one run.

The clips are those of \`clips/hd\`, none of which was trained on: bbb (animation, 1080p), and three camera clips
(«natural»: bedroom_dog 720p; sowt and whitedog 1080p, halved first, since their pixels hold no more). Eight frames of
each, from two places. «clean»: made smaller by bicubic. «crf30»: the same, then x264 medium at CRF 30. All figures are
of luma; the first row is absolute, the others are differences to it. SSIM is in per cent. Frames a second are of
1920×1080 that come out, with the machine's other work going on; the processor's time is that of all its cores.

At 1× FFmpeg's own is the best of 24 settings of \`deblock\` and \`hqdn3d\`, chosen by PSNR on two other clips
(sam2_05_default_juggle and sam2_02_cups, 720p). Measured where their files are found: libplacebo's user shaders (\`--shaders <folder>\`),
any ONNX network (\`--onnx <file>\`), VMAF (a program \`vmaf\`). Not measured: nnedi, because FFmpeg's filter needs a file of
weights that nothing here brings; OpenCV's FSRCNN and ESPCN and UpscalerJS, because they are no part of this program and
would have to be installed for this alone.

![Gain over Lanczos against processor time](quality.svg)

${qualityTables(rows)}
`;
}

/** Gain in PSNR over Lanczos at 2× against processor time, clean and compressed side by side, as an SVG. */
export function qualityPlot(rows: readonly QualityRow[]): string {
  const [width, height] = [920, 420];
  const panels = (["clean", "crf30"] as const).map((damage, i) => panel(rows, damage, { left: 70 + i * 440, top: 40 }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<title>Gain over Lanczos against processor time</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${panels.join("\n")}
</svg>
`;
}

const PANEL = { width: 360, height: 300 };
const COLOURS = { ours: "#c2410c", FFmpeg: "#475569", other: "#0369a1" } as const;

function panel(rows: readonly QualityRow[], damage: Damage, at: { left: number; top: number }): string {
  const own = rows.filter((row) => row.scale === 2 && row.damage === damage);
  const value = (peer: string): number =>
    meanOf(
      own.filter((row) => row.peer === peer),
      "psnr",
    );
  const base = value(LANCZOS);
  const points = [...new Set(own.map(({ peer }) => peer))]
    .filter((peer) => peer !== AS_DECODED)
    .map((peer) => {
      const of = own.filter((row) => row.peer === peer);
      const kind = of[0]?.kind ?? "other";
      return { peer, kind, cost: mean(of.map((row) => row.processorMs)) * HD_MEGAPIXELS, gain: value(peer) - base };
    });
  const costs = points.map(({ cost }) => Math.log10(cost));
  const [least, most] = [Math.floor(Math.min(0, ...costs)), Math.ceil(Math.max(2, ...costs))];
  const [lowest, highest] = [-2, Math.max(2.5, Math.ceil(Math.max(...points.map(({ gain }) => gain)) * 2) / 2)];
  const x = (cost: number): number => at.left + ((Math.log10(cost) - least) / (most - least)) * PANEL.width;
  const y = (gain: number): number =>
    at.top + PANEL.height - ((Math.max(lowest, gain) - lowest) / (highest - lowest)) * PANEL.height;
  const lines: string[] = [];
  for (let power = least; power <= most; power++) {
    lines.push(line(x(10 ** power), at.top, x(10 ** power), at.top + PANEL.height));
    lines.push(text(x(10 ** power), at.top + PANEL.height + 16, `${10 ** power}`, "middle"));
  }
  for (let gain = lowest; gain <= highest; gain += 0.5) {
    lines.push(line(at.left, y(gain), at.left + PANEL.width, y(gain)));
    if (Number.isInteger(gain)) lines.push(text(at.left - 6, y(gain) + 4, signed(gain, 0), "end"));
  }
  lines.push(
    text(at.left + PANEL.width / 2, at.top - 14, `2×, ${damage}: dB of PSNR over Lanczos, mean of all clips`, "middle"),
  );
  lines.push(
    text(
      at.left + PANEL.width / 2,
      at.top + PANEL.height + 36,
      "processor time for a frame of 1920×1080, ms",
      "middle",
    ),
  );
  const placed: number[] = [];
  for (const { peer, kind, cost, gain } of [...points].sort((a, b) => b.gain - a.gain)) {
    const isFarRight = x(cost) > at.left + PANEL.width * 0.7;
    // Names that would lie over each other move down.
    let nameAt = y(gain) + 4;
    while (placed.some((other) => Math.abs(other - nameAt) < 12)) nameAt += 3;
    placed.push(nameAt);
    const below = gain < lowest ? ` (${signed(gain, 1)})` : "";
    lines.push(`<circle cx="${x(cost).toFixed(1)}" cy="${y(gain).toFixed(1)}" r="4" fill="${COLOURS[kind]}"/>`);
    lines.push(
      text(x(cost) + (isFarRight ? -8 : 8), nameAt, `${peer}${below}`, isFarRight ? "end" : "start", COLOURS[kind]),
    );
  }
  return lines.join("\n");
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="#e2e8f0"/>`;
}

function text(x: number, y: number, words: string, anchor: "start" | "middle" | "end", colour = "#334155"): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;
}
