import { z } from 'zod';

/** The same form for readers, at every depth: a field that it does not know is left out instead of refused. */
export function openForm(schema: z.ZodObject): z.ZodObject {
  return z.object(
    Object.fromEntries(Object.entries<z.core.$ZodType>(schema.shape).map(([key, field]) => [key, openField(field)])),
  );
}

function openField(field: z.core.$ZodType): z.ZodType {
  if (field instanceof z.ZodOptional) return openField(field.unwrap()).optional();
  if (field instanceof z.ZodArray) {
    const element = field.element;
    return containsObject(element) ? z.array(openField(element)) : field;
  }
  if (field instanceof z.ZodObject) return openForm(field);
  if (field instanceof z.ZodType) return field;
  throw new Error('Event fields are built from the helpers of libs/contracts');
}

function containsObject(field: z.core.$ZodType): boolean {
  if (field instanceof z.ZodObject) return true;
  if (field instanceof z.ZodOptional) return containsObject(field.unwrap());
  return field instanceof z.ZodArray && containsObject(field.element);
}
