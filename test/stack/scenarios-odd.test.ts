import { testScenarios } from './scenario-runs.ts';

testScenarios(1);
