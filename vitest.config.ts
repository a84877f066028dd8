import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default'],
    // A slow machine is no failure; a test that hangs still ends.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Vitest leaves one core to itself; on two that is half of the machine.
    maxWorkers: availableParallelism(),
  },
});
