/** Facts as text: headings, and under each rows of a label and its words, aligned and wrapped. */

/** A label and what there is to say; each part begins a line of its own. */
export interface FactRow {
  label: string;
  lines: readonly string[];
}

export interface FactSection {
  heading: string;
  rows: readonly FactRow[];
}

const LINE_WIDTH = 100;
const INDENT = "  ";

/** A row, unless there is nothing to say. */
export function fact(label: string, ...lines: readonly (string | undefined)[]): FactRow[] {
  const said = lines.filter((line) => line !== undefined);
  return said.length === 0 ? [] : [{ label, lines: said }];
}

/** The sheet, without a line break at its end. Sections without rows are left out. */
export function factSheet(sections: readonly FactSection[]): string {
  const shown = sections.filter(({ rows }) => rows.length > 0);
  const labelWidth = Math.max(0, ...shown.flatMap(({ rows }) => rows.map(({ label }) => label.length)));
  const margin = INDENT.length + labelWidth + INDENT.length;
  return shown
    .map(({ heading, rows }) => {
      const lines = rows.flatMap(({ label, lines }) =>
        lines
          .flatMap((line) => wrapped(line, LINE_WIDTH - margin))
          .map((line, i) => `${INDENT}${(i === 0 ? label : "").padEnd(labelWidth)}${INDENT}${line}`.trimEnd()),
      );
      return [heading, ...lines].join("\n");
    })
    .join("\n\n");
}

/**
 * Lines of at most `width` characters, broken at spaces. Longer words, and commands (which begin with `$ `), stay
 * whole, so that they can be copied.
 */
export function wrapped(text: string, width: number): string[] {
  if (text.startsWith("$ ")) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
