import { configurationFile, itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { isProbedPage } from '../../server/configuration/probed-page.js';
import { hasExchange } from '../../server/server-roles.js';

/** Fields of a log without which requests cannot be told apart. */
const NEEDED = ['ClientIP', 'Method', 'UriStem', 'UriQuery', 'HttpStatus', 'UserAgent'];

type Message = 'off' | 'selective' | 'fields' | 'target' | 'module' | 'moved' | 'format';

export default defineDetector({
  id: 'iis.logging-reduced',
  title: 'Reduced IIS logging',
  description:
    'Without logs, or without the fields that tell who asked for what, requests leave no trace. IIS logs every request of every site unless told otherwise.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1685.001'],
  references: ['ANT-01'],
  falsePositives: ['Administrators who saved disk space, or sent logs elsewhere'],
  nextSteps: [
    'Find when it was changed: inetpub\\history, gaps in the logs',
    'Use HTTPERR and the logs of Exchange for the time without',
  ],
  consumes: configurationFile,
  messages: {
    off: 'Requests to {where} are not logged',
    selective: 'Only some requests to {where} are logged: {value}',
    fields: 'The log of {where} lacks {value}',
    target: 'The log of {where} goes to {value} instead of files',
    module: '{value} is removed for {where}',
    moved: 'The log of {where} is written to {value}',
    format: 'The log of {where} has the form {value}',
  },
  *inspect(file, context) {
    const found = (
      message: Message,
      element: XmlElement,
      where: string,
      value: string,
      severity: Severity = 'high',
    ) => ({
      message,
      severity: severity === 'high' && !hasExchange(context.server) ? 'medium' : severity,
      ...(severity !== 'informational' && !hasExchange(context.server) ? ({ outcome: 'hygiene' } as const) : {}),
      ...(message === 'moved' || message === 'format' ? ({ outcome: 'hygiene', confidence: 'weak' } as const) : {}),
      data: { where, value },
      at: elementEvidence(element, context.artifact),
      identity: [message, where.toLowerCase(), value.toLowerCase()],
    });
    for (const section of sectionsNamed(file, 'system.webServer/httpLogging')) {
      const where = section.location ?? context.artifact?.windowsPath ?? 'every site';
      if (attribute(section.element, 'dontLog')?.toLowerCase() === 'true')
        yield found('off', section.element, where, 'dontLog', isProbedPage(section.location) ? 'low' : 'high');
      const selective = attribute(section.element, 'selectiveLogging') ?? 'LogAll';
      if (selective !== 'LogAll') yield found('selective', section.element, where, selective);
    }
    for (const { element } of sectionsNamed(file, 'system.applicationHost/sites')) {
      for (const log of walk(element)) {
        if (log.name !== 'logFile') continue;
        const parent = log.parent?.name === 'site' ? (attribute(log.parent, 'name') ?? '') : 'every site';
        const flags = attribute(log, 'logExtFileFlags');
        const missing =
          flags === undefined ? [] : NEEDED.filter((field) => !flags.split(',').some((flag) => flag.trim() === field));
        const target = attribute(log, 'logTargetW3C') ?? 'File';
        const folder = attribute(log, 'directory') ?? '';
        if (attribute(log, 'enabled')?.toLowerCase() === 'false') yield found('off', log, parent, 'logFile');
        if (missing.length > 0)
          yield found('fields', log, parent, missing.join(', '), missing.length > 1 ? 'high' : 'medium');
        if (!target.includes('File')) yield found('target', log, parent, target);
        if (folder !== '' && !/\\inetpub\\logs\\LogFiles\\?$/i.test(folder))
          yield found('moved', log, parent, folder, 'informational');
        const format = attribute(log, 'logFormat') ?? 'W3C';
        if (format !== 'W3C') yield found('format', log, parent, format, 'low');
      }
    }
    for (const { element, section } of itemsOf(file, 'system.webServer/modules', 'remove')) {
      const name = attribute(element, 'name') ?? '';
      // Exchange removes many modules from its folders, never this one.
      if (name !== 'HttpLoggingModule') continue;
      yield found('module', element, section.location ?? context.artifact?.windowsPath ?? 'every site', name);
    }
    if (file.kind !== 'application-host') return;
    const modules = sectionsNamed(file, 'system.webServer/globalModules');
    const names = [...itemsOf(file, 'system.webServer/globalModules')].map(({ element }) => attribute(element, 'name'));
    // A list that a fault cut short says nothing of what it lacks.
    const whole = file.problems.every(({ fatal }) => !fatal);
    if (whole && modules[0] && names.length > 5 && !names.includes('HttpLoggingModule')) {
      yield found('module', modules[0].element, 'every site', 'HttpLoggingModule');
    }
  },
});
