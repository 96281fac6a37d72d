/** Thrown where the bytes of a file are not in the storage, though a row speaks of them. */
export class FileMissing extends Error {
  override readonly name = 'FileMissing';

  constructor(key: string) {
    super(`The storage has no file ${key}`);
  }
}
