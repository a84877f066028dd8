import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default'],
    testTimeout: 120_000,
    // Vitest leaves one core to itself; on two that is half of the machine.
    maxWorkers: availableParallelism(),
  },
});
