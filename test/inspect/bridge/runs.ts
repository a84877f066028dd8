/** Runs to show in the inspector: those of the real stack, as messages. */
import { builtinProfiles } from '../../../actors/device/index.ts';
import { stackMayStayPending, stackProperties } from '../../../actors/properties/index.ts';
import { stackConventions } from '../../../machines/conventions.ts';
import type { InspectorMessage, MessageFeed } from '../../../src/inspect/bridge/index.ts';
import { InspectorRecorder } from '../../../src/inspect/bridge/index.ts';
import { checkRun } from '../../../src/trace/check.ts';
import { runToEnd } from '../../../src/trace/live.ts';
import { type Choice, stackOf } from '../../stack/run-scenario.ts';

/** A scenario's run, and its feed. */
export function recorded(name: string, choice: Choice) {
  const stack = stackOf(name, choice);
  const run = runToEnd(stack.spec, { conventions: stackConventions });
  const check = checkRun(stackProperties(stack), { mayStayPending: stackMayStayPending });
  const recorder = new InspectorRecorder(stack.spec);
  for (const step of run.steps) {
    const view = run.views.get(step.step) ?? {};
    recorder.step(step, view, check.observe(step, view));
  }
  recorder.end(run.end, check.finish(run.end, run.view).violations);
  return { stack, run, feed: recorder.feed, messages: messagesOf(recorder.feed) };
}

/** All messages of a feed, as a reader gets them. */
export function messagesOf(feed: MessageFeed): readonly InspectorMessage[] {
  return Array.from({ length: feed.length }, (_, n) => JSON.parse(feed.text(n)));
}

/** A device with room for sixteen VFs. */
export function largeDevice() {
  const device = builtinProfiles.nvme?.();
  if (device === undefined) throw new Error('the profile of a large device is missing');
  return device;
}
