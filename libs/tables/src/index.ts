export { formatCell, parseCell, type Parsed } from './cells.ts';
export type { CellValue, Choice, Column, RowValues, SheetFormat, SheetLanguage, TableDefinition } from './column.ts';
export { findLayout, parseRow, reasonHeading, reasonsText, type CellFault, type Layout } from './layout.ts';
export { readSheet, type SheetRow } from './read-sheet.ts';
export { SheetProblem } from './sheet-problem.ts';
export { writeSheet } from './write-sheet.ts';
export { MOST_LISTED, writeTemplate, type TemplateLists } from './write-template.ts';
