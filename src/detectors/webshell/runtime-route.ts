import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { placeEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';

/** Types whose descendants answer requests that no file stands for. */
const BASES = new Set([
  'virtualpathprovider',
  'routebase',
  'route',
  'iroutehandler',
  'iauthorizationfilter',
  'iactionfilter',
  'actionfilterattribute',
  'iresultfilter',
  'ihttpmodule',
]);

export default defineDetector({
  id: 'webshell.runtime-route',
  title: 'Route, filter or setting of the server added at run time',
  description:
    'A page that registers a virtual path provider, a route, a filter, a listener or a handler of the server keeps working after its file is deleted, until the worker process ends.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1505.004'],
  references: ['WEB-06', 'NET-06'],
  falsePositives: ['Applications that serve embedded resources; they register at start, not in a page'],
  nextSteps: [
    'Recycle the application pool after taking its memory',
    'Look for answers to addresses that no file stands for',
  ],
  consumes: webContent,
  messages: {
    provider: '{sink} makes the application answer for files that do not exist',
    route: '{sink} adds a route or filter whose code the page brings',
    setting: '{source} becomes a part of the configuration of the web server by {sink}',
    listener: '{sink} opens a listener beside the web server',
  },
  *inspect(content, context) {
    const behaviour = analyseBehaviour(content);
    const own = behaviour.code.some(({ unit }) =>
      unit.classes.some((c) => c.bases.some((base) => BASES.has(base.toLowerCase()))),
    );
    let reported = false;
    for (const detection of reportCalls(content, context, ({ kind, name, main }) => {
      if (kind === 'listener') return { message: 'listener' };
      if (kind === 'configure') return main.taint && { message: 'setting' };
      if (kind !== 'route') return null;
      if (/virtualpathprovider/i.test(name)) return { message: 'provider' };
      return own ? { message: 'route' } : null;
    })) {
      reported = true;
      yield detection;
    }
    const provider = behaviour.names.get('class:virtualpathprovider');
    if (reported || provider === undefined) return;
    yield {
      message: 'provider',
      data: { sink: 'A virtual path provider of the page' },
      at: placeEvidence(content, behaviour, 'sink', provider, context.artifact?.collectedPath ?? null),
      identity: ['provider'],
    };
  },
});
