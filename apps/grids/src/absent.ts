/** Whether a value was left out: what is optional comes as null or as undefined. */
export const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;
