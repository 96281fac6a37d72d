import { fileURLToPath } from 'node:url';

import { z } from 'zod';

/** A folder of this machine, or a bucket of a store that speaks S3. */
export type FileAddress =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 's3';
      readonly endpoint: string;
      readonly region: string;
      readonly bucket: string;
      /** Goes before every key, with its slash; empty or e.g. `grids/`. */
      readonly prefix: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };

const folder = z.url({ protocol: /^file$/ }).transform((url): FileAddress => ({
  kind: 'folder',
  path: fileURLToPath(url),
}));

const s3 = z.url({ protocol: /^s3$/ }).transform((text, issues): FileAddress => {
  const url = new URL(text);
  const [bucket = '', ...path] = decodeURIComponent(url.pathname).slice(1).split('/');
  const problem =
    url.hostname === '' || bucket === ''
      ? 's3://KEY:SECRET@HOST/BUCKET names a host and a bucket'
      : url.username === '' || url.password === ''
        ? 's3://KEY:SECRET@HOST/BUCKET carries the access key and its secret'
        : undefined;
  if (problem !== undefined) {
    issues.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  }
  const prefix = path.filter((part) => part !== '').join('/');
  return {
    kind: 's3',
    endpoint: `${url.searchParams.get('tls') === 'no' ? 'http' : 'https'}://${url.host}`,
    region: url.searchParams.get('region') ?? 'us-east-1',
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
  };
});

/** `file:///var/lib/gridloom/files`, or `s3://KEY:SECRET@HOST/BUCKET/prefix?region=…&tls=no`. */
export const fileAddress = z.union([folder, s3], {
  error: 'file:///FOLDER or s3://KEY:SECRET@HOST/BUCKET/PREFIX?region=REGION',
});
