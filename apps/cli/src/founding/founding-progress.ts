import { MultiBar, type SingleBar } from 'cli-progress';

/** Told while a county is founded. */
export interface FoundingProgress {
  begin(label: string, expectedRows: number | undefined): void;
  advance(label: string, rows: number): void;
  end(label: string, outcome: { readonly rows: number; readonly skipped: boolean; readonly seconds: number }): void;
  say(line: string): void;
  /** Nothing more is shown after it. */
  close(): void;
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

/** On a terminal a bar for each step, elsewhere a line for each that is done. */
export const showFoundingProgress = (out: NodeJS.WriteStream): FoundingProgress =>
  out.isTTY ? barsOn(out) : linesOn((line) => out.write(`${line}\n`));

export const linesOn = (write: (line: string) => void): FoundingProgress => ({
  begin: () => undefined,
  advance: () => undefined,
  end: (label, { rows, skipped, seconds: took }) => {
    write(`  ${label}: ${String(rows)} rows${skipped ? ', there already' : ` in ${seconds(took)}`}`);
  },
  say: write,
  close: () => undefined,
});

/** Bars of the steps under way, below the lines of those that are done. */
const barsOn = (out: NodeJS.WriteStream): FoundingProgress => {
  const bars = new MultiBar({
    format: '  {label} {bar} {value} rows',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    stopOnComplete: false,
    clearOnComplete: true,
    stream: out,
  });
  const running = new Map<string, SingleBar>();
  const write = (line: string) => {
    bars.log(`${line}\n`);
    bars.update();
  };
  const lines = linesOn(write);
  return {
    begin: (label, expected) => {
      running.set(label, bars.create(expected ?? 1, 0, { label: label.padEnd(22) }));
    },
    advance: (label, rows) => {
      const bar = running.get(label);
      if (!bar) return;
      if (rows > bar.getTotal()) bar.setTotal(rows * 2);
      bar.update(rows);
    },
    end: (label, outcome) => {
      const bar = running.get(label);
      if (bar) bars.remove(bar);
      running.delete(label);
      lines.end(label, outcome);
    },
    say: write,
    close: () => {
      bars.stop();
    },
  };
};
