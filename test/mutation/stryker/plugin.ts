/** What Stryker loads: the runner of generated suites, what is left alone, and who listens. */
import { declareClassPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { invisibleCode } from './ignorer.ts';
import { jobOption } from './job.ts';
import { listener } from './listener.ts';
import { SuiteRunner } from './suite-runner.ts';

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'generated-suites', SuiteRunner),
  declareValuePlugin(PluginKind.Ignore, 'invisible-code', invisibleCode),
  declareValuePlugin(PluginKind.Reporter, 'listener', listener),
];

export const strykerValidationSchema = {
  properties: { [jobOption]: { type: 'string', description: 'path of the job file' } },
};
