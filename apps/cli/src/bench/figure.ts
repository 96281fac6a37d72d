/** A measured figure: the value, what it is set beside, and their ratio where both are times or rates. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The yardstick measured in the same run, in the same unit. */
  readonly beside?: { readonly what: string; readonly value: number };
}

/** Median of some measurements. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

const number = (value: number) => (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));

/** The figures as a Markdown table. */
export const figureTable = (figures: readonly Figure[]): string => {
  const rows = figures.map(({ what, value, unit, beside }) =>
    [
      what,
      `${number(value)} ${unit}`,
      beside ? `${number(beside.value)} ${unit} (${beside.what})` : '',
      beside ? (value / beside.value).toFixed(2) : '',
    ].join(' | '),
  );
  return ['| what | measured | beside | ratio |', '| --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`)].join(
    '\n',
  );
};
