import { caseFlowDocument } from '@gridloom/cases/flow-document';
import { allEvents, type EventDefinition } from '@gridloom/contracts';
import { asyncApiDocument } from './asyncapi-document.ts';
import type { Files } from './check-files.ts';
import { eventCatalogue } from './event-catalogue.ts';
import { schemaFiles } from './schema-files.ts';
import { toYaml } from './to-yaml.ts';

const ASYNCAPI_FILE = 'docs/asyncapi.yaml';
const CATALOGUE_FILE = 'docs/events.md';
const CASE_FLOW_FILE = 'docs/case-flow.md';

/** The generated documents, besides the schemas. */
export const DOCUMENT_FILES = [ASYNCAPI_FILE, CATALOGUE_FILE, CASE_FLOW_FILE] as const;

/** Every file that is made from the definitions of events, and the document of the flow that cases go by. */
export function generateFiles(version: string, events: readonly EventDefinition[] = allEvents): Files {
  return new Map([
    ...schemaFiles(events),
    [ASYNCAPI_FILE, toYaml(asyncApiDocument(events, version))],
    [CATALOGUE_FILE, eventCatalogue(events)],
    [CASE_FLOW_FILE, caseFlowDocument()],
  ]);
}
