const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be an id of a row at all; others exist for nobody. */
export const isUuid = (text: string): boolean => uuidPattern.test(text);
