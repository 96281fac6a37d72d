import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeISOResolver } from 'graphql-scalars';

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

const parseDay = (value: unknown): string => {
  if (typeof value === 'string' && dayPattern.test(value)) {
    const time = Date.parse(`${value}T00:00:00Z`);
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(value)) return value;
  }
  throw new GraphQLError(
    `A Date is a day that exists, as YYYY-MM-DD (日期格式为 YYYY-MM-DD), got ${JSON.stringify(value)}.`,
    {
      extensions: { code: 'BAD_USER_INPUT' },
    },
  );
};

/** A day of the county as `YYYY-MM-DD`; no time zone, no moment. */
export const dateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  serialize: parseDay,
  parseValue: parseDay,
  parseLiteral: (node) => parseDay(node.kind === Kind.STRING ? node.value : undefined),
});

/** GeoJSON as an object. */
export const geoJsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'GeoJSON',
  serialize: (value) => value,
  parseValue: (value) => {
    if (typeof value === 'object' && value !== null && 'type' in value) return value;
    throw new GraphQLError('A GeoJSON value is an object with a type (GeoJSON 须为带 type 的对象).', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  },
});

/** Resolvers of the scalars in the prelude. */
export const scalarResolvers = { DateTime: DateTimeISOResolver, Date: dateScalar, GeoJSON: geoJsonScalar };
