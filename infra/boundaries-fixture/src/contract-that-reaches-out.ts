import { createLog } from '@gridloom/service-kit';
import { Kafka } from 'kafkajs';

export const reachesOut = [createLog, Kafka];
