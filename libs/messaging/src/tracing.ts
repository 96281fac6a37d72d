import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The W3C trace parent of the running span, if there is one. */
export function runningTraceparent(): string | undefined {
  const span = trace.getSpan(context.active())?.spanContext();
  if (span === undefined) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

function remoteContext(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}

/** Runs work in a span that goes on with the trace in which the message was written. */
export async function inConsumerSpan<Result>(
  message: { traceparent?: string | undefined; type: string; topic: string; groupId: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.destination.name': message.topic,
    'messaging.consumer.group.name': message.groupId,
    'cloudevents.event_type': message.type,
  };
  const tracer = trace.getTracer('@gridloom/messaging');
  return tracer.startActiveSpan(
    `process ${message.type}`,
    { kind: SpanKind.CONSUMER, attributes },
    remoteContext(message.traceparent),
    async (span) => {
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        if (error instanceof Error) span.recordException(error);
        throw error;
      } finally {
        span.end();
      }
    },
  );
}
