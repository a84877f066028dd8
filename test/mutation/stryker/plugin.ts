/** What Stryker loads: the runner of generated suites, what is left alone, and who listens. */
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { invisibleCode } from './ignorer.ts';
import { jobOption } from './job.ts';
import { listener } from './listener.ts';
import { createSuiteRunner } from './suite-runner.ts';

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'generated-suites', createSuiteRunner),
  declareValuePlugin(PluginKind.Ignore, 'invisible-code', invisibleCode),
  declareValuePlugin(PluginKind.Reporter, 'listener', listener),
];

export const strykerValidationSchema = {
  properties: { [jobOption]: { type: 'string', description: 'path of the job file' } },
};
