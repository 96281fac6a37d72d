import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';

import { Router, type Request, type Response } from 'express';

import type { SubgraphContext } from '../context.ts';
import type { Logger } from '../log.ts';
import { isUuid } from '../record-checks.ts';
import { sqlOf } from '../database.ts';
import type { FilesDefinition } from './files-definition.ts';
import { FileMissing } from './file-missing.ts';
import { FileRefused, receiveFile } from './receive-file.ts';
import { findFiles, type StoredFile } from './stored-file.ts';

/** How long a sender that was refused may go on sending into nothing before the line is cut. */
const DRAIN_MS = 2_000;

const answerRefusal = (refused: FileRefused, context: SubgraphContext, request: Request, response: Response) => {
  const { status, code, explanation, allowed } = refused;
  // The rest of the body is not waited for: it may be 300 MB.
  if (!request.complete) {
    response.set('connection', 'close');
    response.once('finish', () => {
      setTimeout(() => request.destroy(), DRAIN_MS).unref();
    });
    request.resume();
  }
  response.status(status).json({
    errors: [
      { message: context.say(explanation), extensions: { code, ...(allowed === undefined ? {} : { allowed }) } },
    ],
  });
};

const notThere = () =>
  new FileRefused(404, 'NOT_FOUND', { zh: '不存在，或您无权查看。', en: 'It does not exist, or not for you.' });

const lengthOf = (request: IncomingMessage): number | undefined => {
  const header = request.headers['content-length'];
  return header === undefined || !/^\d+$/.test(header) ? undefined : Number(header);
};

const fileInfo = ({ id, name, contentType, bytes, sha256, purpose, expiresAt }: StoredFile) => ({
  id,
  name,
  contentType,
  bytes,
  sha256,
  purpose,
  expiresAt,
});

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

const readableFile = async <C extends SubgraphContext>(context: C, definition: FilesDefinition<C>, id: string) => {
  if (context.caller.kind === 'anonymous')
    throw new FileRefused(401, 'UNAUTHENTICATED', { zh: '请先登录。', en: 'Sign in first.' });
  const [file] = isUuid(id) ? await findFiles(sqlOf(context.em.fork()), [id], context.now()) : [];
  if (!file) throw notThere();
  if (file.accountId === context.caller.accountId) return file;
  const purpose = definition.purposes.find(({ name }) => name === file.purpose);
  if ((await purpose?.mayRead?.(context, file)) !== true) throw notThere();
  return file;
};

/**
 * `POST /files?purpose=…&name=…` with the bytes as body takes a file in and answers 201 with its id; `GET /files/<id>` gives it to whoever sent
 * it or may read what it belongs to. What is refused is answered as errors of the graph are.
 */
export const filesRouter = <C extends SubgraphContext>(
  definition: FilesDefinition<C>,
  contextOf: (request: IncomingMessage) => C,
  log: Logger,
): Router => {
  const router = Router();
  const guarded =
    (work: (context: C, request: Request, response: Response) => Promise<void>) =>
    async (request: Request, response: Response) => {
      const context = contextOf(request);
      try {
        await work(context, request, response);
      } catch (error) {
        if (response.headersSent || response.destroyed) {
          log.info({ err: error }, 'A file was broken off on its way');
          response.destroy();
        } else if (error instanceof FileRefused) answerRefusal(error, context, request, response);
        else if (error instanceof FileMissing) {
          log.error({ err: error }, 'A file is missing from the storage');
          answerRefusal(notThere(), context, request, response);
        } else throw error;
      }
    };
  const receive = guarded(async (context, request, response) => {
    const file = await receiveFile(context, definition, {
      purpose: textOf(request.query.purpose),
      name: textOf(request.query.name),
      length: lengthOf(request),
      bytes: request,
    });
    response.status(201).json(fileInfo(file));
  });
  router.post('/', receive);
  router.put('/', receive);
  router.get(
    '/:id',
    guarded(async (context, request, response) => {
      const file = await readableFile(context, definition, textOf(request.params.id));
      const bytes = await definition.storage.get(file.id);
      response.set({
        'content-type': file.contentType === 'text/csv' ? 'text/csv; charset=utf-8' : file.contentType,
        'content-length': String(file.bytes),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      });
      await pipeline(bytes, response);
    }),
  );
  return router;
};
